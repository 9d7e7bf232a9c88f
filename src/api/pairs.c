/*
 * pairs: every stored pair, with the pairs of identical texts that stand behind it.
 *
 * Only the first of several identical texts has pairs of its own; here they are written out for its
 * twins too. Of a group of twins so many take part as a posting list keeps.
 */
#include "api/index.h"

#include "base/bytes.h"
#include "base/grow.h"
#include "base/radix.h"
#include "index/pair_store.h"
#include "match/relation.h"
#include "match/version.h"

#include <math.h>
#include <stdlib.h>

struct wcy_pair_iter {
    struct snapshot snapshot;
    double min_jaccard, min_containment;
    struct radix_item *twins; /* (first article, twin), sorted */
    size_t n_twins;
    struct store_cursor cursor;
    MDB_cursor_op next_op;
    struct pair_list stored; /* of the current article */
    size_t at;               /* in stored */
    /* the products of the current stored pair */
    uint64_t *a, *b;
    size_t n_a, n_b, cap_a, cap_b, product;
    struct row row_a, row_b;
};

/* All (first, twin) of the index. */
static int load_twins(struct wcy_pair_iter *it, struct wcy_error *err)
{
    struct slice key = {0}, value;
    struct pair_list list = {0};
    size_t cap = 0;
    struct store_cursor c;
    const struct snapshot *s = &it->snapshot;
    int status = store_cursor_open(&c, s->store, s->txn, TABLE_PAIRS, err);
    if (status < 0)
        return status;
    for (status = store_cursor_get(&c, MDB_FIRST, &key, &value, err); status == 0;
         status = store_cursor_get(&c, MDB_NEXT, &key, &value, err)) {
        list.count = 0;
        status = pair_decode(value, get_be64(key.ptr), &list, err);
        for (size_t i = 0; i < list.count && status == 0; i++) {
            if (list.items[i].relation != WCY_IDENTICAL || gone_has(&s->gone, list.items[i].a))
                continue;
            if (!GROW(it->twins, cap, it->n_twins + 1))
                status = fail_nomem(err);
            else
                it->twins[it->n_twins++] = (struct radix_item){list.items[i].a, list.items[i].b};
        }
        if (status < 0)
            break;
    }
    store_cursor_close(&c);
    free(list.items);
    if (status != WCY_END)
        return status;
    struct radix_item *scratch = malloc((it->n_twins + 1) * sizeof *scratch);
    if (!scratch)
        return fail_nomem(err);
    radix_sort(it->twins, scratch, it->n_twins);
    free(scratch);
    return 0;
}

int wcy_pair_iter_open(struct wcy_pair_iter **out, struct wcy_index *index, double min_jaccard,
                       double min_containment, struct wcy_error *err)
{
    if (min_jaccard < PAIR_JACCARD || min_containment < PAIR_CONTAINMENT)
        return fail(err, WCY_EUSAGE,
                    "pairs are kept from Jaccard %.1f or containment %.1f up; ask for no less",
                    PAIR_JACCARD, PAIR_CONTAINMENT);
    struct wcy_pair_iter *it = calloc(1, sizeof *it);
    if (!it)
        return fail_nomem(err);
    it->min_jaccard = min_jaccard;
    it->min_containment = min_containment;
    it->next_op = MDB_FIRST;
    it->at = SIZE_MAX;
    int status = snapshot_begin(&it->snapshot, index, err);
    struct snapshot *s = &it->snapshot;
    if (status == 0 && !relation_is_bounded(&s->meta.parameters))
        status = load_twins(it, err);
    if (status == 0)
        status = store_cursor_open(&it->cursor, s->store, s->txn, TABLE_PAIRS, err);
    if (status < 0)
        wcy_pair_iter_close(it);
    else
        *out = it;
    return status;
}

void wcy_pair_iter_close(struct wcy_pair_iter *it)
{
    if (!it)
        return;
    store_cursor_close(&it->cursor);
    snapshot_end(&it->snapshot);
    free(it->twins);
    free(it->stored.items);
    free(it->a);
    free(it->b);
    free(it);
}

