#include "match/cluster_graph.h"

#include "base/grow.h"
#include "base/hash.h"
#include "base/radix.h"
#include "index/row.h"
#include "match/relation.h"

#include <stdlib.h>

/* Later neighbours of an article that are looked at. */
#define LATER 1024

/* So many nodes are drawn in by so many touched ones at most: what hangs together by copies may be
   without end, and then the clusters close by have to do. */
#define SPREAD_LEAST  4096
#define SPREAD_FACTOR 16

static size_t slot_of(const struct cluster_graph *g, uint64_t article)
{
    size_t i = hash64(&article, 8) & (g->n_slots - 1);
    while (g->slots[i] && g->stars.nodes[g->slots[i] - 1].article != article)
        i = (i + 1) & (g->n_slots - 1);
    return i;
}

static bool map_grow(struct cluster_graph *g)
{
    free(g->slots);
    g->n_slots = g->n_slots ? 2 * g->n_slots : 256;
    g->slots = calloc(g->n_slots, sizeof *g->slots);
    if (!g->slots)
        return false;
    for (size_t i = 0; i < g->stars.n_nodes; i++)
        g->slots[slot_of(g, g->stars.nodes[i].article)] = (uint32_t)(i + 1);
    return true;
}

uint32_t cluster_graph_node(const struct cluster_graph *g, uint64_t article)
{
    return g->n_slots ? g->slots[slot_of(g, article)] - 1 : UINT32_MAX;
}

static bool has_room(struct cluster_graph *g)
{
    size_t n = g->stars.n_nodes + 1;
    return (2 * n <= g->n_slots || map_grow(g)) && GROW(g->stars.nodes, g->stars.cap_nodes, n) &&
           GROW(g->nodes, g->cap_nodes, n);
}

/* Adds a node; nothing happens when it is there already or the article is gone. */
static int add_node(struct cluster_graph *g, uint64_t article, uint32_t *node,
                    struct wcy_error *err)
{
    struct row r;
    struct place place;
    *node = cluster_graph_node(g, article);
    if (*node != UINT32_MAX || gone_has(g->gone, article))
        return 0;
    int status = row_get(g->store, g->txn, article, &r, err);
    if (status == 0)
        status = place_load(g->store, g->txn, article, &place, err);
    if (status != 0)
        return status < 0 ? status : 0;
    if (!has_room(g))
        return fail_nomem(err);
    *node = (uint32_t)g->stars.n_nodes++;
    g->slots[slot_of(g, article)] = *node + 1;
    g->nodes[*node] = (struct graph_node){0, place.composite};
    g->stars.nodes[*node] = (struct star_node){
        .article = article, .key = row_id_key(r.id), .time = r.time, .size = (uint32_t)r.shingles};
    return 0;
}

/* Of a big cluster only the original stands in the graph, for all of it. */
static int add_big(struct cluster_graph *g, uint64_t number, struct wcy_error *err)
{
    uint32_t node;
    int status = add_node(g, g->cluster.members[0].article, &node, err);
    if (status == 0 && node != UINT32_MAX)
        g->nodes[node].big = number;
    return status;
}

int cluster_graph_add(struct cluster_graph *g, uint64_t article, struct wcy_error *err)
{
    struct place place;
    uint32_t node = cluster_graph_node(g, article);
    if (node != UINT32_MAX)
        return 0; /* its cluster came with it */
    int status = place_load(g->store, g->txn, article, &place, err);
    if (status < 0)
        return status;
    if (place.cluster == 0)
        return add_node(g, article, &node, err);
    status = cluster_load(g->store, g->txn, place.cluster, &g->cluster, err);
    if (status != 0)
        return status < 0 ? status : add_node(g, article, &node, err);
    if (g->cluster.count > CLUSTER_BIG)
        return add_big(g, place.cluster, err);
    if (!GROW(g->old, g->cap_old, g->n_old + 1))
        return fail_nomem(err);
    g->old[g->n_old++] = place.cluster;
    for (size_t i = 0; i < g->cluster.count && status == 0; i++)
        status = add_node(g, g->cluster.members[i].article, &node, err);
    return status;
}

static bool joins(const struct pair *p)
{
    return relation_is_copy(p->relation) && !p->weak;
}

/* The copies among the pairs of node `node` with earlier articles, which are noted, and drawn in
   when `spread` is set. */
static int add_earlier(struct cluster_graph *g, uint32_t node, bool spread, struct wcy_error *err)
{
    g->pairs.count = 0;
    int status = pair_load(g->store, g->txn, g->stars.nodes[node].article, &g->pairs, err);
    for (size_t i = 0; i < g->pairs.count && status == 0; i++) {
        const struct pair *p = &g->pairs.items[i];
        if (!joins(p))
            continue;
        if (!GROW(g->copies, g->cap_copies, g->n_copies + 1))
            return fail_nomem(err);
        g->copies[g->n_copies++] = (struct graph_copy){p->a, node, p->relation, p->informative};
        if (spread)
            status = cluster_graph_add(g, p->a, err);
    }
    return status;
}

