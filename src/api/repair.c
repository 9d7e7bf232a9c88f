/*
 * repair: a sound index from what is intact in a damaged one.
 *
 *   damaged file -> salvage_read -> store of intact records -> salvage_mend -> transfer -> builder
 *   -> lost pairs compared, lost clusters made again -> check -> in the place of the damaged one
 */
#include "api/beside.h"
#include "api/salvage.h"

#include "index/lock.h"
#include "index/pages.h"
#include "index/segments.h"
#include "match/builder.h"
#include "match/judge.h"
#include "match/recluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct repair {
    struct salvage salvage;
    wcy_loss_fn *on_loss;
    void *context;
    struct wcy_repair_report *report;
    struct store *from, *to; /* the intact records; the new index */
    struct beside intact, made;
};

static void hand_on(void *context, const struct loss *loss)
{
    struct repair *r = context;
    const struct wcy_loss lost = {loss->number, public_slice(loss->id), loss->why};
    if (r->on_loss)
        r->on_loss(r->context, &lost);
}

/* The new index, but for what has to be compared again. */
static int build(struct repair *r, struct wcy_error *err)
{
    struct builder b = {0};
    struct salvage *s = &r->salvage;
    struct slice dictionary = {NULL, 0};
    MDB_txn *txn;
    int status = store_begin(r->from, false, &txn, err);
    if (status < 0)
        return status;
    status = gone_load(&s->gone, r->from, txn, err);
    if (status == 0)
        status =
            store_get(r->from, txn, TABLE_META, slice_str(TEXT_DICTIONARY_KEY), &dictionary, err);
    if (status >= 0)
        status = builder_begin(&b, r->to, &s->meta, dictionary, err);
    struct transfer_sink sink = builder_sink(&b);
    if (status == 0)
        status = transfer_run(r->from, txn, &s->meta, &s->gone, &sink, err);
    if (status == 0)
        status = builder_finish(&b, err);
    r->report->articles = b.meta.articles;
    builder_release(&b);
    store_abort(r->from, txn);
    return status;
}

/* What has to be done again, in one transaction on the new index. */
struct again {
    struct store *store;
    MDB_txn *txn;
    struct meta meta;
    struct gone gone;
    struct segments links;
    struct judge judge;
};

static int compare_again(struct again *a, struct entry e, struct wcy_error *err)
{
    struct row x, y;
    struct pair p = {.a = e.key, .b = e.article};
    int status = row_get(a->store, a->txn, e.key, &x, err);
    if (status == 0)
        status = row_get(a->store, a->txn, e.article, &y, err);
    if (status != 0)
        return status < 0 ? status : 0;
    const struct kinship kin = {.identical =
                                    x.digest.low == y.digest.low && x.digest.high == y.digest.high};
    status = judge_pair(&a->judge, kin, &p, err);
    if (status != 0)
        return status < 0 ? status : 0;
    a->meta.pairs++;
    return pair_add(a->store, a->txn, &p, err);
}

static int add_links(struct again *a, const struct entry *pairs, size_t count,
                     struct wcy_error *err)
{
    struct radix_item *items = malloc((count + 1) * sizeof *items);
    if (!items)
        return fail_nomem(err);
    for (size_t i = 0; i < count; i++)
        items[i] = (struct radix_item){pairs[i].key, pairs[i].article};
    int status = segments_add(&a->links, a->txn, items, count, 0, err);
    free(items);
    return status;
}

static int do_again(struct again *a, struct repair *r, struct wcy_error *err)
{
    struct salvage *s = &r->salvage;
    int status = meta_load(&a->meta, a->store, a->txn, err);
    const struct textset_source source = {.store = a->store, .parameters = a->meta.parameters};
    a->judge.cache = (struct textset_cache){.source = &source, .txn = a->txn, .limit = 64 << 20};
    if (status == 0)
        status = gone_load(&a->gone, a->store, a->txn, err);
    if (status == 0)
        status = segments_load(&a->links, a->store, a->txn, TABLE_LINKS, err);
    for (size_t i = 0; i < s->n_pairs && status == 0; i++)
        status = compare_again(a, s->pairs[i], err);
    judge_release(&a->judge);
    if (status == 0)
        status = add_links(a, s->pairs, s->n_pairs, err);
    const struct touched touched = {
        .articles = s->touched, .count = s->n_touched, .first_new = a->meta.next_article};
    if (status == 0)
        status = recluster(a->store, a->txn, &a->meta, &a->links, &a->gone, &touched, err);
    return status == 0 ? meta_save(&a->meta, a->store, a->txn, err) : status;
}

