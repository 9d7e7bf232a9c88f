/*
 * builder: a new index from what cannot be derived, in one pass.
 *
 * It receives an index's records (transfer.h) and writes them behind each other, which packs LMDB's
 * pages; fingerprints and the other lists are derived from the texts. Memory is bounded but for 16
 * bytes a different text, which tell who has it first.
 */
#ifndef MATCH_BUILDER_H
#define MATCH_BUILDER_H

#include "base/radix.h"
#include "index/segments.h"
#include "index/text_store.h"
#include "match/item.h"
#include "match/transfer.h"

struct builder_list {
    struct radix_item *items;
    size_t count, cap;
};

struct builder {
    struct store *store;
    MDB_txn *txn;
    struct meta meta;  /* counts what it receives */
    size_t bytes;      /* written since the last commit, about */
    size_t entries;    /* in all lists */
    size_t list_limit; /* of entries, then they are written */
    struct builder_list lists[TABLE_SEGMENTED];
    struct digest *digests; /* of the texts so far, a hash table; all zeros: empty */
    size_t n_digests, cap_digests;
    struct digest no_text; /* the digest of a text without tokens */
    struct item_maker maker;
    struct arena arena;
    struct text_writer texts;
    struct text_packer packer;
    struct buf buf, frame;
};

/* Begins in an empty store. `meta` gives the parameters and what is counted over all time; what can
   be counted anew is. `dictionary` is stored for the texts' frames; empty: none. */
int builder_begin(struct builder *b, struct store *store, const struct meta *meta,
                  struct slice dictionary, struct wcy_error *err);

/* Functions for a transfer_sink with the builder as context. An article's row is compared with its
   text: WCY_ECORRUPT when they do not belong together. A row with content 0 gets what is derived
   from the text. */
int builder_file(void *builder, uint64_t number, struct slice path, struct wcy_error *err);
int builder_batch(void *builder, uint64_t number, struct slice value, struct wcy_error *err);
int builder_article(void *builder, const struct transfer_article *a, struct wcy_error *err);
int builder_pairs(void *builder, uint64_t later, const struct pair *pairs, size_t count,
                  struct wcy_error *err);
int builder_place(void *builder, uint64_t article, struct place place, struct wcy_error *err);
int builder_cluster(void *builder, const struct cluster *cluster, struct wcy_error *err);
int builder_site(void *builder, uint64_t site, struct slice lines, struct wcy_error *err);
int builder_line(void *builder, uint64_t line, uint64_t article, struct wcy_error *err);

struct transfer_sink builder_sink(struct builder *b);

/* Writes what is pending, merges each list into one segment, and syncs. */
int builder_finish(struct builder *b, struct wcy_error *err);

/* Frees it, finished or not. */
void builder_release(struct builder *b);

#endif
