#include "match/recluster.h"

#include "base/grow.h"
#include "base/radix.h"
#include "match/cluster_graph.h"
#include "match/composite.h"
#include "match/decide.h"
#include "match/roundup.h"

#include <stdlib.h>

struct work {
    struct meta *meta;
    struct cluster_graph graph;
    struct pair_list pairs;
    struct cluster cluster;
    struct arena arena; /* of one decision */
    struct evidence evidence;
    struct textset_source source;
    struct textset_cache sets; /* of round-ups and what they may hold */
};

/* Whose story an article tells, as far as is known: its star in the graph, else its cluster, else
   itself. */
static int story_of(void *context, uint64_t article, uint64_t *story, struct wcy_error *err)
{
    struct work *w = context;
    struct place place;
    uint32_t node = cluster_graph_node(&w->graph, article);
    if (node != UINT32_MAX) {
        *story = w->graph.stars.nodes[w->graph.stars.nodes[node].centre].article;
        return 0;
    }
    int status = place_load(w->graph.store, w->graph.txn, article, &place, err);
    *story = place.cluster ? place.cluster : article;
    return status;
}

/* Does the pair make its `b` suspect: as a piece of another story than its own? Of the star that it
   is itself the centre of, only what stands in it whole is a copy of it. */
static int is_foreign_piece(struct work *w, const struct pair *p, bool *foreign,
                            struct wcy_error *err)
{
    uint64_t own, other;
    *foreign = composite_is_piece(p);
    if (!*foreign)
        return 0;
    int status = story_of(w, p->b, &own, err);
    if (status == 0)
        status = story_of(w, p->a, &other, err);
    *foreign = status == 0 && !composite_is_phrase(p, other) &&
               (own != other || (own == p->b && !composite_is_whole(p)));
    return status;
}

/* The suspects among a touched article and what it is paired with. */
static int add_suspects(struct work *w, uint64_t touched, struct radix_item *list, size_t *count,
                        struct wcy_error *err)
{
    unsigned pieces = 0;
    int status = 0;
    for (size_t k = 0; k < w->pairs.count && status == 0; k++) {
        bool foreign;
        struct pair turned = pair_turn(w->pairs.items[k]);
        status = is_foreign_piece(w, &w->pairs.items[k], &foreign, err);
        pieces += foreign;
        if (status == 0)
            status = is_foreign_piece(w, &turned, &foreign, err);
        if (foreign)
            list[(*count)++] = (struct radix_item){turned.b, 0};
    }
    if (pieces >= 2)
        list[(*count)++] = (struct radix_item){touched, 0};
    return status;
}

/* An article that shares a passage with a touched one may turn out to be a round-up, and one that
   prints headlines of others (value 1). */
static int list_suspects(struct work *w, const struct touched *touched, struct radix_item **list,
                         size_t *count, struct wcy_error *err)
{
    const struct number_set none = {0}, *pages = touched->suspects ? touched->suspects : &none;
    size_t cap = 0;
    int status = 0;
    *count = 0;
    for (size_t i = 0; i < touched->count && status == 0; i++) {
        w->pairs.count = 0;
        status = pair_load(w->graph.store, w->graph.txn, touched->articles[i], &w->pairs, err);
        if (!GROW(*list, cap, *count + w->pairs.count + 1))
            return fail_nomem(err);
        if (status == 0)
            status = add_suspects(w, touched->articles[i], *list, count, err);
    }
    if (!GROW(*list, cap, *count + pages->count))
        return fail_nomem(err);
    for (size_t i = 0; i < pages->count; i++)
        (*list)[(*count)++] = (struct radix_item){pages->numbers[i], 1};
    /* What was a round-up once may turn out to be a copy of something new. */
    if (!GROW(*list, cap, *count + w->graph.stars.n_nodes + 1))
        return fail_nomem(err);
    for (size_t i = 0; i < w->graph.stars.n_nodes; i++)
        if (w->graph.nodes[i].was_composite)
            (*list)[(*count)++] = (struct radix_item){w->graph.stars.nodes[i].article, 1};
    return status;
}

