#include "sketch/passage.h"

#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

/* Of a shingle that is repeated in the second text so many places are tried: a text of one
   repeated line must not cost quadratic time. */
#define PLACES 16

void passages_release(struct passages *p)
{
    free(p->items);
    free(p->slots);
    free(p->next);
    *p = (struct passages){0};
}

/* Makes the chains for the second text. */
static bool chains_make(struct passages *p, const struct shingles *s)
{
    size_t n = 64;
    while (n < s->count)
        n *= 2;
    if (!GROW(p->slots, p->cap_slots, n) || !GROW(p->next, p->cap_next, s->count))
        return false;
    memset(p->slots, 0, n * sizeof *p->slots);
    p->mask = n - 1;
    /* Backwards, so that the first ones come first. */
    for (size_t i = s->count; i-- > 0;) {
        uint32_t *slot = &p->slots[s->hash[i] & p->mask];
        p->next[i] = *slot;
        *slot = (uint32_t)(i + 1);
    }
    return true;
}

static uint32_t run_length(const struct tokens *a, uint32_t i, const struct tokens *b, uint32_t j)
{
    uint32_t n = 0;
    while (i + n < a->count && j + n < b->count && a->hash[i + n] == b->hash[j + n])
        n++;
    return n;
}

/* The longest run that starts at token `first`, where a shingle with this hash starts; length 0:
   none. */
static struct passage longest_run(const struct passages *p, const struct tokens *a, uint32_t first,
                                  uint64_t hash, const struct tokens *b, const struct shingles *sb)
{
    struct passage best = {first, first, 0, 0};
    unsigned places = 0;
    for (uint32_t k = p->slots[hash & p->mask]; k && places < PLACES; k = p->next[k - 1]) {
        if (sb->hash[k - 1] != hash)
            continue;
        places++;
        uint32_t from = shingles_start(sb, k - 1);
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
    if (!chains_make(p, sb))
        return false;
    bool ok = true;
    uint32_t done = 0; /* tokens of `a` before this one are in a passage */
    for (size_t i = 0; i < sa->count && ok; i++) {
        uint32_t first = shingles_start(sa, i);
        if (first < done)
            continue;
        struct passage run = longest_run(p, a, first, sa->hash[i], b, sb);
        if (run.a_end > run.a_first) {
            ok = passages_add(p, run);
            done = run.a_end;
        }
    }
    return ok;
}
