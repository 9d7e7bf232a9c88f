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

/* Versions of one id that are looked at. */
#define VERSIONS_MAX 4096

struct removal {
    struct snapshot snapshot; /* on the write transaction */
    uint64_t versions[VERSIONS_MAX];
    struct segments lists[TABLE_SEGMENTED];
    uint64_t *touched, *old; /* old: versions that were replaced earlier */
    size_t n_touched, cap_touched, n_old, cap_old;
    struct promoted promoted;
    uint64_t removed;
};

/* Marks it; `touched` gets its number, and has room for the heir's. */
static int bury_article(struct removal *r, uint64_t number, struct wcy_error *err)
{
    struct snapshot *s = &r->snapshot;
    if (!GROW(r->touched, r->cap_touched, 2 * (r->n_touched + 1)) ||
        !gone_add(&r->snapshot.gone, number))
        return fail_nomem(err);
    r->touched[r->n_touched++] = number;
    r->removed++;
    s->meta.articles--;
    s->meta.removed++;
    return store_put(s->store, s->txn, TABLE_REMOVED, KEY64(number), slice_str("removed"), false,
                     err);
}

/* Once all are marked: so no heir goes too. */
static int settle_estates(struct removal *r, struct wcy_error *err)
{
    struct snapshot *s = &r->snapshot;
    int status = 0;
    for (size_t i = 0, n = r->n_touched; i < n && status == 0; i++) {
        uint64_t number = r->touched[i], heir = 0;
        status = promote_twin(s->store, s->txn, &s->meta, r->lists, &r->snapshot.gone, number,
                              UINT64_MAX, &r->promoted, &heir, err);
        if (heir)
            r->touched[r->n_touched++] = heir;
    }
    /* The texts last: what is promoted may still need one. */
    for (size_t i = 0; i < r->n_touched && status == 0; i++)
        if (gone_has(&s->gone, r->touched[i]))
            status = text_erase(s->store, s->txn, r->touched[i], err);
    return status;
}

/* Forgets what older versions of an id said: otherwise their text would stay on disk, and an old
   content that comes again would count as known, although the article is gone. */
static int forget_versions(struct removal *r, struct slice id, struct wcy_error *err)
{
    struct snapshot *s = &r->snapshot;
    size_t n = 0;
    int status = find_numbers(s, TABLE_IDS, row_id_key(id), r->versions, VERSIONS_MAX, &n, err);
    for (size_t i = 0; i < n && status == 0; i++) {
        struct row row;
        if (!GROW(r->old, r->cap_old, r->n_old + 1))
            return fail_nomem(err);
        status = row_get(s->store, s->txn, r->versions[i], &row, err);
        if (status == 0 && gone_has(&s->gone, r->versions[i]) && slice_eq(row.id, id)) {
            r->old[r->n_old++] = r->versions[i];
            status = text_erase(s->store, s->txn, r->versions[i], err);
        }
        status = status > 0 ? 0 : status;
    }
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
    for (size_t i = 0; i < r->n_old && status == 0; i++) {
        struct store *s = r->snapshot.store;
        status = store_delete(s, r->snapshot.txn, TABLE_ARTICLES, KEY64(r->old[i]), err);
        if (status == 0)
            status = store_put(s, r->snapshot.txn, TABLE_REMOVED, KEY64(r->old[i]),
                               slice_str("removed"), false, err);
    }
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
            status = forget_versions(r, private_slice(ids[i]), err);
        if (status == 0)
            status = bury_article(r, number, err);
        else if (status == WCY_END)
            status = 0;
    }
    if (status == 0)
        status = settle_estates(r, err);
    if (status == 0)
        status = promote_finish(s->txn, &s->meta, r->lists, &r->promoted, err);
    const struct touched touched = {
        .articles = r->touched, .count = r->n_touched, .first_new = s->meta.next_article};
    if (status == 0)
        status = recluster(s->store, s->txn, &s->meta, &r->lists[TABLE_LINKS], &r->snapshot.gone,
                           &touched, err);
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
        status = merge_due(index->store, &index->meta, &r->snapshot.gone, err);
    }
    free(r->touched);
    free(r->old);
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
    return status;
}
