/*
 * batch: the articles that go into the index in one transaction, and the stages they pass.
 *
 *   batch_resolve   known ids, versions, identical texts; article numbers are given out
 *   batch_pack      texts compressed, on all threads
 *   batch_learn     lines that have become site furniture
 *   batch_suspect   pages that print the headlines of other articles
 *   batch_join      fingerprints against the index and among themselves
 *   batch_compare   candidates, compared exactly, on all threads
 *   batch_rejudge   pairs of older articles on which the batch throws a new light
 *   batch_commit    everything written, clusters brought up to date: one transaction
 *
 * Each stage reads the index as it was before the batch. Results depend on the order of the items
 * only, never on threads.
 */
#ifndef MATCH_BATCH_H
#define MATCH_BATCH_H

#include "base/radix.h"
#include "index/segments.h"
#include "match/furniture.h"
#include "match/gone.h"
#include "match/item.h"
#include "match/relation.h"

/* Why an item is not indexed. */
enum item_fate {
    FATE_NEW,
    FATE_UNCHANGED, /* the index has this content under this id */
    FATE_REPEATED   /* a later record of the batch has the same id */
};

/* A list of old articles, and where the batch's own begin, of one fingerprint. */
struct join_group {
    uint32_t first, count; /* in batch.prints */
    uint32_t old, n_old;   /* in the part's pool */
};

/* The join is done in parts of the key space, by different threads. */
#define JOIN_PARTS 16

struct join_part {
    size_t from, to; /* in batch.prints */
    struct join_group *groups;
    size_t n_groups, cap_groups;
    uint64_t *pool; /* postings from the index */
    size_t n_pool, cap_pool;
};

struct item_pairs {
    struct pair *items;
    uint32_t count;
};

struct batch {
    struct store *store;
    struct meta *meta;
    unsigned threads;
    struct textset_pool *sets; /* outlives the batch */

    struct item *items;
    size_t count, cap;
    enum item_fate *fate;
    uint64_t *older; /* FATE_REPEATED: index of the later item */

    MDB_txn *read; /* the index before the batch */
    struct segments lists[TABLE_SEGMENTED];
    struct gone gone; /* before the batch, and what the batch replaces */
    struct furniture furniture;
    struct number_set widened; /* older articles whose text the batch brings on another site */
    struct number_set changed; /* these, and older articles with lines that became furniture */

    struct number_set suspects; /* pages that may be round-ups, by the headlines they print */

    uint64_t first;    /* number of the first indexed item */
    uint32_t *item_of; /* numbered - 1 .. : item index */
    size_t numbered;

    struct radix_item *prints; /* (fingerprint, posting), sorted */
    size_t n_prints;
    uint32_t *print_group; /* per print: group + 1 in its part, or 0: nobody else has it */
    uint32_t *print_at;    /* per item's print, at item_prints[i] + j: index in prints */
    size_t *item_prints;
    struct join_part parts[JOIN_PARTS];

    struct slice dictionary;   /* trained from this batch, to be stored; empty: none */
    struct item_pairs *pairs;  /* per item, with earlier articles */
    struct pair_list rejudged; /* stored pairs that are seen differently now, by b and a */
    struct arena *arenas;      /* one a thread: the pairs */
    unsigned n_arenas;
};

int batch_begin(struct batch *b, struct store *store, struct meta *meta, unsigned threads,
                struct textset_pool *sets, struct wcy_error *err);
void batch_release(struct batch *b);

int batch_resolve(struct batch *b, struct wcy_error *err);
int batch_pack(struct batch *b, struct wcy_error *err);
int batch_learn(struct batch *b, struct wcy_error *err);
int batch_suspect(struct batch *b, struct wcy_error *err);
int batch_join(struct batch *b, struct wcy_error *err);
int batch_compare(struct batch *b, struct wcy_error *err);
int batch_rejudge(struct batch *b, struct wcy_error *err);

/* Where the texts of the batch and of the index come from, for comparisons. */
struct textset_source batch_texts(const struct batch *b);

/* What goes into the audit log beside the batch's own counts. */
struct batch_log {
    int64_t started;
    struct slice inputs;      /* one a line */
    struct slice skipped;     /* one a line */
    struct wcy_report report; /* of this batch: read, skipped, repaired, bytes are the caller's */
};

/* `report` gets the counts of the batch. On success *batch->meta is the new state. */
int batch_commit(struct batch *b, struct batch_log *log, struct wcy_error *err);

#endif
