#include "match/builder.h"

#include "base/bytes.h"
#include "base/grow.h"
#include "match/item.h"
#include "match/posting.h"
#include "match/relation.h"
#include "sketch/fingerprint.h"

#include <stdlib.h>
#include <zstd.h>

/* Entries that are collected before a segment is written (16 bytes each, twice for sorting), and
   bytes written before a commit. */
#define LIST_LIMIT   ((size_t)4 << 20)
#define COMMIT_BYTES ((size_t)32 << 20)

/* As many as a batch keeps, see commit.c. */
#define BLOCK_CAP 8

int builder_begin(struct builder *b, struct store *store, const struct meta *meta,
                  struct slice dictionary, struct wcy_error *err)
{
    *b = (struct builder){.store = store, .meta = *meta, .list_limit = LIST_LIMIT};
    struct meta *m = &b->meta;
    m->articles = m->pairs = m->prints = m->clusters = m->clustered = m->frame_bytes = 0;
    if (!tokens_scan(&b->maker.tokens, slice_make("", 0), m->parameters.seed))
        return fail_nomem(err);
    b->no_text = tokens_digest(&b->maker.tokens);
    int status = store_begin(store, true, &b->txn, err);
    if (status < 0)
        return status;
    text_writer_init(&b->texts, store, b->txn);
    if (dictionary.len == 0)
        return 0;
    b->packer.dictionary = ZSTD_createCDict(dictionary.ptr, dictionary.len, TEXT_LEVEL);
    if (!b->packer.dictionary)
        return fail_nomem(err);
    return store_put(store, b->txn, TABLE_META, slice_str(TEXT_DICTIONARY_KEY), dictionary, false,
                     err);
}

static int builder_commit(struct builder *b, struct wcy_error *err)
{
    MDB_txn *txn = b->txn;
    b->txn = NULL;
    b->bytes = 0;
    int status = store_commit(b->store, txn, err);
    if (status == 0)
        status = store_begin(b->store, true, &b->txn, err);
    b->texts.txn = b->txn;
    return status;
}

static size_t cap_of(const struct builder *b, int table)
{
    if (table == TABLE_PRINTS)
        return (size_t)b->meta.parameters.df_cap + 1;
    return table == TABLE_BLOCKS ? BLOCK_CAP : 0;
}

/* A list becomes a segment. */
static int write_list(struct builder *b, int table, struct wcy_error *err)
{
    struct builder_list *l = &b->lists[table];
    struct segments list;
    if (l->count == 0)
        return 0;
    struct radix_item *scratch = malloc(l->count * sizeof *scratch);
    if (!scratch)
        return fail_nomem(err);
    radix_sort(l->items, scratch, l->count);
    free(scratch);
    int status = segments_load(&list, b->store, b->txn, (enum table)table, err);
    if (status == 0)
        status = segments_add(&list, b->txn, l->items, l->count, cap_of(b, table), err);
    l->count = 0;
    return status;
}

static int merge_lists(struct builder *b, bool all, struct wcy_error *err)
{
    MDB_txn *txn = b->txn;
    b->txn = NULL;
    int status = store_commit(b->store, txn, err);
    for (int t = 0; t < TABLE_SEGMENTED && status == 0; t++) {
        /* A line has as many carriers as it has batches: those of a batch are all there are. */
        const struct segments_merge_options o = {.cap = t == TABLE_PRINTS ? cap_of(b, t) : 0,
                                                 .all = all};
        status = segments_merge(b->store, (enum table)t, &o, err);
    }
    if (status == 0)
        status = store_begin(b->store, true, &b->txn, err);
    b->texts.txn = b->txn;
    b->bytes = 0;
    return status;
}

static int write_lists(struct builder *b, struct wcy_error *err)
{
    int status = 0;
    for (int t = 0; t < TABLE_SEGMENTED && status == 0; t++)
        status = write_list(b, t, err);
    b->entries = 0;
    return status == 0 ? merge_lists(b, false, err) : status;
}

/* After each record: is it time to commit? */
static int builder_tick(struct builder *b, size_t bytes, struct wcy_error *err)
{
    b->bytes += bytes;
    if (b->entries >= b->list_limit)
        return write_lists(b, err);
    return b->bytes >= COMMIT_BYTES ? builder_commit(b, err) : 0;
}

static int put(struct builder *b, enum table table, uint64_t key, struct slice value,
               struct wcy_error *err)
{
    int status = store_put(b->store, b->txn, table, KEY64(key), value, true, err);
    return status == 0 ? builder_tick(b, value.len + 64, err) : status;
}

static bool add_entry(struct builder *b, int table, uint64_t key, uint64_t article)
{
    struct builder_list *l = &b->lists[table];
    if (!GROW(l->items, l->cap, l->count + 1))
        return false;
    l->items[l->count++] = (struct radix_item){key, article};
    b->entries++;
    return true;
}

