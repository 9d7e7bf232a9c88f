#include "match/decide.h"

#include "match/origin.h"

/* More members than that are not weighed one by one. */
#define WEIGHED 500

struct weighing {
    const struct star_graph *graph;
    const uint32_t *members;
};

static double contained(void *context, size_t a, size_t b)
{
    const struct weighing *w = context;
    const struct star_edge *e = star_edge_between(w->graph, w->members[a], w->members[b]);
    if (!e)
        return 0;
    return e->a == w->members[a] ? overlap_in_a(e->overlap) : overlap_in_b(e->overlap);
}

/* The earliest dated member that was compared with the centre, or the centre itself. */
static uint32_t earliest(const struct star_graph *g, const uint32_t *members, size_t count,
                         uint32_t centre)
{
    uint32_t best = centre;
    for (size_t i = 0; i < count; i++) {
        const struct star_node *x = &g->nodes[members[i]], *y = &g->nodes[best];
        if (x->time != WCY_NO_TIME && x->via == centre &&
            (y->time == WCY_NO_TIME || x->time < y->time))
            best = members[i];
    }
    return best;
}

int decide_original(struct evidence *e, const struct star_graph *g, const uint32_t *members,
                    size_t count, uint32_t centre, struct arena *arena, struct decision *out,
                    struct wcy_error *err)
{
    struct origin origin;
    struct weighing w = {g, members};
    *out = (struct decision){.best = earliest(g, members, count, centre)};
    if (count > WEIGHED)
        return 0;
    struct origin_member *list = arena_zalloc(arena, count, sizeof *list);
    uint64_t *articles = arena_zalloc(arena, count, sizeof *articles);
    int status = list && articles ? 0 : fail_nomem(err);
    for (size_t i = 0; i < count && status == 0; i++) {
        articles[i] = g->nodes[members[i]].article;
        status = evidence_member(e, articles[i], arena, &list[i], err);
    }
    if (status == 0)
        status = evidence_beside(e, articles, list, count, arena, err);
    if (status == 0)
        status = origin_decide(arena, list, count, contained, &w, &origin, err);
    if (status < 0)
        return status;
    out->best = members[origin.best];
    out->outside = origin.original == ORIGIN_NONE;
    out->source = origin.source;
    return 0;
}
