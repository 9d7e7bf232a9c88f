/*
 * credit: the evidence in an article that names its source.
 *
 * A credit says "this text is (also) theirs": a dateline, a byline, "appeared first on", a source
 * line, a copyright line. Quotations are none: "told Reuters" and "according to AFP" never match.
 * What counts is written in two tables, credit_sources.c and credit_phrases.c; doc/credits.md lists
 * the kinds and says how to add a row.
 *
 * The text may be clean or a whole page with its menus; lines matter, so it must not be joined.
 */
#ifndef ARTICLE_CREDIT_H
#define ARTICLE_CREDIT_H

#include "article/article.h"
#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Finds the credits in `text`, in order of offset. `site` is the host, registrable domain or name
 * of the site that the text was read from, or empty.
 *
 * `source` of a credit is "agency:<id>" for agencies and networks of the table, the domain for
 * papers of the table and for hosts and addresses, and otherwise the name as written. The site's
 * own marks (its copyright line, an agency's datelines on its own site) have kind "self": they are
 * evidence that the text is the site's own and credit nobody else.
 *
 * The array and the sources live in `arena`, the evidence is part of `text`, kinds are static.
 * `*out` is NULL when `*count` is 0. Returns 0 or WCY_ENOMEM.
 */
int credits_find(struct arena *arena, struct slice text, struct slice site, struct credit **out,
                 size_t *count, struct wcy_error *err);

/* A half-open range of bytes of a text. */
struct credit_range {
    uint64_t from, to;
};

/*
 * The parts of `text` that are credits and not the story: whole lines where a line is hardly more
 * than the credit, otherwise the credit's own words. They differ from copy to copy, so they are
 * left out of the shingles. Sorted, not overlapping; credits from elsewhere (metadata) are passed
 * over. Lives in `arena`. Returns 0 or WCY_ENOMEM.
 */
int credit_ranges(struct arena *arena, struct slice text, const struct credit *credits, size_t n,
                  struct credit_range **out, size_t *count, struct wcy_error *err);

/* Whether a credit's source is the site, a host, domain or name: "agency:ap" is apnews.com. `arena`
   is for scratch. */
bool credit_is_site(struct slice source, struct slice site, struct arena *arena);

/* A number for a credit's source or a site that is the same for the same source, whether it is
   given by name or by domain ("agency:ap" and apnews.com, "The Riverton Courier" and
   rivertoncourier.com); 0: none. `arena` is for scratch. */
uint64_t credit_source_key(struct slice source, struct arena *arena);

/* Whether the site is an agency or network of the table, whose text stands on other sites. */
bool credit_site_is_agency(struct slice site);

/* What a page's head says about its source; fields may be empty. */
struct credit_meta {
    struct slice url;                /* where the page was read */
    struct slice site;               /* its site; when empty, that of `url` */
    struct slice canonical, og_url;  /* addresses */
    struct slice syndication_source; /* meta names of 2010 that some pages still carry */
    struct slice original_source;
    struct slice based_on;            /* schema.org isBasedOn: an address or a name */
    struct slice source_organization; /* names */
    struct slice copyright_holder;
    struct slice author;              /* byline; counts only where it names a known source */
    struct slice author_organization; /* an author that schema.org calls an Organization */
};

/* The credits in a page's metadata: addresses on another site, organisations, an agency as author.
   Evidence is part of the field; offsets are 0. Otherwise as credits_find. */
int credits_from_meta(struct arena *arena, const struct credit_meta *meta, struct credit **out,
                      size_t *count, struct wcy_error *err);

#endif
