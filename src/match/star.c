#include "match/star.h"

#include <stdlib.h>
#include <string.h>

void star_release(struct star_graph *g)
{
    free(g->nodes);
    free(g->edges);
    free(g->first);
    free(g->links);
    *g = (struct star_graph){0};
}

/* Lists the edges of each node, by counting. */
static bool link_edges(struct star_graph *g)
{
    free(g->first);
    free(g->links);
    g->first = calloc(g->n_nodes + 2, sizeof *g->first);
    g->links = malloc((2 * g->n_edges + 1) * sizeof *g->links);
    if (!g->first || !g->links)
        return false;
    for (size_t e = 0; e < g->n_edges; e++) {
        g->first[g->edges[e].a + 2]++;
        g->first[g->edges[e].b + 2]++;
    }
    for (size_t i = 2; i <= g->n_nodes + 1; i++)
        g->first[i] += g->first[i - 1];
    for (size_t e = 0; e < g->n_edges; e++) {
        g->links[g->first[g->edges[e].a + 1]++] = (uint32_t)e;
        g->links[g->first[g->edges[e].b + 1]++] = (uint32_t)e;
    }
    return true;
}

const struct star_edge *star_edge_between(const struct star_graph *g, uint32_t x, uint32_t y)
{
    for (size_t k = g->first[x]; k < g->first[x + 1]; k++) {
        const struct star_edge *e = &g->edges[g->links[k]];
        if (e->a == y || e->b == y)
            return e;
    }
    return NULL;
}

struct rank {
    uint64_t strength; /* in millionths: sums that do not depend on their order */
    const struct star_node *node;
    uint32_t index;
};

/* How much of its neighbours' texts a node holds. A cut copy is weak, however many contain it. Only
   the first of identical texts has edges besides theirs, so a neighbour counts with its twins:
   `twins` has room for a number a node. */
static void measure_strength(const struct star_graph *g, struct rank *ranks, uint64_t *twins)
{
    for (size_t e = 0; e < g->n_edges; e++)
        twins[g->edges[e].a] += g->edges[e].relation == WCY_IDENTICAL;
    for (size_t e = 0; e < g->n_edges; e++) {
        const struct star_edge *x = &g->edges[e];
        uint64_t in_b = (uint64_t)(overlap_in_b(x->overlap) * 1e6);
        uint64_t in_a = (uint64_t)(overlap_in_a(x->overlap) * 1e6);
        bool twin = x->relation == WCY_IDENTICAL;
        ranks[x->a].strength += in_b * (twin ? 1 : 1 + twins[x->b]);
        ranks[x->b].strength += in_a * (twin ? 1 : 1 + twins[x->a]);
    }
}

/* Strongest first; of equals the earliest (unknown times last), then the longest. */
static int compare_ranks(const void *a, const void *b)
{
    const struct rank *x = a, *y = b;
    if (x->strength != y->strength)
        return x->strength > y->strength ? -1 : 1;
    int64_t tx = x->node->time == WCY_NO_TIME ? INT64_MAX : x->node->time;
    int64_t ty = y->node->time == WCY_NO_TIME ? INT64_MAX : y->node->time;
    if (tx != ty)
        return tx < ty ? -1 : 1;
    if (x->node->size != y->node->size)
        return x->node->size > y->node->size ? -1 : 1;
    return x->node->key < y->node->key ? -1 : x->node->key > y->node->key;
}

/* The nodes, strongest first; NULL: out of memory. */
static struct rank *rank_nodes(const struct star_graph *g)
{
    struct rank *ranks = malloc((g->n_nodes + 1) * sizeof *ranks);
    uint64_t *twins = calloc(g->n_nodes + 1, sizeof *twins);
    if (!ranks || !twins) {
        free(ranks);
        free(twins);
        return NULL;
    }
    for (size_t i = 0; i < g->n_nodes; i++)
        ranks[i] = (struct rank){0, &g->nodes[i], (uint32_t)i};
    measure_strength(g, ranks, twins);
    free(twins);
    qsort(ranks, g->n_nodes, sizeof *ranks, compare_ranks);
    return ranks;
}

#define FREE UINT32_MAX

/* Seats the free neighbours of `from` at `centre`; with `twins` only those that are identical to
   it, for whom its certificate holds as well. */
static void attach(struct star_graph *g, uint32_t centre, uint32_t from, bool twins)
{
    for (size_t k = g->first[from]; k < g->first[from + 1]; k++) {
        const struct star_edge *e = &g->edges[g->links[k]];
        struct star_node *other = &g->nodes[e->a == from ? e->b : e->a];
        if (twins && e->relation != WCY_IDENTICAL)
            continue;
        /* Of several ways in the strongest member's counts, whatever the order of the edges. */
        bool better = other->centre == centre && other->via != centre && from != centre && !twins &&
                      g->nodes[from].rank < g->nodes[other->via].rank;
        if (other->centre == FREE || better) {
            other->centre = centre;
            other->via = from;
        }
    }
}

/* Members seated directly bring their copies: a near-identical twin of the centre all of them, any
   other the ones that are identical to it. */
static void make_star(struct star_graph *g, uint32_t centre)
{
    g->nodes[centre].centre = g->nodes[centre].via = centre;
    attach(g, centre, centre, false);
    for (int twins = 0; twins < 2; twins++)
        for (size_t k = g->first[centre]; k < g->first[centre + 1]; k++) {
            const struct star_edge *e = &g->edges[g->links[k]];
            uint32_t member = e->a == centre ? e->b : e->a;
            if (g->nodes[member].centre != centre || g->nodes[member].via != centre)
                continue;
            if (twins || overlap_jaccard(e->overlap) >= g->near)
                attach(g, centre, member, twins);
        }
}

bool star_cluster(struct star_graph *g)
{
    if (!link_edges(g))
        return false;
    struct rank *ranks = rank_nodes(g);
    if (!ranks)
        return false;
    for (size_t i = 0; i < g->n_nodes; i++) {
        g->nodes[i].centre = FREE;
        g->nodes[ranks[i].index].rank = (uint32_t)i;
    }
    for (size_t i = 0; i < g->n_nodes; i++)
        if (g->nodes[ranks[i].index].centre == FREE)
            make_star(g, ranks[i].index);
    free(ranks);
    return true;
}
