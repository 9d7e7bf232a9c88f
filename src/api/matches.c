/*
 * matches: the answer to "which indexed articles share text with this one?", with everything a
 * reader wants to see about each match.
 */
#include "api/query_seat.h"
#include "index/cluster_store.h"
#include "match/version.h"

#include <stdlib.h>

#define DEFAULT_LIMIT 100

struct wcy_matches {
    struct wcy_match *items;
    size_t count;
    struct arena arena;
};

/* An answer that is being put together. */
struct filling {
    struct query_seat *seat;
    struct arena *arena;
    /* of the last cluster that was looked up: the matches of a story mostly are in one */
    uint64_t cluster;
    struct wcy_slice original;
};

static int fill_passages(struct filling *f, uint64_t number, struct wcy_match *m,
                         struct wcy_error *err)
{
    struct query_seat *seat = f->seat;
    struct diff_space *d = &seat->diff;
    int status = load_text(&seat->snapshot, number, &seat->text, err);
    if (status < 0 || seat->text.len == 0)
        return status;
    if (!diff_second(d, buf_slice(&seat->text), seat->snapshot.meta.parameters.shingle))
        return fail_nomem(err);
    struct wcy_passage *list = arena_zalloc(f->arena, d->found.count + 1, sizeof *list);
    if (!list)
        return fail_nomem(err);
    for (size_t i = 0; i < d->found.count; i++)
        list[i] = diff_passage(d, i);
    m->passages = list;
    m->n_passages = d->found.count;
    return 0;
}

/* The id of a cluster's original. */
static int load_original(struct filling *f, uint64_t number, struct wcy_error *err)
{
    const struct snapshot *s = &f->seat->snapshot;
    struct cluster c = {0};
    struct row row;
    f->cluster = number;
    f->original = (struct wcy_slice){NULL, 0};
    int status = cluster_load(s->store, s->txn, number, &c, err);
    if (status == 0)
        status = row_get(s->store, s->txn, cluster_kept(&c), &row, err);
    if (status == 0)
        f->original = public_slice(arena_dup(f->arena, row.id));
    cluster_release(&c);
    return status < 0 ? status : 0;
}

static int fill_cluster(struct filling *f, uint64_t number, struct wcy_match *m,
                        struct wcy_error *err)
{
    const struct snapshot *s = &f->seat->snapshot;
    struct place place;
    int status = place_load(s->store, s->txn, number, &place, err);
    m->cluster = place.cluster;
    if (status < 0 || place.cluster == 0)
        return status;
    if (place.cluster != f->cluster)
        status = load_original(f, place.cluster, err);
    m->original = f->original;
    return status;
}

static int fill_match(struct filling *f, const struct pair *p, const struct row *query,
                      struct wcy_match *m, struct wcy_error *err)
{
    const struct snapshot *s = &f->seat->snapshot;
    struct row row;
    struct wcy_article article;
    int status = row_get(s->store, s->txn, p->a, &row, err);
    if (status == 0)
        status = public_article(s, &row, f->arena, &article, err);
    if (status != 0)
        return status < 0 ? status : fail(err, WCY_ECORRUPT, "a posting of a missing article");
    *m = (struct wcy_match){
        .id = article.id,
        .url = article.url,
        .site = article.site,
        .title = article.title,
        .published = article.published,
        .relation = version_relation(s->meta.parameters.same_site, p->relation, &row, query),
        .jaccard = overlap_jaccard(p->full),
        .containment_query = overlap_in_b(p->full),
        .containment_match = overlap_in_a(p->full),
        .shared = p->full.shared,
        .estimated = p->estimated};
    return fill_cluster(f, p->a, m, err);
}

static int fill_matches(struct query_seat *seat, const struct query_result *r,
                        const struct row *query, struct slice text, bool passages,
                        struct wcy_matches *out, struct wcy_error *err)
{
    struct filling f = {.seat = seat, .arena = &out->arena};
    int status = 0;
    out->items = arena_zalloc(&out->arena, r->count + 1, sizeof *out->items);
    if (!out->items || (passages && r->count > 0 &&
                        !diff_first(&seat->diff, text, seat->snapshot.meta.parameters.shingle)))
        return fail_nomem(err);
    for (size_t i = 0; i < r->count && status == 0; i++) {
        struct wcy_match *m = &out->items[i];
        status = fill_match(&f, &r->items[i], query, m, err);
        if (status == 0 && passages)
            status = fill_passages(&f, r->items[i].a, m, err);
        out->count++;
    }
    return status;
}

/* The article to leave out: the one with the query's own id. */
static int find_excluded(const struct snapshot *s, struct slice id, uint64_t *number,
                         struct wcy_error *err)
{
    *number = 0;
    if (id.len == 0)
        return 0;
    int status = find_article(s, WCY_BY_ID, id, number, err);
    if (status == WCY_END)
        *number = 0;
    return status < 0 ? status : 0;
}

static int answer(struct query_seat *seat, const struct wcy_article *article,
                  const struct wcy_query_options *o, struct wcy_matches *out, struct wcy_error *err)
{
    const struct snapshot *s = &seat->snapshot;
    struct query_result result = {0};
    /* What tells a version: where the query stands. */
    const struct row place = {.site = private_slice(article->site),
                              .url = private_slice(article->url)};
    struct query q = {.text = private_slice(article->text),
                      .site = private_slice(article->site),
                      .title = private_slice(article->title),
                      .time = article->published.len ? article->time : WCY_NO_TIME,
                      .min_jaccard = o->min_jaccard,
                      .min_containment = o->min_containment,
                      .limit = o->limit ? o->limit : DEFAULT_LIMIT,
                      .window = o->window < INT64_MAX / 4 ? o->window : INT64_MAX / 4,
                      .lang = private_slice(o->lang)};
    int status = find_excluded(s, private_slice(article->id), &q.exclude, err);
    if (status == 0)
        status = query_run(seat->space, s->txn, &s->meta, &s->gone, &q, &result, err);
    if (status == 0)
        status = fill_matches(seat, &result, &place, q.text, o->passages != 0, out, err);
    query_result_release(&result);
    return status;
}

int wcy_query(struct wcy_index *index, const struct wcy_article *article,
              const struct wcy_query_options *options, struct wcy_matches **out,
              struct wcy_error *err)
{
    static const struct wcy_query_options defaults = WCY_QUERY_OPTIONS_INIT;
    struct wcy_error unused;
    err = err ? err : &unused;
    struct wcy_matches *matches = calloc(1, sizeof *matches);
    if (!matches)
        return fail_nomem(err);
    struct query_seat *seat = seat_take(index, err);
    int status =
        seat ? answer(seat, article, options ? options : &defaults, matches, err) : err->code;
    if (seat)
        seat_give(index, seat);
    if (status == 0 && matches->count == 0)
        status = WCY_END;
    *out = NULL;
    if (status != 0)
        wcy_matches_free(matches);
    else
        *out = matches;
    return status;
}

size_t wcy_matches_count(const struct wcy_matches *matches)
{
    return matches ? matches->count : 0;
}

const struct wcy_match *wcy_matches_at(const struct wcy_matches *matches, size_t i)
{
    return i < matches->count ? &matches->items[i] : NULL;
}

void wcy_matches_free(struct wcy_matches *matches)
{
    if (!matches)
        return;
    arena_release(&matches->arena);
    free(matches);
}
