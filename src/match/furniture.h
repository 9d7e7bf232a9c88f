/*
 * furniture: the lines that a site puts on its pages whatever the story: menus, footers, notices.
 *
 * Learned, not listed: a line that at least FURNITURE_LEAST articles of one site carry, under
 * different titles, is the site's, not the story's. (Gibson, Punera and Tomkins 2005 count template
 * blocks over the pages of a site in the same way.) Two guards keep a story that a site published
 * again and again from becoming its furniture: the titles, and, for lines as long as a paragraph,
 * that other sites do not have the line.
 *
 * TABLE_SITES: site -> hashes of its furniture, ascending.
 */
#ifndef MATCH_FURNITURE_H
#define MATCH_FURNITURE_H

#include "base/hash.h"
#include "index/store.h"

/* Tokens of a line that may be a paragraph of a story. */
#define FURNITURE_PARAGRAPH 12

/* The hash under which a line is counted: a short one with its site, because "Share this" is on
   many; a long one alone. 40 bits are enough, since a mistake takes four lines that meet by chance,
   and a fifth of the list is saved. The lowest bit says which kind it is. */
static inline uint64_t furniture_line(uint64_t site, uint64_t line, uint32_t tokens)
{
    bool alone = tokens >= FURNITURE_PARAGRAPH;
    return (hash64_seed(&line, sizeof line, alone ? 0 : site) >> 24 & ~UINT64_C(1)) | alone;
}

static inline bool furniture_is_paragraph(uint64_t line)
{
    return line & 1;
}

/* Tokens of a headline that is listed among the lines of its article, so that a page that quotes it
   is led there. */
#define FURNITURE_HEADLINE 4

/* The hash of a headline: no line of a text has it, and it never becomes furniture, since the
   articles that carry it have one title. */
static inline uint64_t furniture_headline(uint64_t line)
{
    return hash64_seed(&line, sizeof line, 1) >> 24 & ~UINT64_C(1);
}

/* The hash under which a page is listed that prints a line like a headline (heading.h), so that an
   article which has that headline and comes later is led to the page. No furniture either: nobody
   looks for it in a text. */
static inline uint64_t furniture_heading(uint64_t line)
{
    return hash64_seed(&line, sizeof line, 2) >> 24 & ~UINT64_C(1);
}

/* A line is furniture from so many articles on. */
#define FURNITURE_LEAST 4

/* The hash under which an article is listed that credits a source (credit_source_key). */
static inline uint64_t furniture_source(uint64_t source)
{
    return hash64_seed(&source, sizeof source, 3) >> 24 & ~UINT64_C(1);
}

struct furniture_site {
    uint64_t site;   /* key; 0: empty slot */
    uint64_t *lines; /* ascending */
    size_t count;
    bool stored; /* the index has a record of it */
};

/* The furniture of the sites at hand. */
struct furniture {
    struct furniture_site *slots;
    size_t n_slots, used;
};

void furniture_release(struct furniture *f);

/* Makes the furniture of `site` available, from the index; nothing happens when it is already. */
int furniture_load(struct furniture *f, struct store *s, MDB_txn *txn, uint64_t site,
                   struct wcy_error *err);

/* Adds lines (ascending or not) to a loaded site. Returns false when memory runs out. */
bool furniture_add(struct furniture *f, uint64_t site, const uint64_t *lines, size_t count);

/* Writes a site; one without furniture too, so that the index knows its sites. */
int furniture_save(const struct furniture_site *site, struct store *s, MDB_txn *txn,
                   struct wcy_error *err);

/* Was the site loaded or added to? */
bool furniture_knows(const struct furniture *f, uint64_t site);

/* NULL when the site has none or was not loaded. */
const struct furniture_site *furniture_of(const struct furniture *f, uint64_t site);

/* Is this line furniture? `line` is the hash with the site. */
bool furniture_has(const struct furniture_site *site, uint64_t line);

#endif
