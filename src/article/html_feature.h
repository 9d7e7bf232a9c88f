/*
 * html_feature: the numbers by which a block is judged.
 *
 * All of them can be taken from a page in any language: lengths count words of scripts with spaces
 * and half a word for every character of scripts without; nothing looks at particular words of the
 * text. A `good` block is a plain guess at running text (long enough, few links, punctuated); the
 * good words of an element are its `mass`.
 */
#ifndef ARTICLE_HTML_FEATURE_H
#define ARTICLE_HTML_FEATURE_H

#include "article/html_page.h"
#include "base/arena.h"
#include "base/slice.h"
#include "wirecopy.h"

/* What one pass over a block's text counts. */
struct block_stats {
    float words; /* characters of scripts without spaces count half */
    uint32_t letters, upper, digits, commas, enders, symbols;
    uint8_t last; /* 0 no punctuation, 1 ends like a sentence, 2 ends with a colon */
    bool good;
    uint64_t hash; /* of the text */
};

/* X(symbol). The order is that of the trained model. */
/* clang-format off */
#define HTML_FEATURES(X)                                                                           \
    /* the block itself */                                                                         \
    X(WORDS) X(LINK) X(EMPH) X(KIND) X(LEVEL) X(ENDERS) X(COMMAS) X(LAST) X(UPPER) X(DIGITS)       \
    X(SYMBOLS) X(LINKS) X(BREAK) X(TIME) X(COPIES) X(IN_LIST)                                      \
    /* cues of the block and of elements with less than a third of the page's mass */              \
    X(C_TITLE) X(C_NAV) X(C_FOOTER) X(C_HEADER) X(C_SIDE) X(C_RELATED) X(C_COMMENT) X(C_SHARE)     \
    X(C_PROMO) X(C_AD) X(C_META) X(C_BIO) X(C_CAPTION) X(C_COOKIE) X(C_QUOTE) X(C_HIDDEN)          \
    X(C_FORM) X(C_LIST) X(C_BAD)                                                                   \
    /* cues of the block alone */                                                                  \
    X(O_BODY) X(O_LEAD) X(O_META) X(O_CAPTION) X(O_ANY)                                            \
    /* where it stands in the tree */                                                              \
    X(IN_BODYPROP) X(IN_BODYCUE) X(IN_ARTICLE) X(IN_MAIN) X(ARTICLES) X(DEPTH)                     \
    X(CORE_UP) X(CORE_DOWN) X(CORE_SHARE) X(BEST_UP) X(BEST_DOWN) X(BEST_SHARE)                    \
    X(PARENT_SHARE) X(PARENT_LINK) X(PARENT_BLOCKS) X(GRAND_SHARE) X(GRAND_LINK) X(GRAND_BLOCKS)   \
    X(SAME_PARENT) X(SAME_PATH) X(IN_QUOTE) X(IN_TABLE)                                            \
    /* its neighbours */                                                                           \
    X(PREV_WORDS) X(PREV_LINK) X(PREV_LAST) X(PREV_KIND) X(PREV2_WORDS) X(PREV2_LINK)              \
    X(NEXT_WORDS) X(NEXT_LINK) X(NEXT_LAST) X(NEXT_KIND) X(NEXT2_WORDS) X(NEXT2_LINK)              \
    X(GAP_BEFORE) X(GAP_AFTER) X(MASS_BEFORE) X(MASS_AFTER) X(MASS_NEAR) X(INDEX)                  \
    X(TITLE_PLACE) X(TITLE_SAME) X(BAD_NEAR) X(HEAD_WORDS)                                         \
    /* evidence from elsewhere */                                                                  \
    X(LD_MATCH) X(DESCRIPTION) X(PAGE_MASS) X(DATE) X(AUTHOR) X(SITE)
/* clang-format on */

enum html_feature {
#define X(symbol) F_##symbol,
    HTML_FEATURES(X)
#undef X
        F_COUNT
};

/* What metadata contributes; all may be empty. */
struct html_evidence {
    struct slice title;       /* the article's, cleaned */
    struct slice body;        /* JSON-LD articleBody */
    struct slice description; /* of the page */
    struct slice author, site_name;
};

/* All blocks of a page. */
struct html_features {
    struct block_stats *stats;
    float (*rows)[F_COUNT];
    uint32_t title_block; /* the block that repeats the title, or HTML_NONE */
};

/* Computes the features of all blocks into the arena. */
int html_features_make(struct html_features *out, const struct html_page *page,
                       const struct html_evidence *evidence, struct arena *arena,
                       struct wcy_error *err);

/* "GAP_BEFORE"; static. */
const char *html_feature_name(enum html_feature feature);

/* Counts of one text; also used for titles. */
struct block_stats block_stats_of(struct slice text);

/* Hash of the letters and digits of a text, cases of ASCII folded: equal for texts that differ in
   spacing and punctuation only. *count (may be NULL) is their number of bytes. */
uint64_t html_text_key(struct slice text, size_t *count);

#endif
