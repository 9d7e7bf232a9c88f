#include "sketch/passage.h"

#include "base/grow.h"

#include <stdlib.h>

/* Of a shingle that is repeated in the second text so many places are tried: a text of one
   repeated line must not cost quadratic time. */
#define PLACES 16

struct place {
    uint64_t hash;
    uint32_t index; /* of the shingle */
};

void passages_release(struct passages *p)
{
    free(p->items);
    *p = (struct passages){0};
}

static int compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* First place with this hash, or `count`. */
static size_t find_place(const struct place *places, size_t count, uint64_t hash)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (places[mid].hash < hash)
            low = mid + 1;
        else
            high = mid;
    }
    return low < count && places[low].hash == hash ? low : count;
}

static uint32_t run_length(const struct tokens *a, uint32_t i, const struct tokens *b, uint32_t j)
{
    uint32_t n = 0;
    while (i + n < a->count && j + n < b->count && a->hash[i + n] == b->hash[j + n])
        n++;
    return n;
}

/* The longest run that starts at shingle `i` of the first text; length 0: none. */
static struct passage longest_run(const struct tokens *a, uint32_t first, uint64_t hash,
                                  const struct tokens *b, const struct shingles *sb,
                                  const struct place *places)
{
    struct passage best = {first, first, 0, 0};
    size_t at = find_place(places, sb->count, hash);
    for (size_t k = at; k < sb->count && k < at + PLACES && places[k].hash == hash; k++) {
        uint32_t from = shingles_start(sb, places[k].index);
        uint32_t n = run_length(a, first, b, from);
        if (n > best.a_end - best.a_first)
            best = (struct passage){first, first + n, from, from + n};
    }
    return best;
}

static bool passages_add(struct passages *p, struct passage run)
{
    if (!GROW(p->items, p->cap, p->count + 1))
        return false;
    p->items[p->count++] = run;
    return true;
}

bool passages_find(struct passages *p, const struct tokens *a, const struct shingles *sa,
                   const struct tokens *b, const struct shingles *sb)
{
    p->count = 0;
    if (sa->count == 0 || sb->count == 0)
        return true;
    struct place *places = malloc(sb->count * sizeof *places);
    if (!places)
        return false;
    for (size_t k = 0; k < sb->count; k++)
        places[k] = (struct place){sb->hash[k], (uint32_t)k};
    qsort(places, sb->count, sizeof *places, compare_places);
    bool ok = true;
    uint32_t done = 0; /* tokens of `a` before this one are in a passage */
    for (size_t i = 0; i < sa->count && ok; i++) {
        uint32_t first = shingles_start(sa, i);
        if (first < done)
            continue;
        struct passage run = longest_run(a, first, sa->hash[i], b, sb, places);
        if (run.a_end > run.a_first) {
            ok = passages_add(p, run);
            done = run.a_end;
        }
    }
    free(places);
    return ok;
}
