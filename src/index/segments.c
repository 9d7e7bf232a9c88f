#include "index/segments.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

/* Blocks written before a large merge commits and goes on in a new transaction: 16 MB. */
#define MERGE_BYTES ((uint64_t)16 << 20)

static const char *const list_names[TABLE_SEGMENTED] = {
    "segments/prints", "segments/ids",   "segments/urls",
    "segments/exact",  "segments/links", "segments/blocks",
};

int segments_load(struct segments *s, struct store *store, MDB_txn *txn, enum table table,
                  struct wcy_error *err)
{
    struct slice value;
    *s = (struct segments){.store = store, .table = table, .next_id = 1};
    int status = store_get(store, txn, TABLE_META, slice_str(list_names[table]), &value, err);
    if (status != 0)
        return status == WCY_END ? 0 : status;
    if (value.len < 4 || (value.len - 4) % 12 != 0 || (value.len - 4) / 12 > SEGMENTS_MAX)
        return fail(err, WCY_ECORRUPT, "index '%s' is damaged: bad segment list", store->path);
    s->next_id = get_le32(value.ptr);
    s->count = (unsigned)((value.len - 4) / 12);
    for (unsigned i = 0; i < s->count; i++) {
        s->info[i].id = get_le32(value.ptr + 4 + 12 * i);
        s->info[i].entries = get_le64(value.ptr + 8 + 12 * i);
    }
    return 0;
}

static int segments_save(const struct segments *s, MDB_txn *txn, struct wcy_error *err)
{
    char value[4 + 12 * SEGMENTS_MAX];
    put_le32(value, s->next_id);
    for (unsigned i = 0; i < s->count; i++) {
        put_le32(value + 4 + 12 * i, s->info[i].id);
        put_le64(value + 8 + 12 * i, s->info[i].entries);
    }
    return store_put(s->store, txn, TABLE_META, slice_str(list_names[s->table]),
                     slice_make(value, 4 + 12 * (size_t)s->count), false, err);
}

int segments_add(struct segments *s, MDB_txn *txn, const struct radix_item *entries, size_t count,
                 size_t cap, struct wcy_error *err)
{
    if (count == 0)
        return 0;
    if (s->count == SEGMENTS_MAX)
        return fail(err, WCY_EINTERNAL, "too many segments in index '%s'", s->store->path);
    struct segment_writer *w = malloc(sizeof *w);
    if (!w)
        return fail_nomem(err);
    segment_writer_init(w, s->store, txn, s->table, s->next_id);
    int status = 0;
    size_t run = 0;
    for (size_t i = 0; i < count && status == 0; i++) {
        run = i > 0 && entries[i].key == entries[i - 1].key ? run + 1 : 1;
        if (cap == 0 || run <= cap)
            status = segment_write(w, (struct entry){entries[i].key, entries[i].value}, err);
    }
    if (status == 0)
        status = segment_flush(w, err);
    if (status == 0) {
        s->info[s->count++] = (struct segment_info){s->next_id++, w->entries};
        status = segments_save(s, txn, err);
    }
    free(w);
    return status;
}

typedef int segment_open_fn(struct segment_reader *r, struct store *store, MDB_txn *txn,
                            enum table table, uint32_t id, struct wcy_error *err);

static int open_each(struct segments_reader *r, const struct segments *s, MDB_txn *txn,
                     segment_open_fn *open, struct wcy_error *err)
{
    r->count = 0;
    for (unsigned i = 0; i < s->count; i++) {
        int status = open(&r->readers[i], s->store, txn, s->table, s->info[i].id, err);
        r->count++;
        if (status < 0) {
            segments_reader_close(r);
            return status;
        }
    }
    return 0;
}

int segments_reader_open(struct segments_reader *r, const struct segments *s, MDB_txn *txn,
                         struct wcy_error *err)
{
    return open_each(r, s, txn, segment_reader_open, err);
}

int segments_reader_init(struct segments_reader *r, const struct segments *s, MDB_txn *txn,
                         struct verified *verified, struct wcy_error *err)
{
    int status = open_each(r, s, txn, segment_reader_init, err);
    for (unsigned i = 0; i < r->count; i++)
        r->readers[i].cursor.verified = verified;
    return status;
}

void segments_reader_close(struct segments_reader *r)
{
    for (unsigned i = 0; i < r->count; i++)
        segment_reader_close(&r->readers[i]);
    r->count = 0;
}

int segments_lookup_live(struct segments_reader *r, uint64_t key, segments_gone_fn *gone,
                         const void *context, uint64_t *articles, size_t max, size_t *count,
                         struct wcy_error *err)
{
    size_t n = 0;
    /* Segments cover ascending ranges of articles, so their lists are already in order. */
    for (unsigned i = 0; i < r->count && n < max; i++) {
        struct segment_reader *s = &r->readers[i];
        int status = segment_seek(s, key, err);
        while (status == 0 && n < max && segment_has(s, key)) {
            uint64_t article = block_article(&s->block);
            if (!gone || !gone(context, article))
                articles[n++] = article;
            status = segment_next(s, err);
        }
        if (status < 0)
            return status;
    }
    *count = n;
    return 0;
}

