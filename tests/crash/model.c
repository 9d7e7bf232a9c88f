/*
 * model: random operations on an index, against a simple model of it in memory.
 *
 *   model OPERATIONS [SEED [OPERATIONS BETWEEN TWO FULL COMPARISONS]]
 *
 * Articles are added (new, again, with other content, under a known old content), removed, queried
 * by text and by id; the index is closed and opened, and compacted; a process that adds, removes or
 * compacts is killed at some moment. The model knows which ids exist with which text; so which
 * texts are the same, and what a query by exact text must find. After a kill the operation has
 * happened as a whole or not at all. Every few hundred operations all articles, pairs and clusters
 * are compared, and the index is checked. Prints TAP.
 */
#include "base/buf.h"
#include "wirecopy.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define IDS       150
#define TEXTS     48  /* in use at a time */
#define TEXT_USES 400 /* then it makes room for a new one; more than a posting list keeps */
#define FORMS     3   /* the same normalised text, written otherwise */
#define BATCH     8
#define SEEN      512

/* What an id's article says: which text, in which form. 0: nothing. */
struct content {
    uint64_t text; /* serial number of the text, from 1 */
    unsigned form;
};

struct known {
    struct content live;       /* text 0: it does not exist */
    struct content seen[SEEN]; /* since it was last removed */
    unsigned n_seen;
};

struct text {
    uint64_t serial;
    unsigned uses;
    char *forms[FORMS];
};

struct model {
    char dir[256], index_path[320], input[320];
    struct wcy_index *index;
    struct known ids[IDS], before[IDS];
    struct text texts[TEXTS];
    uint64_t next_serial, random;
    uint64_t added, unchanged, removed, queries, kills, half, checks, compacted;
    uint64_t operation, indexes;
};

/* ------------------------------------------------------------------ helpers */

/* xorshift64* (Vigna 2016) */
static uint64_t draw(struct model *m)
{
    m->random ^= m->random >> 12;
    m->random ^= m->random << 25;
    m->random ^= m->random >> 27;
    return m->random * UINT64_C(2685821657736338717);
}

static unsigned below(struct model *m, unsigned n)
{
    return (unsigned)(draw(m) >> 33) % n;
}

_Noreturn static void wrong(const struct model *m, const char *what)
{
    printf("not ok 1 - at operation %" PRIu64 ": %s\n# the index is in %s\n1..1\n", m->operation,
           what, m->dir);
    fflush(stdout);
    _exit(1);
}

static void must(const struct model *m, int status, const struct wcy_error *err)
{
    if (status < 0)
        wrong(m, err->message);
}

static void must_have(const struct model *m, bool ok)
{
    if (!ok)
        wrong(m, "out of memory");
}

static bool same_content(struct content a, struct content b)
{
    return a.text == b.text && a.form == b.form;
}

