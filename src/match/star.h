/*
 * star: clusters from compared pairs, without chains.
 *
 * A chain of copies (A like B, B like C, ...) must not put unrelated texts into one cluster, so
 * every member is compared with the centre of its cluster, or with a member that is nearly
 * identical to the centre, or is identical to one that was (Aslam, Pelekhov and Rus 2004 call such
 * covers star clusters). The centre is the article that holds most of the others' text. The outcome
 * depends on the graph alone, not on the order of its nodes.
 */
#ifndef MATCH_STAR_H
#define MATCH_STAR_H

#include "index/pair_store.h"

struct star_node {
    uint64_t article;
    uint64_t key;   /* of its content, to break ties the same way in any order of indexing */
    int64_t time;   /* WCY_NO_TIME: unknown */
    uint32_t size;  /* shingles */
    bool composite; /* a round-up; the caller leaves out the edges that do not count for it */
    /* out */
    uint32_t centre; /* node; its own index: a centre or alone */
    uint32_t via;    /* node it was compared with: the centre or a near-identical member */
    uint32_t rank;   /* 0: the first to be considered as a centre */
};

/* Two copies; a and b are nodes. */
struct star_edge {
    uint32_t a, b;
    enum wcy_relation relation; /* of b to a */
    struct overlap overlap;
};

struct star_graph {
    struct star_node *nodes;
    size_t n_nodes, cap_nodes;
    struct star_edge *edges;
    size_t n_edges, cap_edges;
    double near; /* Jaccard of near-identical texts */
    /* out: the edges of node i are edges[links[first[i]]] .. edges[links[first[i + 1] - 1]] */
    size_t *first;
    uint32_t *links;
};

void star_release(struct star_graph *g);

/* Fills centre and via of every node. False when memory runs out. */
bool star_cluster(struct star_graph *g);

/* The edge between two nodes after star_cluster, or NULL. */
const struct star_edge *star_edge_between(const struct star_graph *g, uint32_t x, uint32_t y);

#endif
