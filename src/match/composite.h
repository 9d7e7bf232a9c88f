/*
 * composite: is an article a round-up, put together from pieces of several stories?
 */
#ifndef MATCH_COMPOSITE_H
#define MATCH_COMPOSITE_H

#include "index/pair_store.h"
#include "index/segments.h"

/* Finds out whether `article` is a composite from all its stored pairs. `links` lists its later
   neighbours. */
int composite_check(struct store *s, MDB_txn *txn, const struct segments *links, uint64_t article,
                    bool *composite, struct wcy_error *err);

/* All pairs of an article, with earlier and later ones, turned so that `b` is always the article
   asked about; replaces the contents of `list`. At most `limit` later ones. */
int composite_neighbours(struct store *s, MDB_txn *txn, const struct segments *links,
                         uint64_t article, size_t limit, struct pair_list *list,
                         struct wcy_error *err);

#endif