static int make_again(struct repair *r, struct wcy_error *err)
{
    struct again *a = calloc(1, sizeof *a);
    if (!a)
        return fail_nomem(err);
    a->store = r->to;
    int status = store_begin(r->to, true, &a->txn, err);
    if (status == 0) {
        status = do_again(a, r, err);
        if (status == 0)
            status = store_commit(r->to, a->txn, err);
        else
            store_abort(r->to, a->txn);
    }
    gone_release(&a->gone);
    free(a);
    return status == 0 ? store_sync(r->to, err) : status;
}

static int open_new(struct store **store, const char *folder, struct wcy_error *err)
{
    const struct store_options o = {.write = true, .create = true, .bulk = true};
    return store_open(store, folder, &o, err);
}

static int make_index(struct repair *r, const char *path, struct wcy_error *err)
{
    struct salvage *s = &r->salvage;
    int status = open_new(&r->from, r->intact.made, err);
    if (status == 0)
        status = salvage_read(s, r->from, path, err);
    if (status == 0)
        status = salvage_mend(s, err);
    if (status == 0)
        status = open_new(&r->to, r->made.made, err);
    if (status == 0)
        status = build(r, err);
    if (status == 0)
        status = make_again(r, err);
    struct wcy_repair_report *p = r->report;
    p->lost = s->lost;
    p->uncounted = s->counters_lost;
    p->pairs = s->n_pairs;
    p->files = s->files;
    p->batches = s->batches;
    p->sites = s->sites;
    return status;
}

/* The new index is checked as a whole, then takes its place; the writer's locks of both are held.
 */
static int put_in_place(struct repair *r, struct wcy_error *err)
{
    char *kept = NULL;
    struct wcy_error found = {0};
    int status = wcy_check(r->made.made, NULL, NULL, &found);
    if (status == WCY_ECORRUPT)
        return fail(err, WCY_EINTERNAL, "the index that was made is not sound: %.300s",
                    found.message);
    if (status < 0)
        return fail(err, status, "the index that was made could not be checked: %.300s",
                    found.message);
    status = beside_swap(&r->made, err);
    if (status == 0)
        status = beside_keep(&r->made, "damaged", &kept, err);
    if (kept)
        snprintf(r->report->kept, sizeof r->report->kept, "%s", kept);
    free(kept);
    return status;
}

static int repair_locked(struct repair *r, const char *path, struct wcy_error *err)
{
    int status = beside_make(&r->intact, path, "salvaging", err);
    if (status < 0)
        return status;
    status = beside_make(&r->made, path, "repairing", err);
    if (status == 0) {
        status = make_index(r, path, err);
        salvage_release(&r->salvage);
        if (status == 0)
            status = put_in_place(r, err);
        store_close(r->to);
        beside_drop(&r->made);
    }
    store_close(r->from);
    beside_drop(&r->intact);
    return status;
}

/* Is there something to repair? An index of another format is not damaged. A file that LMDB does
   not know may have lost both of its meta pages. */
static int needs_repair(const char *path, struct wcy_error *err)
{
    struct wcy_error found = {0};
    struct pages p;
    int status = wcy_check(path, NULL, NULL, &found);
    if (status == WCY_ECORRUPT || status == 0)
        return status == 0 ? WCY_END : 0;
    if (status == WCY_EFORMAT) {
        int opened = pages_open(&p, path, NULL);
        if (opened == 0)
            pages_close(&p);
        if (opened == WCY_END)
            return 0;
    }
    return fail(err, status, "%s", found.message);
}

int wcy_repair(const char *path, wcy_loss_fn *on_loss, void *context,
               struct wcy_repair_report *report, struct wcy_error *err)
{
    struct wcy_repair_report unused;
    struct registered entry = {0};
    struct stat st;
    int lock = -1;
    struct repair r = {.on_loss = on_loss, .context = context};
    r.report = report ? report : &unused;
    *r.report = (struct wcy_repair_report){0};
    r.salvage.on_loss = hand_on;
    r.salvage.context = &r;
    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
        return fail(err, WCY_ENOINDEX, "there is no index at '%s'", path);
    int status = registry_enter(&entry, path, err);
    if (status == 0)
        status = lock_writer(path, &lock, err);
    if (status == 0)
        status = needs_repair(path, err);
    if (status == 0)
        status = repair_locked(&r, path, err);
    lock_release(lock);
    registry_leave(&entry);
    return status == WCY_END ? 0 : status;
}
