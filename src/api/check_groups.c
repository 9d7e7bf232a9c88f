/*
 * check_groups: clusters, pairs, files and counters against the articles.
 */
#include "api/check.h"

#include "base/bytes.h"
#include "index/cluster_store.h"

#include <stdlib.h>

typedef int record_fn(struct check *c, uint64_t key, struct slice value, struct wcy_error *err);

static int each_record(struct check *c, enum table table, record_fn *fn, struct wcy_error *err)
{
    struct store_cursor cursor;
    struct slice key = {0}, value;
    int status = store_cursor_open(&cursor, c->store, c->txn, table, err);
    if (status < 0)
        return status;
    while (status == 0 && (status = store_cursor_get(&cursor, MDB_NEXT, &key, &value, err)) == 0)
        status = fn(c, get_be64(key.ptr), value, err);
    store_cursor_close(&cursor);
    return status < 0 ? status : 0;
}

static bool is_member(const struct cluster *x, uint64_t article)
{
    for (size_t i = 0; i < x->count; i++)
        if (x->members[i].article == article)
            return true;
    return false;
}

static int check_cluster(struct check *c, uint64_t number, struct slice value,
                         struct wcy_error *err)
{
    struct cluster x = {0};
    int status = cluster_decode(value, number, &x, err);
    for (size_t i = 0; i < x.count && status == 0; i++) {
        const struct member *m = &x.members[i];
        struct fact *f = &c->facts[m->article];
        if (!f->row || f->gone)
            check_number(c, TABLE_CLUSTERS, number, "member %llu does not exist",
                         (unsigned long long)m->article);
        else if (f->cluster != number || f->in_cluster)
            check_number(c, TABLE_CLUSTERS, number, "member %llu is in another cluster",
                         (unsigned long long)m->article);
        f->in_cluster = true;
        /* A look through all members for each would take a big cluster too long. */
        if (m->via && x.count <= 4096 && !is_member(&x, m->via))
            check_number(c, TABLE_CLUSTERS, number, "'via' %llu is no member",
                         (unsigned long long)m->via);
    }
    if (status == 0 && x.original && x.members[0].article != x.original)
        check_number(c, TABLE_CLUSTERS, number, "the original does not stand first");
    c->meta.clusters--;
    c->meta.clustered -= x.count;
    cluster_release(&x);
    return status;
}

static int check_pair(struct check *c, uint64_t number, struct slice value, struct wcy_error *err)
{
    struct pair_list list = {0};
    int status = pair_decode(value, number, &list, err);
    for (size_t i = 0; i <= list.count && status == 0; i++) {
        uint64_t article = i < list.count ? list.items[i].a : number;
        if (!c->facts[article].row && !c->facts[article].gone)
            check_number(c, TABLE_PAIRS, number, "article %llu does not exist",
                         (unsigned long long)article);
    }
    free(list.items);
    return status;
}

static int check_row_file(struct check *c, uint64_t number, struct slice value,
                          struct wcy_error *err)
{
    struct row r;
    struct slice path;
    int status = row_decode(&r, number, value, err);
    if (status == 0)
        status = store_get(c->store, c->txn, TABLE_FILES, KEY64(r.file), &path, err);
    if (status == WCY_END)
        check_number(c, TABLE_ARTICLES, number, "its file is missing");
    return status < 0 ? status : 0;
}

static int check_tombstone(struct check *c, uint64_t number, struct slice value,
                           struct wcy_error *err)
{
    (void)err;
    if (c->facts[number].row != slice_eq_str(value, "version"))
        check_number(c, TABLE_REMOVED, number, "a tombstone that does not fit its article");
    c->meta.removed--;
    return 0;
}

static void check_counters(struct check *c)
{
    uint64_t live = 0;
    for (uint64_t n = 1; n < c->n_facts; n++) {
        const struct fact *f = &c->facts[n];
        live += f->row && !f->gone;
        if (f->cluster && !f->in_cluster)
            check_number(c, TABLE_MEMBERS, n, "a cluster that does not have it");
    }
    if (live != c->meta.articles)
        check_problem(c, "meta", "parameters", "%llu articles instead of %llu",
                      (unsigned long long)live, (unsigned long long)c->meta.articles);
    /* Counted down to nothing. */
    if (c->meta.clusters || c->meta.clustered)
        check_problem(c, "meta", "parameters", "a wrong count of clusters or members");
}

/* Batches and files are numbered without gaps. */
static int check_count(struct check *c, enum table table, uint64_t expected, struct wcy_error *err)
{
    uint64_t count;
    int status = store_count(c->store, c->txn, table, &count, err);
    if (status == 0 && count != expected)
        check_problem(c, store_table_name(table), NULL, "%llu records instead of %llu",
                      (unsigned long long)count, (unsigned long long)expected);
    return status;
}

int check_groups(struct check *c, struct wcy_error *err)
{
    int status = each_record(c, TABLE_CLUSTERS, check_cluster, err);
    if (status == 0)
        status = each_record(c, TABLE_PAIRS, check_pair, err);
    if (status == 0)
        status = each_record(c, TABLE_ARTICLES, check_row_file, err);
    if (status == 0)
        status = each_record(c, TABLE_REMOVED, check_tombstone, err);
    if (status == 0)
        status = check_count(c, TABLE_BATCHES, c->meta.next_batch - 1, err);
    if (status == 0)
        check_counters(c);
    return status;
}
