/*
 * matches: the answer to "which indexed articles share text with this one?", with everything a
 * reader wants to see about each match.
 */
#include "match/query.h"

#include "api/diff.h"
#include "api/index.h"
#include "index/cluster_store.h"
#include "match/version.h"

#include <stdlib.h>

#define DEFAULT_LIMIT 100

struct wcy_matches {
    struct wcy_match *items;
    size_t count;
    struct arena arena;
};

static int fill_passages(struct snapshot *s, uint64_t number, struct slice text,
                         struct arena *arena, struct wcy_match *m, struct wcy_error *err)
{
    struct wcy_slice other;
    struct wcy_passage *found;
    size_t n;
    int status = public_text(s, number, arena, &other, err);
    if (status < 0 || other.len == 0)
        return status;
    status = diff_texts(text, private_slice(other), s->meta.parameters.shingle, &found, &n, err);
    if (status < 0)
        return status;
    struct slice copy = arena_dup(arena, slice_make((const char *)found, n * sizeof *found));
    wcy_passages_free(found);
    if (!copy.ptr)
        return fail_nomem(err);
    m->passages = (const struct wcy_passage *)(const void *)copy.ptr;
    m->n_passages = n;
    return 0;
}

static int fill_cluster(const struct snapshot *s, uint64_t number, struct arena *arena,
                        struct wcy_match *m, struct wcy_error *err)
{
    struct place place;
    struct cluster c = {0};
    struct row row;
    int status = place_load(s->store, s->txn, number, &place, err);
    m->cluster = place.cluster;
    if (status < 0 || place.cluster == 0)
        return status;
    status = cluster_load(s->store, s->txn, place.cluster, &c, err);
    if (status == 0)
        status = row_get(s->store, s->txn, cluster_kept(&c), &row, err);
    if (status == 0)
        m->original = public_slice(arena_dup(arena, row.id));
    cluster_release(&c);
    return status < 0 ? status : 0;
}

static int fill_match(const struct snapshot *s, const struct pair *p, const struct row *query,
                      struct arena *arena, struct wcy_match *m, struct wcy_error *err)
{
    struct row row;
    struct wcy_article article;
    int status = row_get(s->store, s->txn, p->a, &row, err);
    if (status == 0)
        status = public_article(s, &row, arena, &article, err);
    if (status != 0)
        return status < 0 ? status : fail(err, WCY_ECORRUPT, "a posting of a missing article");
    *m = (struct wcy_match){.id = article.id,
                            .url = article.url,
                            .site = article.site,
                            .title = article.title,
                            .published = article.published,
                            .relation = version_relation(p->relation, &row, query),
                            .jaccard = overlap_jaccard(p->full),
                            .containment_query = overlap_in_b(p->full),
                            .containment_match = overlap_in_a(p->full),
                            .shared = p->full.shared,
                            .estimated = p->estimated};
    return fill_cluster(s, p->a, arena, m, err);
}

static int fill_matches(struct snapshot *s, const struct query_result *r, const struct row *query,
                        struct slice text, bool passages, struct wcy_matches *out,
                        struct wcy_error *err)
{
    int status = 0;
    out->items = arena_zalloc(&out->arena, r->count + 1, sizeof *out->items);
    if (!out->items)
        return fail_nomem(err);
    for (size_t i = 0; i < r->count && status == 0; i++) {
        struct wcy_match *m = &out->items[i];
        status = fill_match(s, &r->items[i], query, &out->arena, m, err);
        if (status == 0 && passages)
            status = fill_passages(s, r->items[i].a, text, &out->arena, m, err);
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

static int answer(struct snapshot *s, const struct wcy_article *article,
                  const struct wcy_query_options *o, struct wcy_matches *out, struct wcy_error *err)
{
    struct query_result result = {0};
    /* What tells a version: where the query stands. */
    const struct row place = {.site = private_slice(article->site),
                              .url = private_slice(article->url)};
    struct query q = {.text = private_slice(article->text),
                      .site = private_slice(article->site),
                      .title = private_slice(article->title),
                      .min_jaccard = o->min_jaccard,
                      .min_containment = o->min_containment,
                      .limit = o->limit ? o->limit : DEFAULT_LIMIT};
    int status = find_excluded(s, private_slice(article->id), &q.exclude, err);
    if (status == 0)
        status = query_run(s->store, s->txn, &s->meta, &s->gone, &q, &result, err);
    if (status == 0)
        status = fill_matches(s, &result, &place, q.text, o->passages != 0, out, err);
    query_result_release(&result);
    return status;
}

int wcy_query(struct wcy_index *index, const struct wcy_article *article,
              const struct wcy_query_options *options, struct wcy_matches **out,
              struct wcy_error *err)
{
    static const struct wcy_query_options defaults = WCY_QUERY_OPTIONS_INIT;
    struct snapshot s;
    struct wcy_matches *matches = calloc(1, sizeof *matches);
    if (!matches)
        return fail_nomem(err);
    int status = snapshot_begin(&s, index, err);
    if (status == 0) {
        status = answer(&s, article, options ? options : &defaults, matches, err);
        snapshot_end(&s);
    }
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
