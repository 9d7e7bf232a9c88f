/*
 * compact: the index written anew without what nobody needs any more, in the place of the old one.
 */
#include "api/beside.h"
#include "api/index.h"

#include "match/builder.h"

#include <stdio.h>
#include <sys/stat.h>

static uint64_t data_bytes(const char *folder)
{
    char file[4096];
    struct stat st;
    snprintf(file, sizeof file, "%s/data.mdb", folder);
    return stat(file, &st) == 0 ? (uint64_t)st.st_size : 0;
}

static int build(struct snapshot *s, struct store *to, struct wcy_error *err)
{
    struct builder b = {0};
    struct slice dictionary = {NULL, 0};
    int status =
        store_get(s->store, s->txn, TABLE_META, slice_str(TEXT_DICTIONARY_KEY), &dictionary, err);
    if (status >= 0)
        status = builder_begin(&b, to, &s->meta, dictionary, err);
    struct transfer_sink sink = builder_sink(&b);
    if (status == 0)
        status = transfer_run(s->store, s->txn, &s->meta, &s->gone, &sink, err);
    if (status == 0)
        status = builder_finish(&b, err);
    builder_release(&b);
    return status;
}

/* Fills the new folder from the old index. */
static int fill(struct wcy_index *old, struct store *to, struct wcy_error *err)
{
    struct snapshot s;
    int status = snapshot_begin(&s, old, err);
    if (status < 0)
        return status;
    status = build(&s, to, err);
    snapshot_end(&s);
    return status;
}

static int compact_into(struct wcy_index *old, struct beside *b, struct wcy_compact_report *report,
                        struct wcy_error *err)
{
    const struct store_options o = {
        .write = true, .create = true, .bulk = true, .expect = report->bytes_before};
    const struct wcy_check_options quick = {.quick = 1};
    struct store *to = NULL;
    int status = store_open(&to, b->made, &o, err);
    if (status == 0)
        status = fill(old, to, err);
    if (status == 0)
        status = wcy_check(b->made, &quick, NULL, err);
    report->bytes_after = data_bytes(b->made);
    /* Both writer's locks are held: nobody can write to either. */
    if (status == 0)
        status = beside_swap(b, err);
    store_close(to);
    return status;
}

int wcy_compact(const char *path, struct wcy_compact_report *report, struct wcy_error *err)
{
    struct wcy_compact_report unused;
    struct wcy_index *old = NULL;
    struct beside b;
    if (!report)
        report = &unused;
    *report = (struct wcy_compact_report){0};
    int status = wcy_index_open(&old, path, WCY_OPEN_WRITE, NULL, err);
    if (status < 0)
        return status;
    report->bytes_before = data_bytes(path);
    status = beside_make(&b, path, "compacting", err);
    if (status == 0) {
        status = compact_into(old, &b, report, err);
        beside_drop(&b);
    }
    wcy_index_close(old);
    return status;
}
