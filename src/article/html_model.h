/*
 * html_model: from the features of a page's blocks to the probability that each is article text.
 *
 * Two sums of small decision trees (gradient boosting, trained by tools/train-blocks; the tables
 * are in html_model_table.inc). The first sees the features of html_feature.h; the second sees them
 * and what the first said of the block and of its neighbours, which settles short blocks between
 * clear ones.
 */
#ifndef ARTICLE_HTML_MODEL_H
#define ARTICLE_HTML_MODEL_H

#include "article/html_feature.h"

/* X(symbol): inputs of the second sum behind the F_COUNT of the first. Probabilities of the first
   for the block, its neighbours (-1 past the ends of the page), the mean over the blocks of its
   parent and grandparent by words, and the share of the expected article words before and after. */
#define HTML_CONTEXTS(X)                                                                           \
    X(SELF)                                                                                        \
    X(PREV1)                                                                                       \
    X(PREV2) X(PREV3) X(NEXT1) X(NEXT2) X(NEXT3) X(PARENT) X(GRAND) X(BEFORE) X(AFTER) X(NEAR)

enum html_context {
#define X(symbol) K_##symbol,
    HTML_CONTEXTS(X)
#undef X
        K_COUNT
};

/* Probabilities of the first sum for `n` rows; `list` has room for as many numbers. */
void html_model_first(const struct html_features *features, size_t n, uint32_t *list, float *out);

/* The contexts of block `i`, from the probabilities of the first sum. `sums` holds, for every block
   index, the expected article words and the words before it (n + 1 pairs). */
void html_model_context(const struct html_page *page, const float *first, float (*sums)[2],
                        size_t i, float out[K_COUNT]);

/* Fills `sums`. */
void html_model_sums(const struct html_page *page, const struct html_features *features,
                     const float *first, float (*sums)[2]);

/* The final probabilities, into the arena; NULL when memory runs out. */
float *html_model_scores(const struct html_page *page, const struct html_features *features,
                         struct arena *arena);

#endif
