#include "match/query.h"

#include "base/grow.h"
#include "base/hash.h"
#include "index/row.h"
#include "index/text_store.h"
#include "match/candidate.h"
#include "match/textset.h"
#include "sketch/fingerprint.h"

#include <math.h>
#include <stdlib.h>

/* Twins of a match that are reported with it. */
#define TWINS 256

struct run {
    struct store *store;
    MDB_txn *txn;
    const struct meta *meta;
    const struct query *query;
    struct query_result *result;
    const struct gone *gone;
    struct textset_source source;
    struct textset_cache cache;
    struct candidate_counter counter;
    struct segments_reader prints, exact;
    struct textset own;
    uint64_t title_key;
};

void query_result_release(struct query_result *r)
{
    free(r->items);
    *r = (struct query_result){0};
}

static int open_lists(struct run *r, struct wcy_error *err)
{
    struct segments list;
    int status = segments_load(&list, r->store, r->txn, TABLE_PRINTS, err);
    if (status == 0)
        status = segments_reader_open(&r->prints, &list, r->txn, err);
    if (status == 0)
        status = segments_load(&list, r->store, r->txn, TABLE_EXACT, err);
    if (status == 0)
        status = segments_reader_open(&r->exact, &list, r->txn, err);
    return status;
}

/* An index without text compares dense sketches; the query's set becomes one, too. */
static void sample_own(struct run *r)
{
    if (r->meta->has_text)
        return;
    r->own.n_all =
        (uint32_t)fingerprints_of_set(r->own.all, r->own.n_all, DENSE_SCALE, DENSE_FLOOR);
    r->own.n_informative = r->own.n_all;
    r->own.informative = r->own.all;
    r->own.sampled = true;
}

static int count_candidates(struct run *r, uint32_t prints, struct wcy_error *err)
{
    size_t cap = (size_t)r->meta->parameters.df_cap + 1, n;
    uint64_t *postings = malloc(cap * sizeof *postings);
    int status = postings ? 0 : fail_nomem(err);
    for (uint32_t i = 0; i < prints && status == 0; i++) {
        status = segments_lookup(&r->prints, fingerprint_of(r->own.all[i]), postings, cap, &n, err);
        bool rare = n < cap;
        for (size_t k = 0; k < n && (rare || k < STOP_KEEP) && status == 0; k++)
            if (!candidate_count(&r->counter, postings[k], rare))
                status = fail_nomem(err);
    }
    free(postings);
    return status;
}

static bool is_wanted(const struct query *q, const struct pair *p)
{
    double contained = fmax(overlap_in_a(p->full), overlap_in_b(p->full));
    return p->full.shared > 0 &&
           (overlap_jaccard(p->full) >= q->min_jaccard || contained >= q->min_containment);
}

static int add_result(struct run *r, struct pair p, struct wcy_error *err)
{
    if (p.a == r->query->exclude || gone_has(r->gone, p.a))
        return 0;
    if (!GROW(r->result->items, r->result->cap, r->result->count + 1))
        return fail_nomem(err);
    r->result->items[r->result->count++] = p;
    return 0;
}

/* A match and the articles with the same normalised text. */
static int add_with_twins(struct run *r, struct pair p, struct digest digest, struct wcy_error *err)
{
    uint64_t twins[TWINS];
    size_t n = 0;
    int status = add_result(r, p, err);
    if (status == 0)
        status = segments_lookup(&r->exact, digest.low, twins, TWINS, &n, err);
    for (size_t i = 0; i < n && status == 0; i++) {
        struct pair twin = p;
        twin.a = twins[i];
        if (twins[i] != p.a)
            status = add_result(r, twin, err);
    }
    return status;
}

static int compare_candidate(struct run *r, const struct candidate *x, struct digest own_digest,
                             struct wcy_error *err)
{
    struct textset set;
    struct row row;
    int status = row_get(r->store, r->txn, x->article, &row, err);
    if (status == 0)
        status = textset_get(&r->cache, x->article, 0, &set, err);
    if (status != 0)
        return status < 0 ? status : 0;
    const struct wcy_thresholds *t = &r->meta->parameters.thresholds;
    struct pair p = {.a = x->article, .b = UINT64_MAX};
    r->own.title_key = r->title_key;
    r->own.time = WCY_NO_TIME;
    relation_compare(&set, &r->own, &p);
    struct kinship kin = {.common = candidate_is_common(x),
                          .identical = row.digest.low == own_digest.low &&
                                       row.digest.high == own_digest.high};
    relation_decide(t, &set, &r->own, kin, &p);
    return is_wanted(r->query, &p) ? add_with_twins(r, p, row.digest, err) : 0;
}

/* Best first: by the text that is shared, then the earlier article. */
static int compare_results(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    double jx = overlap_jaccard(x->full), jy = overlap_jaccard(y->full);
    if (jx != jy)
        return jx > jy ? -1 : 1;
    double cx = fmax(overlap_in_a(x->full), overlap_in_b(x->full));
    double cy = fmax(overlap_in_a(y->full), overlap_in_b(y->full));
    if (cx != cy)
        return cx > cy ? -1 : 1;
    return x->a < y->a ? -1 : x->a > y->a;
}

static int answer(struct run *r, struct wcy_error *err)
{
    const struct query *q = r->query;
    uint64_t site_key = row_site_key(q->site);
    int status = textset_make(&r->cache, q->text, site_key, &r->own, err);
    if (status < 0)
        return status;
    /* The tokens in the cache are those without furniture: hash the text again for its digest. */
    if (!tokens_scan(&r->cache.tokens, q->text, r->meta->parameters.seed))
        return fail_nomem(err);
    struct digest digest = tokens_digest(&r->cache.tokens);
    const struct wcy_parameters *p = &r->meta->parameters;
    uint32_t prints = (uint32_t)fingerprints_of_set(r->own.all, r->own.n_all, p->scale, p->floor);
    status = count_candidates(r, prints, err);
    candidate_select(&r->counter, p, r->own.n_all, r->gone);
    sample_own(r);
    for (size_t i = 0; i < r->counter.count && status == 0; i++)
        status = compare_candidate(r, &r->counter.items[i], digest, err);
    if (status == 0 && r->result->count > 1)
        qsort(r->result->items, r->result->count, sizeof *r->result->items, compare_results);
    if (r->result->count > q->limit)
        r->result->count = q->limit;
    return status;
}

int query_run(struct store *s, MDB_txn *txn, const struct meta *meta, const struct gone *gone,
              const struct query *q, struct query_result *result, struct wcy_error *err)
{
    struct run *r = calloc(1, sizeof *r);
    if (!r)
        return fail_nomem(err);
    r->store = s;
    r->txn = txn;
    r->meta = meta;
    r->query = q;
    r->gone = gone;
    r->result = result;
    r->source = (struct textset_source){.store = s, .parameters = meta->parameters};
    r->cache.source = &r->source;
    r->cache.txn = txn;
    r->cache.limit = (size_t)8 << 20;
    r->title_key = hash64(q->title.ptr, q->title.len);
    result->count = 0;
    int status = open_lists(r, err);
    if (status == 0)
        status = answer(r, err);
    segments_reader_close(&r->prints);
    segments_reader_close(&r->exact);
    candidate_counter_release(&r->counter);
    free(r->own.memory);
    textset_cache_release(&r->cache);
    free(r);
    return status;
}
