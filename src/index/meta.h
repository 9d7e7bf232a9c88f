/*
 * meta: an index's fixed parameters and its counters.
 */
#ifndef INDEX_META_H
#define INDEX_META_H

#include "index/store.h"

struct meta {
    uint64_t format; /* of the index as it was read; WCY_FORMAT once it is saved */
    struct wcy_parameters parameters;
    bool has_text;
    /* counters */
    uint64_t next_article; /* number the next article gets, from 1 */
    uint64_t next_batch;
    uint64_t next_file;
    uint64_t articles, removed, identical, pairs, prints, clusters, clustered;
    uint64_t text_bytes, frame_bytes;
    uint64_t read, skipped, repaired, unchanged;
};

/* Defaults in the place of zeros; WCY_EUSAGE when a value makes no sense. */
int meta_defaults(struct wcy_parameters *p, struct wcy_error *err);

/* A seed in the place of none or WCY_SEED_RANDOM. */
int meta_draw_seed(struct wcy_parameters *p, struct wcy_error *err);

/* WCY_END when the index has none yet; WCY_EFORMAT when it is of a newer format or another token
 * rule. */
int meta_load(struct meta *m, struct store *s, MDB_txn *txn, struct wcy_error *err);
int meta_save(const struct meta *m, struct store *s, MDB_txn *txn, struct wcy_error *err);

#endif
