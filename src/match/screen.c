#include "match/screen.h"

#include "base/grow.h"
#include "base/number_set.h"

#include <stdlib.h>
#include <string.h>

/* Bits of the filter for each shingle: at most one foreign shingle in 64 is looked up in vain. */
#define FILTER_BITS 64

void screen_release(struct screen *s)
{
    free(s->filter);
    free(s->seen);
    *s = (struct screen){0};
}

bool screen_set(struct screen *s, const uint64_t *set, uint32_t count)
{
    size_t bits = 1024;
    while (bits < (size_t)count * FILTER_BITS)
        bits *= 2;
    if (!GROW(s->filter, s->cap_filter, bits / 64) || !GROW(s->seen, s->cap_seen, count + 1))
        return false;
    s->set = set;
    s->count = count;
    s->mask = bits - 1;
    s->round = 0;
    memset(s->filter, 0, bits / 8);
    memset(s->seen, 0, (count + 1) * sizeof *s->seen);
    for (uint32_t i = 0; i < count; i++)
        s->filter[(set[i] & s->mask) / 64] |= UINT64_C(1) << (set[i] & 63);
    return true;
}

/* Position of a hash in the query's set, or `count`. */
static uint32_t find_shingle(const struct screen *s, uint64_t hash)
{
    uint32_t i = (uint32_t)numbers_find(s->set, s->count, hash);
    return i < s->count && s->set[i] == hash ? i : s->count;
}

uint32_t screen_shared(struct screen *s, const struct shingles *article)
{
    uint32_t shared = 0;
    s->round++;
    for (size_t i = 0; i < article->count; i++) {
        uint64_t hash = article->hash[i];
        if (!(s->filter[(hash & s->mask) / 64] >> (hash & 63) & 1))
            continue;
        uint32_t at = find_shingle(s, hash);
        if (at < s->count && s->seen[at] != s->round) {
            s->seen[at] = s->round;
            shared++;
        }
    }
    return shared;
}

/* The bits that the shingles set: at most as many as there are distinct ones, as two may meet. */
uint32_t screen_distinct(struct screen *s, const struct shingles *article, uint32_t enough)
{
    uint32_t n = 0;
    memset(s->distinct, 0, sizeof s->distinct);
    for (size_t i = 0; i < article->count && n < enough; i++) {
        /* Other bits than the filter's. */
        size_t at = article->hash[i] >> 40 & (SCREEN_BITS - 1);
        uint64_t bit = UINT64_C(1) << (at & 63);
        n += !(s->distinct[at / 64] & bit);
        s->distinct[at / 64] |= bit;
    }
    return n;
}