int segments_lookup(struct segments_reader *r, uint64_t key, uint64_t *articles, size_t max,
                    size_t *count, struct wcy_error *err)
{
    return segments_lookup_live(r, key, NULL, NULL, articles, max, count, err);
}

int segments_find(struct segments_reader *r, uint64_t key, uint64_t *articles, size_t max,
                  size_t *count, struct wcy_error *err)
{
    int status = 0;
    *count = 0;
    for (unsigned i = 0; i < r->count && *count < max && status == 0; i++)
        status = segment_find(&r->readers[i], key, articles, max, count, err);
    return status;
}

int segments_lookup_last(struct segments_reader *r, uint64_t key, uint64_t *articles, size_t max,
                         size_t *count, struct wcy_error *err)
{
    size_t n = 0;
    for (unsigned i = 0; i < r->count; i++) {
        struct segment_reader *s = &r->readers[i];
        int status = segment_seek(s, key, err);
        while (status == 0 && segment_has(s, key)) {
            if (n == max) { /* the older half goes */
                n = max / 2;
                memmove(articles, articles + max - n, n * sizeof *articles);
            }
            articles[n++] = block_article(&s->block);
            status = segment_next(s, err);
        }
        if (status < 0)
            return status;
    }
    *count = n;
    return 0;
}

/* A run of neighbours to merge, [*from, *to): from the oldest segment that the newer ones together
   come near to in size, to the newest. Neighbours, so that article ranges stay ascending. */
static bool segments_pick(const struct segments *s, const struct segments_merge_options *o,
                          unsigned *from, unsigned *to)
{
    *from = 0;
    *to = s->count;
    if (o->all)
        return s->count > (o->gone ? 0 : 1);
    uint64_t newer = 0;
    for (unsigned i = 0; i < s->count; i++)
        newer += s->info[i].entries;
    unsigned least = newer < SEGMENTS_SMALL ? 3 : 2;
    for (; *from + least <= s->count; ++*from) {
        newer -= s->info[*from].entries;
        if (newer >= s->info[*from].entries / 2)
            return true;
    }
    return false;
}

/* State of a merge across its transactions. */
struct merge {
    struct store *store;
    MDB_txn *txn;
    struct segments list;
    struct segments_reader readers; /* of the segments from..to-1 */
    struct segment_writer writer;
    const struct segments_merge_options *options;
    unsigned from, to;
    uint64_t run_key; /* for the cap */
    size_t run;
    struct entry last; /* the last entry taken, to go on behind it */
    bool any;
};

static int merge_open_readers(struct merge *m, struct wcy_error *err)
{
    m->readers.count = 0;
    for (unsigned i = m->from; i < m->to; i++) {
        struct segment_reader *r = &m->readers.readers[m->readers.count++];
        int status =
            segment_reader_open(r, m->store, m->txn, m->list.table, m->list.info[i].id, err);
        struct entry e;
        if (status == 0 && m->any)
            status = segment_seek(r, m->last.key, err);
        while (status == 0 && m->any && segment_peek(r, &e) && !entry_less(m->last, e))
            status = segment_next(r, err);
        if (status < 0)
            return status;
    }
    return 0;
}

/* Commits what was written and goes on in a new transaction: the list does not change yet, so
   nobody sees the new blocks. */
static int merge_continue(struct merge *m, struct wcy_error *err)
{
    segments_reader_close(&m->readers);
    MDB_txn *txn = m->txn;
    m->txn = NULL;
    int status = store_commit(m->store, txn, err);
    if (status == 0)
        status = store_begin(m->store, true, &m->txn, err);
    if (status == 0)
        status = merge_open_readers(m, err);
    m->writer.txn = m->txn;
    m->writer.bytes = 0;
    return status;
}

/* The smallest entry of all readers, taken; false at the end. */
static int merge_take(struct merge *m, struct entry *e, bool *found, struct wcy_error *err)
{
    unsigned best = 0;
    struct entry x;
    *found = false;
    for (unsigned i = 0; i < m->readers.count; i++)
        if (segment_peek(&m->readers.readers[i], &x) && (!*found || entry_less(x, *e))) {
            *e = x;
            best = i;
            *found = true;
        }
    return *found ? segment_next(&m->readers.readers[best], err) : 0;
}

static bool merge_keeps(struct merge *m, struct entry e)
{
    const struct segments_merge_options *o = m->options;
    if (o->gone && o->gone(o->context, e.article))
        return false;
    if (m->run == 0 || m->run_key != e.key) {
        m->run_key = e.key;
        m->run = 0;
    }
    return ++m->run <= o->cap || o->cap == 0;
}

