/*
 * transfer: an index as a stream of what cannot be derived from anything else.
 *
 * Rows with their texts, pairs, clusters, furniture and the audit log. The lists (fingerprints,
 * ids, urls, texts, links, lines) are derived again by whoever receives it: builder.h makes an
 * index of it, the dump a text. What was removed, and what only spoke of it, is left out; so a
 * compacted index, a dump and a loaded dump hold the same.
 *
 * Order: files, batches, articles, pairs, places, clusters, sites, lines; each ascending by number.
 */
#ifndef MATCH_TRANSFER_H
#define MATCH_TRANSFER_H

#include "index/cluster_store.h"
#include "index/meta.h"
#include "index/row.h"
#include "match/gone.h"

struct transfer_article {
    struct row row;
    bool replaced;      /* an older version of its id: only known, not searched */
    struct slice frame; /* as text_store keeps it; empty: to be packed from `text` */
    struct slice text;  /* of an index with texts */
};

/* Who receives it. Slices live during the call. */
struct transfer_sink {
    void *context;
    int (*file)(void *context, uint64_t number, struct slice path, struct wcy_error *err);
    /* `value` as in TABLE_BATCHES */
    int (*batch)(void *context, uint64_t number, struct slice value, struct wcy_error *err);
    int (*article)(void *context, const struct transfer_article *a, struct wcy_error *err);
    int (*pairs)(void *context, uint64_t later, const struct pair *pairs, size_t count,
                 struct wcy_error *err);
    int (*place)(void *context, uint64_t article, struct place place, struct wcy_error *err);
    int (*cluster)(void *context, const struct cluster *cluster, struct wcy_error *err);
    /* `lines` as in TABLE_SITES */
    int (*site)(void *context, uint64_t site, struct slice lines, struct wcy_error *err);
    /* A carrier of a line, TABLE_BLOCKS: only of an index without texts. */
    int (*line)(void *context, uint64_t line, uint64_t article, struct wcy_error *err);
};

/* Hands the whole index to `to`, in the state of the transaction. */
int transfer_run(struct store *s, MDB_txn *txn, const struct meta *meta, const struct gone *gone,
                 const struct transfer_sink *to, struct wcy_error *err);

#endif
