/*
 * check_records: every record of every table, by itself.
 */
#include "api/check.h"

#include "base/bytes.h"
#include "base/varint.h"
#include "index/cluster_store.h"
#include "index/segments.h"

#include <stdio.h>
#include <stdlib.h>

#define BLOCK_KEY 20

/* How a key is shown. */
static void name_key(enum table table, struct slice key, char *to, size_t size)
{
    if (table == TABLE_META)
        snprintf(to, size, "%.*s", (int)(key.len < 40 ? key.len : 40), key.ptr);
    else if (table < TABLE_SEGMENTED && key.len == BLOCK_KEY)
        snprintf(to, size, "segment %u, %016llx", __builtin_bswap32(BYTES_LE32(get_le32(key.ptr))),
                 (unsigned long long)get_be64(key.ptr + 4));
    else if (key.len == 8)
        snprintf(to, size, "%llu", (unsigned long long)get_be64(key.ptr));
    else
        snprintf(to, size, "a key of %zu bytes", key.len);
}

static void check_row(struct check *c, uint64_t number, struct slice value)
{
    struct row r;
    struct arena arena = ARENA_INIT;
    struct credit *credits;
    size_t n;
    if (!check_article(c, number)) {
        check_number(c, TABLE_ARTICLES, number, "an article number that was never given");
        return;
    }
    if (row_decode(&r, number, value, NULL) < 0 ||
        row_credits(r.credits, &arena, &credits, &n, NULL) < 0) {
        check_number(c, TABLE_ARTICLES, number, "a malformed record");
    } else {
        struct fact *f = &c->facts[number];
        f->row = true;
        f->id_key = row_id_key(r.id);
        f->url_key = r.url.len ? row_url_key(r.url) : 0;
        f->digest = r.digest;
        f->shingles = (uint32_t)r.shingles;
        if (r.batch >= c->meta.next_batch || r.file >= c->meta.next_file)
            check_number(c, TABLE_ARTICLES, number, "a batch or file that does not exist");
    }
    arena_release(&arena);
}

static void check_pairs(struct check *c, uint64_t number, struct slice value)
{
    struct pair_list list = {0};
    uint64_t last = 0;
    bool ok = check_article(c, number) && pair_decode(value, number, &list, NULL) == 0;
    for (size_t i = 0; i < list.count && ok; i++) {
        const struct pair *p = &list.items[i];
        ok = p->a > last && p->full.shared <= p->full.size_a && p->full.shared <= p->full.size_b &&
             p->informative.shared <= p->informative.size_a &&
             p->informative.shared <= p->informative.size_b && p->relation != WCY_NONE;
        last = p->a;
    }
    if (!ok)
        check_number(c, TABLE_PAIRS, number, "malformed pairs");
    free(list.items);
}

static void check_place(struct check *c, uint64_t number, struct slice value)
{
    struct varint_reader v = varint_reader(value);
    uint64_t composite = varint_get(&v), cluster = varint_get(&v);
    if (!v.ok || v.at != v.end || composite > 1 || !check_article(c, number) ||
        cluster >= c->n_facts)
        check_number(c, TABLE_MEMBERS, number, "a malformed place");
    else
        c->facts[number].cluster = cluster;
}

static void check_cluster(struct check *c, uint64_t number, struct slice value)
{
    struct cluster x = {0};
    bool ok = cluster_decode(value, number, &x, NULL) == 0 && x.count >= 2;
    for (size_t i = 0; i < x.count && ok; i++)
        ok = check_article(c, x.members[i].article) && x.members[i].relation <= WCY_ORIGINAL &&
             (i < 2 || x.members[i].article > x.members[i - 1].article);
    if (!ok)
        check_number(c, TABLE_CLUSTERS, number, "a malformed cluster");
    cluster_release(&x);
}

static void check_removed(struct check *c, uint64_t number, struct slice value)
{
    if (!check_article(c, number) ||
        (!slice_eq_str(value, "removed") && !slice_eq_str(value, "version")))
        check_number(c, TABLE_REMOVED, number, "a malformed tombstone");
    else
        c->facts[number].gone = true;
}

