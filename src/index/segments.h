/*
 * segments: the segments of one table, as one sorted list.
 *
 * The list of a table's live segments stands in TABLE_META under the table's name; a transaction
 * that changes it is what makes a new segment visible. Blocks of segments that are not listed are
 * left-overs of an interrupted merge and are dropped when a writer opens the index.
 *
 * A segment is merged with all newer ones when these have together half of its entries. So each is
 * more than twice as large as the newer ones together: a million articles are in two or three, and
 * an entry is rewritten a few times on the way there (doc/performance.md has what other rules
 * cost). In a small table only three or more are merged: two lookups in the processor's cache are
 * cheaper than to write all of it again for the second batch.
 */
#ifndef INDEX_SEGMENTS_H
#define INDEX_SEGMENTS_H

#include "base/radix.h"
#include "index/segment.h"

#define SEGMENTS_MAX   64
#define SEGMENTS_SMALL ((uint64_t)4 << 20) /* entries: fingerprints of 100,000 articles */

struct segment_info {
    uint32_t id;
    uint64_t entries;
};

struct segments {
    struct store *store;
    enum table table;
    uint32_t next_id;
    unsigned count;
    struct segment_info info[SEGMENTS_MAX]; /* oldest articles first */
};

int segments_load(struct segments *s, struct store *store, MDB_txn *txn, enum table table,
                  struct wcy_error *err);

/* Writes `count` entries (key, article), sorted, as a new segment and lists it. Of the entries of
   one key only the first `cap` are kept (0: all). */
int segments_add(struct segments *s, MDB_txn *txn, const struct radix_item *entries, size_t count,
                 size_t cap, struct wcy_error *err);

/* Asked about what an entry says of an article: is that one gone? */
typedef bool segments_gone_fn(const void *context, uint64_t article);

struct segments_merge_options {
    size_t cap;             /* entries kept of one key; 0: all */
    segments_gone_fn *gone; /* entries of these articles are left out; may be NULL */
    const void *context;
    bool all; /* merge everything into one segment */
};

/* Merges while it is due. Large merges take several transactions of their own, so no
   transaction may be open. */
int segments_merge(struct store *store, enum table table, const struct segments_merge_options *o,
                   struct wcy_error *err);

/* Drops blocks that no listed segment owns. */
int segments_clean(struct store *store, enum table table, struct wcy_error *err);

/* All segments of a table in one ascending stream. */
struct segments_reader {
    unsigned count;
    struct segment_reader readers[SEGMENTS_MAX];
};

int segments_reader_open(struct segments_reader *r, const struct segments *s, MDB_txn *txn,
                         struct wcy_error *err);
void segments_reader_close(struct segments_reader *r);

/* Opens for segments_find only: no reader stands anywhere yet. `verified`, which must live as long,
   remembers the blocks that were verified; NULL: each is, every time. */
int segments_reader_init(struct segments_reader *r, const struct segments *s, MDB_txn *txn,
                         struct verified *verified, struct wcy_error *err);

/* What segments_lookup does, for a few keys far apart: cheaper then. */
int segments_find(struct segments_reader *r, uint64_t key, uint64_t *articles, size_t max,
                  size_t *count, struct wcy_error *err);

/* Appends up to `max` articles of `key`, ascending, to `articles`; *count is their number. Keys
   asked for in ascending order make one sequential pass. */
int segments_lookup(struct segments_reader *r, uint64_t key, uint64_t *articles, size_t max,
                    size_t *count, struct wcy_error *err);

/* The same, but those that are not gone. */
int segments_lookup_live(struct segments_reader *r, uint64_t key, segments_gone_fn *gone,
                         const void *context, uint64_t *articles, size_t max, size_t *count,
                         struct wcy_error *err);

/* The same as segments_lookup, but the newest `max` of them: an id may have had any number of
   versions, and the one that counts is the last. */
int segments_lookup_last(struct segments_reader *r, uint64_t key, uint64_t *articles, size_t max,
                         size_t *count, struct wcy_error *err);

#endif
