#include "match/recluster.h"

#include "base/grow.h"
#include "base/hash.h"
#include "index/cluster_store.h"
#include "index/row.h"
#include "match/composite.h"
#include "match/decide.h"
#include "match/relation.h"
#include "match/star.h"

#include <stdlib.h>

/* A bigger cluster is not taken apart again: new members are added to it as it stands, so that the
   50,000th copy costs what the first did. */
#define CLUSTER_BIG 4096

struct work {
    struct store *store;
    MDB_txn *txn;
    struct meta *meta;
    const struct segments *links;
    const struct gone *gone;
    struct star_graph graph;
    uint32_t *slots; /* article -> node + 1 */
    size_t n_slots;
    uint64_t *old; /* numbers of the clusters that are made anew */
    size_t n_old, cap_old;
    uint64_t *big; /* per node: the big cluster it is the original of, or 0 */
    size_t cap_big;
    struct pair_list pairs;
    struct cluster cluster;
    struct arena arena; /* of one decision */
};

static size_t slot_of(const struct work *w, uint64_t article)
{
    size_t i = hash64(&article, 8) & (w->n_slots - 1);
    while (w->slots[i] && w->graph.nodes[w->slots[i] - 1].article != article)
        i = (i + 1) & (w->n_slots - 1);
    return i;
}

static bool map_grow(struct work *w)
{
    free(w->slots);
    w->n_slots = w->n_slots ? 2 * w->n_slots : 256;
    w->slots = calloc(w->n_slots, sizeof *w->slots);
    if (!w->slots)
        return false;
    for (size_t i = 0; i < w->graph.n_nodes; i++)
        w->slots[slot_of(w, w->graph.nodes[i].article)] = (uint32_t)(i + 1);
    return true;
}

/* The node of an article, or UINT32_MAX. */
static uint32_t node_of(const struct work *w, uint64_t article)
{
    return w->n_slots ? w->slots[slot_of(w, article)] - 1 : UINT32_MAX;
}

/* Adds a node; nothing happens when it is there already or the article is gone. */
static int add_node(struct work *w, uint64_t article, uint32_t *node, struct wcy_error *err)
{
    struct row r;
    struct place place;
    struct star_graph *g = &w->graph;
    *node = node_of(w, article);
    if (*node != UINT32_MAX || gone_has(w->gone, article))
        return 0;
    int status = row_get(w->store, w->txn, article, &r, err);
    if (status == 0)
        status = place_load(w->store, w->txn, article, &place, err);
    if (status != 0)
        return status < 0 ? status : 0;
    if ((2 * (g->n_nodes + 1) > w->n_slots && !map_grow(w)) ||
        !GROW(g->nodes, g->cap_nodes, g->n_nodes + 1) || !GROW(w->big, w->cap_big, g->n_nodes + 1))
        return fail_nomem(err);
    w->slots[slot_of(w, article)] = (uint32_t)(g->n_nodes + 1);
    w->big[g->n_nodes] = 0;
    g->nodes[g->n_nodes] = (struct star_node){.article = article,
                                              .centre = (uint32_t)g->n_nodes,
                                              .key = row_id_key(r.id),
                                              .time = r.time,
                                              .size = (uint32_t)r.shingles,
                                              .composite = place.composite};
    *node = (uint32_t)g->n_nodes++;
    return 0;
}

/* Of a big cluster only the original stands in the graph, for all of it. */
static int add_big(struct work *w, uint64_t number, struct wcy_error *err)
{
    uint32_t node;
    int status = add_node(w, w->cluster.members[0].article, &node, err);
    if (status == 0 && node != UINT32_MAX)
        w->big[node] = number;
    return status;
}

/* Adds an article and, if it is in a cluster, the whole cluster. */
static int add_with_cluster(struct work *w, uint64_t article, struct wcy_error *err)
{
    struct place place;
    uint32_t node = node_of(w, article);
    if (node != UINT32_MAX)
        return 0; /* its cluster came with it */
    int status = place_load(w->store, w->txn, article, &place, err);
    if (status < 0)
        return status;
    if (place.cluster == 0)
        return add_node(w, article, &node, err);
    status = cluster_load(w->store, w->txn, place.cluster, &w->cluster, err);
    if (status != 0)
        return status < 0 ? status : add_node(w, article, &node, err);
    if (w->cluster.count > CLUSTER_BIG)
        return add_big(w, place.cluster, err);
    if (!GROW(w->old, w->cap_old, w->n_old + 1))
        return fail_nomem(err);
    w->old[w->n_old++] = place.cluster;
    for (size_t i = 0; i < w->cluster.count && status == 0; i++)
        status = add_node(w, w->cluster.members[i].article, &node, err);
    return status;
}

