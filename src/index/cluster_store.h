/*
 * cluster_store: clusters and the place of each article in them.
 *
 * A cluster's number is the number of its first indexed member, so it is the same for every thread
 * count. TABLE_CLUSTERS: cluster -> members with their certificates. TABLE_MEMBERS: article ->
 * cluster, or the fact that it is a composite; articles that are neither have no record.
 */
#ifndef INDEX_CLUSTER_STORE_H
#define INDEX_CLUSTER_STORE_H

#include "index/pair_store.h"

struct member {
    uint64_t article;
    uint64_t via;               /* the member it was compared with; 0: the original */
    enum wcy_relation relation; /* to the original, or to via */
    struct overlap certificate; /* a: this member, b: the original or via */
};

struct cluster {
    uint64_t number;
    uint64_t original;      /* article; 0: not in the corpus */
    struct slice source;    /* borrowed: whose text it is, or empty */
    struct member *members; /* the original, or the member nearest to it, first */
    size_t count, cap;
};

void cluster_release(struct cluster *c);

/* The member that stands for the cluster when the others are dropped. */
static inline uint64_t cluster_kept(const struct cluster *c)
{
    return c->count ? c->members[0].article : 0;
}

int cluster_save(struct store *s, MDB_txn *txn, const struct cluster *c, struct wcy_error *err);

/* Replaces the contents of `c`; `source` borrows from the transaction. WCY_END: no such cluster. */
int cluster_load(struct store *s, MDB_txn *txn, uint64_t number, struct cluster *c,
                 struct wcy_error *err);

/* Decodes a value of TABLE_CLUSTERS. */
int cluster_decode(struct slice value, uint64_t number, struct cluster *c, struct wcy_error *err);

struct place {
    uint64_t cluster; /* 0: none */
    bool composite;
};

int place_save(struct store *s, MDB_txn *txn, uint64_t article, struct place p,
               struct wcy_error *err);

/* All zeros when the article has no record. */
int place_load(struct store *s, MDB_txn *txn, uint64_t article, struct place *p,
               struct wcy_error *err);

#endif
