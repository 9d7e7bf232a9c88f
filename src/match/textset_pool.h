/*
 * textset_pool: shingle sets that were made, for all threads and batches of a run.
 *
 * An older article is compared with the copies of its story for days, and making its set means to
 * read, decompress, cut and sort its text. The pool keeps as many sets as its memory holds; those
 * that were not asked for since the hand came by last go first (CLOCK, Corbato 1968).
 */
#ifndef MATCH_TEXTSET_POOL_H
#define MATCH_TEXTSET_POOL_H

#include "match/textset.h"

struct textset_pool;

/* A set in the pool. It stays where it is until it is given back. */
struct textset_entry {
    struct textset set; /* owns set.memory */
    /* private */
    struct textset_entry *next;
    size_t bytes;
    unsigned users;
    bool listed, asked;
};

/* For sets of about `limit` bytes in all; NULL when memory runs out. Any thread may use it. */
struct textset_pool *textset_pool_new(size_t limit);
void textset_pool_free(struct textset_pool *pool); /* nobody uses a set */

/* The set of an article, or NULL. To be given back. */
struct textset_entry *textset_pool_take(struct textset_pool *pool, uint64_t number);

/* Puts a set into the pool, in the place of an older one of the same article, and takes it. NULL
   when memory runs out; set->memory is then freed. */
struct textset_entry *textset_pool_put(struct textset_pool *pool, const struct textset *set);

void textset_pool_give_back(struct textset_pool *pool, struct textset_entry *entry);

/* Forgets an article, or all; sets in use are freed when they are given back. */
void textset_pool_drop(struct textset_pool *pool, uint64_t number);
void textset_pool_clear(struct textset_pool *pool);

#endif