static void check_site(struct check *c, uint64_t site, struct slice value)
{
    bool ok = value.len % 8 == 0;
    for (size_t i = 8; i < value.len && ok; i += 8)
        ok = get_le64(value.ptr + i - 8) < get_le64(value.ptr + i);
    if (!ok)
        check_number(c, TABLE_SITES, site, "malformed furniture");
}

static void check_batch(struct check *c, uint64_t number, struct slice value)
{
    struct varint_reader v = varint_reader(value);
    for (int i = 0; i < 12; i++)
        varint_get(&v);
    varint_get_bytes(&v);
    varint_get_bytes(&v);
    if (!v.ok || number == 0 || number >= c->meta.next_batch)
        check_number(c, TABLE_BATCHES, number, "a malformed audit record");
}

static void check_text(struct check *c, uint64_t first, struct slice value)
{
    uint64_t count = value.len >= 4 ? get_le32(value.ptr) : 0;
    if (count == 0 || first == 0 || first + count > c->n_facts)
        check_number(c, TABLE_TEXTS, first, "malformed texts");
}

static void check_layout(struct check *c, enum table table, struct slice key, struct slice value)
{
    uint64_t number;
    if (table < TABLE_SEGMENTED) {
        if (key.len != BLOCK_KEY)
            check_problem(c, store_table_name(table), NULL, "a block with a malformed key");
        return;
    }
    if (table == TABLE_META)
        return;
    if (key.len != 8) {
        check_problem(c, store_table_name(table), NULL, "a malformed key");
        return;
    }
    number = get_be64(key.ptr);
    if (table == TABLE_ARTICLES)
        check_row(c, number, value);
    else if (table == TABLE_TEXTS)
        check_text(c, number, value);
    else if (table == TABLE_PAIRS)
        check_pairs(c, number, value);
    else if (table == TABLE_MEMBERS)
        check_place(c, number, value);
    else if (table == TABLE_CLUSTERS)
        check_cluster(c, number, value);
    else if (table == TABLE_SITES)
        check_site(c, number, value);
    else if (table == TABLE_BATCHES)
        check_batch(c, number, value);
    else if (table == TABLE_REMOVED)
        check_removed(c, number, value);
    else if (number == 0 || number >= c->meta.next_file)
        check_number(c, TABLE_FILES, number, "a file number that was never given");
}

static int check_table(struct check *c, enum table table, struct wcy_error *err)
{
    MDB_cursor *cursor;
    MDB_val k, v;
    char name[80];
    int rc = mdb_cursor_open(c->txn, c->store->dbi[table], &cursor);
    if (rc != 0)
        return store_fail(c->store, rc, "opening a cursor", err);
    while ((rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT)) == 0) {
        struct slice key = slice_make(k.mv_data, k.mv_size), value;
        c->records++;
        if (store_is_intact(table, key, slice_make(v.mv_data, v.mv_size), &value)) {
            check_layout(c, table, key, value);
        } else {
            name_key(table, key, name, sizeof name);
            check_problem(c, store_table_name(table), name, "a record with a bad checksum");
        }
    }
    mdb_cursor_close(cursor);
    rc = rc == MDB_NOTFOUND ? 0 : store_fail(c->store, rc, "reading", err);
    return rc;
}

/* The lists of segments must be readable; their entries come later. */
static int check_segment_lists(struct check *c, struct wcy_error *err)
{
    int status = 0;
    for (int t = 0; t < TABLE_SEGMENTED && status == 0; t++) {
        struct segments list;
        status = segments_load(&list, c->store, c->txn, (enum table)t, err);
        if (status == WCY_ECORRUPT) {
            check_problem(c, store_table_name((enum table)t), NULL, "a broken list of segments");
            status = 0;
        }
    }
    return status;
}

int check_records(struct check *c, struct wcy_error *err)
{
    int status = check_segment_lists(c, err);
    for (int t = 0; t < TABLE_COUNT && status == 0; t++)
        status = check_table(c, (enum table)t, err);
    return status;
}
