/*
 * shingle: runs of tokens, hashed; an article is the set of its shingles.
 *
 * A shingle starts at every token and is the shortest run whose weight reaches 2 * width: `width`
 * words, or twice as many Han characters, or a mix. Its hash is a polynomial of its token hashes
 * (Karp and Rabin 1987, modulo 2^64) with a final mix. That costs a third of XXH3 over the same 40
 * bytes and, as the token hashes are uniform, spreads as well (doc/algorithm.md).
 */
#ifndef SKETCH_SHINGLE_H
#define SKETCH_SHINGLE_H

#include "sketch/token.h"

/* Hashes of the shingles in order, not yet a set; buffers are reused. `start[i]` is the first token
   of shingle i and `end[i]` the token after its last; for uniform tokens both are implied
   (i, i + width) and the arrays are NULL. */
struct shingles {
    uint64_t *hash;
    uint32_t *start, *end;
    size_t count, cap, cap_range;
    unsigned width;
    bool ranges;                 /* start and end are filled */
    const struct kernel *kernel; /* that of the tokens */
};

void shingles_release(struct shingles *s);

/* Replaces the contents of `s`. False when memory runs out. */
bool shingles_make(struct shingles *s, const struct tokens *t, unsigned width);

static inline uint32_t shingles_start(const struct shingles *s, size_t i)
{
    return s->ranges ? s->start[i] : (uint32_t)i;
}

static inline uint32_t shingles_end(const struct shingles *s, size_t i)
{
    return s->ranges ? s->end[i] : (uint32_t)i + s->width;
}

/* The base of the polynomial: odd, so that multiplication is a bijection; XXH64's first prime. */
#define SHINGLE_BASE UINT64_C(0x9E3779B185EBCA87)

/* The final mix, that of XXH3 (XXH3_avalanche). */
#define SHINGLE_MIX UINT64_C(0x165667919E3779F9)
static inline uint64_t shingle_mix(uint64_t h)
{
    h ^= h >> 37;
    h *= SHINGLE_MIX;
    return h ^ (h >> 32);
}

/* Sorts `count` hashes and drops repeats; returns the size of the set. `scratch` has room for
   `count` more. Linear time for hashes, which are uniform; n log n at worst. */
size_t shingle_set_make(uint64_t *hashes, size_t count, uint64_t *scratch);

/* The least hash that two sorted sets share; UINT64_MAX: none. */
uint64_t shingle_set_first_shared(const uint64_t *a, size_t n_a, const uint64_t *b, size_t n_b);

/* How many hashes two sorted sets share. */
size_t shingle_set_shared(const uint64_t *a, size_t n_a, const uint64_t *b, size_t n_b);

/* shared / union; 0 for two empty sets. */
double shingle_jaccard(size_t n_a, size_t n_b, size_t shared);

#endif
