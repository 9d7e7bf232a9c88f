#include "match/transfer.h"

#include "base/bytes.h"
#include "index/segments.h"
#include "index/text_store.h"

#include <stdlib.h>
#include <zstd.h>

struct transfer {
    struct store *store;
    MDB_txn *txn;
    const struct meta *meta;
    const struct gone *gone;
    const struct transfer_sink *to;
    unsigned char *files; /* by number: does an article come from it? */
    struct pair_list pairs;
    struct cluster cluster;
    struct buf text;
    void *zstd;
};

typedef int transfer_fn(struct transfer *t, uint64_t key, struct slice value,
                        struct wcy_error *err);

static int each(struct transfer *t, enum table table, transfer_fn *fn, struct wcy_error *err)
{
    struct store_cursor c;
    struct slice key = {0}, value;
    int status = store_cursor_open(&c, t->store, t->txn, table, err);
    if (status < 0)
        return status;
    while (status == 0 && (status = store_cursor_get(&c, MDB_NEXT, &key, &value, err)) == 0)
        status = key.len == 8 ? fn(t, get_be64(key.ptr), value, err)
                              : fail(err, WCY_ECORRUPT, "index '%s' is damaged: a malformed key",
                                     t->store->path);
    store_cursor_close(&c);
    return status == WCY_END ? 0 : status;
}

static int mark_file(struct transfer *t, uint64_t number, struct slice value, struct wcy_error *err)
{
    struct row r;
    int status = row_decode(&r, number, value, err);
    if (status == 0 && r.file < t->meta->next_file)
        t->files[r.file] = 1;
    return status;
}

static int send_file(struct transfer *t, uint64_t number, struct slice value, struct wcy_error *err)
{
    if (number >= t->meta->next_file || !t->files[number])
        return 0;
    return t->to->file(t->to->context, number, value, err);
}

static int send_batch(struct transfer *t, uint64_t number, struct slice value,
                      struct wcy_error *err)
{
    return t->to->batch(t->to->context, number, value, err);
}

static int send_article(struct transfer *t, uint64_t number, struct slice value,
                        struct wcy_error *err)
{
    struct transfer_article a = {.replaced = gone_has(t->gone, number)};
    uint32_t text_len;
    int status = row_decode(&a.row, number, value, err);
    if (status == 0)
        status = text_frame(t->store, t->txn, number, &a.frame, &text_len, err);
    if (status == WCY_END)
        return fail(err, WCY_ECORRUPT, "index '%s' is damaged: the text of article %llu is missing",
                    t->store->path, (unsigned long long)number);
    if (status == 0 && a.frame.ptr[0] != TEXT_SKETCH) {
        status = text_unpack(t->store, t->txn, &t->text, a.frame, text_len, &t->zstd, err);
        a.text = buf_slice(&t->text);
    }
    return status == 0 ? t->to->article(t->to->context, &a, err) : status;
}

static int send_pairs(struct transfer *t, uint64_t number, struct slice value,
                      struct wcy_error *err)
{
    struct pair_list *list = &t->pairs;
    size_t n = 0;
    list->count = 0;
    int status = pair_decode(value, number, list, err);
    if (status < 0 || gone_has(t->gone, number))
        return status;
    for (size_t i = 0; i < list->count; i++)
        if (!gone_has(t->gone, list->items[i].a))
            list->items[n++] = list->items[i];
    return n ? t->to->pairs(t->to->context, number, list->items, n, err) : 0;
}

static int send_place(struct transfer *t, uint64_t number, struct slice value,
                      struct wcy_error *err)
{
    struct place place;
    (void)value;
    int status = place_load(t->store, t->txn, number, &place, err);
    if (status < 0 || gone_has(t->gone, number))
        return status;
    return t->to->place(t->to->context, number, place, err);
}

static int send_cluster(struct transfer *t, uint64_t number, struct slice value,
                        struct wcy_error *err)
{
    int status = cluster_decode(value, number, &t->cluster, err);
    return status == 0 ? t->to->cluster(t->to->context, &t->cluster, err) : status;
}

static int send_site(struct transfer *t, uint64_t site, struct slice value, struct wcy_error *err)
{
    return t->to->site(t->to->context, site, value, err);
}

static int send_lines(struct transfer *t, struct wcy_error *err)
{
    struct segments list;
    struct segment_reader r;
    struct entry e;
    struct slice row;
    int status = segments_load(&list, t->store, t->txn, TABLE_BLOCKS, err);
    for (unsigned i = 0; i < list.count && status == 0; i++) {
        status = segment_reader_open(&r, t->store, t->txn, TABLE_BLOCKS, list.info[i].id, err);
        while (status == 0 && segment_peek(&r, &e)) {
            status = store_get(t->store, t->txn, TABLE_ARTICLES, KEY64(e.article), &row, err);
            if (status == 0)
                status = t->to->line(t->to->context, e.key, e.article, err);
            if (status >= 0)
                status = segment_next(&r, err);
        }
        segment_reader_close(&r);
    }
    return status;
}

int transfer_run(struct store *s, MDB_txn *txn, const struct meta *meta, const struct gone *gone,
                 const struct transfer_sink *to, struct wcy_error *err)
{
    static const struct {
        enum table table;
        transfer_fn *fn;
    } steps[] = {
        {TABLE_ARTICLES, mark_file   },
        {TABLE_FILES,    send_file   },
        {TABLE_BATCHES,  send_batch  },
        {TABLE_ARTICLES, send_article},
        {TABLE_PAIRS,    send_pairs  },
        {TABLE_MEMBERS,  send_place  },
        {TABLE_CLUSTERS, send_cluster},
        {TABLE_SITES,    send_site   },
    };
    struct transfer t = {.store = s, .txn = txn, .meta = meta, .gone = gone, .to = to};
    t.files = calloc(meta->next_file + 1, 1);
    int status = t.files ? 0 : fail_nomem(err);
    for (size_t i = 0; i < sizeof steps / sizeof *steps && status == 0; i++)
        status = each(&t, steps[i].table, steps[i].fn, err);
    if (status == 0 && !meta->has_text)
        status = send_lines(&t, err);
    free(t.files);
    free(t.pairs.items);
    cluster_release(&t.cluster);
    buf_release(&t.text);
    ZSTD_freeDCtx(t.zstd);
    return status;
}
