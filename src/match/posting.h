/*
 * posting: what an entry of a fingerprint's list says about an article.
 *
 * The low five bits of the entry are the length class of the article's text, so that candidates can
 * be weighed without reading their rows.
 */
#ifndef MATCH_POSTING_H
#define MATCH_POSTING_H

#include <stdint.h>

#define POSTING_CLASS_BITS 5
#define POSTING_CLASSES    32

/* The fewest shingles of a class: half octaves, 1 to 46,341. */
static inline uint32_t posting_class_least(unsigned c)
{
    /* 2^(c/2); the odd ones by the square root of two as 46341 / 2^15. */
    uint64_t whole = UINT64_C(1) << (c / 2);
    return (uint32_t)(c % 2 ? whole * 46341 >> 15 : whole);
}

/* Class of a text of so many shingles. */
static inline unsigned posting_class(uint32_t shingles)
{
    unsigned c = 0;
    while (c + 1 < POSTING_CLASSES && shingles >= posting_class_least(c + 1))
        c++;
    return c;
}

static inline uint64_t posting_make(uint64_t article, uint32_t shingles)
{
    return article << POSTING_CLASS_BITS | posting_class(shingles);
}

static inline uint64_t posting_article(uint64_t posting)
{
    return posting >> POSTING_CLASS_BITS;
}

static inline unsigned posting_length_class(uint64_t posting)
{
    return (unsigned)posting & (POSTING_CLASSES - 1);
}

#endif
