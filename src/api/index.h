/*
 * index: what stands behind the public `struct wcy_index`.
 */
#ifndef API_INDEX_H
#define API_INDEX_H

#include "index/meta.h"
#include "index/row.h"
#include "match/gone.h"

struct query_seat;

struct wcy_index {
    struct store *store;
    struct meta meta; /* the writer's state; readers load their transaction's */
    bool writable;
    pthread_mutex_t seats_lock;
    struct query_seat *seats; /* free ones, see query_seat.h */
};

/* Writes the first state of a new index. */
int index_create(struct wcy_index *index, unsigned flags, const struct wcy_parameters *parameters,
                 struct wcy_error *err);

/* A transaction and the index's state in it. All zeros but `store` may be ended. */
struct snapshot {
    struct store *store;
    MDB_txn *txn;
    struct meta meta;
    struct gone gone;
    size_t commit; /* of which commit meta and gone are; 0: none */
    void *zstd;    /* for reading texts; see text_unpack */
};

int snapshot_begin(struct snapshot *s, struct wcy_index *index, struct wcy_error *err);

/* Begins again after snapshot_pause; what was loaded serves on when nothing was committed since. */
int snapshot_resume(struct snapshot *s, struct wcy_error *err);

/* Ends the transaction only. */
void snapshot_pause(struct snapshot *s);

/* Ends it; after a failed snapshot_begin it does nothing. */
void snapshot_end(struct snapshot *s);

static inline struct wcy_slice public_slice(struct slice s)
{
    return (struct wcy_slice){s.ptr, s.len};
}

static inline struct slice private_slice(struct wcy_slice s)
{
    return (struct slice){s.ptr, s.len};
}

/* Copies the fields of a row into `arena`, with its file and credits. False: out of memory. */
int public_article(const struct snapshot *s, const struct row *row, struct arena *arena,
                   struct wcy_article *out, struct wcy_error *err);

/* Fills the credits of `out`, without those that credit nobody; the list is the arena's, the words
   are borrowed. */
int public_credits(const struct credit *credits, size_t count, struct arena *arena,
                   struct wcy_article *out, struct wcy_error *err);

/* The newest `max` articles under a hash of TABLE_IDS or TABLE_URLS, ascending, gone ones too. */
int find_numbers(const struct snapshot *s, enum table table, uint64_t hash, uint64_t *articles,
                 size_t max, size_t *count, struct wcy_error *err);

/* Finds the live article of an id or url; WCY_END when there is none. */
int find_article(const struct snapshot *s, enum wcy_find_by by, struct slice key, uint64_t *number,
                 struct wcy_error *err);

/* The text of an article, into `arena`; empty when the index keeps none. */
int public_text(struct snapshot *s, uint64_t number, struct arena *arena, struct wcy_slice *text,
                struct wcy_error *err);

/* The same into `text`. */
int load_text(struct snapshot *s, uint64_t number, struct buf *text, struct wcy_error *err);

#endif
