/*
 * cluster_graph: the articles whose clusters are made anew, and how they are copies of each other.
 *
 * What is touched draws in all that it is connected with by copies, near and far, so that the stars
 * come out as if the corpus had come in one batch: an article's star depends on the copies of its
 * copies. Clusters over CLUSTER_BIG stand as they are, for one node.
 */
#ifndef MATCH_CLUSTER_GRAPH_H
#define MATCH_CLUSTER_GRAPH_H

#include "index/cluster_store.h"
#include "index/segments.h"
#include "match/gone.h"
#include "match/star.h"

/* A bigger cluster is not taken apart again: new members are added to it as it stands, so that the
   50,000th copy costs what the first did. */
#define CLUSTER_BIG 4096

/* What is known of a node beside what star.h needs. */
struct graph_node {
    uint64_t big;       /* number of the big cluster it is the original of, or 0 */
    bool was_composite; /* before */
};

/* Node `b` is a copy of the earlier article `a`, which may be no node. */
struct graph_copy {
    uint64_t a;
    uint32_t b;
    enum wcy_relation relation; /* of b to a */
    struct overlap overlap;
};

struct cluster_graph {
    struct store *store;
    MDB_txn *txn;
    const struct segments *links;
    const struct gone *gone;
    uint64_t first_new; /* articles from here on have no neighbours but touched ones */
    struct star_graph stars;
    struct graph_node *nodes; /* beside stars.nodes */
    size_t cap_nodes;
    uint64_t *old; /* numbers of the clusters that are made anew */
    size_t n_old, cap_old;
    /* private */
    struct graph_copy *copies;
    size_t n_copies, cap_copies;
    size_t n_noted;  /* nodes whose copies are listed */
    uint32_t *slots; /* article -> node + 1 */
    size_t n_slots;
    struct pair_list pairs;
    struct cluster cluster;
};

void cluster_graph_release(struct cluster_graph *g);

/* The node of an article, or UINT32_MAX. */
uint32_t cluster_graph_node(const struct cluster_graph *g, uint64_t article);

/* Adds an article and, if it is in a cluster, all of that; nothing happens when it is there. */
int cluster_graph_add(struct cluster_graph *g, uint64_t article, struct wcy_error *err);

/* Adds the touched articles and what they are connected with. */
int cluster_graph_gather(struct cluster_graph *g, const uint64_t *touched, size_t count,
                         struct wcy_error *err);

/* Fills the edges: the copies among the nodes, as their composite flags are now. */
int cluster_graph_connect(struct cluster_graph *g, struct wcy_error *err);

#endif
