/*
 * segment: a sorted, immutable run of (key, article) entries, kept as packed blocks in LMDB.
 *
 * All inverted lists of the index (fingerprint -> articles, id -> article, ...) are such runs. A
 * batch writes one segment per list; segments are merged as they grow (segments.h), as in a
 * log-structured merge tree (O'Neil et al. 1996), because sorted packed blocks load 20 to 100 times
 * faster than one LMDB record an entry and take a tenth of the space (doc/format.md).
 *
 * A block (block.h) is one LMDB record whose key is segment (4 bytes), key of its first entry (8),
 * article of its first entry (8), all big-endian.
 */
#ifndef INDEX_SEGMENT_H
#define INDEX_SEGMENT_H

#include "index/block.h"
#include "index/store.h"

/* Writes a segment; entries must come in ascending order, without repeats. */
struct segment_writer {
    struct store *store;
    MDB_txn *txn; /* may be replaced between entries by one that continues it */
    enum table table;
    uint32_t id;
    uint64_t entries;         /* written or pending so far */
    uint64_t bytes;           /* of the blocks written */
    struct block_range range; /* of the pending entries */
    struct entry pending[BLOCK_ENTRIES];
};

void segment_writer_init(struct segment_writer *w, struct store *store, MDB_txn *txn,
                         enum table table, uint32_t id);
int segment_write(struct segment_writer *w, struct entry e, struct wcy_error *err);

/* Writes what is pending. */
int segment_flush(struct segment_writer *w, struct wcy_error *err);

/* Reads a segment from some key on. */
struct segment_reader {
    struct store_cursor cursor;
    uint32_t id;
    bool end;
    bool placed;   /* the entries before the place have keys below `from`, and only those */
    uint64_t from; /* ... for later searches */
    struct block block;
};

int segment_reader_open(struct segment_reader *r, struct store *store, MDB_txn *txn,
                        enum table table, uint32_t id, struct wcy_error *err);
/* Opens without moving anywhere; before segment_find or segment_seek. */
int segment_reader_init(struct segment_reader *r, struct store *store, MDB_txn *txn,
                        enum table table, uint32_t id, struct wcy_error *err);
void segment_reader_close(struct segment_reader *r);

/* Moves to the first entry whose key is `key` or more. Going forward through the current block or
   to the next is cheap; anything else is a search in the tree. */
int segment_seek(struct segment_reader *r, uint64_t key, struct wcy_error *err);

/* The entry the reader stands on; false at the end. */
static inline bool segment_peek(const struct segment_reader *r, struct entry *e)
{
    if (r->end)
        return false;
    *e = (struct entry){r->block.key, block_article(&r->block)};
    return true;
}

/* Is there an entry of `key` where the reader stands? */
static inline bool segment_has(const struct segment_reader *r, uint64_t key)
{
    return !r->end && r->block.key == key;
}

/* Moves to the next entry. */
int segment_next(struct segment_reader *r, struct wcy_error *err);

/* Appends up to `max - *count` articles of `key`, ascending, to `articles + *count`. For keys far
   apart: one search in the tree and, nearly always, one block to verify. The reader need not stand
   anywhere (segment_reader_init); afterwards it stands behind what was read. */
int segment_find(struct segment_reader *r, uint64_t key, uint64_t *articles, size_t max,
                 size_t *count, struct wcy_error *err);

/* Deletes all blocks of a segment. */
int segment_drop(struct store *store, MDB_txn *txn, enum table table, uint32_t id,
                 struct wcy_error *err);

#endif
