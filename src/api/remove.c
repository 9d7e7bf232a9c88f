/*
 * remove: forgetting articles.
 */
#include "api/index.h"

#include "base/grow.h"
#include "index/text_store.h"
#include "match/ingest.h"
#include "match/promote.h"
#include "match/recluster.h"

#include <stdlib.h>

struct removal {
    struct snapshot snapshot; /* on the write transaction */
    struct segments lists[TABLE_SEGMENTED];
    uint64_t *touched;
    size_t n_touched, cap_touched;
    struct promoted promoted;
    uint64_t removed;
};

static int remove_article(struct removal *r, uint64_t number, struct wcy_error *err)
{
    struct snapshot *s = &r->snapshot;
    uint64_t heir = 0;
    if (!GROW(r->touched, r->cap_touched, r->n_touched + 2) || !gone_add(&r->snapshot.gone, number))
        return fail_nomem(err);
    r->touched[r->n_touched++] = number;
    int status =
        store_put(s->store, s->txn, TABLE_REMOVED, KEY64(number), slice_str("removed"), false, err);
    if (status == 0)
        status = promote_twin(s->store, s->txn, &s->meta, r->lists, &r->snapshot.gone, number,
                              UINT64_MAX, &r->promoted, &heir, err);
    if (heir)
        r->touched[r->n_touched++] = heir;
    if (status == 0)
        status = text_erase(s->store, s->txn, number, err);
    r->removed++;
    s->meta.articles--;
    s->meta.removed++;
    return status;
}

/* The rows go last: what is made anew around them still reads them. */
static int delete_rows(struct removal *r, struct wcy_error *err)
{
    int status = 0;
    for (size_t i = 0; i < r->n_touched && status == 0; i++)
        if (gone_has(&r->snapshot.gone, r->touched[i]))
            status = store_delete(r->snapshot.store, r->snapshot.txn, TABLE_ARTICLES,
                                  KEY64(r->touched[i]), err);
    return status;
}

static int remove_all(struct removal *r, const struct wcy_slice *ids, size_t n_ids,
                      struct wcy_error *err)
{
    struct snapshot *s = &r->snapshot;
    int status = meta_load(&s->meta, s->store, s->txn, err);
    for (int t = 0; t < TABLE_SEGMENTED && status == 0; t++)
        status = segments_load(&r->lists[t], s->store, s->txn, (enum table)t, err);
    if (status == 0)
        status = gone_load(&s->gone, s->store, s->txn, err);
    for (size_t i = 0; i < n_ids && status == 0; i++) {
        uint64_t number;
        status = find_article(s, WCY_BY_ID, private_slice(ids[i]), &number, err);
        if (status == 0)
            status = remove_article(r, number, err);
        else if (status == WCY_END)
            status = 0;
    }
    if (status == 0)
        status = promote_finish(s->txn, &s->meta, r->lists, &r->promoted, err);
    if (status == 0)
        status = recluster(s->store, s->txn, &s->meta, &r->lists[TABLE_LINKS], &r->snapshot.gone,
                           r->touched, r->n_touched, s->meta.next_article, err);
    if (status == 0)
        status = delete_rows(r, err);
    return status == 0 ? meta_save(&s->meta, s->store, s->txn, err) : status;
}

static int remove_once(struct wcy_index *index, const struct wcy_slice *ids, size_t n_ids,
                       uint64_t *removed, struct wcy_error *err)
{
    struct removal *r = calloc(1, sizeof *r);
    if (!r)
        return fail_nomem(err);
    r->snapshot.store = index->store;
    int status = store_begin(index->store, true, &r->snapshot.txn, err);
    if (status == 0) {
        status = remove_all(r, ids, n_ids, err);
        if (status == 0)
            status = store_commit(index->store, r->snapshot.txn, err);
        else
            store_abort(index->store, r->snapshot.txn);
    }
    if (status == 0) {
        index->meta = r->snapshot.meta;
        *removed = r->removed;
    }
    free(r->touched);
    promote_abandon(&r->promoted);
    gone_release(&r->snapshot.gone);
    free(r);
    return status;
}

int wcy_remove(struct wcy_index *index, const struct wcy_slice *ids, size_t n_ids,
               uint64_t *removed, struct wcy_error *err)
{
    struct wcy_error local = {0};
    uint64_t count = 0;
    if (!index->writable)
        return fail(err, WCY_EUSAGE, "index '%s' was opened for reading", index->store->path);
    int status = remove_once(index, ids, n_ids, &count, &local);
    while (status < 0 && store_is_full(&local)) {
        status = store_grow(index->store, &local);
        if (status == 0)
            status = remove_once(index, ids, n_ids, &count, &local);
    }
    if (status < 0 && err)
        *err = local;
    if (status == 0 && removed)
        *removed = count;
    return status == 0 ? merge_due(index->store, &index->meta, err) : status;
}
