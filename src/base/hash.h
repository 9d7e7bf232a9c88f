/*
 * hash: xxHash as wirecopy uses it, inlined.
 *
 * Everything that is hashed goes through here, so one place says which function and which byte
 * order. XXH3: https://github.com/Cyan4973/xxHash. Its output is stable since version 0.8.0, so
 * hashes may be kept on disk.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stddef.h>
#include <stdint.h>

static inline uint64_t hash64(const void *bytes, size_t len)
{
    return XXH3_64bits(bytes, len);
}

static inline uint64_t hash64_seed(const void *bytes, size_t len, uint64_t seed)
{
    return XXH3_64bits_withSeed(bytes, len, seed);
}

#endif
