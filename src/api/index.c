#include "api/index.h"

#include "api/query_seat.h"
#include "base/hash.h"
#include "index/segments.h"
#include "index/text_store.h"
#include "match/ingest.h"

#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

int index_create(struct wcy_index *index, unsigned flags, const struct wcy_parameters *parameters,
                 struct wcy_error *err)
{
    MDB_txn *txn;
    struct meta *m = &index->meta;
    *m = (struct meta){.format = WCY_FORMAT, .next_article = 1, .next_batch = 1, .next_file = 1};
    m->has_text = !(flags & WCY_OPEN_NO_TEXT);
    if (parameters)
        m->parameters = *parameters;
    int status = meta_defaults(&m->parameters, err);
    if (status == 0 && m->parameters.seed == WCY_SEED_RANDOM)
        status = meta_draw_seed(&m->parameters, err);
    if (status == 0)
        status = store_begin(index->store, true, &txn, err);
    if (status < 0)
        return status;
    status = meta_save(m, index->store, txn, err);
    if (status == 0)
        return store_commit(index->store, txn, err);
    store_abort(index->store, txn);
    return status;
}

static int index_load(struct wcy_index *index, struct wcy_error *err)
{
    MDB_txn *txn;
    int status = store_begin(index->store, false, &txn, err);
    if (status < 0)
        return status;
    status = meta_load(&index->meta, index->store, txn, err);
    store_abort(index->store, txn);
    return status;
}

int wcy_index_open(struct wcy_index **out, const char *path, unsigned flags,
                   const struct wcy_parameters *parameters, struct wcy_error *err)
{
    struct store_options o = {.write = flags & (WCY_OPEN_WRITE | WCY_OPEN_CREATE),
                              .create = flags & WCY_OPEN_CREATE};
    struct wcy_index *index = calloc(1, sizeof *index);
    if (!index)
        return fail_nomem(err);
    index->writable = o.write;
    pthread_mutex_init(&index->seats_lock, NULL);
    int status = store_open(&index->store, path, &o, err);
    if (status == 0)
        status = index_load(index, err);
    if (status == WCY_END)
        status = o.create ? index_create(index, flags, parameters, err)
                          : fail(err, WCY_ENOINDEX, "the index at '%s' was never finished", path);
    /* What an interrupted merge left behind. */
    for (int t = 0; t < TABLE_SEGMENTED && status == 0 && o.write; t++)
        status = segments_clean(index->store, (enum table)t, err);
    if (status < 0)
        wcy_index_close(index);
    else
        *out = index;
    return status;
}

void wcy_index_close(struct wcy_index *index)
{
    if (!index)
        return;
    seats_free(index);
    pthread_mutex_destroy(&index->seats_lock);
    store_close(index->store);
    free(index);
}

int wcy_add(struct wcy_index *index, const char *const *inputs, size_t n_inputs,
            const struct wcy_add_options *options, struct wcy_report *report, struct wcy_error *err)
{
    static const struct wcy_add_options none;
    struct wcy_report unused;
    if (!report)
        report = &unused;
    *report = (struct wcy_report){0};
    if (!index->writable)
        return fail(err, WCY_EUSAGE, "index '%s' was opened for reading", index->store->path);
    return ingest(index->store, &index->meta, inputs, n_inputs, options ? options : &none, report,
                  err);
}

int snapshot_begin(struct snapshot *s, struct wcy_index *index, struct wcy_error *err)
{
    *s = (struct snapshot){.store = index->store};
    int status = snapshot_resume(s, err);
    if (status < 0)
        snapshot_end(s);
    return status;
}

int snapshot_resume(struct snapshot *s, struct wcy_error *err)
{
    int status = store_begin(s->store, false, &s->txn, err);
    if (status < 0)
        return status;
    if (s->commit && s->commit == mdb_txn_id(s->txn))
        return 0;
    s->commit = 0;
    status = meta_load(&s->meta, s->store, s->txn, err);
    if (status == 0)
        status = gone_load(&s->gone, s->store, s->txn, err);
    if (status == 0)
        s->commit = mdb_txn_id(s->txn);
    else
        snapshot_pause(s);
    return status == WCY_END ? fail(err, WCY_ENOINDEX, "index '%s' is empty", s->store->path)
                             : status;
}

void snapshot_pause(struct snapshot *s)
{
    store_abort(s->store, s->txn);
    s->txn = NULL;
}

void snapshot_end(struct snapshot *s)
{
    snapshot_pause(s);
    gone_release(&s->gone);
    s->commit = 0;
    ZSTD_freeDCtx(s->zstd);
    s->zstd = NULL;
}

