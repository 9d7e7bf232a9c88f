/*
 * stat: counts and sizes of an index, and its audit log.
 */
#include "api/index.h"

#include "base/bytes.h"
#include "base/varint.h"
#include "index/segments.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* Bytes of disk blocks that a file of the index takes. */
static uint64_t file_bytes(const char *folder, const char *name)
{
    char path[4096];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return stat(path, &st) == 0 ? (uint64_t)st.st_blocks * 512 : 0;
}

static uint64_t table_bytes(const struct snapshot *s, enum table table)
{
    MDB_stat st;
    if (mdb_stat(s->txn, s->store->dbi[table], &st) != 0)
        return 0;
    return (uint64_t)st.ms_psize * (st.ms_branch_pages + st.ms_leaf_pages + st.ms_overflow_pages);
}

static int count_segments(const struct snapshot *s, uint64_t *count, struct wcy_error *err)
{
    struct segments list;
    int status = 0;
    *count = 0;
    for (int t = 0; t < TABLE_SEGMENTED && status == 0; t++) {
        status = segments_load(&list, s->store, s->txn, (enum table)t, err);
        *count += list.count;
    }
    return status;
}

static int fill_stat(const struct snapshot *s, struct wcy_stat *st, struct wcy_error *err)
{
    const struct meta *m = &s->meta;
    *st = (struct wcy_stat){.format = m->format,
                            .articles = m->articles,
                            .removed = m->removed,
                            .identical = m->identical,
                            .clusters = m->clusters,
                            .clustered = m->clustered,
                            .pairs = m->pairs,
                            .fingerprints = m->prints,
                            .batches = m->next_batch - 1,
                            .text_bytes = m->text_bytes,
                            .read = m->read,
                            .skipped = m->skipped,
                            .repaired = m->repaired,
                            .unchanged = m->unchanged,
                            .has_text = m->has_text,
                            .parameters = m->parameters};
    st->bytes = file_bytes(s->store->path, "data.mdb") + file_bytes(s->store->path, "lock.mdb");
    for (int t = 0; t < TABLE_COUNT; t++)
        st->bytes_used += table_bytes(s, (enum table)t);
    st->bytes_text = table_bytes(s, TABLE_TEXTS);
    int status = count_segments(s, &st->segments, err);
    if (status == 0)
        status = store_count(s->store, s->txn, TABLE_SITES, &st->sites, err);
    return status;
}

int wcy_stat(struct wcy_index *index, struct wcy_stat *stat, struct wcy_error *err)
{
    struct snapshot s;
    int status = snapshot_begin(&s, index, err);
    if (status < 0)
        return status;
    status = fill_stat(&s, stat, err);
    snapshot_end(&s);
    return status;
}

struct wcy_batch_iter {
    struct snapshot snapshot;
    struct store_cursor cursor;
    MDB_cursor_op next_op;
};

int wcy_batch_iter_open(struct wcy_batch_iter **out, struct wcy_index *index, struct wcy_error *err)
{
    struct wcy_batch_iter *it = calloc(1, sizeof *it);
    if (!it)
        return fail_nomem(err);
    it->next_op = MDB_FIRST;
    int status = snapshot_begin(&it->snapshot, index, err);
    struct snapshot *s = &it->snapshot;
    if (status == 0)
        status = store_cursor_open(&it->cursor, s->store, s->txn, TABLE_BATCHES, err);
    if (status < 0)
        wcy_batch_iter_close(it);
    else
        *out = it;
    return status;
}

void wcy_batch_iter_close(struct wcy_batch_iter *it)
{
    if (!it)
        return;
    store_cursor_close(&it->cursor);
    snapshot_end(&it->snapshot);
    free(it);
}

int wcy_batch_iter_next(struct wcy_batch_iter *it, struct wcy_batch *batch, struct wcy_error *err)
{
    struct slice key = {0}, value;
    int status = store_cursor_get(&it->cursor, it->next_op, &key, &value, err);
    it->next_op = MDB_NEXT;
    if (status != 0)
        return status;
    struct varint_reader v = varint_reader(value);
    *batch = (struct wcy_batch){.number = get_be64(key.ptr)};
    struct wcy_report *r = &batch->report;
    batch->started = (int64_t)varint_get(&v);
    batch->ended = (int64_t)varint_get(&v);
    uint64_t *const counts[] = {&r->read,    &r->indexed,   &r->updated,   &r->unchanged,
                                &r->skipped, &r->repaired,  &r->identical, &r->pairs,
                                &r->bytes,   &r->text_bytes};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        *counts[i] = varint_get(&v);
    r->batches = 1;
    batch->inputs = public_slice(varint_get_bytes(&v));
    batch->skipped = public_slice(varint_get_bytes(&v));
    return v.ok ? 0
                : fail(err, WCY_ECORRUPT, "batch %llu is damaged",
                       (unsigned long long)batch->number);
}
