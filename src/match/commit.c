/*
 * commit: everything a batch adds to the index, in one transaction.
 *
 * When LMDB's map is full the transaction is lost; the batch is still in memory, so the map grows
 * and it is written again. The new counters are published only when the commit has succeeded.
 */
#include "base/grow.h"
#include "base/varint.h"
#include "index/text_store.h"
#include "match/batch.h"
#include "match/promote.h"
#include "match/recluster.h"

#include <stdlib.h>
#include <time.h>

/* Entries of one line that TABLE_BLOCKS keeps; see learn.c. */
#define BLOCK_CAP 8

struct commit {
    struct batch *batch;
    MDB_txn *txn;
    struct meta meta; /* the state after the batch */
    struct segments lists[TABLE_SEGMENTED];
    struct radix_item *entries, *scratch;
    size_t n_entries, cap_entries, cap_scratch;
    struct buf buf;
    uint64_t *touched;
    size_t n_touched, cap_touched;
    struct promoted promoted;
};

static int put_file(struct commit *c, struct slice path, uint64_t *number, struct wcy_error *err)
{
    *number = c->meta.next_file++;
    return store_put(c->batch->store, c->txn, TABLE_FILES, KEY64(*number), path, true, err);
}

static bool encode_item(struct buf *to, const struct item *x, uint64_t batch, uint64_t file)
{
    const struct article *a = &x->article;
    struct row r = {.many_sites = x->many_sites,
                    .version = x->version,
                    .batch = batch,
                    .file = file,
                    .offset = a->offset,
                    .record_len = a->record_len,
                    .text_len = a->text.len,
                    .shingles = x->shingles,
                    .content = x->content,
                    .site_key = x->site_key,
                    .digest = x->digest,
                    .time = a->time,
                    .id = a->id,
                    .url = a->url,
                    .site = a->site,
                    .title = a->title,
                    .author = a->author,
                    .published = a->published,
                    .lang = a->lang,
                    .credits = x->credits};
    return row_encode(to, &r);
}

static int put_records(struct commit *c, struct wcy_error *err)
{
    struct batch *b = c->batch;
    struct slice last = {NULL, 0};
    uint64_t file = 0;
    for (size_t n = 0; n < b->numbered; n++) {
        const struct item *x = &b->items[b->item_of[n]];
        int status = 0;
        if (file == 0 || !slice_eq(last, x->article.file))
            status = put_file(c, x->article.file, &file, err);
        last = x->article.file;
        buf_clear(&c->buf);
        if (status == 0 && !encode_item(&c->buf, x, c->meta.next_batch, file))
            status = fail_nomem(err);
        if (status == 0)
            status = store_put(b->store, c->txn, TABLE_ARTICLES, KEY64(x->number),
                               buf_slice(&c->buf), true, err);
        if (status < 0)
            return status;
        c->meta.articles++;
        c->meta.identical += x->twin != 0;
        c->meta.text_bytes += x->article.text.len;
    }
    c->meta.next_article += b->numbered;
    return 0;
}

/* Older articles that got a twin on another site learn of it. */
static int mark_widened(struct commit *c, struct wcy_error *err)
{
    struct store *s = c->batch->store;
    const struct number_set *widened = &c->batch->widened;
    for (size_t i = 0; i < widened->count; i++) {
        struct row row;
        int status = row_get(s, c->txn, widened->numbers[i], &row, err);
        if (status != 0)
            return status < 0 ? status : fail(err, WCY_ECORRUPT, "a row is missing");
        row.many_sites = true;
        buf_clear(&c->buf);
        if (!row_encode(&c->buf, &row))
            return fail_nomem(err);
        status =
            store_put(s, c->txn, TABLE_ARTICLES, KEY64(row.number), buf_slice(&c->buf), false, err);
        if (status < 0)
            return status;
    }
    return 0;
}

static int put_texts(struct commit *c, struct wcy_error *err)
{
    struct batch *b = c->batch;
    struct text_writer w;
    int status = 0;
    text_writer_init(&w, b->store, c->txn);
    if (b->dictionary.len)
        status = store_put(b->store, c->txn, TABLE_META, slice_str(TEXT_DICTIONARY_KEY),
                           b->dictionary, false, err);
    for (size_t n = 0; n < b->numbered && status == 0; n++) {
        const struct item *x = &b->items[b->item_of[n]];
        struct slice frame = x->frame;
        if (!frame.ptr) { /* a scratch index: not compressed */
            status = text_pack_raw(&c->buf, x->article.text, err);
            frame = buf_slice(&c->buf);
        }
        if (status == 0)
            status = text_write(&w, x->number, frame, (uint32_t)x->article.text.len, err);
        c->meta.frame_bytes += frame.len;
    }
    if (status == 0)
        status = text_flush(&w, err);
    text_writer_release(&w);
    return status;
}

