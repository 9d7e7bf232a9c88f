/*
 * unicode: how a code point is folded for comparison, and what it is in a text.
 *
 * The tables are generated (tools/gen_unicode.py). An entry is a class in the two high bits and
 * either one code point (0: the code point itself), or, with UNICODE_SEQUENCE set, an index into unicode_sequences, where a
 * count and so many entries follow.
 */
#ifndef SKETCH_UNICODE_H
#define SKETCH_UNICODE_H

#include <stdint.h>

enum unicode_class {
    UNICODE_SEPARATOR, /* ends a token */
    UNICODE_WORD,      /* part of a word of a script that writes spaces */
    UNICODE_IDEOGRAPH, /* a token of its own: Han, Kana, Thai, Lao, Khmer, Myanmar */
    UNICODE_IGNORE     /* a mark or an invisible character: as if it were not there */
};

#define UNICODE_SEQUENCE   (UINT32_C(1) << 29)
#define UNICODE_CODE_POINT UINT32_C(0x1FFFFF)

extern const uint16_t unicode_stage1[];
extern const uint32_t unicode_stage2[];
extern const uint32_t unicode_sequences[];

/* The entry of a code point; anything over U+10FFFF is a separator. */
static inline uint32_t unicode_fold(uint32_t cp)
{
    if (cp > 0x10FFFF)
        return 0;
    return unicode_stage2[(uint32_t)unicode_stage1[cp >> 8] << 8 | (cp & 0xFF)];
}

static inline enum unicode_class unicode_class(uint32_t entry)
{
    return (enum unicode_class)(entry >> 30);
}

#endif
