/*
 * join: the fingerprints of a batch against the index and among themselves.
 *
 * The batch's fingerprints are sorted once; every thread walks a part of the key space and the
 * segments' blocks of that part side by side.
 */
#include "base/grow.h"
#include "base/parallel.h"
#include "match/batch.h"
#include "match/posting.h"

#include <stdlib.h>

/* (fingerprint, posting) of all items that carry their own postings, sorted; twins are found
   through the article they equal. */
static int collect_prints(struct batch *b, struct wcy_error *err)
{
    size_t all = 0, n = 0;
    b->item_prints = calloc(b->count + 1, sizeof *b->item_prints);
    for (size_t i = 0; i < b->count && b->item_prints; i++) {
        const struct item *x = &b->items[i];
        b->item_prints[i] = all;
        all += x->number && !x->twin ? x->n_prints : 0;
    }
    b->prints = malloc((all + 1) * sizeof *b->prints);
    b->print_at = malloc((all + 1) * sizeof *b->print_at);
    b->print_group = calloc(all + 1, sizeof *b->print_group);
    struct radix_item *scratch = malloc((all + 1) * sizeof *scratch);
    int status = 0;
    if (!b->item_prints || !b->prints || !b->print_at || !b->print_group || !scratch) {
        status = fail_nomem(err);
    } else if (all > UINT32_MAX) {
        status = fail(err, WCY_EINTERNAL, "a batch of too many fingerprints");
    } else {
        for (size_t i = 0; i < b->count; i++) {
            const struct item *x = &b->items[i];
            for (uint32_t j = 0; x->number && !x->twin && j < x->n_prints; j++)
                b->prints[n++] =
                    (struct radix_item){x->prints[j], posting_make(x->number, x->shingles)};
        }
        b->n_prints = n;
        radix_sort(b->prints, scratch, n);
    }
    free(scratch);
    return status;
}

/* Where each print of each item went: an item's prints are ascending, so they are met in order. */
static int index_prints(struct batch *b, struct wcy_error *err)
{
    uint32_t *met = calloc(b->count + 1, sizeof *met);
    if (!met)
        return fail_nomem(err);
    for (size_t k = 0; k < b->n_prints; k++) {
        size_t i = b->item_of[posting_article(b->prints[k].value) - b->first];
        b->print_at[b->item_prints[i] + met[i]++] = (uint32_t)k;
    }
    free(met);
    return 0;
}

static void cut_parts(struct batch *b)
{
    size_t from = 0;
    for (size_t p = 0; p < JOIN_PARTS; p++) {
        size_t to = b->n_prints * (p + 1) / JOIN_PARTS;
        if (to < from)
            to = from;
        while (to > from && to < b->n_prints && b->prints[to].key == b->prints[to - 1].key)
            to++;
        b->parts[p].from = from;
        b->parts[p].to = from = to;
    }
}

/* One fingerprint: prints first..end-1 of the batch. */
static int join_key(struct batch *b, struct join_part *p, struct segments_reader *r, size_t first,
                    size_t end, struct wcy_error *err)
{
    size_t cap = (size_t)b->meta->parameters.df_cap + 1, n;
    if (!GROW(p->pool, p->cap_pool, p->n_pool + cap) ||
        !GROW(p->groups, p->cap_groups, p->n_groups + 1))
        return fail_nomem(err);
    uint64_t key = b->prints[first].key, *to = p->pool + p->n_pool;
    int status = segments_lookup(r, key, to, cap, &n, err);
    if (status == 0 && n == cap && b->gone.set.count) /* what is gone must not crowd out the rest */
        status = segments_lookup_live(r, key, gone_posting, &b->gone, to, cap, &n, err);
    if (status < 0 || (n == 0 && end - first == 1))
        return status;
    p->groups[p->n_groups++] = (struct join_group){(uint32_t)first, (uint32_t)(end - first),
                                                   (uint32_t)p->n_pool, (uint32_t)n};
    p->n_pool += n;
    for (size_t k = first; k < end; k++)
        b->print_group[k] = (uint32_t)p->n_groups;
    return 0;
}

struct join_run {
    struct batch *batch;
    struct wcy_error *errors; /* one a part */
};

static int join_part(struct batch *b, struct join_part *p, struct wcy_error *err)
{
    MDB_txn *txn;
    struct segments_reader *r = malloc(sizeof *r);
    if (!r)
        return fail_nomem(err);
    int status = store_begin(b->store, false, &txn, err);
    if (status == 0) {
        status = segments_reader_open(r, &b->lists[TABLE_PRINTS], txn, err);
        for (size_t k = p->from, end; k < p->to && status == 0; k = end) {
            for (end = k + 1; end < p->to && b->prints[end].key == b->prints[k].key;)
                end++;
            status = join_key(b, p, r, k, end, err);
        }
        segments_reader_close(r);
        store_abort(b->store, txn);
    }
    free(r);
    return status;
}

static int join_parts(void *context, size_t from, size_t to, unsigned thread)
{
    struct join_run *run = context;
    int status = 0;
    (void)thread;
    for (size_t p = from; p < to && status == 0; p++)
        status = join_part(run->batch, &run->batch->parts[p], &run->errors[p]);
    return status;
}

int batch_join(struct batch *b, struct wcy_error *err)
{
    struct wcy_error errors[JOIN_PARTS] = {{0}};
    struct join_run run = {b, errors};
    int status = collect_prints(b, err);
    if (status == 0)
        status = index_prints(b, err);
    if (status < 0)
        return status;
    cut_parts(b);
    status = parallel_for(b->threads, JOIN_PARTS, 1, join_parts, &run);
    for (size_t p = 0; p < JOIN_PARTS && status < 0; p++)
        if (errors[p].code < 0 && err) {
            *err = errors[p];
            break;
        }
    return status;
}