static int remove_path(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

static struct wcy_slice slice_of(const char *s)
{
    return (struct wcy_slice){s, strlen(s)};
}

static void id_name(char name[16], unsigned id)
{
    snprintf(name, 16, "id-%u", id);
}

/* ------------------------------------------------------------------ texts */

static void text_renew(struct model *m, struct text *t)
{
    struct buf b = BUF_INIT;
    unsigned words = 30 + below(m, 50);
    for (unsigned i = 0; i < words; i++)
        must_have(m, buf_printf(&b, "%sq%xz", i ? " " : "", below(m, 1U << 20)));
    must_have(m, buf_append_byte(&b, '\0'));
    for (unsigned f = 0; f < FORMS; f++)
        free(t->forms[f]);
    t->forms[0] = b.ptr;
    t->forms[1] = strdup(b.ptr);
    struct buf spaced = BUF_INIT;
    for (const char *p = b.ptr; *p; p++)
        must_have(m, *p == ' ' ? buf_append(&spaced, " - ", 3) : buf_append_byte(&spaced, *p));
    must_have(m, buf_append_byte(&spaced, '\0') && t->forms[1]);
    t->forms[2] = spaced.ptr;
    for (char *p = t->forms[1]; *p; p++)
        *p = (char)(*p >= 'a' && *p <= 'z' ? *p - 32 : *p);
    t->serial = m->next_serial++;
    t->uses = 0;
}

static struct text *text_pick(struct model *m)
{
    struct text *t = &m->texts[below(m, TEXTS)];
    if (t->serial == 0 || t->uses >= TEXT_USES)
        text_renew(m, t);
    t->uses++;
    return t;
}

static const char *text_of(const struct model *m, struct content c)
{
    for (unsigned i = 0; i < TEXTS; i++)
        if (m->texts[i].serial == c.text)
            return m->texts[i].forms[c.form];
    return NULL; /* it was retired */
}

/* ------------------------------------------------------------------ the model's answers */

static void model_add(struct model *m, unsigned id, struct content c)
{
    struct known *k = &m->ids[id];
    for (unsigned i = 0; i < k->n_seen; i++)
        if (same_content(k->seen[i], c)) {
            m->unchanged++;
            return;
        }
    if (k->n_seen == SEEN)
        wrong(m, "the model is too small");
    k->seen[k->n_seen++] = c;
    k->live = c;
    m->added++;
}

static void model_remove(struct model *m, unsigned id)
{
    m->removed += m->ids[id].live.text != 0;
    m->ids[id].live.text = 0;
    m->ids[id].n_seen = 0;
}

/* ------------------------------------------------------------------ operations on the index */

static void index_open(struct model *m)
{
    struct wcy_error err = {0};
    must(m, wcy_index_open(&m->index, m->index_path, WCY_OPEN_CREATE, NULL, &err), &err);
}

static void index_close(struct model *m)
{
    wcy_index_close(m->index);
    m->index = NULL;
}

/* A change: some articles to add, or ids to remove. */
struct change {
    bool removal;
    unsigned count, ids[BATCH];
    struct content contents[BATCH];
    struct buf json;
};

static void change_draw(struct model *m, struct change *c, bool removal)
{
    char name[16];
    c->removal = removal;
    c->count = 1 + below(m, removal ? 3 : BATCH);
    buf_clear(&c->json);
    for (unsigned i = 0; i < c->count; i++) {
        unsigned id = c->ids[i] = below(m, IDS);
        if (removal)
            continue;
        struct text *t = text_pick(m);
        struct known *k = &m->ids[id];
        c->contents[i] = (struct content){t->serial, below(m, FORMS)};
        /* Sometimes what it says already, or said once. */
        if (k->n_seen && below(m, 4) == 0) {
            struct content old = k->seen[below(m, k->n_seen)];
            if (text_of(m, old))
                c->contents[i] = old;
        }
        id_name(name, id);
        must_have(m, buf_printf(&c->json, "{\"id\":\"%s\",\"text\":\"%s\"}\n", name,
                                text_of(m, c->contents[i])));
    }
}

static void change_do(struct model *m, const struct change *c)
{
    struct wcy_error err = {0};
    const char *input = m->input;
    const struct wcy_add_options options = {.threads = 1};
    struct wcy_slice ids[BATCH];
    char names[BATCH][16];
    uint64_t n;
    for (unsigned i = 0; i < c->count; i++) {
        id_name(names[i], c->ids[i]);
        ids[i] = slice_of(names[i]);
    }
    if (c->removal)
        must(m, wcy_remove(m->index, ids, c->count, &n, &err), &err);
    else
        must(m, wcy_add(m->index, &input, 1, &options, NULL, &err), &err);
}

static void change_model(struct model *m, const struct change *c)
{
    for (unsigned i = 0; i < c->count; i++) {
        bool last = true;
        for (unsigned j = i + 1; j < c->count; j++)
            last = last && c->ids[j] != c->ids[i];
        if (c->removal)
            model_remove(m, c->ids[i]);
        else if (last) /* of one id in a batch the last record counts */
            model_add(m, c->ids[i], c->contents[i]);
    }
}

static void write_input(struct model *m, const struct change *c)
{
    FILE *f = fopen(m->input, "w");
    if (!f || fwrite(c->json.ptr, 1, c->json.len, f) != c->json.len || fclose(f) != 0)
        wrong(m, "cannot write the input");
}

static void apply(struct model *m, struct change *c)
{
    if (!c->removal)
        write_input(m, c);
    change_do(m, c);
    change_model(m, c);
}

/* Does the index hold this id with this content? */
static bool holds(struct model *m, unsigned id, struct content c)
{
    struct wcy_entry *e = NULL;
    struct wcy_error err = {0};
    char name[16];
    id_name(name, id);
    int status = wcy_entry_get(m->index, WCY_BY_ID, slice_of(name), 1, &e, &err);
    must(m, status, &err);
    const char *text = c.text ? text_of(m, c) : NULL;
    bool same = c.text == 0
                    ? status == WCY_END
                    : status == 0 &&
                          (!text || (e->article.text.len == strlen(text) &&
                                     memcmp(e->article.text.ptr, text, e->article.text.len) == 0));
    wcy_entry_free(e);
    return same;
}

static bool all_hold(struct model *m, const struct change *c, const struct known *ids)
{
    for (unsigned i = 0; i < c->count; i++)
        if (!holds(m, c->ids[i], ids[c->ids[i]].live))
            return false;
    return true;
}

static void die(int number)
{
    (void)number;
    kill(getpid(), SIGKILL);
}

static void kill_me_soon(struct model *m)
{
    struct itimerval timer = {.it_value = {.tv_usec = 50 + (long)below(m, 3000)}};
    signal(SIGALRM, die);
    setitimer(ITIMER_REAL, &timer, NULL);
}

/* Writes the index anew, sometimes killed on the way: it answers what it did. */
static void compact(struct model *m, bool killed)
{
    struct wcy_error err = {0};
    index_close(m);
    fflush(stdout);
    pid_t child = killed ? fork() : 0;
    if (child == 0) {
        if (killed)
            kill_me_soon(m);
        must(m, wcy_compact(m->index_path, NULL, &err), &err);
        if (killed)
            _exit(0);
    }
    int status = 0;
    if (killed && (child < 0 || waitpid(child, &status, 0) != child))
        wrong(m, "cannot fork");
    if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
        _exit(1); /* it has said why */
    m->kills += WIFSIGNALED(status);
    m->compacted++;
    index_open(m);
}

/* Another process does the change and is killed on the way. */
static void apply_and_kill(struct model *m, struct change *c)
{
    if (!c->removal)
        write_input(m, c);
    index_close(m);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        kill_me_soon(m);
        index_open(m);
        change_do(m, c);
        index_close(m);
        _exit(0);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child)
        wrong(m, "cannot fork");
    if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
        _exit(1); /* it has said why */
    m->kills += WIFSIGNALED(status);
    index_open(m);
    memcpy(m->before, m->ids, sizeof m->before);
    change_model(m, c);
    if (all_hold(m, c, m->ids))
        return;
    if (WIFEXITED(status))
        wrong(m, "a change that was acknowledged is not there");
    if (!all_hold(m, c, m->before))
        wrong(m, "after a kill a change is there in parts");
    memcpy(m->ids, m->before, sizeof m->ids);
    m->half++;
}