/* Flags or unflags an article; it need not be in the graph yet. */
static int set_composite(struct work *w, uint64_t article, bool composite, bool *changed,
                         struct wcy_error *err)
{
    struct place place;
    size_t before = w->graph.stars.n_nodes;
    int status = place_load(w->graph.store, w->graph.txn, article, &place, err);
    if (status == 0 && (composite || place.composite))
        status = cluster_graph_add(&w->graph, article, err);
    *changed |= w->graph.stars.n_nodes != before;
    uint32_t node = cluster_graph_node(&w->graph, article);
    if (status < 0 || node == UINT32_MAX || w->graph.stars.nodes[node].composite == composite)
        return status;
    w->graph.stars.nodes[node].composite = composite;
    *changed = true;
    return 0;
}

/* Pairs or headlines raise the suspicion, the texts decide: a cut copy in a frame of notices has
   pieces of many pages, but of one story. */
static int is_roundup(struct work *w, struct neighbours *neighbours, uint64_t article,
                      bool headlines, bool *composite, struct wcy_error *err)
{
    const struct cluster_graph *g = &w->graph;
    int status = composite_check(neighbours, article, story_of, w, composite, err);
    if (status == 0 && (*composite || headlines) && w->meta->has_text)
        status = roundup_check(&w->sets, neighbours, w->meta, g->gone, article, story_of, w,
                               !*composite, composite, err);
    return status;
}

/* Flags the round-ups; *found tells whether any flag changed. */
static int flag_composites(struct work *w, const struct touched *touched, bool *found,
                           struct wcy_error *err)
{
    struct radix_item *list = NULL, *scratch = NULL;
    struct neighbours neighbours = {0};
    size_t count = 0;
    *found = false;
    int status = list_suspects(w, touched, &list, &count, err);
    if (status == 0)
        status = neighbours_open(&neighbours, w->graph.store, w->graph.txn, w->graph.links, err);
    neighbours.gone = w->graph.gone;
    if (status == 0 && !(scratch = malloc((count + 1) * sizeof *scratch)))
        status = fail_nomem(err);
    if (status == 0)
        radix_sort(list, scratch, count);
    for (size_t i = 0, end; i < count && status == 0; i = end) {
        bool composite = false, headlines = false;
        for (end = i; end < count && list[end].key == list[i].key; end++)
            headlines |= list[end].value != 0;
        if (gone_has(w->graph.gone, list[i].key))
            continue;
        status = is_roundup(w, &neighbours, list[i].key, headlines, &composite, err);
        if (status == 0)
            status = set_composite(w, list[i].key, composite, found, err);
    }
    neighbours_close(&neighbours);
    free(list);
    free(scratch);
    return status;
}

static int make_stars(struct work *w, struct wcy_error *err)
{
    int status = cluster_graph_connect(&w->graph, err);
    if (status == 0 && !star_cluster(&w->graph.stars))
        status = fail_nomem(err);
    return status;
}