static bool joins(const struct pair *p)
{
    return relation_is_copy(p->relation) && !p->weak;
}

/* A touched article, and everything that it is a copy of. */
static int add_touched(struct work *w, uint64_t article, struct wcy_error *err)
{
    int status = add_with_cluster(w, article, err);
    if (status == 0) {
        w->pairs.count = 0;
        status = pair_load(w->store, w->txn, article, &w->pairs, err);
    }
    for (size_t i = 0; i < w->pairs.count && status == 0; i++)
        if (joins(&w->pairs.items[i]))
            status = add_with_cluster(w, w->pairs.items[i].a, err);
    return status;
}

/* Whose story an article tells, as far as is known: its star in the graph, else its cluster, else
   itself. */
static int story_of(void *context, uint64_t article, uint64_t *story, struct wcy_error *err)
{
    struct work *w = context;
    struct place place;
    uint32_t node = node_of(w, article);
    if (node != UINT32_MAX) {
        *story = w->graph.nodes[w->graph.nodes[node].centre].article;
        return 0;
    }
    int status = place_load(w->store, w->txn, article, &place, err);
    *story = place.cluster ? place.cluster : article;
    return status;
}

/* An article that shares a passage with a touched one may turn out to be a round-up. */
static int list_suspects(struct work *w, const uint64_t *touched, size_t n,
                         struct radix_item **list, size_t *count, struct wcy_error *err)
{
    size_t cap = 0;
    int status = 0;
    *count = 0;
    for (size_t i = 0; i < n && status == 0; i++) {
        unsigned pieces = 0;
        w->pairs.count = 0;
        status = pair_load(w->store, w->txn, touched[i], &w->pairs, err);
        if (!GROW(*list, cap, *count + w->pairs.count + 1))
            return fail_nomem(err);
        for (size_t k = 0; k < w->pairs.count; k++) {
            struct pair turned = pair_turn(w->pairs.items[k]);
            pieces += composite_is_piece(&w->pairs.items[k]);
            if (composite_is_piece(&turned))
                (*list)[(*count)++] = (struct radix_item){turned.b, 0};
        }
        if (pieces >= 2)
            (*list)[(*count)++] = (struct radix_item){touched[i], 0};
    }
    /* What was a round-up once may turn out to be a copy of something new. */
    if (!GROW(*list, cap, *count + w->graph.n_nodes + 1))
        return fail_nomem(err);
    for (size_t i = 0; i < w->graph.n_nodes; i++)
        if (w->graph.nodes[i].composite)
            (*list)[(*count)++] = (struct radix_item){w->graph.nodes[i].article, 0};
    return status;
}

/* Flags the round-ups; *found tells whether any flag changed. */
static int flag_composites(struct work *w, const uint64_t *touched, size_t n, bool *found,
                           struct wcy_error *err)
{
    struct radix_item *list = NULL, *scratch = NULL;
    size_t count = 0;
    *found = false;
    int status = list_suspects(w, touched, n, &list, &count, err);
    if (status == 0 && !(scratch = malloc((count + 1) * sizeof *scratch)))
        status = fail_nomem(err);
    if (status == 0)
        radix_sort(list, scratch, count);
    for (size_t i = 0; i < count && status == 0; i++) {
        bool composite = false;
        uint32_t node;
        if ((i > 0 && list[i].key == list[i - 1].key) || gone_has(w->gone, list[i].key))
            continue;
        status =
            composite_check(w->store, w->txn, w->links, list[i].key, story_of, w, &composite, err);
        size_t before = w->graph.n_nodes;
        if (status == 0 && composite)
            status = add_with_cluster(w, list[i].key, err);
        *found |= w->graph.n_nodes != before; /* they have no star yet */
        node = node_of(w, list[i].key);
        if (status == 0 && node != UINT32_MAX && w->graph.nodes[node].composite != composite) {
            w->graph.nodes[node].composite = composite;
            *found = true;
        }
    }
    free(list);
    free(scratch);
    return status;
}

/* A round-up is a copy only of what is nearly all the same: of its own reprint, not of a story that
   it holds a piece of. */
