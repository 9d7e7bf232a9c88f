/*
 * item: one article made ready for indexing, by a worker, without looking at the index.
 */
#ifndef MATCH_ITEM_H
#define MATCH_ITEM_H

#include "article/article.h"
#include "base/arena.h"
#include "index/meta.h"
#include "index/row.h"
#include "sketch/fingerprint.h"

struct item {
    struct article article; /* slices live as long as the chunk it came in */
    struct slice frame; /* as text_store keeps it: the dense sketch, or, after packing, the text */
    struct slice credits;     /* encoded */
    const uint64_t *prints;   /* fingerprints, ascending */
    const uint64_t *lines;    /* hashes of the lines, ascending and distinct */
    const uint64_t *headings; /* hashes of lines that stand like headlines (heading.h), distinct */
    uint64_t headline;        /* hash of the title as a line; 0: it is too short */
    const uint64_t *listed;   /* hashes under which it is listed beside its lines; no furniture */
    uint32_t n_prints, n_lines, n_headings, n_listed;
    uint32_t shingles; /* in the text, repeats counted */
    uint32_t tokens;
    struct digest digest; /* of the normalised text */
    uint64_t content, id_key, url_key, site_key, title_key;

    /* Set when its batch is resolved. */
    uint64_t number;   /* its article number; 0: not to be indexed */
    uint64_t twin;     /* number of the first article with the same normalised text, or 0 */
    bool many_sites;   /* articles of other sites in the batch have the same text */
    uint64_t replaces; /* number of the older version of this id, or 0 */
    uint64_t version;
};

/* One worker's buffers. All zeros is a valid start. */
struct item_maker {
    struct tokens tokens;
    struct shingles shingles;
    struct fingerprints prints;
    struct buf frame;
    uint64_t *lines;
    size_t cap_lines;
};

struct item_options {
    struct wcy_parameters parameters;
    bool sketch; /* the index keeps dense sketches in the place of texts */
};

void item_maker_release(struct item_maker *m);

/* Fills `item` from `article`; what it points to is allocated in `arena`. */
int item_make(struct item_maker *m, const struct item_options *o, const struct article *article,
              struct arena *arena, struct item *item, struct wcy_error *err);

#endif
