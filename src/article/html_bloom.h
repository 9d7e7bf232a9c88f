/*
 * html_bloom: how much of a block stands in another text, say the articleBody of the metadata.
 *
 * The other text becomes a bitmap of hashes of its runs of 16 letters and digits; a block's share
 * is the share of its runs found there. Spacing, punctuation, case and markup do not matter.
 */
#ifndef ARTICLE_HTML_BLOOM_H
#define ARTICLE_HTML_BLOOM_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct html_bloom {
    uint64_t *bits; /* NULL: no text */
    uint64_t mask;  /* number of bits - 1 */
};

/* A text of less than one run gives an empty bloom. False when memory runs out. */
bool html_bloom_make(struct html_bloom *bloom, struct slice text, struct arena *arena);

/* Texts asked for at once. */
#define HTML_BLOOMS 2

/* For each bloom the share of the text's runs that are in it; -1 when either has none. Of very long
   texts the first 4,096 letters count. */
void html_bloom_shares(const struct html_bloom blooms[HTML_BLOOMS], struct slice text,
                       float out[HTML_BLOOMS]);

#endif
