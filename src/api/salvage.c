#include "api/salvage.h"

#include "base/bytes.h"
#include "index/page_walk.h"
#include "index/text_store.h"

#include <stdlib.h>

/* Bytes put before a commit. */
#define COMMIT_BYTES ((size_t)64 << 20)

struct reading {
    struct salvage *salvage;
    bool parameters_only; /* from pages that belong to no state */
    bool wants_counters;  /* there are none of the state itself */
    uint64_t note;        /* of STORE_COMMIT_KEY; 0: none */
    size_t bytes;
    int status;
    struct wcy_error error;
};

/* Lists that are derived anew; links tell which pairs there were, lines are needed without texts.
 */
static bool is_wanted(enum table t)
{
    return t >= TABLE_SEGMENTED || t == TABLE_LINKS || t == TABLE_BLOCKS;
}

static void keep(struct reading *r, enum table table, struct slice key, struct slice value)
{
    struct salvage *s = r->salvage;
    struct slice old;
    if (r->status < 0)
        return;
    /* The first one counts: later ones come from pages that no tree leads to. */
    int status = store_get(s->store, s->txn, table, key, &old, &r->error);
    if (status == WCY_END)
        status = store_put(s->store, s->txn, table, key, value, false, &r->error);
    r->bytes += value.len + 64;
    if (status == 0 && r->bytes > COMMIT_BYTES) {
        MDB_txn *txn = s->txn;
        s->txn = NULL;
        r->bytes = 0;
        status = store_commit(s->store, txn, &r->error);
        if (status == 0)
            status = store_begin(s->store, true, &s->txn, &r->error);
    }
    r->status = status;
}

static bool is_parameter(enum table table, struct slice key)
{
    return table == TABLE_META &&
           (slice_eq_str(key, "parameters") || slice_eq_str(key, TEXT_DICTIONARY_KEY));
}

/* Of the parameters of several states those with the highest counters. */
static void keep_parameters(struct reading *r, struct slice key, struct slice value)
{
    struct salvage *s = r->salvage;
    struct meta old = {0}, new = {0};
    struct slice stored = {NULL, 0};
    struct buf copy = BUF_INIT;
    int status = store_get(s->store, s->txn, TABLE_META, key, &stored, &r->error);
    bool first = status == WCY_END;
    if (status == 0 &&
        (meta_load(&old, s->store, s->txn, NULL) != 0 || !buf_append_slice(&copy, stored)))
        status = fail_nomem(&r->error);
    if (status >= 0)
        status = store_put(s->store, s->txn, TABLE_META, key, value, false, &r->error);
    if (status == 0 && !first &&
        (meta_load(&new, s->store, s->txn, NULL) != 0 || new.next_batch < old.next_batch))
        status = store_put(s->store, s->txn, TABLE_META, key, buf_slice(&copy), false, &r->error);
    buf_release(&copy);
    s->counters_lost = true;
    r->status = status;
}

static void take(struct reading *r, enum table table, struct slice key, struct slice raw)
{
    struct slice value;
    if (!is_wanted(table) || (r->parameters_only && !is_parameter(table, key)))
        return;
    if (store_is_intact(table, key, raw, &value)) {
        if (r->parameters_only && r->wants_counters && slice_eq_str(key, "parameters"))
            keep_parameters(r, key, value);
        else if (table != TABLE_META || !slice_eq_str(key, STORE_COMMIT_KEY))
            keep(r, table, key, value);
    } else if (table == TABLE_TEXTS && key.len == 8 && raw.len > 12) {
        /* Each text has a hash of its own: the others of the block may be whole. */
        keep(r, table, key, slice_sub(raw, 8, raw.len));
    } else {
        r->salvage->damaged[table] = true;
    }
}

/* A record of a tree, or of a page that no tree leads to: then its checksum says whose it is. */
static void on_record(void *context, const char *name, struct slice key, struct slice raw)
{
    struct reading *r = context;
    struct slice value;
    enum table table = store_table_of(name);
    if (table != TABLE_COUNT) {
        take(r, table, key, raw);
        return;
    }
    for (int t = 0; t < TABLE_COUNT; t++)
        if (store_is_intact((enum table)t, key, raw, &value)) {
            take(r, (enum table)t, key, raw);
            return;
        }
}

static void on_note(void *context, const char *name, struct slice key, struct slice raw)
{
    struct reading *r = context;
    struct slice value;
    (void)name;
    if (slice_eq_str(key, STORE_COMMIT_KEY) && store_is_intact(TABLE_META, key, raw, &value) &&
        value.len == 8)
        r->note = get_le64(value.ptr);
}