static int merge_entries(struct merge *m, struct wcy_error *err)
{
    for (;;) {
        struct entry e = {0, 0};
        bool found;
        int status = merge_take(m, &e, &found, err);
        if (status < 0 || !found)
            return status;
        m->last = e;
        m->any = true;
        if (merge_keeps(m, e))
            status = segment_write(&m->writer, e, err);
        if (status == 0 && m->writer.bytes >= MERGE_BYTES)
            status = merge_continue(m, err);
        if (status < 0)
            return status;
    }
}

/* Replaces the merged segments in the list by the new one. */
static int merge_finish(struct merge *m, struct wcy_error *err)
{
    struct segments *s = &m->list;
    int status = segment_flush(&m->writer, err);
    segments_reader_close(&m->readers);
    for (unsigned i = m->from; i < m->to && status == 0; i++)
        status = segment_drop(m->store, m->txn, s->table, s->info[i].id, err);
    if (status < 0)
        return status;
    struct segment_info merged = {m->writer.id, m->writer.entries};
    unsigned kept = m->from;
    if (merged.entries > 0)
        s->info[kept++] = merged;
    for (unsigned i = m->to; i < s->count; i++)
        s->info[kept++] = s->info[i];
    s->count = kept;
    return segments_save(s, m->txn, err);
}

/* One merge, if one is due; *merged tells. */
static int merge_once(struct merge *m, enum table table, bool *merged, struct wcy_error *err)
{
    *merged = false;
    int status = store_begin(m->store, true, &m->txn, err);
    if (status < 0)
        return status;
    status = segments_load(&m->list, m->store, m->txn, table, err);
    if (status == 0 && segments_pick(&m->list, m->options, &m->from, &m->to)) {
        segment_writer_init(&m->writer, m->store, m->txn, table, m->list.next_id++);
        status = segments_save(&m->list, m->txn, err); /* the id is never used again */
        if (status == 0)
            status = merge_open_readers(m, err);
        if (status == 0)
            status = merge_entries(m, err);
        if (status == 0)
            status = merge_finish(m, err);
        *merged = true;
    }
    segments_reader_close(&m->readers);
    MDB_txn *txn = m->txn;
    m->txn = NULL;
    if (status == 0 && *merged)
        return store_commit(m->store, txn, err);
    store_abort(m->store, txn);
    return status;
}

/* A full map loses the transaction: grow and begin the merge again; its orphans are cleaned up. */
static int merge_retry(struct store *store, enum table table, struct wcy_error *err)
{
    int status = store_grow(store, err);
    return status < 0 ? status : segments_clean(store, table, err);
}

int segments_merge(struct store *store, enum table table, const struct segments_merge_options *o,
                   struct wcy_error *err)
{
    struct wcy_error local;
    struct merge *m = malloc(sizeof *m);
    if (!m)
        return fail_nomem(err);
    bool merged = true;
    int status = 0;
    while (status == 0 && merged) {
        *m = (struct merge){.store = store, .options = o};
        status = merge_once(m, table, &merged, &local);
        if (status < 0 && store_is_full(&local)) {
            status = merge_retry(store, table, &local);
            merged = true;
        }
        if (o->all)
            break;
    }
    if (status < 0 && err)
        *err = local;
    free(m);
    return status;
}

static bool segments_lists(const struct segments *s, uint32_t id)
{
    for (unsigned i = 0; i < s->count; i++)
        if (s->info[i].id == id)
            return true;
    return false;
}

int segments_clean(struct store *store, enum table table, struct wcy_error *err)
{
    MDB_txn *txn;
    struct segments list;
    int status = store_begin(store, true, &txn, err);
    if (status < 0)
        return status;
    status = segments_load(&list, store, txn, table, err);
    struct store_cursor c = {0};
    uint32_t id = 0;
    bool dropped = false;
    while (status == 0) {
        char from[4];
        uint32_t big = __builtin_bswap32(BYTES_LE32(id));
        memcpy(from, &big, 4);
        struct slice key = slice_make(from, 4), value;
        status = store_cursor_open(&c, store, txn, table, err);
        if (status == 0)
            status = store_cursor_get(&c, MDB_SET_RANGE, &key, &value, err);
        if (status == 0 && key.len >= 4) {
            id = __builtin_bswap32(BYTES_LE32(get_le32(key.ptr)));
            store_cursor_close(&c);
            if (!segments_lists(&list, id)) {
                status = segment_drop(store, txn, table, id, err);
                dropped = true;
            }
            id++;
        }
        store_cursor_close(&c);
    }
    if (status == WCY_END && dropped)
        return store_commit(store, txn, err);
    store_abort(store, txn);
    return status == WCY_END ? 0 : status;
}
