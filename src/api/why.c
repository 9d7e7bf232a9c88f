/*
 * why: the evidence for the original of a cluster, weighed again from what the index holds.
 */
#include "api/index.h"

#include "base/grow.h"
#include "base/radix.h"
#include "index/cluster_store.h"
#include "match/evidence.h"
#include "match/relation.h"

#include <stdlib.h>

/* As in match/decide.c: more members are not weighed one by one. */
#define WEIGHED 500

struct origin_object {
    struct wcy_origin origin; /* first: the public pointer is the object's */
    struct arena arena;
};

/* Shared text of members a and b, a < b. */
struct shared_text {
    size_t a, b;
    struct overlap overlap;
};

struct weighing {
    const struct snapshot *snapshot;
    const struct cluster *cluster;
    struct radix_item *seats;   /* article -> index among the members, by article */
    struct shared_text *shared; /* by a, then b */
    size_t n_shared, cap_shared;
    struct origin_member *members;
};

static int compare_articles(const void *a, const void *b)
{
    const struct radix_item *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

static int compare_shared(const void *a, const void *b)
{
    const struct shared_text *x = a, *y = b;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static double contained(void *context, size_t a, size_t b)
{
    const struct weighing *w = context;
    const struct shared_text key = {
        a < b ? a : b, a < b ? b : a, {0, 0, 0}
    };
    const struct shared_text *found =
        w->n_shared ? bsearch(&key, w->shared, w->n_shared, sizeof key, compare_shared) : NULL;
    if (!found)
        return 0;
    return a < b ? overlap_in_a(found->overlap) : overlap_in_b(found->overlap);
}

/* The members stand in the order of indexing, so that ties go the same way always. */
static int load_members(struct weighing *w, struct arena *arena, struct wcy_error *err)
{
    size_t n = w->cluster->count;
    const struct snapshot *s = w->snapshot;
    w->seats = calloc(n + 1, sizeof *w->seats);
    w->members = arena_zalloc(arena, n + 1, sizeof *w->members);
    if (!w->seats || !w->members)
        return fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        w->seats[i] = (struct radix_item){w->cluster->members[i].article, 0};
    qsort(w->seats, n, sizeof *w->seats, compare_articles);
    struct evidence e = {.store = s->store, .txn = s->txn};
    uint64_t *articles = arena_zalloc(arena, n + 1, sizeof *articles);
    int status = articles ? 0 : fail_nomem(err);
    for (size_t i = 0; i < n && status == 0; i++) {
        w->seats[i].value = i;
        articles[i] = w->seats[i].key;
        status = evidence_member(&e, articles[i], arena, &w->members[i], err);
    }
    if (status == 0)
        status = evidence_beside(&e, articles, w->members, n, arena, err);
    evidence_close(&e);
    return status;
}

static int load_shared(struct weighing *w, struct wcy_error *err)
{
    const struct snapshot *s = w->snapshot;
    struct pair_list pairs = {0};
    int status = 0;
    for (size_t i = 0; i < w->cluster->count && status == 0; i++) {
        pairs.count = 0;
        status = pair_load(s->store, s->txn, w->seats[i].key, &pairs, err);
        for (size_t k = 0; k < pairs.count && status == 0; k++) {
            const struct pair *p = &pairs.items[k];
            const struct radix_item key = {p->a, 0};
            const struct radix_item *other =
                bsearch(&key, w->seats, w->cluster->count, sizeof key, compare_articles);
            if (!other || !relation_is_copy(p->relation) || p->weak)
                continue;
            if (!GROW(w->shared, w->cap_shared, w->n_shared + 1))
                status = fail_nomem(err);
            else
                w->shared[w->n_shared++] =
                    (struct shared_text){(size_t)other->value, i, p->informative};
        }
    }
    free(pairs.items);
    if (w->n_shared)
        qsort(w->shared, w->n_shared, sizeof *w->shared, compare_shared);
    return status;
}

static int copy_id(const struct snapshot *s, uint64_t article, struct arena *arena,
                   struct wcy_slice *id, struct wcy_error *err)
{
    struct row row;
    int status = article ? row_get(s->store, s->txn, article, &row, err) : WCY_END;
    if (status != 0)
        return status < 0 ? status : 0;
    struct slice copy = arena_dup(arena, row.id);
    *id = public_slice(copy);
    return copy.ptr ? 0 : fail_nomem(err);
}

static int copy_credit(const struct credit *c, struct arena *arena, const struct wcy_credit **out,
                       struct wcy_error *err)
{
    struct wcy_credit *copy = c ? arena_zalloc(arena, 1, sizeof *copy) : NULL;
    if (c && !copy)
        return fail_nomem(err);
    if (copy)
        *copy = (struct wcy_credit){public_slice(c->source), public_slice(c->kind),
                                    public_slice(c->evidence), c->offset, c->weight};
    *out = copy;
    return 0;
}

static int fill_reasons(const struct weighing *w, const struct origin *decided,
                        struct origin_object *o, struct wcy_error *err)
{
    struct wcy_reason *reasons = arena_zalloc(&o->arena, decided->n_reasons + 1, sizeof *reasons);
    int status = reasons ? 0 : fail_nomem(err);
    for (size_t i = 0; i < decided->n_reasons && status == 0; i++) {
        const struct origin_reason *r = &decided->reasons[i];
        reasons[i].kind = origin_reason_name(r->kind);
        reasons[i].weight = r->weight;
        status = copy_id(w->snapshot, w->seats[r->by].key, &o->arena, &reasons[i].by, err);
        if (status == 0)
            status = copy_credit(r->credit, &o->arena, &reasons[i].credit, err);
    }
    o->origin.reasons = reasons;
    o->origin.n_reasons = decided->n_reasons;
    o->origin.confidence = decided->confidence;
    return status;
}

static int weigh(struct weighing *w, struct origin_object *o, struct wcy_error *err)
{
    struct origin decided;
    const struct cluster *c = w->cluster;
    if (c->count > WEIGHED)
        return 0;
    int status = load_members(w, &o->arena, err);
    if (status == 0)
        status = load_shared(w, err);
    if (status == 0)
        status = origin_decide(&o->arena, w->members, c->count, contained, w, &decided, err);
    return status == 0 ? fill_reasons(w, &decided, o, err) : status;
}

static int find_origin(const struct snapshot *s, uint64_t number, struct origin_object *o,
                       struct wcy_error *err)
{
    struct cluster c = {0};
    struct weighing w = {.snapshot = s, .cluster = &c};
    int status = cluster_load(s->store, s->txn, number, &c, err);
    if (status == 0) {
        o->origin.cluster = number;
        struct slice source = arena_dup(&o->arena, c.source);
        o->origin.source = public_slice(source);
        status = source.ptr ? copy_id(s, c.original, &o->arena, &o->origin.original, err)
                            : fail_nomem(err);
    }
    if (status == 0)
        status = weigh(&w, o, err);
    cluster_release(&c);
    free(w.seats);
    free(w.shared);
    return status;
}

int wcy_origin_get(struct wcy_index *index, uint64_t cluster, struct wcy_origin **out,
                   struct wcy_error *err)
{
    struct snapshot s;
    struct origin_object *o = calloc(1, sizeof *o);
    if (!o)
        return fail_nomem(err);
    int status = snapshot_begin(&s, index, err);
    if (status == 0) {
        status = find_origin(&s, cluster, o, err);
        snapshot_end(&s);
    }
    if (status != 0)
        wcy_origin_free(&o->origin);
    else
        *out = &o->origin;
    return status;
}

void wcy_origin_free(struct wcy_origin *origin)
{
    if (!origin)
        return;
    struct origin_object *o = (struct origin_object *)(void *)origin;
    arena_release(&o->arena);
    free(o);
}
