/*
 * composite: is an article a round-up, put together from pieces of several stories?
 */
#ifndef MATCH_COMPOSITE_H
#define MATCH_COMPOSITE_H

#include "match/neighbours.h"

/* Does b hold a piece of a, and is it more than that piece? */
bool composite_is_piece(const struct pair *p);

/* Is nearly all of a in b? */
bool composite_is_whole(const struct pair *p);

/* Is what the two share a stock phrase? It is when many articles have it and a, one of the first,
   tells no story but its own, `story`: the first two of a story's many copies are in one cluster.
 */
bool composite_is_phrase(const struct pair *p, uint64_t story);

/* Tells which story an article belongs to: equal numbers, same story. */
typedef int composite_story_fn(void *context, uint64_t article, uint64_t *story,
                               struct wcy_error *err);

/* Finds out whether `article` is a composite from all its stored pairs. */
int composite_check(struct neighbours *n, uint64_t article, composite_story_fn *story_of,
                    void *context, bool *composite, struct wcy_error *err);

/* The same for an article that is not in the index: `list` has its pairs (`b`: the article), and is
   reordered. */
int composite_check_pairs(struct store *s, MDB_txn *txn, struct pair_list *list,
                          composite_story_fn *story_of, void *context, bool *composite,
                          struct wcy_error *err);

#endif
