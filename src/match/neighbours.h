/*
 * neighbours: all that an article is paired with, earlier and later.
 */
#ifndef MATCH_NEIGHBOURS_H
#define MATCH_NEIGHBOURS_H

#include "index/pair_store.h"
#include "index/segments.h"
#include "match/gone.h"

/* For one thread and one transaction. All zeros may be closed. */
struct neighbours {
    struct store *store;
    MDB_txn *txn;
    const struct gone *gone; /* may be set: articles to leave out */
    /* private */
    struct segments_reader *links;
    uint64_t *later;
    size_t cap_later;
};

/* `links` lists the later neighbours of articles (TABLE_LINKS). After an error it may be closed. */
int neighbours_open(struct neighbours *n, struct store *store, MDB_txn *txn,
                    const struct segments *links, struct wcy_error *err);
void neighbours_close(struct neighbours *n);

/* Replaces the contents of `list` by the pairs of an article, turned so that `b` is always that
   article; at most `limit` with later ones. Articles in ascending order are cheaper. */
int neighbours_find(struct neighbours *n, uint64_t article, size_t limit, struct pair_list *list,
                    struct wcy_error *err);

#endif
