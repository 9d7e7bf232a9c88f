/*
 * bits: numbers of any width from 0 to 64 bits, packed one behind the other, lowest bit first.
 */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include "base/bytes.h"

#include <stddef.h>

/* The `width` lowest bits. */
static inline uint64_t bits_low(uint64_t v, unsigned width)
{
    return width < 64 ? v & ((UINT64_C(1) << width) - 1) : v;
}

/* Bits needed for numbers up to `most`; 0 for 0. */
static inline unsigned bits_width(uint64_t most)
{
    return most ? 64 - (unsigned)__builtin_clzll(most) : 0;
}

static inline size_t bits_bytes(size_t count, unsigned width)
{
    return (count * width + 7) / 8;
}

/* The number that begins at bit `at`. Eight bytes from its first one on must be readable. */
static inline uint64_t bits_get(const unsigned char *p, size_t at, unsigned width)
{
    unsigned shift = at % 8;
    uint64_t v = get_le64(p + at / 8) >> shift;
    if (shift + width > 64)
        v |= (uint64_t)p[at / 8 + 8] << (64 - shift);
    return bits_low(v, width);
}

/* Writes a number of `width` bits over zeros; eight bytes from its first one on must be writable.
 */
static inline void bits_put(unsigned char *p, size_t at, unsigned width, uint64_t v)
{
    unsigned shift = at % 8;
    unsigned char *to = p + at / 8;
    put_le64(to, get_le64(to) | v << shift);
    if (shift + width > 64)
        to[8] = (unsigned char)(v >> (64 - shift));
}

/* Set bits of a word. (The compiler's own calls a function with a table where the processor need
   not have an instruction for it.) */
static inline unsigned bits_count(uint64_t word)
{
    word -= word >> 1 & UINT64_C(0x5555555555555555);
    word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
    word = (word + (word >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (unsigned)(word * UINT64_C(0x0101010101010101) >> 56);
}

/* Place of the `rank`-th set bit of a word, from 0; there must be so many. */
static inline unsigned bits_select(uint64_t word, unsigned rank)
{
    unsigned at = 0;
    for (unsigned half = 32, n; half >= 8; half /= 2)
        if (rank >= (n = bits_count(bits_low(word, half)))) {
            rank -= n;
            word >>= half;
            at += half;
        }
    for (; rank > 0; rank--)
        word &= word - 1;
    return at + (unsigned)__builtin_ctzll(word);
}

#endif