static bool is_edge(const struct star_graph *g, const struct pair *p, uint32_t a, uint32_t b)
{
    if (!joins(p))
        return false;
    bool composite = g->nodes[a].composite || g->nodes[b].composite;
    return !composite || overlap_jaccard(p->informative) >= g->near;
}

/* The copies among the nodes. */
static int add_edges(struct work *w, struct wcy_error *err)
{
    struct star_graph *g = &w->graph;
    g->n_edges = 0;
    for (size_t i = 0; i < g->n_nodes; i++) {
        w->pairs.count = 0;
        int status = pair_load(w->store, w->txn, g->nodes[i].article, &w->pairs, err);
        if (status < 0)
            return status;
        for (size_t k = 0; k < w->pairs.count; k++) {
            const struct pair *p = &w->pairs.items[k];
            uint32_t a = node_of(w, p->a);
            if (a == UINT32_MAX || !is_edge(g, p, a, (uint32_t)i))
                continue;
            if (!GROW(g->edges, g->cap_edges, g->n_edges + 1))
                return fail_nomem(err);
            g->edges[g->n_edges++] =
                (struct star_edge){a, (uint32_t)i, p->relation, p->informative};
        }
    }
    return 0;
}

static int make_stars(struct work *w, struct wcy_error *err)
{
    int status = add_edges(w, err);
    if (status == 0 && !star_cluster(&w->graph))
        status = fail_nomem(err);
    return status;
}

/* The clusters that are made anew are forgotten first. */
static int drop_old(struct work *w, struct wcy_error *err)
{
    for (size_t i = 0; i < w->n_old; i++) {
        int status = cluster_load(w->store, w->txn, w->old[i], &w->cluster, err);
        if (status < 0)
            return status;
        if (status == WCY_END)
            continue;
        w->meta->clusters--;
        w->meta->clustered -= w->cluster.count;
        status = store_delete(w->store, w->txn, TABLE_CLUSTERS, KEY64(w->old[i]), err);
        for (size_t k = 0; k < w->cluster.count && status == 0; k++)
            status = place_save(w->store, w->txn, w->cluster.members[k].article,
                                (struct place){0, false}, err);
        if (status < 0)
            return status;
    }
    return 0;
}

/* A member's certificate against `other`, or a zero one when the two were not compared. */
static bool certify(const struct star_graph *g, uint32_t member, uint32_t other, struct member *m)
{
    const struct star_edge *e = star_edge_between(g, member, other);
    if (!e)
        return false;
    bool turned = e->a == member;
    m->relation = turned ? relation_swap(e->relation) : e->relation;
    m->certificate = turned ? e->overlap : overlap_swap(e->overlap);
    return true;
}

/* `original`: the member that stands first. */
static struct member make_member(const struct star_graph *g, uint32_t node, uint32_t original)
{
    struct member m = {.article = g->nodes[node].article};
    const struct star_node *x = &g->nodes[node];
    if (node == original) {
        m.relation = WCY_ORIGINAL;
    } else if (!certify(g, node, original, &m)) {
        uint32_t via = x->via != node ? x->via : original;
        m.via = g->nodes[via].article;
        certify(g, node, via, &m);
    }
    return m;
}

/* Ascending by article, the original first. */
static int compare_members(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if ((x->relation == WCY_ORIGINAL) != (y->relation == WCY_ORIGINAL))
        return x->relation == WCY_ORIGINAL ? -1 : 1;
    return x->article < y->article ? -1 : x->article > y->article;
}

static bool is_composite(const struct work *w, uint64_t article)
{
    uint32_t node = node_of(w, article);
    return node != UINT32_MAX && w->graph.nodes[node].composite;
}

static int save_cluster(struct work *w, struct cluster *c, struct wcy_error *err)
{
    int status = cluster_save(w->store, w->txn, c, err);
    for (size_t i = 0; i < c->count && status == 0; i++)
        status = place_save(w->store, w->txn, c->members[i].article,
                            (struct place){c->number, is_composite(w, c->members[i].article)}, err);
    w->meta->clusters++;
    w->meta->clustered += c->count;
    return status;
}