static bool add_entry(struct commit *c, uint64_t key, uint64_t value)
{
    if (!GROW(c->entries, c->cap_entries, c->n_entries + 1))
        return false;
    c->entries[c->n_entries++] = (struct radix_item){key, value};
    return true;
}

/* The entries that item `x` adds to a table. */
static bool add_entries(struct commit *c, enum table table, size_t i)
{
    const struct item *x = &c->batch->items[i];
    bool ok = true;
    if (table == TABLE_IDS)
        return add_entry(c, x->id_key, x->number);
    if (table == TABLE_URLS)
        return x->url_key == 0 || add_entry(c, x->url_key, x->number);
    if (table == TABLE_EXACT)
        return x->tokens == 0 || add_entry(c, x->digest.low, x->number);
    if (table == TABLE_BLOCKS)
        for (uint32_t j = 0; j < x->n_lines && ok; j++)
            ok = add_entry(c, x->lines[j], x->number);
    if (table == TABLE_BLOCKS)
        for (uint32_t j = 0; j < x->n_listed && ok; j++)
            ok = add_entry(c, x->listed[j], x->number);
    if (table == TABLE_LINKS)
        for (uint32_t j = 0; j < c->batch->pairs[i].count && ok; j++)
            ok = add_entry(c, c->batch->pairs[i].items[j].a, x->number);
    return ok;
}

static int put_segment(struct commit *c, enum table table, size_t cap, struct wcy_error *err)
{
    struct batch *b = c->batch;
    c->n_entries = 0;
    for (size_t n = 0; n < b->numbered; n++)
        if (!add_entries(c, table, b->item_of[n]))
            return fail_nomem(err);
    if (!GROW(c->scratch, c->cap_scratch, c->n_entries + 1))
        return fail_nomem(err);
    radix_sort(c->entries, c->scratch, c->n_entries);
    return segments_add(&c->lists[table], c->txn, c->entries, c->n_entries, cap, err);
}

static int put_segments(struct commit *c, struct wcy_error *err)
{
    struct batch *b = c->batch;
    size_t cap = (size_t)b->meta->parameters.df_cap + 1;
    int status = segments_add(&c->lists[TABLE_PRINTS], c->txn, b->prints, b->n_prints, cap, err);
    c->meta.prints += b->n_prints;
    for (int t = TABLE_IDS; t < TABLE_SEGMENTED && status == 0; t++)
        status = put_segment(c, (enum table)t, t == TABLE_BLOCKS ? BLOCK_CAP : 0, err);
    return status;
}

/* Its cluster is to be made anew. */
static int touch(struct commit *c, uint64_t article, struct wcy_error *err)
{
    if (!GROW(c->touched, c->cap_touched, c->n_touched + 1))
        return fail_nomem(err);
    c->touched[c->n_touched++] = article;
    return 0;
}

static int put_pairs(struct commit *c, struct wcy_error *err)
{
    struct batch *b = c->batch;
    for (size_t n = 0; n < b->numbered; n++) {
        size_t i = b->item_of[n];
        const struct item_pairs *p = &b->pairs[i];
        if (p->count == 0)
            continue;
        buf_clear(&c->buf);
        bool ok = true;
        for (uint32_t k = 0; k < p->count && ok; k++)
            ok = pair_encode(&c->buf, &p->items[k]);
        if (!ok)
            return fail_nomem(err);
        c->meta.pairs += p->count;
        int status = touch(c, b->items[i].number, err);
        if (status == 0)
            status = store_put(b->store, c->txn, TABLE_PAIRS, KEY64(b->items[i].number),
                               buf_slice(&c->buf), true, err);
        if (status < 0)
            return status;
    }
    return 0;
}

static int put_rejudged(struct commit *c, struct wcy_error *err)
{
    const struct pair_list *list = &c->batch->rejudged;
    int status = 0;
    for (size_t i = 0; i < list->count && status == 0; i++) {
        status = pair_add(c->batch->store, c->txn, &list->items[i], err);
        if (status == 0)
            status = touch(c, list->items[i].a, err);
        if (status == 0)
            status = touch(c, list->items[i].b, err);
    }
    return status;
}

/* Older versions of ids that came with new content. Their records stay, so that adding the old
   content again is known to change nothing. */
static int put_replaced(struct commit *c, struct wcy_error *err)
{
    struct batch *b = c->batch;
    for (size_t n = 0; n < b->numbered; n++) {
        uint64_t old = b->items[b->item_of[n]].replaces;
        if (old == 0)
            continue;
        c->meta.articles--;
        c->meta.removed++;
        uint64_t heir = 0;
        int status = touch(c, old, err);
        if (status == 0)
            status = store_put(b->store, c->txn, TABLE_REMOVED, KEY64(old), slice_str("version"),
                               false, err);
        if (status == 0)
            status = promote_twin(b->store, c->txn, &c->meta, c->lists, &b->gone, old, b->first,
                                  &c->promoted, &heir, err);
        if (status == 0 && heir)
            status = touch(c, heir, err);
        if (status < 0)
            return status;
    }
    return promote_finish(c->txn, &c->meta, c->lists, &c->promoted, err);
}