static struct digest *digest_slot(const struct builder *b, struct digest d)
{
    size_t i = (size_t)(d.low ^ d.high) & (b->cap_digests - 1);
    while ((b->digests[i].low || b->digests[i].high) &&
           (b->digests[i].low != d.low || b->digests[i].high != d.high))
        i = (i + 1) & (b->cap_digests - 1);
    return &b->digests[i];
}

/* *first: no text so far has this digest. */
static bool add_digest(struct builder *b, struct digest d, bool *first)
{
    if (2 * (b->n_digests + 1) > b->cap_digests) {
        struct digest *old = b->digests;
        size_t n = b->cap_digests;
        b->cap_digests = n ? 2 * n : 1024;
        b->digests = calloc(b->cap_digests, sizeof *b->digests);
        if (!b->digests) {
            b->digests = old;
            b->cap_digests = n;
            return false;
        }
        for (size_t i = 0; i < n; i++)
            if (old[i].low || old[i].high)
                *digest_slot(b, old[i]) = old[i];
        free(old);
    }
    struct digest *slot = digest_slot(b, d);
    *first = slot->low == 0 && slot->high == 0;
    b->n_digests += *first;
    *slot = d;
    return true;
}

int builder_file(void *builder, uint64_t number, struct slice path, struct wcy_error *err)
{
    return put(builder, TABLE_FILES, number, path, err);
}

int builder_batch(void *builder, uint64_t number, struct slice value, struct wcy_error *err)
{
    return put(builder, TABLE_BATCHES, number, value, err);
}

/* What is derived from a text. */
static int derive(struct builder *b, const struct transfer_article *a, struct item *item,
                  struct wcy_error *err)
{
    const struct row *r = &a->row;
    const struct item_options o = {.parameters = b->meta.parameters};
    struct article article = row_article(r, a->text);
    int status = row_credits(r->credits, &b->arena, &article.credits, &article.n_credits, err);
    if (status == 0)
        status = item_make(&b->maker, &o, &article, &b->arena, item, err);
    if (status < 0 || r->content == 0)
        return status;
    if (item->content == r->content && digest_equal(item->digest, r->digest) &&
        item->shingles == r->shingles && a->text.len == r->text_len)
        return 0;
    return fail(err, WCY_ECORRUPT, "the record of article %llu does not fit its text",
                (unsigned long long)r->number);
}

/* The same without a text: the sketch's smallest hashes are the fingerprints. */
static int derive_from_sketch(struct builder *b, const struct transfer_article *a,
                              struct item *item, struct wcy_error *err)
{
    size_t n = (a->frame.len - 1) / 8;
    const struct wcy_parameters *p = &b->meta.parameters;
    uint64_t *hashes = arena_alloc(&b->arena, (n + 1) * sizeof *hashes);
    if (!hashes)
        return fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        hashes[i] = get_le64(a->frame.ptr + 1 + 8 * i);
    n = fingerprints_of_set(hashes, n, p->scale, p->floor);
    for (size_t i = 0; i < n; i++)
        hashes[i] = fingerprint_of(hashes[i]);
    *item = (struct item){.prints = hashes,
                          .n_prints = (uint32_t)n,
                          .content = a->row.content,
                          .digest = a->row.digest,
                          .shingles = (uint32_t)a->row.shingles,
                          .id_key = row_id_key(a->row.id),
                          .url_key = a->row.url.len ? row_url_key(a->row.url) : 0};
    return 0;
}

static bool add_entries(struct builder *b, const struct transfer_article *a,
                        const struct item *item)
{
    uint64_t number = a->row.number;
    bool first = false, ok = add_entry(b, TABLE_IDS, item->id_key, number);
    if (a->replaced)
        return ok;
    if (item->url_key)
        ok = ok && add_entry(b, TABLE_URLS, item->url_key, number);
    for (uint32_t i = 0; i < item->n_lines && ok; i++)
        ok = add_entry(b, TABLE_BLOCKS, item->lines[i], number);
    for (uint32_t i = 0; i < item->n_listed && ok; i++)
        ok = add_entry(b, TABLE_BLOCKS, item->listed[i], number);
    if (digest_equal(item->digest, b->no_text))
        return ok;
    ok = ok && add_entry(b, TABLE_EXACT, item->digest.low, number) &&
         add_digest(b, item->digest, &first);
    first = first || relation_is_bounded(&b->meta.parameters);
    uint64_t posting = posting_make(number, item->shingles);
    for (uint32_t i = 0; i < item->n_prints && first && ok; i++)
        ok = add_entry(b, TABLE_PRINTS, item->prints[i], posting);
    b->meta.prints += first ? item->n_prints : 0;
    return ok;
}

