#include "match/query.h"

#include "base/grow.h"
#include "base/hash.h"
#include "index/cluster_store.h"
#include "index/row.h"
#include "index/text_store.h"
#include "match/composite.h"
#include "match/frame.h"
#include "match/odds.h"
#include "match/screen.h"
#include "match/textset.h"
#include "sketch/fingerprint.h"

#include <math.h>
#include <stdlib.h>

/* Twins of a match that are reported with it. */
#define TWINS 256

/* Shingle sets of matches that are kept from query to query. */
#define SETS_KEPT ((size_t)8 << 20)

struct query_space {
    struct store *store;
    size_t snapshot; /* number of the commit that `prints`, `exact` and the cache are of */
    struct segments prints, exact;
    struct textset_source source;
    struct textset_cache cache;
    struct candidate_counter counter;
    struct required_table required;
    struct screen screen;
    struct frame_space frame;
    struct buf text;        /* of a match, for the frame */
    struct arena arena;     /* for the query's credits */
    struct pair_list pairs; /* all that were compared, for telling a round-up */
    uint64_t *postings;
    size_t cap_postings;
    bool *rare; /* per fingerprint of the query */
    size_t cap_rare;
};

struct run {
    struct query_space *space;
    MDB_txn *txn;
    const struct meta *meta;
    const struct query *query;
    struct query_result *result;
    const struct gone *gone;
    struct segments_reader prints, exact;
    struct textset own;
};

struct query_space *query_space_new(struct store *s)
{
    struct query_space *space = calloc(1, sizeof *space);
    if (!space)
        return NULL;
    space->store = s;
    space->source.store = s;
    space->cache.source = &space->source;
    space->cache.limit = SETS_KEPT;
    return space;
}

void query_space_free(struct query_space *space)
{
    if (!space)
        return;
    textset_cache_release(&space->cache);
    candidate_counter_release(&space->counter);
    screen_release(&space->screen);
    frame_release(&space->frame);
    buf_release(&space->text);
    arena_release(&space->arena);
    free(space->pairs.items);
    free(space->postings);
    free(space->rare);
    free(space);
}

void query_result_release(struct query_result *r)
{
    free(r->items);
    *r = (struct query_result){0};
}

/* Brings what the space knows of the index up to the transaction's state. */
static int space_update(struct query_space *space, MDB_txn *txn, const struct meta *meta,
                        struct wcy_error *err)
{
    size_t snapshot = mdb_txn_id(txn);
    space->cache.txn = txn;
    if (space->snapshot == snapshot)
        return 0;
    space->snapshot = 0;
    textset_cache_forget(&space->cache);
    space->source.parameters = meta->parameters;
    int status = segments_load(&space->prints, space->store, txn, TABLE_PRINTS, err);
    if (status == 0)
        status = segments_load(&space->exact, space->store, txn, TABLE_EXACT, err);
    if (status == 0)
        space->snapshot = snapshot;
    return status;
}

