/*
 * bytes: fixed-width integers in byte order of our choosing.
 *
 * Keys are big-endian, so that LMDB's memcmp order is numeric order; values are little-endian.
 * All accesses go through memcpy: mapped pages promise no alignment.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdint.h>
#include <string.h>

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define BYTES_LE64(x) (x)
#define BYTES_LE32(x) (x)
#define BYTES_LE16(x) (x)
#define BYTES_BE64(x) __builtin_bswap64(x)
#else
#define BYTES_LE64(x) __builtin_bswap64(x)
#define BYTES_LE32(x) __builtin_bswap32(x)
#define BYTES_LE16(x) __builtin_bswap16(x)
#define BYTES_BE64(x) (x)
#endif

static inline uint64_t get_le64(const void *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return BYTES_LE64(v);
}

static inline uint32_t get_le32(const void *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return BYTES_LE32(v);
}

static inline uint16_t get_le16(const void *p)
{
    uint16_t v;
    memcpy(&v, p, sizeof v);
    return BYTES_LE16(v);
}

static inline uint64_t get_be64(const void *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return BYTES_BE64(v);
}

static inline void put_le64(void *p, uint64_t v)
{
    v = BYTES_LE64(v);
    memcpy(p, &v, sizeof v);
}

static inline void put_le32(void *p, uint32_t v)
{
    v = BYTES_LE32(v);
    memcpy(p, &v, sizeof v);
}

static inline void put_le16(void *p, uint16_t v)
{
    v = BYTES_LE16(v);
    memcpy(p, &v, sizeof v);
}

static inline void put_be64(void *p, uint64_t v)
{
    v = BYTES_BE64(v);
    memcpy(p, &v, sizeof v);
}

#endif
