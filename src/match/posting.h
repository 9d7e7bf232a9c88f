/*
 * posting: what an entry of a fingerprint's list says about an article.
 *
 * The low four bits of the entry are the size class of the article's sketch, so that candidates can
 * be weighed without reading their records.
 */
#ifndef MATCH_POSTING_H
#define MATCH_POSTING_H

#include <stdint.h>

#define POSTING_CLASS_BITS 4

/* Class of a sketch of `prints` fingerprints: 2 * log2, at most 15. */
static inline unsigned posting_class(uint32_t prints)
{
    static const uint16_t least[] = {1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128, 181, 256};
    unsigned c = 0;
    while (c < 15 && prints >= least[c + 1])
        c++;
    return c;
}

/* The smallest sketch of a class. */
static inline uint32_t posting_class_size(unsigned c)
{
    static const uint16_t least[] = {1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128, 181, 256};
    return least[c & 15];
}

static inline uint64_t posting_make(uint64_t article, uint32_t prints)
{
    return article << POSTING_CLASS_BITS | posting_class(prints);
}

static inline uint64_t posting_article(uint64_t posting)
{
    return posting >> POSTING_CLASS_BITS;
}

static inline uint32_t posting_size(uint64_t posting)
{
    return posting_class_size((unsigned)posting & 15);
}

#endif
