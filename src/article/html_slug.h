/*
 * html_slug: the words that a page's address spells, as /2015/07/bridge-opens-after-repairs.html
 * does. They were taken from the headline, so they tell which of several titles is the article's.
 */
#ifndef ARTICLE_HTML_SLUG_H
#define ARTICLE_HTML_SLUG_H

#include "base/slice.h"

#define HTML_SLUG_BYTES 512
#define HTML_SLUG_WORDS 24

struct html_slug {
    char bytes[HTML_SLUG_BYTES];
    struct slice words[HTML_SLUG_WORDS]; /* folded, in `bytes` */
    size_t n;                            /* 0 when the address spells fewer than three words */
};

/* Takes the part of the address's path that has the most words. */
void html_slug_read(struct html_slug *slug, struct slice url);

/* The share of the slug's words that are words of `title`; 0 without a slug. */
float html_slug_share(const struct html_slug *slug, struct slice title);

#endif