/* New sites, and sites whose furniture grew. */
static int put_sites(struct commit *c, struct wcy_error *err)
{
    const struct furniture *f = &c->batch->furniture;
    int status = 0;
    for (size_t i = 0; i < f->n_slots && status == 0; i++)
        if (f->slots[i].site && !f->slots[i].stored)
            status = furniture_save(&f->slots[i], c->batch->store, c->txn, err);
    return status;
}

static int put_log(struct commit *c, const struct batch_log *log, struct wcy_error *err)
{
    const struct wcy_report *r = &log->report;
    const uint64_t numbers[] = {(uint64_t)log->started,
                                (uint64_t)time(NULL),
                                r->read,
                                r->indexed,
                                r->updated,
                                r->unchanged,
                                r->skipped,
                                r->repaired,
                                r->identical,
                                r->pairs,
                                r->bytes,
                                r->text_bytes};
    bool ok = true;
    buf_clear(&c->buf);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && ok; i++)
        ok = varint_put(&c->buf, numbers[i]);
    if (!ok || !varint_put_bytes(&c->buf, log->inputs) || !varint_put_bytes(&c->buf, log->skipped))
        return fail_nomem(err);
    return store_put(c->batch->store, c->txn, TABLE_BATCHES, KEY64(c->meta.next_batch++),
                     buf_slice(&c->buf), true, err);
}

static void count_items(const struct batch *b, struct wcy_report *r)
{
    r->indexed = r->updated = r->unchanged = r->identical = r->pairs = 0;
    for (size_t i = 0; i < b->count; i++) {
        const struct item *x = &b->items[i];
        r->indexed += x->number != 0;
        r->updated += x->number != 0 && x->replaces != 0;
        r->unchanged += b->fate[i] == FATE_UNCHANGED;
        r->identical += x->number != 0 && x->twin != 0;
        r->pairs += b->pairs[i].count;
        r->text_bytes += x->article.text.len;
    }
    r->batches = 1;
}

static int write_all(struct commit *c, struct batch_log *log, struct wcy_error *err)
{
    struct batch *b = c->batch;
    int status = put_records(c, err);
    if (status == 0)
        status = mark_widened(c, err);
    if (status == 0)
        status = put_texts(c, err);
    if (status == 0)
        status = put_segments(c, err);
    if (status == 0)
        status = put_pairs(c, err);
    if (status == 0)
        status = put_rejudged(c, err);
    if (status == 0)
        status = put_replaced(c, err);
    if (status == 0)
        status = put_sites(c, err);
    const struct touched touched = {c->touched, c->n_touched, b->first, &b->suspects, b->sets};
    if (status == 0)
        status =
            recluster(b->store, c->txn, &c->meta, &c->lists[TABLE_LINKS], &b->gone, &touched, err);
    c->meta.read += log->report.read;
    c->meta.skipped += log->report.skipped;
    c->meta.repaired += log->report.repaired;
    c->meta.unchanged += log->report.unchanged;
    if (status == 0)
        status = put_log(c, log, err);
    return status == 0 ? meta_save(&c->meta, b->store, c->txn, err) : status;
}

static int commit_once(struct batch *b, struct batch_log *log, struct wcy_error *err)
{
    struct commit *c = calloc(1, sizeof *c);
    if (!c)
        return fail_nomem(err);
    c->batch = b;
    c->meta = *b->meta;
    memcpy(c->lists, b->lists, sizeof c->lists);
    int status = store_begin(b->store, true, &c->txn, err);
    if (status == 0) {
        status = write_all(c, log, err);
        if (status == 0)
            status = store_commit(b->store, c->txn, err);
        else
            store_abort(b->store, c->txn);
    }
    if (status == 0)
        *b->meta = c->meta;
    free(c->entries);
    free(c->scratch);
    free(c->touched);
    promote_abandon(&c->promoted);
    buf_release(&c->buf);
    free(c);
    return status;
}

int batch_commit(struct batch *b, struct batch_log *log, struct wcy_error *err)
{
    struct wcy_error local = {0};
    /* No reader of ours may be open while the map grows. */
    store_abort(b->store, b->read);
    b->read = NULL;
    count_items(b, &log->report);
    int status = commit_once(b, log, &local);
    while (status < 0 && store_is_full(&local)) {
        status = store_grow(b->store, &local);
        if (status == 0)
            status = commit_once(b, log, &local);
    }
    if (status < 0 && err)
        *err = local;
    return status;
}
