#include "suggest.h"

#include <stddef.h>
#include <string.h>

#define SUGGEST_MAX 32 /* longer words are no typos of ours */

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
    unsigned m = a < b ? a : b;
    return m < c ? m : c;
}

/* Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`. */
static unsigned edit_distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    unsigned rows[3][SUGGEST_MAX + 1];
    if (n > SUGGEST_MAX || m > SUGGEST_MAX)
        return UINT_MAX;
    unsigned *before = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= m; j++)
        last[j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            row[j] = min3(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = min3(row[j], before[j - 2] + 1, UINT_MAX);
        }
        unsigned *oldest = before;
        before = last;
        last = row;
        row = oldest;
    }
    return last[m];
}

void suggest_offer(struct suggest *s, const char *name)
{
    unsigned distance = edit_distance(s->typed, name);
    size_t typed = strlen(s->typed);
    /* "cluster" for "clusters", "min-j" for "min-jaccard": the start of a name is a good guess. */
    if (typed >= 3 && strncmp(s->typed, name, typed) == 0)
        distance = 1;
    if (distance < s->distance) {
        s->distance = distance;
        s->best = name;
    }
}

const char *suggest_best(const struct suggest *s)
{
    size_t len = strlen(s->typed);
    unsigned allowed = len < 3 ? 1 : len < 7 ? 2 : 3;
    return s->best && s->distance <= allowed ? s->best : NULL;
}
