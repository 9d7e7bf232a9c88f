/*
 * clusters: every cluster with its members and their certificates, largest first.
 */
#include "api/members.h"

#include "base/bytes.h"
#include "base/grow.h"

#include <stdlib.h>

struct listed {
    uint64_t number, size;
};

struct wcy_cluster_iter {
    struct snapshot snapshot;
    uint64_t min_size;
    bool is_listed;
    struct listed *list;
    size_t count, at;
    struct cluster cluster;
    struct arena arena; /* of the current cluster */
};

static int compare_listed(const void *a, const void *b)
{
    const struct listed *x = a, *y = b;
    if (x->size != y->size)
        return x->size > y->size ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

static int load_list(struct wcy_cluster_iter *it, struct wcy_error *err)
{
    struct store_cursor c;
    struct slice key = {0}, value;
    size_t cap = 0;
    const struct snapshot *s = &it->snapshot;
    int status = store_cursor_open(&c, s->store, s->txn, TABLE_CLUSTERS, err);
    if (status < 0)
        return status;
    for (status = store_cursor_get(&c, MDB_FIRST, &key, &value, err); status == 0;
         status = store_cursor_get(&c, MDB_NEXT, &key, &value, err)) {
        status = cluster_decode(value, get_be64(key.ptr), &it->cluster, err);
        if (status == 0 && it->cluster.count >= it->min_size) {
            if (!GROW(it->list, cap, it->count + 1))
                status = fail_nomem(err);
            else
                it->list[it->count++] = (struct listed){it->cluster.number, it->cluster.count};
        }
        if (status < 0)
            break;
    }
    store_cursor_close(&c);
    if (it->count)
        qsort(it->list, it->count, sizeof *it->list, compare_listed);
    return status == WCY_END ? 0 : status;
}

int wcy_cluster_iter_open(struct wcy_cluster_iter **out, struct wcy_index *index, uint64_t min_size,
                          struct wcy_error *err)
{
    struct wcy_cluster_iter *it = calloc(1, sizeof *it);
    if (!it)
        return fail_nomem(err);
    it->min_size = min_size;
    int status = snapshot_begin(&it->snapshot, index, err);
    if (status < 0)
        wcy_cluster_iter_close(it);
    else
        *out = it;
    return status;
}

void wcy_cluster_iter_close(struct wcy_cluster_iter *it)
{
    if (!it)
        return;
    snapshot_end(&it->snapshot);
    cluster_release(&it->cluster);
    arena_release(&it->arena);
    free(it->list);
    free(it);
}

static int id_of(struct wcy_cluster_iter *it, uint64_t article, struct wcy_slice *id,
                 struct wcy_error *err)
{
    struct row row;
    if (article == 0)
        return 0;
    int status = row_get(it->snapshot.store, it->snapshot.txn, article, &row, err);
    if (status == 0)
        *id = public_slice(row.id);
    return status < 0 ? status : 0;
}

static int compare_sites(const void *a, const void *b)
{
    const struct wcy_slice *x = a, *y = b;
    size_t n = x->len < y->len ? x->len : y->len;
    int order = n ? memcmp(x->ptr, y->ptr, n) : 0;
    return order ? order : x->len < y->len ? -1 : x->len > y->len;
}

static int summarise(struct wcy_cluster_iter *it, struct wcy_cluster *c, struct wcy_error *err)
{
    int64_t first = INT64_MAX, last = INT64_MIN;
    size_t n = 0;
    struct wcy_slice *sites = arena_alloc(&it->arena, (size_t)c->size * sizeof *sites);
    if (!sites)
        return fail_nomem(err);
    for (uint64_t i = 0; i < c->size; i++) {
        const struct wcy_member *m = &c->members[i];
        if (m->site.len)
            sites[n++] = m->site;
        if (m->time == WCY_NO_TIME)
            continue;
        if (m->time < first) {
            first = m->time;
            c->first = m->published;
        }
        if (m->time > last) {
            last = m->time;
            c->last = m->published;
        }
    }
    qsort(sites, n, sizeof *sites, compare_sites);
    for (size_t i = 0; i < n; i++)
        c->sites += i == 0 || compare_sites(&sites[i], &sites[i - 1]) != 0;
    return 0;
}

int wcy_cluster_iter_get(struct wcy_cluster_iter *it, uint64_t number, struct wcy_cluster *cluster,
                         struct wcy_error *err)
{
    const struct snapshot *s = &it->snapshot;
    int status = cluster_load(s->store, s->txn, number, &it->cluster, err);
    if (status != 0)
        return status;
    struct cluster *c = &it->cluster;
    arena_reset(&it->arena);
    struct members members;
    status = members_list(s, c, &it->arena, &members, err);
    if (status < 0)
        return status;
    *cluster = (struct wcy_cluster){.number = c->number,
                                    .size = c->count,
                                    .source = public_slice(c->source),
                                    .members = members.items};
    status = id_of(it, c->original, &cluster->original, err);
    return status == 0 ? summarise(it, cluster, err) : status;
}

int wcy_cluster_iter_next(struct wcy_cluster_iter *it, struct wcy_cluster *cluster,
                          struct wcy_error *err)
{
    int status = it->is_listed ? 0 : load_list(it, err);
    if (status < 0)
        return status;
    it->is_listed = true;
    if (it->at >= it->count)
        return WCY_END;
    status = wcy_cluster_iter_get(it, it->list[it->at++].number, cluster, err);
    return status == WCY_END ? fail(err, WCY_EINTERNAL, "a cluster is gone") : status;
}
