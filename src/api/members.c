#include "api/members.h"

#include "match/version.h"

#include <stdlib.h>

/* A member while the list is made. */
struct seat {
    struct wcy_member member;
    uint64_t article;
    struct row row;
};

static int compare_bytes(struct slice a, struct slice b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* The original first, then by time, unknown times last. */
static int compare_seats(const void *a, const void *b)
{
    const struct seat *x = a, *y = b;
    bool first_x = x->member.relation == WCY_ORIGINAL, first_y = y->member.relation == WCY_ORIGINAL;
    if (first_x != first_y)
        return first_x ? -1 : 1;
    int64_t tx = x->row.time == WCY_NO_TIME ? INT64_MAX : x->row.time;
    int64_t ty = y->row.time == WCY_NO_TIME ? INT64_MAX : y->row.time;
    if (tx != ty)
        return tx < ty ? -1 : 1;
    return compare_bytes(x->row.id, y->row.id);
}

static int id_of(const struct snapshot *s, uint64_t article, struct wcy_slice *id,
                 struct wcy_error *err)
{
    struct row row;
    int status = article ? row_get(s->store, s->txn, article, &row, err) : WCY_END;
    if (status == 0)
        *id = public_slice(row.id);
    return status < 0 ? status : 0;
}

static int take_seat(const struct snapshot *s, const struct member *m, struct seat *seat,
                     struct wcy_error *err)
{
    struct row *row = &seat->row;
    int status = row_get(s->store, s->txn, m->article, row, err);
    if (status != 0)
        return status < 0 ? status : fail(err, WCY_ECORRUPT, "a cluster has a missing article");
    bool first = m->relation == WCY_ORIGINAL;
    seat->article = m->article;
    seat->member =
        (struct wcy_member){.id = public_slice(row->id),
                            .url = public_slice(row->url),
                            .site = public_slice(row->site),
                            .title = public_slice(row->title),
                            .published = public_slice(row->published),
                            .time = row->time,
                            .relation = m->relation,
                            .jaccard = first ? 1 : overlap_jaccard(m->certificate),
                            .containment = first ? 1 : overlap_in_a(m->certificate),
                            .lag = WCY_NO_TIME,
                            .containment_original = first ? 1 : overlap_in_b(m->certificate)};
    return id_of(s, m->via, &seat->member.via, err);
}

/* Equal places stand together, in the order of the list. */
struct place_order {
    struct slice place;
    size_t at;
};

static int compare_places(const void *a, const void *b)
{
    const struct place_order *x = a, *y = b;
    int order = compare_bytes(x->place, y->place);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* Of the members at one place the first is what the others revise. */
static void mark_versions(enum wcy_same_site same_site, struct seat *seats,
                          struct place_order *order, size_t n, bool by_url)
{
    for (size_t i = 0; i < n; i++)
        order[i] = (struct place_order){by_url ? seats[i].row.url : seats[i].row.site, i};
    qsort(order, n, sizeof *order, compare_places);
    for (size_t i = 1, first = 0; i < n; i++) {
        if (!order[i].place.len || !slice_eq(order[i].place, order[first].place)) {
            first = i;
            continue;
        }
        const struct row *row = &seats[order[first].at].row;
        struct wcy_member *m = &seats[order[i].at].member;
        enum wcy_relation relation =
            version_relation(same_site, m->relation, row, &seats[order[i].at].row);
        if (m->version_of.len == 0 && relation == WCY_VERSION_OF) {
            m->relation = relation;
            m->version_of = public_slice(row->id);
        }
    }
}

/* Behind the original, or, when it is not in the corpus, behind the first dated member. */
static void find_lags(struct seat *seats, size_t n, bool outside)
{
    int64_t start = n ? seats[0].row.time : WCY_NO_TIME;
    for (size_t i = 1; i < n && outside; i++) {
        int64_t time = seats[i].row.time;
        if (time != WCY_NO_TIME && (start == WCY_NO_TIME || time < start))
            start = time;
    }
    for (size_t i = 0; i < n && start != WCY_NO_TIME; i++)
        if (seats[i].row.time != WCY_NO_TIME && (i > 0 || outside))
            seats[i].member.lag = seats[i].row.time - start;
}

int members_list(const struct snapshot *s, const struct cluster *c, struct arena *arena,
                 struct members *out, struct wcy_error *err)
{
    size_t n = c->count;
    struct seat *seats = calloc(n + 1, sizeof *seats);
    struct place_order *order = calloc(n + 1, sizeof *order);
    out->items = arena_zalloc(arena, n + 1, sizeof *out->items);
    out->articles = arena_zalloc(arena, n + 1, sizeof *out->articles);
    int status = seats && order && out->items && out->articles ? 0 : fail_nomem(err);
    for (size_t i = 0; i < n && status == 0; i++)
        status = take_seat(s, &c->members[i], &seats[i], err);
    if (status == 0 && n) {
        qsort(seats, n, sizeof *seats, compare_seats);
        find_lags(seats, n, c->original == 0);
        mark_versions(s->meta.parameters.same_site, seats, order, n, false);
        mark_versions(s->meta.parameters.same_site, seats, order, n, true);
        for (size_t i = 0; i < n; i++) {
            out->items[i] = seats[i].member;
            out->articles[i] = seats[i].article;
        }
    }
    free(seats);
    free(order);
    return status;
}
