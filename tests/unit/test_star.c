/* star: clusters depend on the graph alone, and hold no chains. */

#include "cut.h"

#include "match/star.h"
#include "wirecopy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NODES 30
#define EDGES 60

/* A graph by article numbers, from which star graphs in any order are made. */
struct plan {
    size_t n_nodes, n_edges;
    struct star_node nodes[NODES];
    struct star_edge edges[EDGES]; /* a and b are article numbers - 1 */
};

static void shuffle(uint32_t *order, size_t count, uint64_t *seed)
{
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    for (size_t i = count; i > 1; i--) {
        size_t k = cut_random(seed) % i;
        uint32_t swap = order[i - 1];
        order[i - 1] = order[k];
        order[k] = swap;
    }
}

static void build(struct star_graph *g, const struct plan *p, uint64_t *seed)
{
    uint32_t order[NODES], edges[EDGES], at[NODES];
    shuffle(order, p->n_nodes, seed);
    shuffle(edges, p->n_edges, seed);
    *g = (struct star_graph){.near = 0.8, .n_nodes = p->n_nodes, .n_edges = p->n_edges};
    g->nodes = calloc(NODES, sizeof *g->nodes);
    g->edges = calloc(EDGES, sizeof *g->edges);
    assert_true(g->nodes && g->edges);
    for (size_t i = 0; i < p->n_nodes; i++) {
        g->nodes[i] = p->nodes[order[i]];
        at[order[i]] = (uint32_t)i;
    }
    for (size_t i = 0; i < p->n_edges; i++) {
        g->edges[i] = p->edges[edges[i]];
        g->edges[i].a = at[g->edges[i].a];
        g->edges[i].b = at[g->edges[i].b];
    }
    assert_true(star_cluster(g));
}

/* centre and via of every article, by article number. */
static void outcome(const struct star_graph *g, uint64_t *centre, uint64_t *via)
{
    for (size_t i = 0; i < g->n_nodes; i++) {
        const struct star_node *n = &g->nodes[i];
        centre[n->article - 1] = g->nodes[n->centre].article;
        via[n->article - 1] = g->nodes[n->via].article;
    }
}

/* Every member is compared with its centre, or with a twin of the centre that was. */
static void check_no_chains(const struct star_graph *g)
{
    for (uint32_t i = 0; i < g->n_nodes; i++) {
        const struct star_node *n = &g->nodes[i];
        assert_int_equal(g->nodes[n->centre].centre, n->centre);
        if (n->centre == i)
            continue;
        assert_non_null(star_edge_between(g, i, n->via));
        if (n->via == n->centre)
            continue;
        const struct star_edge *e = star_edge_between(g, n->via, n->centre);
        assert_non_null(e);
        assert_true(overlap_jaccard(e->overlap) >= g->near);
        assert_int_equal(g->nodes[n->via].via, n->centre);
    }
}

static void plan_random(struct plan *p, uint64_t *seed)
{
    bool taken[NODES][NODES] = {{false}};
    p->n_nodes = 2 + cut_random(seed) % (NODES - 2);
    p->n_edges = 0;
    for (size_t i = 0; i < p->n_nodes; i++)
        p->nodes[i] = (struct star_node){.article = i + 1,
                                         .key = i * 7919 + 1,
                                         .time = cut_random(seed) % 3 ? 100 : WCY_NO_TIME,
                                         .size = 100};
    for (size_t tries = cut_random(seed) % EDGES; tries > 0; tries--) {
        uint32_t a = (uint32_t)(cut_random(seed) % p->n_nodes);
        uint32_t b = (uint32_t)(cut_random(seed) % p->n_nodes);
        /* Few distinct overlaps, so that there are many ties. */
        uint32_t shared = 70 + 10 * (uint32_t)(cut_random(seed) % 4);
        if (a >= b || taken[a][b])
            continue;
        taken[a][b] = true;
        p->edges[p->n_edges++] = (struct star_edge){
            a, b, WCY_EDITED, {100, 100, shared}
        };
    }
}

static void test_order(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int round = 0; round < 300; round++) {
        struct plan p;
        uint64_t centre[2][NODES] = {{0}}, via[2][NODES] = {{0}};
        plan_random(&p, &seed);
        for (int k = 0; k < 6; k++) {
            struct star_graph g;
            build(&g, &p, &seed);
            check_no_chains(&g);
            outcome(&g, centre[k > 0], via[k > 0]);
            star_release(&g);
            if (k == 0)
                continue;
            assert_memory_equal(centre[1], centre[0], p.n_nodes * sizeof centre[0][0]);
            if (memcmp(via[1], via[0], p.n_nodes * sizeof via[0][0]) != 0)
                fail_msg("round %d: the partition is the same, but not the via", round);
        }
    }
}

static void test_chain(void **state)
{
    (void)state;
    /* 1 - 2 - 3 - 4 - 5, each like the next: the ends are not in one cluster. */
    uint64_t seed = 2, centre[NODES], via[NODES];
    struct plan p = {.n_nodes = 5, .n_edges = 4};
    struct star_graph g;
    for (uint32_t i = 0; i < 5; i++)
        p.nodes[i] =
            (struct star_node){.article = i + 1, .key = i * 7919 + 1, .time = i, .size = 100};
    for (uint32_t i = 0; i < 4; i++)
        p.edges[i] = (struct star_edge){
            i, i + 1, WCY_EDITED, {100, 100, 60}
        };
    build(&g, &p, &seed);
    check_no_chains(&g);
    outcome(&g, centre, via);
    assert_int_equal(centre[0], 2); /* the strongest, the earlier of equals, takes its neighbours */
    assert_int_equal(centre[1], 2);
    assert_int_equal(centre[2], 2);
    assert_int_equal(centre[3], centre[4]);
    assert_true(centre[4] != 2);
    star_release(&g);
}

/* A copy of a near-identical twin of the centre is in, and says through whom. */
static void test_via(void **state)
{
    (void)state;
    uint64_t seed = 3, centre[NODES], via[NODES];
    struct plan p = {.n_nodes = 5, .n_edges = 4};
    struct star_graph g;
    for (uint32_t i = 0; i < 5; i++)
        p.nodes[i] =
            (struct star_node){.article = i + 1, .key = i * 7919 + 1, .time = i, .size = 100};
    p.edges[0] = (struct star_edge){
        0, 1, WCY_NEAR_DUPLICATE, {100, 100, 95}
    }; /* the twin */
    p.edges[1] = (struct star_edge){
        0, 2, WCY_EDITED, {100, 100, 60}
    };
    p.edges[2] = (struct star_edge){
        0, 3, WCY_EDITED, {100, 100, 60}
    };
    p.edges[3] = (struct star_edge){
        1, 4, WCY_EDITED, {100, 100, 60}
    };
    build(&g, &p, &seed);
    outcome(&g, centre, via);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(centre[i], 1);
    assert_int_equal(via[4], 2);
    assert_int_equal(via[3], 1);
    star_release(&g);
    /* When it is no twin, it stays out. */
    p.edges[0].overlap.shared = 70;
    build(&g, &p, &seed);
    outcome(&g, centre, via);
    assert_int_equal(centre[4], 5);
    star_release(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_chain),
        cmocka_unit_test(test_via),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