static int open_lists(struct run *r, struct wcy_error *err)
{
    int status = space_update(r->space, r->txn, r->meta, err);
    if (status == 0)
        status = segments_reader_init(&r->prints, &r->space->prints, r->txn,
                                      &r->space->store->verified, err);
    if (status == 0)
        status = segments_reader_init(&r->exact, &r->space->exact, r->txn,
                                      &r->space->store->verified, err);
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

/* The start of a fingerprint's list. What is gone must not crowd out what is there: a page that
   changes every hour leaves hundreds of versions in its lists. */
static int read_postings(struct run *r, uint64_t print, size_t cap, size_t *n,
                         struct wcy_error *err)
{
    uint64_t *postings = r->space->postings;
    int status = segments_find(&r->prints, print, postings, cap, n, err);
    if (status == 0 && *n == cap && r->gone->set.count)
        status =
            segments_lookup_live(&r->prints, print, gone_posting, r->gone, postings, cap, n, err);
    return status;
}

static int count_candidates(struct run *r, uint32_t prints, uint32_t *stopped,
                            struct wcy_error *err)
{
    struct query_space *space = r->space;
    size_t cap = (size_t)r->meta->parameters.df_cap + 1, n;
    if (!GROW(space->postings, space->cap_postings, cap) ||
        !GROW(space->rare, space->cap_rare, (size_t)prints + 1))
        return fail_nomem(err);
    candidate_counter_clear(&space->counter);
    for (uint32_t i = 0; i < prints; i++) {
        int status = read_postings(r, fingerprint_of(r->own.all[i]), cap, &n, err);
        if (status < 0)
            return status;
        bool rare = space->rare[i] = n < cap;
        *stopped += !rare;
        for (size_t k = 0; k < n && (rare || k < STOP_KEEP); k++)
            if (!candidate_count(&space->counter, space->postings[k], print_evidence(rare, n, k)))
                return fail_nomem(err);
    }
    return 0;
}

static bool is_wanted(const struct query *q, struct overlap o)
{
    double contained = fmax(overlap_in_a(o), overlap_in_b(o));
    return o.shared > 0 &&
           (overlap_jaccard(o) >= q->min_jaccard || contained >= q->min_containment);
}

/* Is the article within the bounds of time and language that the query asks for? */
static int is_within(struct run *r, uint64_t article, bool *within, struct wcy_error *err)
{
    const struct query *q = r->query;
    struct row row;
    *within = true;
    if (!q->window && !q->lang.len)
        return 0;
    int status = row_get(r->space->store, r->txn, article, &row, err);
    *within = status == 0 && row_is_language(row.lang, q->lang) &&
              relation_is_within(q->window, row.time, q->time);
    return status < 0 ? status : 0;
}

static int add_result(struct run *r, struct pair p, struct wcy_error *err)
{
    bool within;
    if (p.a == r->query->exclude || gone_has(r->gone, p.a))
        return 0;
    int status = is_within(r, p.a, &within, err);
    if (status < 0 || !within)
        return status;
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
    if (relation_is_bounded(&r->meta->parameters))
        return status; /* they are found by themselves */
    if (status == 0)
        status = segments_find(&r->exact, digest.low, twins, TWINS, &n, err);
    if (status == 0 && n == TWINS)
        status = segments_lookup_live(&r->exact, digest.low, gone_article, r->gone, twins, TWINS,
                                      &n, err);
    for (size_t i = 0; i < n && status == 0; i++) {
        struct pair twin = p;
        twin.a = twins[i];
        if (twins[i] != p.a)
            status = add_result(r, twin, err);
    }
    return status;
}

/* Can an article with these shingles reach what is asked for? Exact but for repeats: when it has
   very many, it may be let through. */
static bool can_reach(struct run *r, const struct shingles *shingles)
{
    struct screen *screen = &r->space->screen;
    const struct query *q = r->query;
    struct overlap o = {0, screen->count, screen_shared(screen, shingles)};
    /* From so many distinct shingles on both similarities are too low. */
    double enough = fmax(o.shared / q->min_containment,
                         o.shared / q->min_jaccard + o.shared - (double)o.size_b);
    if (o.shared > 0 && enough < (double)shingles->count)
        o.size_a = screen_distinct(screen, shingles, (uint32_t)fmax(enough, 0) + 2);
    o.size_a = o.size_a > o.shared ? o.size_a : o.shared;
    return is_wanted(q, o);
}

/* Most candidates share a phrase and no more: can this one be in the answer at all? */
static int may_match(struct run *r, uint64_t article, bool *may, struct wcy_error *err)
{
    struct query_space *space = r->space;
    const struct shingles *shingles;
    int status = textset_scan(&space->cache, article, &shingles, err);
    *may = status == 0;
    if (status == 0 && shingles)
        *may = can_reach(r, shingles);
    return status < 0 ? status : 0;
}

/* Pages of one frame with different content are siblings of a template, as in compare.c. */
static int check_frame(struct run *r, struct pair *p, struct wcy_error *err)
{
    struct query_space *space = r->space;
    const struct wcy_parameters *w = &r->meta->parameters;
    struct slice text;
    bool framed;
    int status = textset_text(&space->cache, p->a, &space->text, &text, err);
    if (status < 0)
        return status;
    if (!frame_check(&space->frame, text, r->query->text, w->shingle, w->seed, &framed))
        return fail_nomem(err);
    if (framed)
        p->relation = WCY_TEMPLATE;
    return 0;
}

static int compare_candidate(struct run *r, const struct candidate *x, struct digest own_digest,
                             struct wcy_error *err)
{
    struct query_space *space = r->space;
    struct textset set;
    struct row row;
    bool may;
    int status = may_match(r, x->article, &may, err);
    if (status != 0 || !may)
        return status;
    status = textset_get(&space->cache, x->article, 0, &set, err);
    if (status != 0)
        return status < 0 ? status : 0;
    const struct wcy_thresholds *t = &r->meta->parameters.thresholds;
    struct pair p = {.a = x->article, .b = UINT64_MAX};
    relation_compare(&set, &r->own, &p);
    if (!is_wanted(r->query, p.full))
        return 0;
    status = row_get(space->store, r->txn, x->article, &row, err);
    if (status != 0)
        return status < 0 ? status : 0;
    struct kinship kin = {.common = candidate_is_common(x),
                          .crowded = candidate_is_crowded(x),
                          .identical = row.digest.low == own_digest.low &&
                                       row.digest.high == own_digest.high};
    relation_decide(t, &set, &r->own, kin, &p);
    if (relation_needs_frame(t, &set, &r->own, &p))
        status = check_frame(r, &p, err);
    if (status < 0)
        return status;
    if (!GROW(space->pairs.items, space->pairs.cap, space->pairs.count + 1))
        return fail_nomem(err);
    if (p.a != r->query->exclude)
        space->pairs.items[space->pairs.count++] = p;
    return add_with_twins(r, p, row.digest, err);
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

/* The query's set and its digest. */
static int make_own(struct run *r, struct digest *digest, struct wcy_error *err)
{
    const struct query *q = r->query;
    struct textset_cache *cache = &r->space->cache;
    struct credit *credits;
    struct textset_text t = {.text = q->text, .site_key = row_site_key(q->site)};
    arena_reset(&r->space->arena);
    int status = credits_find(&r->space->arena, q->text, q->site, &credits, &t.n_credits, err);
    t.credits = credits;
    if (status == 0)
        status = textset_make(cache, &t, &r->own, err);
    if (status < 0)
        return status;
    r->own.title_key = hash64(q->title.ptr, q->title.len);
    r->own.time = q->time;
    /* Without the furniture the tokens are not the text's any more. */
    bool whole = r->own.n_all > 0 && r->own.informative == r->own.all;
    if (!whole && !tokens_scan(&cache->tokens, q->text, r->meta->parameters.seed))
        return fail_nomem(err);
    *digest = tokens_digest(&cache->tokens);
    return 0;
}

/* Whose story an indexed article tells: its cluster, else itself. */
static int story_of(void *context, uint64_t article, uint64_t *story, struct wcy_error *err)
{
    struct run *r = context;
    struct place place;
    int status = place_load(r->space->store, r->txn, article, &place, err);
    *story = place.cluster ? place.cluster : article;
    return status;
}

/* A round-up is no copy of the stories that it is put together from, as in recluster.c. */
static int check_composite(struct run *r, struct wcy_error *err)
{
    bool composite;
    int status = composite_check_pairs(r->space->store, r->txn, &r->space->pairs, story_of, r,
                                       &composite, err);
    for (size_t i = 0; i < r->result->count && status == 0 && composite; i++)
        if (relation_is_copy(r->result->items[i].relation) &&
            composite_is_piece(&r->result->items[i]))
            r->result->items[i].relation = WCY_COMPOSITE;
    return status;
}

static int answer(struct run *r, struct wcy_error *err)
{
    const struct wcy_parameters *p = &r->meta->parameters;
    struct candidate_counter *counter = &r->space->counter;
    struct digest digest;
    int status = make_own(r, &digest, err);
    if (status < 0)
        return status;
    uint32_t prints = (uint32_t)fingerprints_of_set(r->own.all, r->own.n_all, p->scale, p->floor);
    struct candidate_wish wish = {.parameters = p,
                                  .required = required_of(&r->space->required, p, r->own.n_all),
                                  .shingles = r->own.n_all,
                                  .prints = prints,
                                  .gone = r->gone};
    status = count_candidates(r, prints, &wish.stopped, err);
    candidate_select(counter, &wish);
    if (status == 0) {
        struct odds odds;
        odds_make(&odds, &wish, r->own.all, r->space->rare);
        odds_filter(&odds, &wish, counter);
    }
    sample_own(r);
    if (status == 0 && !screen_set(&r->space->screen, r->own.all, r->own.n_all))
        status = fail_nomem(err);
    r->space->pairs.count = 0;
    for (size_t i = 0; i < counter->count && status == 0; i++)
        status = compare_candidate(r, &counter->items[i], digest, err);
    /* The counter's slots were cleared; so is its list, for the next query. */
    counter->count = 0;
    if (status == 0)
        status = check_composite(r, err);
    if (status == 0 && r->result->count > 1)
        qsort(r->result->items, r->result->count, sizeof *r->result->items, compare_results);
    if (r->result->count > r->query->limit)
        r->result->count = r->query->limit;
    return status;
}

int query_run(struct query_space *space, MDB_txn *txn, const struct meta *meta,
              const struct gone *gone, const struct query *q, struct query_result *result,
              struct wcy_error *err)
{
    struct run *r = calloc(1, sizeof *r);
    if (!r)
        return fail_nomem(err);
    *r = (struct run){
        .space = space, .txn = txn, .meta = meta, .query = q, .result = result, .gone = gone};
    result->count = 0;
    int status = open_lists(r, err);
    if (status == 0)
        status = answer(r, err);
    segments_reader_close(&r->prints);
    segments_reader_close(&r->exact);
    free(r->own.memory);
    free(r);
    return status;
}
