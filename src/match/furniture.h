/*
 * furniture: the lines that a site puts on its pages whatever the story: menus, footers, notices.
 *
 * Learned, not listed: a line that at least FURNITURE_LEAST articles of one site carry, under
 * different titles, is the site's, not the story's. (Gibson, Punera and Tomkins 2005 count template
 * blocks over the pages of a site in the same way.) Titles stand in for stories, so that a story
 * the site published again and again does not become its furniture.
 *
 * A line is known by its hash with its site (item.h). TABLE_SITES: site -> hashes, ascending.
 */
#ifndef MATCH_FURNITURE_H
#define MATCH_FURNITURE_H

#include "index/store.h"

/* A line is furniture from so many articles on. */
#define FURNITURE_LEAST 4

struct furniture_site {
    uint64_t site; /* key; 0: empty slot */
    uint64_t *lines; /* ascending */
    size_t count;
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

/* Writes a loaded site back. */
int furniture_save(const struct furniture *f, struct store *s, MDB_txn *txn, uint64_t site,
                   struct wcy_error *err);

/* Was the site loaded or added to? */
bool furniture_knows(const struct furniture *f, uint64_t site);

/* NULL when the site has none or was not loaded. */
const struct furniture_site *furniture_of(const struct furniture *f, uint64_t site);

/* Is this line furniture? `line` is the hash with the site. */
bool furniture_has(const struct furniture_site *site, uint64_t line);

#endif