/* The clusters that are made anew are forgotten first. */
static int drop_old(struct work *w, struct wcy_error *err)
{
    for (size_t i = 0; i < w->graph.n_old; i++) {
        int status = cluster_load(w->graph.store, w->graph.txn, w->graph.old[i], &w->cluster, err);
        if (status < 0)
            return status;
        if (status == WCY_END)
            continue;
        w->meta->clusters--;
        w->meta->clustered -= w->cluster.count;
        status =
            store_delete(w->graph.store, w->graph.txn, TABLE_CLUSTERS, KEY64(w->graph.old[i]), err);
        for (size_t k = 0; k < w->cluster.count && status == 0; k++)
            status = place_save(w->graph.store, w->graph.txn, w->cluster.members[k].article,
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
    uint32_t node = cluster_graph_node(&w->graph, article);
    return node != UINT32_MAX && w->graph.stars.nodes[node].composite;
}

static int save_cluster(struct work *w, struct cluster *c, struct wcy_error *err)
{
    int status = cluster_save(w->graph.store, w->graph.txn, c, err);
    for (size_t i = 0; i < c->count && status == 0; i++)
        status = place_save(w->graph.store, w->graph.txn, c->members[i].article,
                            (struct place){c->number, is_composite(w, c->members[i].article)}, err);
    w->meta->clusters++;
    w->meta->clustered += c->count;
    return status;
}

/* Writes the star around node `centre`, whose nodes are `members`. */
static int write_star(struct work *w, const uint32_t *members, size_t count, uint32_t centre,
                      struct wcy_error *err)
{
    const struct star_graph *g = &w->graph.stars;
    struct cluster *c = &w->cluster;
    struct decision d;
    arena_reset(&w->arena);
    int status = decide_original(&w->evidence, g, members, count, centre, &w->arena, &d, err);
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
    int status = cluster_load(w->graph.store, w->graph.txn, number, c, err);
    if (status != 0)
        return status;
    if (!GROW(c->members, c->cap, c->count + count))
        return fail_nomem(err);
    w->meta->clusters--;
    w->meta->clustered -= c->count;
    for (size_t i = 0; i < count; i++)
        if (members[i] != original)
            c->members[c->count++] = make_member(&w->graph.stars, members[i], original);
    qsort(c->members, c->count, sizeof *c->members, compare_members);
    return save_cluster(w, c, err);
}

/* Stars in the order of their centres, members in that of indexing: ties of evidence go to the
   first, in whatever batches they came. */
struct seat {
    uint32_t centre, node;
    uint64_t article;
};

static int compare_seats(const void *a, const void *b)
{
    const struct seat *x = a, *y = b;
    if (x->centre != y->centre)
        return x->centre < y->centre ? -1 : 1;
    return x->article < y->article ? -1 : x->article > y->article;
}

static int write_run(struct work *w, uint32_t *members, size_t count, uint32_t centre,
                     struct wcy_error *err)
{
    const struct star_graph *g = &w->graph.stars;
    for (size_t i = 0; i < count; i++)
        if (w->graph.nodes[members[i]].big)
            return extend_big(w, members, count, members[i], w->graph.nodes[members[i]].big, err);
    if (count > 1)
        return write_star(w, members, count, centre, err);
    return place_save(w->graph.store, w->graph.txn, g->nodes[centre].article,
                      (struct place){0, g->nodes[centre].composite}, err);
}

static int write_stars(struct work *w, struct wcy_error *err)
{
    const struct star_graph *g = &w->graph.stars;
    size_t n = g->n_nodes;
    struct seat *seats = malloc((n + 1) * sizeof *seats);
    uint32_t *members = malloc((n + 1) * sizeof *members);
    int status = seats && members ? 0 : fail_nomem(err);
    for (size_t i = 0; i < n && status == 0; i++)
        seats[i] = (struct seat){g->nodes[i].centre, (uint32_t)i, g->nodes[i].article};
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
    cluster_graph_release(&w->graph);
    free(w->pairs.items);
    cluster_release(&w->cluster);
    arena_release(&w->arena);
    evidence_close(&w->evidence);
    textset_cache_release(&w->sets);
}

int recluster(struct store *s, MDB_txn *txn, struct meta *meta, const struct segments *links,
              const struct gone *gone, const struct touched *touched, struct wcy_error *err)
{
    struct work w = {
        .meta = meta,
        .graph = {
                  .store = s, .txn = txn, .links = links, .gone = gone, .first_new = touched->first_new}
    };
    w.evidence = (struct evidence){.store = s, .txn = txn};
    w.graph.stars.near = meta->parameters.thresholds.near;
    w.source = (struct textset_source){.store = s, .parameters = meta->parameters};
    w.sets = (struct textset_cache){
        .source = &w.source, .txn = txn, .pool = touched->sets, .limit = ROUNDUP_CACHE};
    int status = cluster_graph_gather(&w.graph, touched->articles, touched->count, err);
    if (status == 0)
        status = make_stars(&w, err);
    /* Round-ups show once the stories are known; without their edges the stars are made again. */
    bool found = false;
    if (status == 0)
        status = flag_composites(&w, touched, &found, err);
    if (status == 0 && found)
        status = make_stars(&w, err);
    if (status == 0)
        status = drop_old(&w, err);
    if (status == 0)
        status = write_stars(&w, err);
    work_release(&w);
    return status;
}
