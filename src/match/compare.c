/*
 * compare: the candidates of every article of a batch, compared exactly.
 */
#include "base/grow.h"
#include "base/parallel.h"
#include "match/batch.h"
#include "match/candidate.h"
#include "match/judge.h"
#include "match/textset_pool.h"

#include <stdlib.h>

struct comparer {
    MDB_txn *txn;
    struct judge judge;
    struct candidate_counter counter;
    struct required_table required;
    struct pair_list found;
    struct wcy_error error;
};

struct compare_run {
    struct batch *batch;
    struct textset_source source;
    struct comparer *threads;
};

/* The part of the join that print `k` is in. */
static const struct join_part *part_of(const struct batch *b, size_t k)
{
    size_t p = 0;
    while (k >= b->parts[p].to)
        p++;
    return &b->parts[p];
}

/* Counts the articles that carry print `k` before its own: from the index, then of the batch. When
   too many do, only the first few count; when it is over the cap with the whole batch, it is a stop
   fingerprint, and not rare (the same for every article of the batch, in whatever order). */
static bool count_print(const struct batch *b, size_t k, struct candidate_counter *c,
                        uint32_t *stopped)
{
    if (b->print_group[k] == 0)
        return true;
    const struct join_part *part = part_of(b, k);
    const struct join_group *g = &part->groups[b->print_group[k] - 1];
    size_t cap = b->meta->parameters.df_cap, all = g->n_old + (k - g->first);
    bool rare = g->n_old + g->count <= cap;
    *stopped += !rare;
    size_t use = all <= cap || all < STOP_KEEP ? all : STOP_KEEP;
    for (size_t i = 0; i < use; i++) {
        uint64_t posting =
            i < g->n_old ? part->pool[g->old + i] : b->prints[g->first + (i - g->n_old)].value;
        if (!candidate_count(c, posting, print_evidence(rare, all, i)))
            return false;
    }
    return true;
}

static int add_found(struct comparer *t, struct pair pair, struct wcy_error *err)
{
    if (!GROW(t->found.items, t->found.cap, t->found.count + 1))
        return fail_nomem(err);
    t->found.items[t->found.count++] = pair;
    return 0;
}

/* Compares article `number`, the later one, with article `other`. */
static int compare_one(struct comparer *t, uint64_t number, uint64_t other, struct kinship kin,
                       struct wcy_error *err)
{
    struct pair pair = {.a = other, .b = number};
    int status = judge_pair(&t->judge, kin, &pair, err);
    if (status != 0)
        return status == WCY_END ? 0 : status;
    return kin.identical || relation_is_stored(&pair) ? add_found(t, pair, err) : 0;
}

static int compare_item(struct compare_run *run, struct comparer *t, size_t i,
                        struct wcy_error *err)
{
    struct batch *b = run->batch;
    const struct item *item = &b->items[i];
    struct candidate_wish wish = {.parameters = &b->meta->parameters,
                                  .shingles = item->shingles,
                                  .prints = item->n_prints,
                                  .gone = &b->gone};
    candidate_counter_clear(&t->counter);
    for (uint32_t j = 0; !item->twin && j < item->n_prints; j++)
        if (!count_print(b, b->print_at[b->item_prints[i] + j], &t->counter, &wish.stopped))
            return fail_nomem(err);
    wish.required = required_of(&t->required, wish.parameters, item->shingles);
    candidate_select(&t->counter, &wish);
    int status = 0;
    if (item->twin)
        status = compare_one(t, item->number, item->twin, (struct kinship){.identical = true}, err);
    for (size_t k = 0; k < t->counter.count && status == 0; k++) {
        const struct candidate *x = &t->counter.items[k];
        status = compare_one(
            t, item->number, x->article,
            (struct kinship){.common = candidate_is_common(x), .crowded = candidate_is_crowded(x)},
            err);
    }
    return status;
}

/* Moves what was found for item `i` to the batch, by ascending article. */
static int keep_found(struct compare_run *run, struct comparer *t, size_t i, unsigned thread,
                      struct wcy_error *err)
{
    struct item_pairs *to = &run->batch->pairs[i];
    size_t n = t->found.count;
    if (n == 0)
        return 0;
    to->items = arena_alloc(&run->batch->arenas[thread], n * sizeof *to->items);
    if (!to->items)
        return fail_nomem(err);
    for (size_t k = 0; k < n; k++) {
        size_t at = k;
        for (; at > 0 && to->items[at - 1].a > t->found.items[k].a; at--)
            to->items[at] = to->items[at - 1];
        to->items[at] = t->found.items[k];
    }
    to->count = (uint32_t)n;
    return 0;
}

static int compare_range(void *context, size_t from, size_t to, unsigned thread)
{
    struct compare_run *run = context;
    struct comparer *t = &run->threads[thread];
    int status = 0;
    for (size_t i = from; i < to && status == 0; i++) {
        if (run->batch->items[i].number == 0)
            continue;
        t->found.count = 0;
        status = compare_item(run, t, i, &t->error);
        if (status == 0)
            status = keep_found(run, t, i, thread, &t->error);
    }
    return status;
}

static void comparers_free(struct compare_run *run)
{
    for (unsigned i = 0; run->threads && i < run->batch->threads; i++) {
        struct comparer *t = &run->threads[i];
        judge_release(&t->judge);
        candidate_counter_release(&t->counter);
        free(t->found.items);
        store_abort(run->batch->store, t->txn);
    }
    free(run->threads);
}

static int comparers_make(struct compare_run *run, struct wcy_error *err)
{
    struct batch *b = run->batch;
    run->threads = calloc(b->threads, sizeof *run->threads);
    if (!run->threads)
        return fail_nomem(err);
    int status = 0;
    for (unsigned i = 0; i < b->threads && status == 0; i++) {
        struct comparer *t = &run->threads[i];
        t->judge.cache.source = &run->source;
        t->judge.cache.pool = b->sets;
        status = store_begin(b->store, false, &t->txn, err);
        t->judge.cache.txn = t->txn;
    }
    return status;
}

int batch_compare(struct batch *b, struct wcy_error *err)
{
    struct compare_run run = {.batch = b, .source = batch_texts(b)};
    for (size_t i = 0; i < b->widened.count; i++)
        textset_pool_drop(b->sets, b->widened.numbers[i]);
    b->pairs = calloc(b->count + 1, sizeof *b->pairs);
    int status = b->pairs ? comparers_make(&run, err) : fail_nomem(err);
    if (status == 0)
        status = parallel_for(b->threads, b->count, 8, compare_range, &run);
    for (unsigned i = 0; status < 0 && run.threads && i < b->threads; i++)
        if (run.threads[i].error.code < 0 && err) {
            *err = run.threads[i].error;
            break;
        }
    comparers_free(&run);
    return status;
}
