/*
 * check_pages: LMDB's own structure, before LMDB walks it.
 */
#include "api/check.h"

#include "base/bytes.h"
#include "index/page_walk.h"

#include <stdio.h>

static void on_problem(void *context, const char *table, uint64_t page, const char *what)
{
    char key[32];
    snprintf(key, sizeof key, "page %llu", (unsigned long long)page);
    check_problem(context, *table ? table : "lmdb", key, "%s", what);
}

/* The state that the transaction sees; a writer may have moved on while the meta pages were read,
   never by more than the transaction lets it. */
static const struct pages_state *find_state(const struct check *c, struct pages *p,
                                            struct wcy_error *err)
{
    uint64_t id = mdb_txn_id(c->txn);
    for (int i = 0; i < 2; i++)
        if (p->states[i].txnid == id)
            return &p->states[i];
    fail(err, WCY_ECORRUPT, "index '%s' is damaged: no meta page has the state LMDB reads",
         c->store->path);
    return NULL;
}

struct noted {
    uint64_t commit;
    bool found;
};

static void on_record(void *context, const char *table, struct slice key, struct slice raw)
{
    struct noted *n = context;
    struct slice value;
    (void)table;
    if (slice_eq_str(key, STORE_COMMIT_KEY) && store_is_intact(TABLE_META, key, raw, &value) &&
        value.len == 8) {
        n->commit = get_le64(value.ptr);
        n->found = true;
    }
}

/* What a state says of itself. */
struct note {
    bool intact;         /* its pages are whole */
    uint64_t commit;     /* its transaction; 0: a state of an older program, which does not say */
    uint64_t last_freed; /* with `all`: the newest transaction in its free list */
};

/* Walks the tables' list and TABLE_META of a state; with `all` all its pages. */
static struct note read_note(const struct pages *p, const struct pages_state *s, bool all)
{
    struct page_walk w;
    struct noted noted = {0, false};
    struct note note = {.intact = true};
    if (page_walk_start(&w, p, s)) {
        w.record = on_record;
        w.context = &noted;
        page_walk_main(&w);
        for (unsigned i = 0; i < w.n_tables && w.problems == 0; i++)
            if (all || store_table_of(w.tables[i].name) == TABLE_META)
                page_walk_table(&w, &w.tables[i]);
        if (all && w.problems == 0)
            page_walk_free(&w);
        note = (struct note){w.problems == 0, noted.found ? noted.commit : 0, w.last_freed};
    }
    page_walk_end(&w);
    return note;
}

/* A commit takes pages of the older state before it is done. When it failed, that state is damaged,
   or whole but for the failed commit's note; nobody reads it, and the next commit takes its place.
   A newest state that hides behind a changed number is whole, and pages that its own commit freed
   are in its free list. */
static bool is_overwritten(const struct pages *p, const struct pages_state *s)
{
    uint64_t newest = pages_newest(p)->txnid;
    struct note note = read_note(p, s, true);
    return s->txnid + 1 == newest &&
           (!note.intact || (note.commit == newest + 1 && note.last_freed < note.commit));
}

/* Does the state that a meta page leads to say of itself what the meta page says? */
static void check_note(struct check *c, const struct pages *p, const struct pages_state *s)
{
    struct note note = read_note(p, s, false);
    bool own = note.intact && (note.commit == 0 || note.commit == s->txnid);
    if (!own && !is_overwritten(p, s))
        check_problem(c, "lmdb", s == &p->states[0] ? "page 0" : "page 1",
                      "a meta page that does not belong to its state");
}

/* LMDB writes its two meta pages in turn: even transactions to the first, odd ones to the second.
 */
static void check_metas(struct check *c, const struct pages *p)
{
    const struct pages_state *a = &p->states[0], *b = &p->states[1];
    uint64_t apart = a->txnid > b->txnid ? a->txnid - b->txnid : b->txnid - a->txnid;
    bool fresh = a->txnid == 0 && b->txnid == 0;
    if (!fresh && (apart != 1 || a->txnid % 2 != 0))
        check_problem(c, "lmdb", "page 0", "meta pages whose transactions do not follow another");
    for (int i = 0; i < 2; i++)
        if (p->states[i].txnid > 1)
            check_note(c, p, &p->states[i]);
}

static void walk_all(struct check *c, struct page_walk *w)
{
    bool there[TABLE_COUNT] = {false};
    page_walk_main(w);
    for (unsigned i = 0; i < w->n_tables; i++) {
        enum table t = store_table_of(w->tables[i].name);
        if (t == TABLE_COUNT) {
            check_problem(c, "lmdb", NULL, "an unknown table");
            continue;
        }
        there[t] = true;
        page_walk_table(w, &w->tables[i]);
    }
    page_walk_free(w);
    for (int t = 0; t < TABLE_COUNT; t++)
        if (!there[t])
            check_problem(c, store_table_name((enum table)t), NULL, "the table is missing");
}

int check_pages(struct check *c, struct pages *p, struct wcy_error *err)
{
    struct page_walk w;
    int status = pages_reload(p, err);
    const struct pages_state *s = status == 0 ? find_state(c, p, err) : NULL;
    if (!s)
        return status < 0 ? status : WCY_ECORRUPT;
    struct pages_state state = *s;
    check_metas(c, p);
    if (!page_walk_start(&w, p, &state)) {
        page_walk_end(&w);
        return fail_nomem(err);
    }
    w.problem = on_problem;
    w.context = c;
    walk_all(c, &w);
    c->pages = w.used;
    page_walk_end(&w);
    return 0;
}
