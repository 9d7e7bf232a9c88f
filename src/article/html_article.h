/*
 * html_article: a page to the article in it.
 *
 *   bytes -> charset -> html_page (one pass) -> html_meta -> html_feature -> html_model -> text
 *
 * The method and its figures are in doc/extraction.md.
 */
#ifndef ARTICLE_HTML_ARTICLE_H
#define ARTICLE_HTML_ARTICLE_H

#include "article/article.h"
#include "base/arena.h"
#include "base/slice.h"
#include "wirecopy.h"

#include <stdbool.h>

/* What is known about the page from outside; all may be empty. */
struct html_hints {
    struct slice url;
    struct slice charset; /* of the Content-Type header; a label, not the whole header */
};

/* What the page's metadata says, cleaned of markup but otherwise as written. The second half is for
   finding out whose text it is. All slices live in the arena or in the page's bytes. */
struct page_meta {
    struct slice title, author, published, lang, canonical, og_url, site_name, section, description;
    struct slice type;                /* @type of the JSON-LD article, or og:type */
    struct slice foreign_url;         /* canonical or og:url on another host than the page's */
    struct slice syndication_source;  /* meta syndication-source */
    struct slice original_source;     /* meta original-source */
    struct slice is_based_on;         /* JSON-LD isBasedOn, isBasedOnUrl */
    struct slice source_organization; /* JSON-LD sourceOrganization */
    struct slice copyright_holder;    /* JSON-LD copyrightHolder */
    struct slice author_organization; /* JSON-LD author, when it is an Organization */
    struct slice publisher;           /* JSON-LD publisher */
    struct slice provider;            /* JSON-LD provider */
    struct slice credit_text;         /* JSON-LD creditText */
    struct slice article_body;        /* JSON-LD articleBody, as written */
    const char *charset;              /* what the bytes were read as; static */
    uint64_t bad_bytes;               /* byte sequences replaced by U+FFFD */
};

/* Finds the article of a page. Fills `out`: url (as hinted, else canonical), title, author,
   published (ISO 8601), time, lang and text; the rest is left alone. `text` is
   empty when the page holds no article. `meta` may be NULL. What is filled lives as long as the
   arena and `bytes`. Errors: WCY_ENOMEM; WCY_EDATA for pages of 2 GiB and more. */
int html_article(struct arena *arena, struct slice bytes, const struct html_hints *hints,
                 struct article *out, struct page_meta *meta, struct wcy_error *err);

/* One block and what was decided about it. */
struct html_verdict {
    struct slice text;
    const char *element; /* "p", "li", ...; static */
    const char *reason;  /* the strongest reason, in words; static */
    float score;         /* probability that it is article text */
    bool kept;
};

typedef void html_verdict_fn(void *context, const struct html_verdict *verdict);

/* The same as html_article, and tells every block in page order. Slices live during the call. */
int html_explain(struct arena *arena, struct slice bytes, const struct html_hints *hints,
                 struct article *out, struct page_meta *meta, html_verdict_fn *tell, void *context,
                 struct wcy_error *err);

#endif