/* First entry of `first` among the twins. */
static size_t find_twins(const struct wcy_pair_iter *it, uint64_t first)
{
    size_t low = 0, high = it->n_twins;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (it->twins[mid].key < first)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* `article` and its twins, those that are still there. */
static int list_twins(const struct wcy_pair_iter *it, uint64_t article, uint64_t before,
                      uint64_t **list, size_t *count, size_t *cap, struct wcy_error *err)
{
    size_t most = it->snapshot.meta.parameters.df_cap;
    *count = 0;
    if (!GROW(*list, *cap, most + 1))
        return fail_nomem(err);
    (*list)[(*count)++] = article;
    for (size_t i = find_twins(it, article);
         i < it->n_twins && it->twins[i].key == article && *count < most; i++)
        if (it->twins[i].value < before && !gone_has(&it->snapshot.gone, it->twins[i].value))
            (*list)[(*count)++] = it->twins[i].value;
    return 0;
}

/* Prepares the products of the current stored pair. */
static int open_product(struct wcy_pair_iter *it, struct wcy_error *err)
{
    const struct pair *p = &it->stored.items[it->at];
    it->product = 0;
    if (p->relation == WCY_IDENTICAL) {
        /* A twin with the first and with the twins before it. */
        if (!GROW(it->b, it->cap_b, 1))
            return fail_nomem(err);
        it->b[0] = p->b;
        it->n_b = 1;
        return list_twins(it, p->a, p->b, &it->a, &it->n_a, &it->cap_a, err);
    }
    int status = list_twins(it, p->a, UINT64_MAX, &it->a, &it->n_a, &it->cap_a, err);
    return status < 0 ? status
                      : list_twins(it, p->b, UINT64_MAX, &it->b, &it->n_b, &it->cap_b, err);
}

/* Pairs of an article that is gone have passed on to its heir, the oldest twin that is left. */
static bool is_wanted(const struct wcy_pair_iter *it, const struct pair *p)
{
    if (gone_has(&it->snapshot.gone, p->a) || gone_has(&it->snapshot.gone, p->b))
        return false;
    double contained = fmax(overlap_in_a(p->full), overlap_in_b(p->full));
    return overlap_jaccard(p->full) >= it->min_jaccard || contained >= it->min_containment;
}

/* Moves to the next stored pair that is wanted; WCY_END at the end. */
static int next_stored(struct wcy_pair_iter *it, struct wcy_error *err)
{
    struct slice key = {0}, value;
    for (;;) {
        while (++it->at < it->stored.count)
            if (is_wanted(it, &it->stored.items[it->at]))
                return open_product(it, err);
        int status = store_cursor_get(&it->cursor, it->next_op, &key, &value, err);
        it->next_op = MDB_NEXT;
        if (status != 0)
            return status;
        it->stored.count = 0;
        status = pair_decode(value, get_be64(key.ptr), &it->stored, err);
        if (status < 0)
            return status;
        it->at = SIZE_MAX;
    }
}

/* Fills `out` from a product: articles x and y in place of the stored pair's. */
static int fill_pair(struct wcy_pair_iter *it, uint64_t x, uint64_t y, struct wcy_pair *out,
                     struct wcy_error *err)
{
    struct pair p = it->stored.items[it->at];
    const struct snapshot *s = &it->snapshot;
    if (x > y) {
        uint64_t swap = x;
        x = y;
        y = swap;
        p.full = overlap_swap(p.full);
        p.relation = relation_swap(p.relation);
    }
    int status = row_get(s->store, s->txn, x, &it->row_a, err);
    if (status == 0)
        status = row_get(s->store, s->txn, y, &it->row_b, err);
    if (status != 0)
        return status < 0 ? status : fail(err, WCY_ECORRUPT, "a pair of a missing article");
    *out = (struct wcy_pair){.a = public_slice(it->row_a.id),
                             .b = public_slice(it->row_b.id),
                             .relation = version_relation(s->meta.parameters.same_site, p.relation,
                                                          &it->row_a, &it->row_b),
                             .jaccard = overlap_jaccard(p.full),
                             .containment_a = overlap_in_a(p.full),
                             .containment_b = overlap_in_b(p.full),
                             .shared = p.full.shared,
                             .estimated = p.estimated};
    return 0;
}

int wcy_pair_iter_next(struct wcy_pair_iter *it, struct wcy_pair *pair, struct wcy_error *err)
{
    while (it->product >= it->n_a * it->n_b) {
        int status = next_stored(it, err);
        if (status != 0)
            return status;
    }
    uint64_t x = it->a[it->product / it->n_b], y = it->b[it->product % it->n_b];
    it->product++;
    return fill_pair(it, x, y, pair, err);
}
