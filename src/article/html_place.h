/*
 * html_place: where the blocks of a page stand: sums over elements, and the two elements that are
 * likely to hold the article. Part of html_feature.
 */
#ifndef ARTICLE_HTML_PLACE_H
#define ARTICLE_HTML_PLACE_H

#include "article/html_feature.h"

#include <math.h>

#define HTML_BAD_CUES                                                                              \
    (CUE_BIT(NAV) | CUE_BIT(FOOTER) | CUE_BIT(SIDE) | CUE_BIT(RELATED) | CUE_BIT(COMMENT) |        \
     CUE_BIT(SHARE) | CUE_BIT(PROMO) | CUE_BIT(AD) | CUE_BIT(BIO) | CUE_BIT(COOKIE) |              \
     CUE_BIT(HIDDEN) | CUE_BIT(FORM))

enum { HTML_IN_LIST = 1, HTML_IN_QUOTE = 2, HTML_IN_TABLE = 4 };

/* What a node hands down to everything inside it. */
struct node_view {
    uint32_t cues;  /* of small elements around */
    float bodyprop; /* share of the largest itemprop=articleBody around */
    float bodycue;  /* the same of elements named like an article's body */
    float article;  /* share of the innermost <article> around */
    uint8_t in, main;
    uint16_t depth;
    uint16_t core_up, core_down, best_up, best_down;
};

struct html_view {
    const struct html_page *page;
    struct block_stats *stats;
    struct node_view *nodes;
    float *mass, *words, *link; /* sums over the blocks before index i */
    float *direct;              /* good words right below a node */
    float total;
    uint32_t core, best, articles;
    float (*rows)[F_COUNT];
};

static inline float html_view_range(const float *sums, const struct html_node *node)
{
    return sums[node->block_to] - sums[node->block_from];
}

static inline float html_view_share(const struct html_view *v, uint32_t node)
{
    return html_view_range(v->mass, &v->page->nodes[node]) / v->total;
}

static inline float html_log_words(float words)
{
    return log2f(1.0f + words);
}

static inline uint32_t html_view_parent(const struct html_view *v, uint32_t node)
{
    return v->page->nodes[node].parent;
}

/* Computes everything of `v` but the rows, which are allocated. `v->page` is set. False when memory
   runs out. */
bool html_view_make(struct html_view *v, struct arena *arena);

#endif