/* Writes the star around node `centre`, whose nodes are `members`. */
static int write_star(struct work *w, const uint32_t *members, size_t count, uint32_t centre,
                      struct wcy_error *err)
{
    const struct star_graph *g = &w->graph;
    struct cluster *c = &w->cluster;
    struct decision d;
    arena_reset(&w->arena);
    int status = decide_original(w->store, w->txn, g, members, count, centre, &w->arena, &d, err);
    if (status < 0)
        return status;
    if (!GROW(c->members, c->cap, count))
        return fail_nomem(err);
    c->count = 0;
    c->original = d.outside ? 0 : g->nodes[d.best].article;
    c->source = d.source;
    c->number = UINT64_MAX;
    for (size_t i = 0; i < count; i++) {
        c->members[c->count++] = make_member(g, members[i], d.best);
        if (g->nodes[members[i]].article < c->number)
            c->number = g->nodes[members[i]].article;
    }
    qsort(c->members, c->count, sizeof *c->members, compare_members);
    return save_cluster(w, c, err);
}

/* Adds the star around the original of a big cluster to that cluster. */
static int extend_big(struct work *w, const uint32_t *members, size_t count, uint32_t original,
                      uint64_t number, struct wcy_error *err)
{
    struct cluster *c = &w->cluster;
    int status = cluster_load(w->store, w->txn, number, c, err);
    if (status != 0)
        return status;
    if (!GROW(c->members, c->cap, c->count + count))
        return fail_nomem(err);
    w->meta->clusters--;
    w->meta->clustered -= c->count;
    for (size_t i = 0; i < count; i++)
        if (members[i] != original)
            c->members[c->count++] = make_member(&w->graph, members[i], original);
    qsort(c->members, c->count, sizeof *c->members, compare_members);
    return save_cluster(w, c, err);
}

struct seat {
    uint32_t centre, node;
};

static int compare_seats(const void *a, const void *b)
{
    const struct seat *x = a, *y = b;
    if (x->centre != y->centre)
        return x->centre < y->centre ? -1 : 1;
    return x->node < y->node ? -1 : x->node > y->node;
}

static int write_run(struct work *w, uint32_t *members, size_t count, uint32_t centre,
                     struct wcy_error *err)
{
    const struct star_graph *g = &w->graph;
    for (size_t i = 0; i < count; i++)
        if (w->big[members[i]])
            return extend_big(w, members, count, members[i], w->big[members[i]], err);
    if (count > 1)
        return write_star(w, members, count, centre, err);
    return place_save(w->store, w->txn, g->nodes[centre].article,
                      (struct place){0, g->nodes[centre].composite}, err);
}

static int write_stars(struct work *w, struct wcy_error *err)
{
    const struct star_graph *g = &w->graph;
    size_t n = g->n_nodes;
    struct seat *seats = malloc((n + 1) * sizeof *seats);
    uint32_t *members = malloc((n + 1) * sizeof *members);
    int status = seats && members ? 0 : fail_nomem(err);
    for (size_t i = 0; i < n && status == 0; i++)
        seats[i] = (struct seat){g->nodes[i].centre, (uint32_t)i};
    if (status == 0)
        qsort(seats, n, sizeof *seats, compare_seats);
    for (size_t i = 0, end; i < n && status == 0; i = end) {
        for (end = i; end < n && seats[end].centre == seats[i].centre; end++)
            members[end - i] = seats[end].node;
        status = write_run(w, members, end - i, seats[i].centre, err);
    }
    free(seats);
    free(members);
    return status;
}

static void work_release(struct work *w)
{
    star_release(&w->graph);
    free(w->slots);
    free(w->old);
    free(w->big);
    free(w->pairs.items);
    cluster_release(&w->cluster);
    arena_release(&w->arena);
}

int recluster(struct store *s, MDB_txn *txn, struct meta *meta, const struct segments *links,
              const struct gone *gone, const uint64_t *touched, size_t n_touched,
              struct wcy_error *err)
{
    struct work w = {.store = s, .txn = txn, .meta = meta, .links = links, .gone = gone};
    w.graph.near = meta->parameters.thresholds.near;
    int status = 0;
    for (size_t i = 0; i < n_touched && status == 0; i++)
        status = add_touched(&w, touched[i], err);
    if (status == 0)
        status = make_stars(&w, err);
    /* Round-ups show once the stories are known; without their edges the stars are made again. */
    bool found = false;
    if (status == 0)
        status = flag_composites(&w, touched, n_touched, &found, err);
    if (status == 0 && found)
        status = make_stars(&w, err);
    if (status == 0)
        status = drop_old(&w, err);
    if (status == 0)
        status = write_stars(&w, err);
    work_release(&w);
    return status;
}
