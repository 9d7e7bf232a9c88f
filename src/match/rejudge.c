/*
 * rejudge: pairs of older articles on which the batch throws a new light.
 *
 * What a pair is taken for depends on more than its two texts: lines become the furniture of a
 * site, and a text turns up on another site. A corpus that comes in many batches must end in the
 * same clusters as one that comes at once, so the stored pairs of such articles are judged again.
 */
#include "base/grow.h"
#include "match/batch.h"
#include "match/judge.h"
#include "match/neighbours.h"

#include <stdlib.h>

/* Later neighbours of an article that are judged again. */
#define NEIGHBOURS 512

static bool is_same(const struct pair *x, const struct pair *y)
{
    return x->relation == y->relation && x->weak == y->weak &&
           x->informative.shared == y->informative.shared &&
           x->informative.size_a == y->informative.size_a &&
           x->informative.size_b == y->informative.size_b;
}

/* `old` is a stored pair, in either direction. */
static int rejudge_pair(struct batch *b, struct judge *judge, struct pair old,
                        struct wcy_error *err)
{
    if (old.a > old.b)
        old = pair_turn(old);
    if (gone_has(&b->gone, old.a) || gone_has(&b->gone, old.b))
        return 0;
    struct kinship kin = {old.relation == WCY_IDENTICAL, old.common, old.crowded};
    struct pair pair = {.a = old.a, .b = old.b};
    int status = judge_pair(judge, kin, &pair, err);
    if (status != 0 || is_same(&pair, &old))
        return status < 0 ? status : 0;
    if (!GROW(b->rejudged.items, b->rejudged.cap, b->rejudged.count + 1))
        return fail_nomem(err);
    b->rejudged.items[b->rejudged.count++] = pair;
    return 0;
}

static int compare_pairs(const void *x, const void *y)
{
    const struct pair *p = x, *q = y;
    if (p->b != q->b)
        return p->b < q->b ? -1 : 1;
    return p->a < q->a ? -1 : p->a > q->a;
}

/* A pair of two changed articles was found twice. */
static void sort_unique(struct pair_list *list)
{
    size_t kept = 0;
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, compare_pairs);
    for (size_t i = 0; i < list->count; i++)
        if (kept == 0 || compare_pairs(&list->items[kept - 1], &list->items[i]) != 0)
            list->items[kept++] = list->items[i];
    list->count = kept;
}

int batch_rejudge(struct batch *b, struct wcy_error *err)
{
    struct textset_source source = batch_texts(b);
    struct judge judge = {
        .cache = {.source = &source, .txn = b->read, .pool = b->sets}
    };
    struct pair_list list = {0};
    struct neighbours neighbours = {0};
    int status = 0;
    if (b->changed.count)
        status = neighbours_open(&neighbours, b->store, b->read, &b->lists[TABLE_LINKS], err);
    for (size_t i = 0; i < b->changed.count && status == 0; i++) {
        status = neighbours_find(&neighbours, b->changed.numbers[i], NEIGHBOURS, &list, err);
        for (size_t k = 0; k < list.count && status == 0; k++)
            status = rejudge_pair(b, &judge, list.items[k], err);
    }
    sort_unique(&b->rejudged);
    neighbours_close(&neighbours);
    free(list.items);
    judge_release(&judge);
    return status;
}