static unsigned id_number(const struct model *m, struct wcy_slice id)
{
    char name[16];
    snprintf(name, sizeof name, "%.*s", (int)(id.len < 15 ? id.len : 15), id.ptr);
    unsigned long n = strncmp(name, "id-", 3) == 0 ? strtoul(name + 3, NULL, 10) : IDS;
    if (n >= IDS || !m->ids[n].live.text)
        wrong(m, "an article that does not exist is listed");
    return (unsigned)n;
}

/* A query by exact text must find all articles with this normalised text. */
static void query(struct model *m)
{
    const struct text *t = &m->texts[below(m, TEXTS)];
    if (!t->serial)
        return;
    struct wcy_matches *matches = NULL;
    struct wcy_error err = {0};
    struct wcy_article article = {.text = slice_of(t->forms[below(m, FORMS)])};
    struct wcy_query_options options = {.min_jaccard = 0.99, .min_containment = 1, .limit = IDS};
    must(m, wcy_query(m->index, &article, &options, &matches, &err), &err);
    bool found[IDS] = {false};
    for (size_t i = 0; i < wcy_matches_count(matches); i++) {
        const struct wcy_match *x = wcy_matches_at(matches, i);
        unsigned id = id_number(m, x->id);
        if (found[id] || m->ids[id].live.text != t->serial)
            wrong(m, "a query finds an article that does not have the text");
        if (x->relation != WCY_IDENTICAL)
            wrong(m, "a query calls the same text something else than identical");
        found[id] = true;
    }
    for (unsigned id = 0; id < IDS; id++)
        if (m->ids[id].live.text == t->serial && !found[id])
            wrong(m, "a query misses an article with exactly this text");
    wcy_matches_free(matches);
    m->queries++;
}

