#include "api/keep.h"

#include "base/bytes.h"
#include "base/grow.h"

#include <stdlib.h>

/* A member that lacks more of the original than that is no candidate for the cleanest: a teaser is
   clean, but it is not the story. */
#define WHOLE_STORY 0.8

void keep_list_release(struct keep_list *list)
{
    free(list->items);
    *list = (struct keep_list){0};
}

/* What a policy looks at, of one member. */
struct facts {
    int64_t time;
    struct slice site;
    uint64_t all;         /* shingles */
    uint64_t informative; /* without the site's furniture, as far as is known */
    uint64_t shared;      /* of those, in the original; the original's own: in the nearest copy */
    double whole;         /* share of the original that it holds */
};

static int load_facts(const struct snapshot *s, const struct cluster *c, struct facts *facts,
                      struct wcy_error *err)
{
    for (size_t i = 0; i < c->count; i++) {
        struct row row;
        const struct member *m = &c->members[i];
        struct overlap o = m->certificate;
        int status = row_get(s->store, s->txn, m->article, &row, err);
        if (status != 0)
            return status < 0 ? status : fail(err, WCY_ECORRUPT, "a cluster has a missing article");
        facts[i] = (struct facts){.time = row.time,
                                  .site = row.site,
                                  .all = row.shingles,
                                  .informative = o.size_a,
                                  .shared = o.shared,
                                  .whole = overlap_in_b(o)};
        if (m->relation == WCY_ORIGINAL)
            facts[i].informative = facts[i].all;
    }
    /* The original, which stands first, has no certificate: its copies' speak for it. */
    facts[0].whole = 1;
    for (size_t i = 1; i < c->count; i++) {
        struct overlap o = c->members[i].certificate;
        if (c->members[i].via)
            continue;
        facts[0].informative = o.size_b;
        facts[0].shared = o.shared > facts[0].shared ? o.shared : facts[0].shared;
    }
    return 0;
}

static size_t find_earliest(const struct facts *facts, size_t n)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < n; i++)
        if (facts[i].time != WCY_NO_TIME && (best == SIZE_MAX || facts[i].time < facts[best].time))
            best = i;
    return best;
}

static size_t find_longest(const struct facts *facts, size_t n)
{
    size_t best = 0;
    for (size_t i = 1; i < n; i++)
        if (facts[i].informative > facts[best].informative)
            best = i;
    return best;
}

/* Most of what it holds is the story; of equals the one that holds more of it. */
static size_t find_cleanest(const struct facts *facts, size_t n)
{
    size_t best = 0;
    for (size_t i = 1; i < n; i++) {
        if (facts[i].whole < WHOLE_STORY)
            continue;
        /* shared / all, compared without rounding */
        uint64_t here = facts[i].shared * facts[best].all,
                 there = facts[best].shared * facts[i].all;
        if (here > there || (here == there && facts[i].shared > facts[best].shared))
            best = i;
    }
    return best;
}

static size_t rank_of(const struct wcy_keep *keep, struct slice site)
{
    size_t rank = 0;
    while (rank < keep->n_sites && !slice_eq_str(site, keep->sites[rank]))
        rank++;
    return rank;
}

/* The member on the best site of the list; of several on it the original, else the earliest. */
static size_t find_preferred(const struct wcy_keep *keep, const struct facts *facts, size_t n)
{
    size_t best = SIZE_MAX, best_rank = keep->n_sites;
    for (size_t i = 0; i < n; i++) {
        size_t rank = rank_of(keep, facts[i].site);
        bool earlier = best != SIZE_MAX && best != 0 && rank == best_rank &&
                       facts[i].time != WCY_NO_TIME &&
                       (facts[best].time == WCY_NO_TIME || facts[i].time < facts[best].time);
        if (rank < best_rank || (earlier && rank < keep->n_sites)) {
            best = i;
            best_rank = rank;
        }
    }
    return best;
}

static size_t apply(const struct wcy_keep *keep, const struct facts *facts, size_t n,
                    const char **reason)
{
    size_t i = 0;
    switch (keep->policy) {
    case WCY_KEEP_EARLIEST:
        i = find_earliest(facts, n);
        *reason = i == SIZE_MAX ? "no date, so the original" : "earliest";
        break;
    case WCY_KEEP_LONGEST:
        i = find_longest(facts, n);
        *reason = "longest";
        break;
    case WCY_KEEP_CLEANEST:
        i = find_cleanest(facts, n);
        *reason = "cleanest";
        break;
    case WCY_KEEP_PREFERRED:
        i = find_preferred(keep, facts, n);
        *reason = i == SIZE_MAX ? "no preferred site, so the original" : "preferred site";
        break;
    case WCY_KEEP_ORIGINAL:
        break;
    }
    return i == SIZE_MAX ? 0 : i;
}

int keep_choose(const struct snapshot *s, const struct wcy_keep *keep, const struct cluster *c,
                struct keep_choice *choice, struct wcy_error *err)
{
    *choice = (struct keep_choice){c->number, cluster_kept(c),
                                   c->original ? "original" : "nearest to the source"};
    if (keep->policy == WCY_KEEP_ORIGINAL || c->count == 0)
        return 0;
    struct facts *facts = calloc(c->count, sizeof *facts);
    int status = facts ? load_facts(s, c, facts, err) : fail_nomem(err);
    if (status == 0)
        choice->article = c->members[apply(keep, facts, c->count, &choice->reason)].article;
    free(facts);
    return status;
}

int keep_list_make(struct keep_list *list, const struct snapshot *s, const struct wcy_keep *keep,
                   struct wcy_error *err)
{
    struct store_cursor cursor;
    struct slice key = {0}, value;
    struct cluster c = {0};
    int status = store_cursor_open(&cursor, s->store, s->txn, TABLE_CLUSTERS, err);
    if (status < 0)
        return status;
    for (status = store_cursor_get(&cursor, MDB_FIRST, &key, &value, err); status == 0;
         status = store_cursor_get(&cursor, MDB_NEXT, &key, &value, err)) {
        status = cluster_decode(value, get_be64(key.ptr), &c, err);
        if (status == 0 && !GROW(list->items, list->cap, list->count + 1))
            status = fail_nomem(err);
        if (status == 0)
            status = keep_choose(s, keep, &c, &list->items[list->count], err);
        if (status < 0)
            break;
        list->count++;
    }
    store_cursor_close(&cursor);
    cluster_release(&c);
    return status == WCY_END ? 0 : status;
}

const struct keep_choice *keep_list_find(const struct keep_list *list, uint64_t cluster)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (list->items[mid].cluster < cluster)
            low = mid + 1;
        else
            high = mid;
    }
    return low < list->count && list->items[low].cluster == cluster ? &list->items[low] : NULL;
}
