/*
 * word_hash: XXH3 of a short ASCII word, folded on the way.
 *
 * Bit for bit XXH3_64bits_withSeed (https://github.com/Cyan4973/xxHash, doc/xxhash_spec.md, "XXH3
 * algorithm overview", small inputs) of the word in lower case, in three functions for the three
 * lengths that it treats differently: a loop over words of one kind has no branch to guess wrong.
 * The letters and digits of ASCII are folded by setting bit 5, as digits have it already; bit 6
 * tells letters, which have it, from digits, which do not.
 */
#ifndef SKETCH_WORD_HASH_H
#define SKETCH_WORD_HASH_H

#include "base/hash.h"

#include <stdbool.h>

/* What depends on the seed only; the constants are parts of XXH3's default secret, xored. */
struct word_key {
    uint64_t seed, tiny, small, low, high;
};

static inline struct word_key word_key_make(uint64_t seed)
{
    uint64_t mixed = seed ^ (uint64_t)__builtin_bswap32((uint32_t)seed) << 32;
    return (struct word_key){
        .seed = seed,
        .tiny = UINT64_C(0x87275A9B) + seed,
        .small = UINT64_C(0xC73AB174C5ECD5A2) - mixed,
        .low = UINT64_C(0x6782737BEA4239B9) + seed,
        .high = UINT64_C(0xAF56BC3B0996523A) - seed,
    };
}

struct word_hash {
    uint64_t hash;
    bool digits; /* the word holds a digit */
};

/* One to three bytes. */
static inline struct word_hash word_hash_tiny(const unsigned char *p, unsigned len,
                                              const struct word_key *key)
{
    uint32_t first = p[0], mid = p[len >> 1], last = p[len - 1];
    uint32_t word = (first << 16 | mid << 24 | last | UINT32_C(0x20200020)) | len << 8;
    uint64_t h = word ^ key->tiny;
    h ^= h >> 33;
    h *= UINT64_C(0xC2B2AE3D27D4EB4F);
    h ^= h >> 29;
    h *= UINT64_C(0x165667B19E3779F9);
    return (struct word_hash){h ^ h >> 32, !(first & mid & last & 0x40)};
}

static inline uint64_t rotate64(uint64_t v, unsigned by)
{
    return v << by | v >> (64 - by);
}

/* Four to eight bytes. */
static inline struct word_hash word_hash_small(const unsigned char *p, unsigned len,
                                               const struct word_key *key)
{
    uint32_t first = XXH_readLE32(p) | UINT32_C(0x20202020);
    uint32_t last = XXH_readLE32(p + len - 4) | UINT32_C(0x20202020);
    uint64_t h = (last + ((uint64_t)first << 32)) ^ key->small;
    h ^= rotate64(h, 49) ^ rotate64(h, 24);
    h *= UINT64_C(0x9FB21C651E98DF25);
    h ^= (h >> 35) + len;
    h *= UINT64_C(0x9FB21C651E98DF25);
    bool digits = (first & last & UINT32_C(0x40404040)) != UINT32_C(0x40404040);
    return (struct word_hash){h ^ h >> 28, digits};
}

/* Nine to sixteen bytes. */
static inline struct word_hash word_hash_medium(const unsigned char *p, unsigned len,
                                                const struct word_key *key)
{
    uint64_t first = XXH_readLE64(p) | UINT64_C(0x2020202020202020);
    uint64_t last = XXH_readLE64(p + len - 8) | UINT64_C(0x2020202020202020);
    uint64_t low = first ^ key->low, high = last ^ key->high;
    uint64_t h = len + __builtin_bswap64(low) + high + XXH3_mul128_fold64(low, high);
    h ^= h >> 37;
    h *= UINT64_C(0x165667919E3779F9);
    bool digits = (first & last & UINT64_C(0x4040404040404040)) != UINT64_C(0x4040404040404040);
    return (struct word_hash){h ^ h >> 32, digits};
}

/* Any length up to WORD_HASH_LONG_MAX. */
#define WORD_HASH_LONG_MAX 128
struct word_hash word_hash_long(const unsigned char *p, unsigned len, const struct word_key *key);

#endif