/* ------------------------------------------------------------------ full comparison */

/* All articles, each once, with its text; the same text always in the same cluster. */
static void check_articles(struct model *m, uint64_t cluster[IDS])
{
    struct wcy_export_iter *it = NULL;
    struct wcy_decision d;
    struct wcy_error err = {0};
    bool found[IDS] = {false};
    int status;
    must(m, wcy_export_iter_open(&it, m->index, 1, &err), &err);
    while ((status = wcy_export_iter_next(it, &d, &err)) == 0) {
        unsigned id = id_number(m, d.article.id);
        const char *text = text_of(m, m->ids[id].live);
        struct wcy_slice has = d.article.text;
        if (found[id])
            wrong(m, "an id is listed twice");
        if (text && (has.len != strlen(text) || memcmp(has.ptr, text, has.len) != 0))
            wrong(m, "an article has another text");
        found[id] = true;
        cluster[id] = d.cluster;
    }
    must(m, status, &err);
    wcy_export_iter_close(it);
    for (unsigned id = 0; id < IDS; id++)
        if (m->ids[id].live.text && !found[id])
            wrong(m, "an article is not listed");
}

static void check_clusters(struct model *m, const uint64_t cluster[IDS])
{
    for (unsigned a = 0; a < IDS; a++)
        for (unsigned b = a + 1; b < IDS; b++)
            if (m->ids[a].live.text && m->ids[a].live.text == m->ids[b].live.text &&
                (cluster[a] == 0 || cluster[a] != cluster[b]))
                wrong(m, "the same text stands in two clusters");
    struct wcy_cluster_iter *it = NULL;
    struct wcy_cluster c;
    struct wcy_error err = {0};
    int status;
    must(m, wcy_cluster_iter_open(&it, m->index, 2, &err), &err);
    while ((status = wcy_cluster_iter_next(it, &c, &err)) == 0)
        for (uint64_t i = 0; i < c.size; i++)
            if (cluster[id_number(m, c.members[i].id)] != c.number)
                wrong(m, "a member's article names another cluster");
    must(m, status, &err);
    wcy_cluster_iter_close(it);
}

/* Two texts of random words are never similar: all pairs are of the same text. */
static void check_pairs(struct model *m)
{
    struct wcy_pair_iter *it = NULL;
    struct wcy_pair p;
    struct wcy_error err = {0};
    uint64_t count = 0, expected = 0;
    int status;
    must(m, wcy_pair_iter_open(&it, m->index, 0.3, 0.5, &err), &err);
    while ((status = wcy_pair_iter_next(it, &p, &err)) == 0) {
        unsigned a = id_number(m, p.a), b = id_number(m, p.b);
        if (a == b || m->ids[a].live.text != m->ids[b].live.text || p.relation != WCY_IDENTICAL ||
            p.jaccard < 1)
            wrong(m, "a pair is wrong");
        count++;
    }
    must(m, status, &err);
    wcy_pair_iter_close(it);
    for (unsigned a = 0; a < IDS; a++)
        for (unsigned b = a + 1; b < IDS; b++)
            expected += m->ids[a].live.text && m->ids[a].live.text == m->ids[b].live.text;
    if (count != expected)
        wrong(m, "pairs are missing, or come twice");
}