int find_numbers(const struct snapshot *s, enum table table, uint64_t hash, uint64_t *articles,
                 size_t max, size_t *count, struct wcy_error *err)
{
    struct segments list;
    struct segments_reader *r = calloc(1, sizeof *r);
    int status = r ? segments_load(&list, s->store, s->txn, table, err) : fail_nomem(err);
    if (status == 0)
        status = segments_reader_open(r, &list, s->txn, err);
    if (status == 0)
        status = segments_lookup_last(r, hash, articles, max, count, err);
    if (r)
        segments_reader_close(r);
    free(r);
    return status;
}

int find_article(const struct snapshot *s, enum wcy_find_by by, struct slice key, uint64_t *number,
                 struct wcy_error *err)
{
    enum table table = by == WCY_BY_URL ? TABLE_URLS : TABLE_IDS;
    uint64_t hash = by == WCY_BY_URL ? row_url_key(key) : row_id_key(key);
    uint64_t articles[256];
    size_t n = 0;
    int status = find_numbers(s, table, hash, articles, 256, &n, err);
    bool found = false;
    /* The newest one. */
    for (size_t i = n; i-- > 0 && status == 0 && !found;) {
        struct row row;
        if (gone_has(&s->gone, articles[i]))
            continue;
        status = row_get(s->store, s->txn, articles[i], &row, err);
        found = status == 0 && slice_eq(by == WCY_BY_URL ? row.url : row.id, key);
        status = status > 0 ? 0 : status;
        *number = articles[i];
    }
    return status == 0 && !found ? WCY_END : status;
}

static int copy_slice(struct slice from, struct arena *arena, struct wcy_slice *to,
                      struct wcy_error *err)
{
    struct slice copy = arena_dup(arena, from);
    *to = public_slice(copy);
    return copy.ptr ? 0 : fail_nomem(err);
}

/* Sources known by the table are given by their short name: "reuters". */
static struct wcy_credit public_credit(const struct credit *c)
{
    struct slice source = c->source, prefix = SLICE("agency:");
    if (slice_starts(source, prefix))
        source = slice_sub(source, prefix.len, source.len);
    return (struct wcy_credit){public_slice(source), public_slice(c->kind),
                               public_slice(c->evidence), c->offset, c->weight};
}

int public_credits(const struct credit *credits, size_t count, struct arena *arena,
                   struct wcy_article *out, struct wcy_error *err)
{
    struct wcy_credit *list = arena_zalloc(arena, count + 1, sizeof *list);
    if (!list)
        return fail_nomem(err);
    out->n_credits = 0;
    for (size_t i = 0; i < count; i++)
        if (!slice_eq_str(credits[i].kind, "self")) /* the site's own mark credits nobody */
            list[out->n_credits++] = public_credit(&credits[i]);
    out->credits = list;
    return 0;
}

static int copy_credits(const struct row *row, struct arena *arena, struct wcy_article *out,
                        struct wcy_error *err)
{
    struct credit *credits;
    size_t count;
    struct slice kept = arena_dup(arena, row->credits);
    if (!kept.ptr)
        return fail_nomem(err);
    int status = row_credits(kept, arena, &credits, &count, err);
    return status < 0 ? status : public_credits(credits, count, arena, out, err);
}

int public_article(const struct snapshot *s, const struct row *row, struct arena *arena,
                   struct wcy_article *out, struct wcy_error *err)
{
    struct slice file = {NULL, 0};
    *out = (struct wcy_article){.offset = row->offset, .time = row->time};
    const struct {
        struct slice from;
        struct wcy_slice *to;
    } fields[] = {
        {row->id,        &out->id       },
        {row->url,       &out->url      },
        {row->site,      &out->site     },
        {row->title,     &out->title    },
        {row->author,    &out->author   },
        {row->published, &out->published},
        {row->lang,      &out->lang     }
    };
    int status = 0;
    for (size_t i = 0; i < sizeof fields / sizeof *fields && status == 0; i++)
        status = copy_slice(fields[i].from, arena, fields[i].to, err);
    if (status == 0)
        status = store_get(s->store, s->txn, TABLE_FILES, KEY64(row->file), &file, err);
    if (status >= 0)
        status = copy_slice(file, arena, &out->file, err);
    return status == 0 ? copy_credits(row, arena, out, err) : status;
}

int load_text(struct snapshot *s, uint64_t number, struct buf *text, struct wcy_error *err)
{
    struct slice frame;
    uint32_t len;
    buf_clear(text);
    int status = text_frame(s->store, s->txn, number, &frame, &len, err);
    if (status != 0 || frame.ptr[0] == TEXT_SKETCH)
        return status < 0 ? status : 0;
    return text_unpack(s->store, s->txn, text, frame, len, &s->zstd, err);
}

int public_text(struct snapshot *s, uint64_t number, struct arena *arena, struct wcy_slice *text,
                struct wcy_error *err)
{
    struct buf buf = BUF_INIT;
    *text = (struct wcy_slice){NULL, 0};
    int status = load_text(s, number, &buf, err);
    if (status == 0 && buf.len > 0)
        status = copy_slice(buf_slice(&buf), arena, text, err);
    buf_release(&buf);
    return status;
}
