/*
 * verified: which records were found intact before.
 *
 * To verify a block of a segment all of its 4 KB must come from memory, to search it a few words.
 * Records of a segment never change, so one that was intact stays intact, in every later snapshot,
 * too. A fixed table remembers the last ones, direct-mapped: of two records with one place the
 * newer one counts. One in 2^31 records that were never verified is taken for one that was.
 *
 * Threads may share a table: a place is one atomic word.
 */
#ifndef INDEX_VERIFIED_H
#define INDEX_VERIFIED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* A megabyte; the fingerprints of four million articles. */
#define VERIFIED_SLOTS ((size_t)1 << 18)

struct verified {
    _Atomic uint32_t *tags; /* of each place, the other bits of the record's hash; 0: none */
};

static inline bool verified_init(struct verified *v)
{
    v->tags = calloc(VERIFIED_SLOTS, sizeof *v->tags);
    return v->tags != NULL;
}

static inline void verified_release(struct verified *v)
{
    free(v->tags);
    v->tags = NULL;
}

/* A record is named by a 64-bit hash of its table and key. */
static inline bool verified_has(const struct verified *v, uint64_t record)
{
    return atomic_load_explicit(&v->tags[record % VERIFIED_SLOTS], memory_order_relaxed) ==
           (uint32_t)(record >> 32 | 1);
}

static inline void verified_add(struct verified *v, uint64_t record)
{
    atomic_store_explicit(&v->tags[record % VERIFIED_SLOTS], (uint32_t)(record >> 32 | 1),
                          memory_order_relaxed);
}

#endif