/* Draws in a later neighbour if it is a copy. */
static int add_if_copy(struct cluster_graph *g, uint64_t article, uint64_t later,
                       struct wcy_error *err)
{
    if (cluster_graph_node(g, later) != UINT32_MAX || gone_has(g->gone, later))
        return 0;
    g->pairs.count = 0;
    int status = pair_load(g->store, g->txn, later, &g->pairs, err);
    for (size_t i = 0; i < g->pairs.count && status == 0; i++)
        if (g->pairs.items[i].a == article && joins(&g->pairs.items[i]))
            return cluster_graph_add(g, later, err);
    return status;
}

static int add_later(struct cluster_graph *g, struct segments_reader *r, uint64_t article,
                     struct wcy_error *err)
{
    uint64_t later[LATER];
    size_t n;
    if (article >= g->first_new)
        return 0;
    int status = segments_lookup(r, article, later, LATER, &n, err);
    for (size_t i = 0; i < n && status == 0; i++)
        status = add_if_copy(g, article, later[i], err);
    return status;
}

/* Nodes from..to-1, by ascending article, so that the links are read in order; NULL: no memory. */
static struct radix_item *in_order(const struct cluster_graph *g, size_t from, size_t to)
{
    size_t n = to - from;
    struct radix_item *order = malloc((2 * n + 1) * sizeof *order);
    for (size_t i = 0; i < n && order; i++)
        order[i] = (struct radix_item){g->stars.nodes[from + i].article, from + i};
    if (order)
        radix_sort(order, order + n, n);
    return order;
}

/* Notes the copies of the nodes that came since the last call, and draws in those that are not
   there yet. */
static int spread(struct cluster_graph *g, struct segments_reader *r, struct wcy_error *err)
{
    size_t from = g->n_noted, to = g->stars.n_nodes;
    struct radix_item *order = in_order(g, from, to);
    int status = order ? 0 : fail_nomem(err);
    g->n_noted = to;
    for (size_t i = 0; i < to - from && status == 0; i++) {
        uint32_t node = (uint32_t)order[i].value;
        bool big = g->nodes[node].big != 0;
        status = add_earlier(g, node, !big, err);
        if (status == 0 && !big)
            status = add_later(g, r, order[i].key, err);
    }
    free(order);
    return status;
}

int cluster_graph_gather(struct cluster_graph *g, const uint64_t *touched, size_t count,
                         struct wcy_error *err)
{
    size_t most = SPREAD_LEAST + SPREAD_FACTOR * count;
    int status = 0;
    for (size_t i = 0; i < count && status == 0; i++)
        status = cluster_graph_add(g, touched[i], err);
    struct segments_reader *r = malloc(sizeof *r);
    if (status == 0)
        status = r ? segments_reader_open(r, g->links, g->txn, err) : fail_nomem(err);
    if (status == 0) {
        while (status == 0 && g->n_noted < g->stars.n_nodes && g->stars.n_nodes < most)
            status = spread(g, r, err);
        segments_reader_close(r);
    }
    free(r);
    return status;
}

/* A round-up is a copy only of what is nearly all the same: of its own reprint, not of a story that
   it holds a piece of. */
static bool is_edge(const struct star_graph *g, const struct graph_copy *c, uint32_t a)
{
    bool composite = g->nodes[a].composite || g->nodes[c->b].composite;
    return !composite || overlap_jaccard(c->overlap) >= g->near;
}

int cluster_graph_connect(struct cluster_graph *g, struct wcy_error *err)
{
    int status = 0;
    struct star_graph *s = &g->stars;
    for (; g->n_noted < s->n_nodes && status == 0; g->n_noted++)
        status = add_earlier(g, (uint32_t)g->n_noted, false, err);
    s->n_edges = 0;
    for (size_t i = 0; i < g->n_copies && status == 0; i++) {
        const struct graph_copy *c = &g->copies[i];
        uint32_t a = cluster_graph_node(g, c->a);
        if (a == UINT32_MAX || !is_edge(s, c, a))
            continue;
        if (!GROW(s->edges, s->cap_edges, s->n_edges + 1))
            return fail_nomem(err);
        s->edges[s->n_edges++] = (struct star_edge){a, c->b, c->relation, c->overlap};
    }
    return status;
}

void cluster_graph_release(struct cluster_graph *g)
{
    star_release(&g->stars);
    free(g->nodes);
    free(g->old);
    free(g->copies);
    free(g->slots);
    free(g->pairs.items);
    cluster_release(&g->cluster);
}
