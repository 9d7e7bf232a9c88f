/*
 * export: every article with the decision to keep or drop it.
 */
#include "api/export.h"

#include "api/index.h"
#include "base/bytes.h"
#include "index/cluster_store.h"

#include <stdlib.h>

/* Clusters kept at hand: neighbours in the index often belong to a few big ones. */
#define CLUSTERS 64

struct wcy_export_iter {
    struct snapshot snapshot;
    bool with_text;
    struct store_cursor cursor;
    MDB_cursor_op next_op;
    struct cluster clusters[CLUSTERS]; /* by number modulo CLUSTERS */
    uint64_t number;                   /* of the current article */
    struct arena arena;                /* of the current article */
};

int wcy_export_iter_open(struct wcy_export_iter **out, struct wcy_index *index, int with_text,
                         struct wcy_error *err)
{
    struct wcy_export_iter *it = calloc(1, sizeof *it);
    if (!it)
        return fail_nomem(err);
    it->with_text = with_text != 0;
    it->next_op = MDB_FIRST;
    int status = snapshot_begin(&it->snapshot, index, err);
    struct snapshot *s = &it->snapshot;
    if (status == 0)
        status = store_cursor_open(&it->cursor, s->store, s->txn, TABLE_ARTICLES, err);
    if (status < 0)
        wcy_export_iter_close(it);
    else
        *out = it;
    return status;
}

void wcy_export_iter_close(struct wcy_export_iter *it)
{
    if (!it)
        return;
    store_cursor_close(&it->cursor);
    snapshot_end(&it->snapshot);
    for (int i = 0; i < CLUSTERS; i++)
        cluster_release(&it->clusters[i]);
    arena_release(&it->arena);
    free(it);
}

/* The cluster's members but the original, which stands first, are ascending by article. */
static const struct member *find_member(const struct cluster *c, uint64_t article)
{
    if (c->count && c->members[0].article == article)
        return &c->members[0];
    size_t low = 1, high = c->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (c->members[mid].article < article)
            low = mid + 1;
        else
            high = mid;
    }
    return low < c->count && c->members[low].article == article ? &c->members[low] : NULL;
}

static int decide(struct wcy_export_iter *it, uint64_t article, struct wcy_decision *d,
                  struct wcy_error *err)
{
    struct place place;
    const struct snapshot *s = &it->snapshot;
    int status = place_load(s->store, s->txn, article, &place, err);
    d->keep = 1;
    d->relation = place.composite ? WCY_COMPOSITE : WCY_NONE;
    d->original = d->article.id;
    if (status < 0 || place.cluster == 0)
        return status;
    struct cluster *c = &it->clusters[place.cluster % CLUSTERS];
    if (c->number != place.cluster)
        status = cluster_load(s->store, s->txn, place.cluster, c, err);
    const struct member *m = status == 0 ? find_member(c, article) : NULL;
    if (!m)
        return status < 0 ? status : fail(err, WCY_ECORRUPT, "a cluster lacks a member");
    d->cluster = place.cluster;
    d->relation = m->relation;
    d->keep = m->relation == WCY_ORIGINAL;
    d->jaccard = d->keep ? 1 : overlap_jaccard(m->certificate);
    d->containment = d->keep ? 1 : overlap_in_a(m->certificate);
    struct row row;
    status = row_get(s->store, s->txn, cluster_kept(c), &row, err);
    if (status == 0)
        d->original = public_slice(row.id);
    return status < 0 ? status : 0;
}

int wcy_export_iter_next(struct wcy_export_iter *it, struct wcy_decision *decision,
                         struct wcy_error *err)
{
    struct slice key = {0}, value;
    struct row row;
    uint64_t number;
    do {
        int status = store_cursor_get(&it->cursor, it->next_op, &key, &value, err);
        it->next_op = MDB_NEXT;
        if (status != 0)
            return status;
        number = get_be64(key.ptr);
    } while (gone_has(&it->snapshot.gone, number));
    arena_reset(&it->arena);
    *decision = (struct wcy_decision){0};
    int status = row_decode(&row, number, value, err);
    if (status == 0)
        status = public_article(&it->snapshot, &row, &it->arena, &decision->article, err);
    decision->text_bytes = row.text_len;
    if (status == 0 && it->with_text)
        status = public_text(&it->snapshot, number, &it->arena, &decision->article.text, err);
    it->number = number;
    return status == 0 ? decide(it, number, decision, err) : status;
}

int export_text(struct wcy_export_iter *it, struct wcy_decision *decision, struct wcy_error *err)
{
    return public_text(&it->snapshot, it->number, &it->arena, &decision->article.text, err);
}