/* Which commit a state really is; 0: it does not say. */
static uint64_t note_of(struct pages *p, const struct pages_state *s)
{
    struct reading r = {0};
    struct page_walk w;
    if (page_walk_start(&w, p, s)) {
        w.record = on_note;
        w.context = &r;
        page_walk_main(&w);
        for (unsigned i = 0; i < w.n_tables; i++)
            if (store_table_of(w.tables[i].name) == TABLE_META)
                page_walk_table(&w, &w.tables[i]);
    }
    page_walk_end(&w);
    return r.note;
}

/* A state without trees: all that is left of it are pages that nothing leads to. */
static struct pages_state bare_state(const struct pages *p)
{
    struct pages_state s = {.last_page = p->size / p->page_size};
    s.last_page -= s.last_page > 0;
    s.free.root = s.main.root = PAGES_NO_ROOT;
    return s;
}

/* A state whose meta page is broken: its main tree, which is one leaf, is looked for. */
static void find_main(struct pages *p, struct pages_state *best, uint64_t *id)
{
    for (uint64_t n = 2; n < p->size / p->page_size; n++) {
        if (!page_walk_is_main(p, n))
            continue;
        struct pages_state s = bare_state(p);
        s.main = (struct pages_tree){.depth = 1, .leaves = 1, .root = n};
        uint64_t note = note_of(p, &s);
        if (note > *id) {
            *best = s;
            *id = note;
        }
    }
}

/* The newest state, by what the states say of themselves if they can, else by their meta pages. */
static struct pages_state newest(struct pages *p, unsigned good)
{
    struct pages_state best = bare_state(p);
    uint64_t id = 0;
    for (int i = 0; i < 2; i++) {
        const struct pages_state *s = &p->states[i];
        uint64_t note = s->main.root == PAGES_NO_ROOT ? 0 : note_of(p, s);
        uint64_t is = note ? note : s->txnid;
        if (is > id) {
            best = *s;
            id = is;
        }
    }
    if (good < 2)
        find_main(p, &best, &id);
    return best;
}

static void read_state(struct reading *r, struct pages *p, const struct pages_state *s)
{
    struct page_walk w;
    if (page_walk_start(&w, p, s)) {
        bool removed = false; /* the tombstones were read */
        w.record = on_record;
        w.context = r;
        page_walk_main(&w);
        bool broken = w.problems > 0 || w.n_tables < TABLE_COUNT;
        for (int t = 0; t < TABLE_COUNT; t++)
            r->salvage->damaged[t] = broken;
        for (unsigned i = 0; i < w.n_tables; i++) {
            uint64_t before = w.problems;
            page_walk_table(&w, &w.tables[i]);
            enum table t = store_table_of(w.tables[i].name);
            if (t != TABLE_COUNT && w.problems > before)
                r->salvage->damaged[t] = true;
            if (t == TABLE_REMOVED)
                removed = w.problems == before;
        }
        broken = broken || w.problems > 0;
        uint64_t before = w.problems;
        page_walk_free(&w);
        bool free_known = s->free.root != PAGES_NO_ROOT && w.problems == before;
        /* Pages that are free hold what was true once. When it is not known which are, only the
           tombstones keep removed articles from coming back. */
        if (broken && (free_known || removed))
            page_walk_lost(&w);
    }
    page_walk_end(&w);
}

/* Without its parameters nothing can be read; those of an older state are as good. */
static void read_parameters(struct reading *r, struct pages *p)
{
    struct page_walk w;
    const struct pages_state all = bare_state(p);
    struct slice old;
    struct salvage *s = r->salvage;
    r->parameters_only = true;
    r->wants_counters =
        store_get(s->store, s->txn, TABLE_META, slice_str("parameters"), &old, NULL) != 0;
    if (page_walk_start(&w, p, &all)) {
        w.record = on_record;
        w.context = r;
        page_walk_lost(&w);
    }
    page_walk_end(&w);
}

int salvage_read(struct salvage *s, struct store *store, const char *folder, struct wcy_error *err)
{
    struct pages p;
    struct reading r = {.salvage = s};
    unsigned good;
    s->store = store;
    int status = pages_open_damaged(&p, folder, &good, err);
    if (status < 0)
        return status;
    status = store_begin(store, true, &s->txn, err);
    if (status == 0) {
        const struct pages_state state = newest(&p, good);
        read_state(&r, &p, &state);
        read_parameters(&r, &p);
        status = r.status < 0 ? fail(err, r.status, "%s", r.error.message) : 0;
    }
    pages_close(&p);
    return status;
}

void salvage_release(struct salvage *s)
{
    if (s->store)
        store_abort(s->store, s->txn);
    gone_release(&s->gone);
    free(s->touched);
    free(s->pairs);
    *s = (struct salvage){0};
}
