#include "bench/gen_copy.h"

#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

bool words_append(struct words *w, const uint32_t *items, size_t n)
{
    if (!GROW(w->items, w->cap, w->count + n))
        return false;
    memcpy(w->items + w->count, items, n * sizeof *items);
    w->count += n;
    return true;
}

bool words_append_new(struct words *w, const struct chain *c, struct rng *r, size_t n)
{
    if (!GROW(w->items, w->cap, w->count + n))
        return false;
    struct walk walk = {.rng = *r, .out = w->items + w->count, .n = n};
    chain_walk(c, &walk, 1);
    *r = walk.rng;
    w->count += n;
    return true;
}

static uint32_t random_word(const struct chain *c, struct rng *r)
{
    return rng_below(r, (uint32_t)c->count);
}

bool copy_edit(struct words *w, const struct chain *c, struct rng *r, size_t edits)
{
    for (size_t i = 0; i < edits && w->count > 1; i++) {
        size_t at = rng_below(r, (uint32_t)w->count);
        uint32_t *here = w->items + at;
        switch (rng_below(r, 3)) {
        case 0:
            *here = random_word(c, r);
            break;
        case 1:
            w->count--;
            memmove(here, here + 1, (w->count - at) * sizeof *here);
            break;
        default:
            if (!GROW(w->items, w->cap, w->count + 1))
                return false;
            here = w->items + at;
            memmove(here + 1, here, (w->count - at) * sizeof *here);
            *here = random_word(c, r);
            w->count++;
        }
    }
    return true;
}

/* A random share of `n` between `low` and `high` percent, at least 1. */
static size_t share(struct rng *r, size_t n, uint32_t low, uint32_t high)
{
    size_t part = n * (low + rng_below(r, high - low + 1)) / 100;
    return part ? part : 1;
}

/* The shares follow what the syndication sets of our evaluation show: verbatim and lightly edited
   copies first, then cuts, then local text around the copy. */
const char *copy_write(struct words *out, const struct chain *c, struct rng *r,
                       const uint32_t *words, size_t n)
{
    uint32_t dice = rng_below(r, 100);
    bool cut = (dice >= 55 && dice < 75) || dice >= 90;
    bool wrap = dice >= 75;
    bool edit = (dice >= 25 && dice < 55) || dice >= 90;
    size_t kept = cut ? share(r, n, 40, 90) : n;
    out->count = 0;
    bool ok = !wrap || words_append_new(out, c, r, share(r, n, 5, 25));
    ok = ok && words_append(out, words, kept);
    ok = ok && (!wrap || words_append_new(out, c, r, share(r, n, 5, 25)));
    ok = ok && (!edit || copy_edit(out, c, r, share(r, out->count, 1, 4)));
    if (!ok)
        return NULL;
    return cut && wrap ? "mixed"
           : cut       ? "abridged"
           : wrap      ? "wrapped"
           : edit      ? "edited"
                       : "reprint";
}
