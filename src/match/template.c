#include "match/template.h"

#include <stdlib.h>

/* Fewer common places say nothing: a story and its update may differ in two figures. */
#define LEAST_PLACES 4
/* Digits hash to one value in a context. */
static uint64_t masked(const struct tokens *t, size_t i)
{
    return t->digits[i] ? UINT64_C(0x9FB21C651E98DF25) : t->hash[i];
}

static int compare_places(const void *a, const void *b)
{
    const struct number_place *x = a, *y = b;
    return x->context < y->context ? -1 : x->context > y->context;
}

static size_t drop_repeated(struct number_place *places, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && places[end].context == places[i].context;)
            end++;
        if (end - i == 1)
            places[kept++] = places[i];
    }
    return kept;
}

size_t template_places(const struct tokens *t, struct number_place *places)
{
    const uint64_t base = UINT64_C(0x9E3779B185EBCA87);
    size_t n = 0;
    for (size_t i = 2; i + 1 < t->count; i++) {
        if (!t->digits[i])
            continue;
        uint64_t h = (masked(t, i - 2) * base + masked(t, i - 1)) * base + masked(t, i + 1);
        places[n++] = (struct number_place){(uint32_t)(h >> 32), (uint32_t)(t->hash[i] >> 32)};
    }
    qsort(places, n, sizeof *places, compare_places);
    return drop_repeated(places, n);
}

bool template_siblings(const struct number_place *a, size_t n_a, const struct number_place *b,
                       size_t n_b, double least_equal)
{
    size_t common = 0, equal = 0;
    for (size_t i = 0, j = 0; i < n_a && j < n_b;) {
        if (a[i].context == b[j].context) {
            common++;
            equal += a[i++].number == b[j++].number;
        } else if (a[i].context < b[j].context) {
            i++;
        } else {
            j++;
        }
    }
    return common >= LEAST_PLACES && (double)equal < least_equal * (double)common;
}