static void check_all(struct model *m)
{
    uint64_t cluster[IDS] = {0}, live = 0;
    struct wcy_stat stat;
    struct wcy_error err = {0};
    for (unsigned id = 0; id < IDS; id++)
        live += m->ids[id].live.text != 0;
    must(m, wcy_stat(m->index, &stat, &err), &err);
    if (stat.articles != live)
        wrong(m, "stat counts another number of articles");
    check_articles(m, cluster);
    check_clusters(m, cluster);
    check_pairs(m);
    must(m, wcy_check(m->index_path, NULL, NULL, &err), &err);
    m->checks++;
}

/* ------------------------------------------------------------------ the run */

static void step(struct model *m, struct change *c)
{
    unsigned kind = below(m, 100);
    if (below(m, 200) == 0) {
        compact(m, below(m, 2));
    } else if (kind < 60) {
        change_draw(m, c, kind >= 50);
        apply(m, c);
    } else if (kind < 66) {
        change_draw(m, c, kind >= 64);
        apply_and_kill(m, c);
    } else if (kind < 69) {
        index_close(m);
        index_open(m);
    } else if (kind < 80) {
        unsigned id = below(m, IDS);
        if (!holds(m, id, m->ids[id].live))
            wrong(m, "an article is not there, or has another text");
    } else {
        query(m);
    }
}

/* A new index. Some live long: ids with hundreds of versions, thousands of tombstones. */
static uint64_t begin(struct model *m)
{
    struct change first = {.json = BUF_INIT};
    memset(m->ids, 0, sizeof m->ids);
    index_open(m);
    change_draw(m, &first, false);
    apply(m, &first);
    buf_release(&first.json);
    return m->operation + (m->indexes++ % 8 == 0 ? 8000 : 1000);
}

static void end(struct model *m)
{
    check_all(m);
    index_close(m);
    nftw(m->index_path, remove_path, 16, FTW_DEPTH | FTW_PHYS);
}

static void start(struct model *m, uint64_t seed)
{
    const char *shm = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(m->dir, sizeof m->dir, "%s/wirecopy-model-XXXXXX", shm);
    if (!mkdtemp(m->dir)) {
        printf("Bail out! cannot make a folder in %s\n", shm);
        exit(1);
    }
    snprintf(m->index_path, sizeof m->index_path, "%s/idx", m->dir);
    snprintf(m->input, sizeof m->input, "%s/input.jsonl", m->dir);
    m->random = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    m->next_serial = 1;
}

int main(int argc, char **argv)
{
    static struct model m;
    struct change change = {.json = BUF_INIT};
    uint64_t operations = argc > 1 ? strtoull(argv[1], NULL, 10) : 20000;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    uint64_t interval = argc > 3 ? strtoull(argv[3], NULL, 10) : 250;
    start(&m, seed);
    uint64_t until = begin(&m);
    for (m.operation = 1; m.operation <= operations; m.operation++) {
        step(&m, &change);
        if (m.operation % interval == 0)
            check_all(&m);
        if (m.operation == until) {
            end(&m);
            until = begin(&m);
        }
    }
    end(&m);
    nftw(m.dir, remove_path, 16, FTW_DEPTH | FTW_PHYS);
    buf_release(&change.json);
    for (unsigned i = 0; i < TEXTS; i++)
        for (unsigned f = 0; f < FORMS; f++)
            free(m.texts[i].forms[f]);
    printf("ok 1 - %" PRIu64 " operations, seed %" PRIu64 ": %" PRIu64 " articles added, %" PRIu64
           " unchanged, %" PRIu64 " removed, %" PRIu64 " queries, %" PRIu64 " kills (%" PRIu64
           " before the commit), %" PRIu64 " compactions, %" PRIu64 " indexes, %" PRIu64
           " full comparisons\n1..1\n",
           operations, seed, m.added, m.unchanged, m.removed, m.queries, m.kills, m.half,
           m.compacted, m.indexes, m.checks);
    return 0;
}