static int put_row(struct builder *b, const struct transfer_article *a, const struct item *item,
                   struct wcy_error *err)
{
    struct row r = a->row;
    r.content = item->content;
    r.digest = item->digest;
    r.shingles = item->shingles;
    if (a->text.ptr)
        r.text_len = a->text.len;
    buf_clear(&b->buf);
    if (!row_encode(&b->buf, &r))
        return fail_nomem(err);
    return store_put(b->store, b->txn, TABLE_ARTICLES, KEY64(r.number), buf_slice(&b->buf), true,
                     err);
}

int builder_article(void *builder, const struct transfer_article *a, struct wcy_error *err)
{
    struct builder *b = builder;
    struct item item;
    struct slice frame = a->frame;
    bool sketch = frame.len > 0 && frame.ptr[0] == TEXT_SKETCH;
    arena_reset(&b->arena);
    int status = sketch ? derive_from_sketch(b, a, &item, err) : derive(b, a, &item, err);
    if (status == 0 && frame.len == 0) {
        status = text_pack(&b->packer, &b->frame, a->text, err);
        frame = buf_slice(&b->frame);
    }
    if (status == 0)
        status = put_row(b, a, &item, err);
    if (status == 0)
        status = text_write(&b->texts, a->row.number, frame,
                            (uint32_t)(sketch ? a->row.text_len : a->text.len), err);
    if (status == 0 && !add_entries(b, a, &item))
        status = fail_nomem(err);
    if (status == 0 && a->replaced)
        status = store_put(b->store, b->txn, TABLE_REMOVED, KEY64(a->row.number),
                           slice_str("version"), true, err);
    b->meta.articles += !a->replaced;
    b->meta.frame_bytes += frame.len;
    return status == 0 ? builder_tick(b, b->buf.len + frame.len, err) : status;
}

int builder_pairs(void *builder, uint64_t later, const struct pair *pairs, size_t count,
                  struct wcy_error *err)
{
    struct builder *b = builder;
    bool ok = true;
    buf_clear(&b->buf);
    for (size_t i = 0; i < count && ok; i++)
        ok = pair_encode(&b->buf, &pairs[i]) && add_entry(b, TABLE_LINKS, pairs[i].a, later);
    if (!ok)
        return fail_nomem(err);
    b->meta.pairs += count;
    return put(b, TABLE_PAIRS, later, buf_slice(&b->buf), err);
}

int builder_place(void *builder, uint64_t article, struct place place, struct wcy_error *err)
{
    struct builder *b = builder;
    int status = place_save(b->store, b->txn, article, place, err);
    return status == 0 ? builder_tick(b, 64, err) : status;
}

int builder_cluster(void *builder, const struct cluster *cluster, struct wcy_error *err)
{
    struct builder *b = builder;
    int status = cluster_save(b->store, b->txn, cluster, err);
    b->meta.clusters++;
    b->meta.clustered += cluster->count;
    return status == 0 ? builder_tick(b, 16 * cluster->count + 64, err) : status;
}

int builder_site(void *builder, uint64_t site, struct slice lines, struct wcy_error *err)
{
    return put(builder, TABLE_SITES, site, lines, err);
}

int builder_line(void *builder, uint64_t line, uint64_t article, struct wcy_error *err)
{
    struct builder *b = builder;
    if (!add_entry(b, TABLE_BLOCKS, line, article))
        return fail_nomem(err);
    return builder_tick(b, 0, err);
}

struct transfer_sink builder_sink(struct builder *b)
{
    return (struct transfer_sink){b,
                                  builder_file,
                                  builder_batch,
                                  builder_article,
                                  builder_pairs,
                                  builder_place,
                                  builder_cluster,
                                  builder_site,
                                  builder_line};
}

int builder_finish(struct builder *b, struct wcy_error *err)
{
    int status = text_flush(&b->texts, err);
    if (status == 0)
        status = write_lists(b, err);
    if (status == 0)
        status = merge_lists(b, true, err);
    if (status == 0)
        status = meta_save(&b->meta, b->store, b->txn, err);
    if (status < 0)
        return status;
    MDB_txn *txn = b->txn;
    b->txn = NULL;
    status = store_commit(b->store, txn, err);
    return status == 0 ? store_sync(b->store, err) : status;
}

void builder_release(struct builder *b)
{
    if (b->store)
        store_abort(b->store, b->txn);
    for (int t = 0; t < TABLE_SEGMENTED; t++)
        free(b->lists[t].items);
    free(b->digests);
    item_maker_release(&b->maker);
    arena_release(&b->arena);
    text_writer_release(&b->texts);
    ZSTD_CDict *dictionary = (void *)(uintptr_t)b->packer.dictionary;
    ZSTD_freeCDict(dictionary);
    text_packer_release(&b->packer);
    buf_release(&b->buf);
    buf_release(&b->frame);
    *b = (struct builder){0};
}
