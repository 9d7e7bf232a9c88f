/*
 * html_cue: what the names of an element (class, id, role, itemprop) say about its content.
 *
 * Names are cut into words ("articleBody", "article__body" and "article-body" are the same two)
 * and looked up in one table. A cue is evidence that the classifier weighs; nothing is kept or
 * dropped because of a name alone.
 */
#ifndef ARTICLE_HTML_CUE_H
#define ARTICLE_HTML_CUE_H

#include "article/html_lex.h"

#include <stdint.h>

/* X(symbol, explanation). The first three speak for article text, the others against it. */
#define HTML_CUES(X)                                                                               \
    X(ARTICLE, "article")                                                                          \
    X(BODY, "body text")                                                                           \
    X(LEAD, "lead paragraph")                                                                      \
    X(TITLE, "headline")                                                                           \
    X(NAV, "navigation")                                                                           \
    X(FOOTER, "footer")                                                                            \
    X(HEADER, "page header")                                                                       \
    X(SIDE, "sidebar")                                                                             \
    X(RELATED, "related or listed stories")                                                        \
    X(COMMENT, "comments")                                                                         \
    X(SHARE, "share bar")                                                                          \
    X(PROMO, "newsletter, subscription or app box")                                                \
    X(AD, "advertisement")                                                                         \
    X(META, "byline, date or tags")                                                                \
    X(BIO, "about the author")                                                                     \
    X(CAPTION, "caption, media or gallery")                                                        \
    X(COOKIE, "cookie or consent box")                                                             \
    X(QUOTE, "pull quote")                                                                         \
    X(HIDDEN, "hidden")                                                                            \
    X(FORM, "form or button")                                                                      \
    X(LIST, "list of cards")                                                                       \
    X(ARTICLE_BODY, "itemprop articleBody")

enum html_cue {
#define X(symbol, explanation) CUE_##symbol,
    HTML_CUES(X)
#undef X
        CUE_COUNT
};

#define CUE_BIT(symbol) (UINT32_C(1) << CUE_##symbol)

/* Where the words that begin with two letters, and the endings with a last letter, stand in the
   tables. All zeros is valid: it is made when it is first needed. */
struct html_cue_index {
    uint8_t from[26][26], count[26][26];
    uint8_t ending_from[26], endings[26];
    bool made;
};

/* Small memory of names already looked up: pages repeat theirs. All zeros is valid. */
#define HTML_CUE_SLOTS 1024
struct html_cue_cache {
    uint64_t key[HTML_CUE_SLOTS];
    uint32_t cues[HTML_CUE_SLOTS];
    struct html_cue_index index;
};

/* Bits of the words in one attribute value. */
uint32_t html_cue_words(struct html_cue_index *index, struct slice value);

/* Bits of a start tag: its element, names, role, hidden, style. */
uint32_t html_cue_tag(struct html_cue_cache *cache, const struct html_token *token);

/* "share bar"; static. */
const char *html_cue_name(enum html_cue cue);

#endif
