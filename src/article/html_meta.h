/*
 * html_meta: what a page's metadata (meta, link, title, JSON-LD, marked text) says of the article.
 *
 * Sources contradict each other: the functions here collect candidates and let them agree, rather
 * than believe the first.
 */
#ifndef ARTICLE_HTML_META_H
#define ARTICLE_HTML_META_H

#include "article/html_article.h"
#include "article/html_page.h"
#include "article/jsonld.h"

/* The metadata of one page while it is read. */
struct html_meta {
    const struct html_page *page;
    const struct html_hints *hints;
    struct arena *arena;
    struct slice url; /* of the page: as hinted, or what the page says of itself */
    struct json_tape tape;
    uint32_t ld;           /* the JSON-LD object that is the article, or JSON_NONE */
    struct slice ld_title; /* its headline */
    struct slice title;    /* the article's, once it is found */
};

/* Fills everything of `out` but charset and bad_bytes. */
int html_meta_read(struct page_meta *out, const struct html_page *page,
                   const struct html_hints *hints, struct arena *arena, struct wcy_error *err);

/* The content of the first <meta> with this name or property (in any case), cleaned. */
struct slice html_meta_value(const struct html_meta *meta, const char *key);

/* Longer marks are no headline, author or date. */
#define HTML_MARK_MAX 1000u

/* The text of a mark on one line, in the arena; empty when it is too long. */
struct slice html_mark_text(const struct html_meta *meta, const struct html_mark *mark);

/* The article's title without the site's name; see html_title.c. */
struct slice html_title_find(const struct html_meta *meta, struct slice site_name);

/* Behind a day that is only known as one of a change: the article is as old or older. ISO 8601-2
   writes uncertain dates so; date_parse() takes them for no date. */
#define HTML_DATE_UNSURE '?'

/* The day (and time) of publication as ISO 8601; see html_date.c. */
struct slice html_date_find(const struct html_meta *meta, struct slice lang);

#endif
