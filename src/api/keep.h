/*
 * keep: which article of a cluster is kept when the others are dropped.
 */
#ifndef API_KEEP_H
#define API_KEEP_H

#include "api/index.h"
#include "index/cluster_store.h"

struct keep_choice {
    uint64_t cluster;
    uint64_t article;
    const char *reason; /* static; see struct wcy_decision */
};

/* The choices for all clusters of an index, by cluster number. */
struct keep_list {
    struct keep_choice *items;
    size_t count, cap;
};

void keep_list_release(struct keep_list *list);

/* The choice for one cluster. */
int keep_choose(const struct snapshot *s, const struct wcy_keep *keep, const struct cluster *c,
                struct keep_choice *choice, struct wcy_error *err);

/* Chooses for every cluster. */
int keep_list_make(struct keep_list *list, const struct snapshot *s, const struct wcy_keep *keep,
                   struct wcy_error *err);

/* NULL: the cluster is not in the list. */
const struct keep_choice *keep_list_find(const struct keep_list *list, uint64_t cluster);

#endif
