/*
 * html_lex: the bytes of a page to tags and text, in one pass and without copying.
 *
 * Follows the tokenizer of the HTML standard (https://html.spec.whatwg.org/#tokenization): any
 * bytes are a valid page. Comments, doctypes and processing instructions are skipped. Only the
 * attributes of enum html_attr are kept, so a tag with a million attributes costs no memory.
 */
#ifndef ARTICLE_HTML_LEX_H
#define ARTICLE_HTML_LEX_H

#include "article/html_tag.h"
#include "base/slice.h"

#include <stdbool.h>

/* X(symbol, name), sorted by length of name. */
#define HTML_ATTRS(X)                                                                              \
    X(ID, "id")                                                                                    \
    X(REL, "rel")                                                                                  \
    X(HREF, "href")                                                                                \
    X(LANG, "lang")                                                                                \
    X(NAME, "name")                                                                                \
    X(ROLE, "role")                                                                                \
    X(TYPE, "type")                                                                                \
    X(CLASS, "class")                                                                              \
    X(STYLE, "style")                                                                              \
    X(HIDDEN, "hidden")                                                                            \
    X(CHARSET, "charset")                                                                          \
    X(CONTENT, "content")                                                                          \
    X(DATETIME, "datetime")                                                                        \
    X(ITEMPROP, "itemprop")                                                                        \
    X(ITEMTYPE, "itemtype")                                                                        \
    X(PROPERTY, "property")                                                                        \
    X(XML_LANG, "xml:lang")                                                                        \
    X(ITEMSCOPE, "itemscope")                                                                      \
    X(HTTP_EQUIV, "http-equiv")                                                                    \
    X(ARIA_HIDDEN, "aria-hidden")                                                                  \
    X(DATA_TESTID, "data-testid")                                                                  \
    X(DATA_COMPONENT, "data-component")

enum html_attr {
#define X(symbol, name) ATTR_##symbol,
    HTML_ATTRS(X)
#undef X
        ATTR_COUNT
};

enum html_token_kind {
    HTML_END_OF_PAGE,
    HTML_TEXT,  /* `text`, entities not decoded; may hold any bytes */
    HTML_START, /* start tag; of a TAG_RAW element `text` is its whole content, end tag eaten */
    HTML_END    /* end tag */
};

struct html_token {
    enum html_token_kind kind;
    enum html_tag tag;
    struct slice name; /* of the tag, as written */
    struct slice text;
    uint32_t attrs;                /* bit ATTR_x is set when the tag has the attribute */
    struct slice attr[ATTR_COUNT]; /* values as written; valid where the bit is set */
    bool self_closing;
};

struct html_lex {
    const char *at, *end;
};

static inline struct html_lex html_lex_make(struct slice page)
{
    return (struct html_lex){page.ptr, page.ptr ? page.ptr + page.len : NULL};
}

/* The next token; its slices point into the page. False at the end (kind HTML_END_OF_PAGE). */
bool html_lex_next(struct html_lex *lex, struct html_token *token);

/* The raw value of the attribute, or the empty slice. */
static inline struct slice html_attr(const struct html_token *token, enum html_attr attr)
{
    return token->attrs >> attr & 1 ? token->attr[attr] : slice_make(NULL, 0);
}

#endif
