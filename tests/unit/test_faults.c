/*
 * Each allocation, each call of LMDB and each system call that the library makes fails in turn, in
 * this process: what tests/crash/t_faults.py does from outside, for every function of the public
 * interface, with the sanitizers and the coverage looking on.
 *
 * Whatever fails: no crash, no leak, a status with a message; what was changed is as it was or as
 * it should be; and the same call again works.
 *
 *   FAULT_POINTS   failures of each kind tried in each function (default 30, evenly spread; 0: all)
 */
#include "corpus.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/file.h>
#include <sys/mman.h>

#include <cmocka.h>

/* ------------------------------------------------------------------ the failing calls */

/* What fails. Puts fail also as if the map were full, which the library must get over. */
enum kind { ALLOC, LMDB, FULL, CALL, N_KINDS };

static struct {
    bool on, lasting;
    enum kind kind;
    long at; /* the n-th call of the kind, from 1 */
    atomic_long count;
} fault;

static bool fails(enum kind kind)
{
    if (!fault.on || fault.kind != kind)
        return false;
    long n = atomic_fetch_add(&fault.count, 1) + 1;
    return n == fault.at || (fault.lasting && n > fault.at && fault.at > 0);
}

/* Called by tests/coverage_exit.c. */
void faults_off(void);
void faults_off(void)
{
    fault.on = false;
}

/* Of LeakSanitizer; not there without it. */
int __lsan_do_recoverable_leak_check(void) __attribute__((weak));

/* The linker sends calls of NAME to __wrap_NAME (tests.mk). */
#define WRAPPED(result, name, parameters, arguments, kind, failed)                                 \
    result __real_##name parameters;                                                               \
    result __wrap_##name parameters;                                                               \
    result __wrap_##name parameters                                                                \
    {                                                                                              \
        if (fails(kind))                                                                           \
            return failed;                                                                         \
        return __real_##name arguments;                                                            \
    }

#define WITH_ERRNO(number, result) (errno = (number), (result))

WRAPPED(void *, malloc, (size_t size), (size), ALLOC, WITH_ERRNO(ENOMEM, NULL))
WRAPPED(void *, calloc, (size_t n, size_t size), (n, size), ALLOC, WITH_ERRNO(ENOMEM, NULL))
WRAPPED(void *, realloc, (void *old, size_t size), (old, size), ALLOC, WITH_ERRNO(ENOMEM, NULL))
WRAPPED(char *, strdup, (const char *text), (text), ALLOC, WITH_ERRNO(ENOMEM, NULL))

WRAPPED(int, mdb_env_create, (MDB_env * *env), (env), LMDB, ENOMEM)
WRAPPED(int, mdb_env_open, (MDB_env * env, const char *path, unsigned flags, mdb_mode_t mode),
        (env, path, flags, mode), LMDB, ENOMEM)
WRAPPED(int, mdb_env_set_mapsize, (MDB_env * env, size_t size), (env, size), LMDB, ENOMEM)
WRAPPED(int, mdb_env_sync, (MDB_env * env, int force), (env, force), LMDB, EIO)
WRAPPED(int, mdb_txn_begin, (MDB_env * env, MDB_txn *parent, unsigned flags, MDB_txn **txn),
        (env, parent, flags, txn), LMDB, MDB_READERS_FULL)
WRAPPED(int, mdb_dbi_open, (MDB_txn * txn, const char *name, unsigned flags, MDB_dbi *dbi),
        (txn, name, flags, dbi), LMDB, EIO)
WRAPPED(int, mdb_get, (MDB_txn * txn, MDB_dbi dbi, MDB_val *key, MDB_val *value),
        (txn, dbi, key, value), LMDB, MDB_PAGE_NOTFOUND)
WRAPPED(int, mdb_del, (MDB_txn * txn, MDB_dbi dbi, MDB_val *key, MDB_val *value),
        (txn, dbi, key, value), LMDB, EIO)
WRAPPED(int, mdb_cursor_open, (MDB_txn * txn, MDB_dbi dbi, MDB_cursor **c), (txn, dbi, c), LMDB,
        ENOMEM)
WRAPPED(int, mdb_cursor_get, (MDB_cursor * c, MDB_val *key, MDB_val *value, MDB_cursor_op op),
        (c, key, value, op), LMDB, EIO)
WRAPPED(int, mdb_cursor_del, (MDB_cursor * c, unsigned flags), (c, flags), LMDB, EIO)
WRAPPED(int, mdb_stat, (MDB_txn * txn, MDB_dbi dbi, MDB_stat *stat), (txn, dbi, stat), LMDB, EIO)
WRAPPED(int, mdb_reader_check, (MDB_env * env, int *dead), (env, dead), LMDB, EIO)

int __real_mdb_put(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *value, unsigned flags);
int __wrap_mdb_put(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *value, unsigned flags);
int __wrap_mdb_put(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *value, unsigned flags)
{
    if (fails(LMDB))
        return ENOSPC;
    return fails(FULL) ? MDB_MAP_FULL : __real_mdb_put(txn, dbi, key, value, flags);
}

/* A commit that fails has aborted the transaction. */
int __real_mdb_txn_commit(MDB_txn *txn);
int __wrap_mdb_txn_commit(MDB_txn *txn);
int __wrap_mdb_txn_commit(MDB_txn *txn)
{
    bool broken = fails(LMDB), full = !broken && fails(FULL);
    if (!broken && !full)
        return __real_mdb_txn_commit(txn);
    mdb_txn_abort(txn);
    return broken ? EIO : MDB_MAP_FULL;
}

WRAPPED(int, fsync, (int fd), (fd), CALL, WITH_ERRNO(EIO, -1))
WRAPPED(int, mkdir, (const char *path, mode_t mode), (path, mode), CALL, WITH_ERRNO(ENOSPC, -1))
WRAPPED(int, rename, (const char *from, const char *to), (from, to), CALL, WITH_ERRNO(EIO, -1))
WRAPPED(int, renameat2,
        (int from_dir, const char *from, int to_dir, const char *to, unsigned flags),
        (from_dir, from, to_dir, to, flags), CALL, WITH_ERRNO(EIO, -1))
WRAPPED(int, flock, (int fd, int how), (fd, how), CALL, WITH_ERRNO(ENOLCK, -1))
WRAPPED(int, fstat, (int fd, struct stat *st), (fd, st), CALL, WITH_ERRNO(EIO, -1))
WRAPPED(int, pipe2, (int fds[2], int flags), (fds, flags), CALL, WITH_ERRNO(EMFILE, -1))
WRAPPED(pid_t, fork, (void), (), CALL, WITH_ERRNO(EAGAIN, -1))
WRAPPED(ssize_t, read, (int fd, void *to, size_t size), (fd, to, size), CALL, WITH_ERRNO(EIO, -1))
WRAPPED(ssize_t, pread, (int fd, void *to, size_t size, off_t at), (fd, to, size, at), CALL,
        WITH_ERRNO(EIO, -1))
WRAPPED(ssize_t, write, (int fd, const void *from, size_t size), (fd, from, size), CALL,
        WITH_ERRNO(ENOSPC, -1))
WRAPPED(ssize_t, pwrite, (int fd, const void *from, size_t size, off_t at), (fd, from, size, at),
        CALL, WITH_ERRNO(ENOSPC, -1))
WRAPPED(void *, mmap, (void *at, size_t len, int prot, int flags, int fd, off_t offset),
        (at, len, prot, flags, fd, offset), CALL, WITH_ERRNO(ENOMEM, MAP_FAILED))
WRAPPED(int, pthread_create,
        (pthread_t * thread, const pthread_attr_t *a, void *(*fn)(void *), void *arg),
        (thread, a, fn, arg), CALL, EAGAIN)

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    int mode = flags & O_CREAT ? va_arg(args, int) : 0;
    va_end(args);
    if (fails(CALL))
        return WITH_ERRNO(EMFILE, -1);
    return __real_open(path, flags, mode);
}

/* ------------------------------------------------------------------ corpora */

static const char *const words[] = {"first", "second", "third", "fourth"};

/* Stories with edited and cut copies, pages with a menu, a round-up, identical texts. */
static void add_base(struct corpus *c)
{
    char id[16], site[24];
    for (unsigned k = 0; k < 3; k++)
        for (unsigned i = 0; i < N_STORIES; i++) {
            char *text = edited(stories[i], k ? 7 + k : 100000, 30, k);
            snprintf(id, sizeof id, "s%u-%u", i, k);
            snprintf(site, sizeof site, "%s.example", words[(k + i) % 4]);
            corpus_add_slice(c, id, site, "Title", 1 + k, paragraphs(text, 0, k == 2 ? 3 : 4));
            free(text);
        }
    for (unsigned i = 0; i < N_STORIES; i++) {
        struct buf b = BUF_INIT;
        struct slice part = paragraphs(stories[i], 0, 1);
        corpus_check(buf_printf(&b, "home news sport weather opinion culture travel recipes games "
                                    "puzzles letters archive subscribe to our daily letter\n") &&
                     buf_append_slice(&b, part));
        snprintf(id, sizeof id, "page-%u", i);
        corpus_add_slice(c, id, "menu.example", id, 4, buf_slice(&b));
        buf_release(&b);
    }
    corpus_add(c, "twin", "fifth.example", "Title", 5, stories[0]);
    corpus_add(c, "again", "sixth.example", "Title", 5, stories[0]);
}

static void add_roundup(struct corpus *c)
{
    struct buf b = BUF_INIT;
    for (unsigned i = 0; i < 4; i++) {
        struct slice part = paragraphs(stories[i], 0, 2);
        corpus_check(buf_append_slice(&b, part));
    }
    corpus_add_slice(c, "roundup", "seventh.example", "Today", 6, buf_slice(&b));
    buf_release(&b);
}

/* New copies, a new version, a text under another id, a round-up. */
static void add_more(struct corpus *c)
{
    char *text = edited(stories[1], 3, 25, 9), *version = edited(stories[2], 5, 60, 8);
    corpus_add(c, "copy", "eighth.example", "Title", 7, text);
    corpus_add(c, "s2-0", "third.example", "Title", 7, version);
    corpus_add(c, "s0-0", "first.example", "Title", 7, stories[5]);
    corpus_add(c, "late", "ninth.example", "Title", 8, stories[3]);
    add_roundup(c);
    free(text);
    free(version);
}

/* ------------------------------------------------------------------ the functions under test */

struct world {
    struct scratch *scratch;
    char base[520], index[520], first[520], more[520], out[520], dump[520], damaged[520];
};

typedef int operation_fn(struct world *w, struct wcy_error *err);

static int add_to(struct world *w, unsigned flags, const char *input, struct wcy_error *err)
{
    struct wcy_index *index = NULL;
    const struct wcy_add_options options = {
        .threads = 2, .memory = 64 << 20, .input = {.strict = 1}};
    int status = wcy_index_open(&index, w->index, flags, NULL, err);
    if (status == 0)
        status = wcy_add(index, &input, 1, &options, NULL, err);
    wcy_index_close(index);
    return status;
}

static int do_create(struct world *w, struct wcy_error *err)
{
    return add_to(w, WCY_OPEN_CREATE, w->first, err);
}

static int do_add(struct world *w, struct wcy_error *err)
{
    return add_to(w, WCY_OPEN_WRITE, w->more, err);
}

static int do_remove(struct world *w, struct wcy_error *err)
{
    struct wcy_index *index = NULL;
    const struct wcy_slice ids[] = {public_str("s0-0"), public_str("s1-1"), public_str("page-2"),
                                    public_str("s2-0"), public_str("none")};
    int status = wcy_index_open(&index, w->index, WCY_OPEN_WRITE, NULL, err);
    if (status == 0)
        status = wcy_remove(index, ids, 5, NULL, err);
    wcy_index_close(index);
    return status;
}

/* A query by text and one by a round-up's, with passages. */
static int do_query(struct world *w, struct wcy_error *err)
{
    struct wcy_index *index = NULL;
    struct wcy_matches *matches = NULL;
    const struct wcy_article article = {.text = public_str(stories[0]),
                                        .site = public_str("menu.example")};
    const struct wcy_query_options options = {.min_jaccard = 0.1, .min_containment = 0.1};
    int status = wcy_index_open(&index, w->index, WCY_OPEN_READ, NULL, err);
    for (int i = 0; i < 2 && status == 0; i++) {
        status = wcy_query(index, &article, &options, &matches, err);
        if (status == 0 && wcy_matches_count(matches) < 4)
            abort(); /* it says that all went well */
        wcy_matches_free(matches);
        matches = NULL;
    }
    wcy_index_close(index);
    return status;
}

static int do_show(struct world *w, struct wcy_error *err)
{
    static const char *const ids[] = {"s0-0", "s1-1", "page-0", "twin"};
    struct wcy_index *index = NULL;
    int status = wcy_index_open(&index, w->index, WCY_OPEN_READ, NULL, err);
    for (size_t i = 0; i < 4 && status == 0; i++) {
        struct wcy_entry *entry = NULL;
        struct wcy_origin *origin = NULL;
        status = wcy_entry_get(index, WCY_BY_ID, public_str(ids[i]), 1, &entry, err);
        if (status == 0 && entry->cluster)
            status = wcy_origin_get(index, entry->cluster, &origin, err);
        wcy_origin_free(origin);
        wcy_entry_free(entry);
    }
    struct wcy_passage *passages = NULL;
    size_t n;
    if (status == 0)
        status = wcy_diff(public_str(stories[0]), public_str(stories[0]), 5, &passages, &n, err);
    wcy_passages_free(passages);
    wcy_index_close(index);
    return status < 0 ? status : 0;
}

static int list_pairs(struct wcy_index *index, struct wcy_error *err)
{
    struct wcy_pair_iter *it = NULL;
    struct wcy_pair p;
    int status = wcy_pair_iter_open(&it, index, 0.3, 0.5, err);
    while (status == 0)
        status = wcy_pair_iter_next(it, &p, err);
    wcy_pair_iter_close(it);
    return status < 0 ? status : 0;
}

static int list_clusters(struct wcy_index *index, struct wcy_error *err)
{
    struct wcy_cluster_iter *it = NULL;
    struct wcy_cluster c;
    int status = wcy_cluster_iter_open(&it, index, 2, err);
    while (status == 0)
        status = wcy_cluster_iter_next(it, &c, err);
    wcy_cluster_iter_close(it);
    return status < 0 ? status : 0;
}

static int list_export(struct wcy_index *index, struct wcy_error *err)
{
    struct wcy_export_iter *it = NULL;
    struct wcy_decision d;
    int status = wcy_export_iter_open(&it, index, 1, err);
    while (status == 0)
        status = wcy_export_iter_next(it, &d, err);
    wcy_export_iter_close(it);
    return status < 0 ? status : 0;
}

static int do_list(struct world *w, struct wcy_error *err)
{
    struct wcy_index *index = NULL;
    struct wcy_stat stat;
    struct wcy_flows *flows = NULL;
    int status = wcy_index_open(&index, w->index, WCY_OPEN_READ, NULL, err);
    if (status == 0)
        status = list_pairs(index, err);
    if (status == 0)
        status = list_clusters(index, err);
    if (status == 0)
        status = list_export(index, err);
    if (status == 0)
        status = wcy_flows_find(index, NULL, &flows, err);
    wcy_flows_free(flows);
    if (status == 0)
        status = wcy_stat(index, &stat, err);
    wcy_index_close(index);
    return status;
}

static int do_check(struct world *w, struct wcy_error *err)
{
    return wcy_check(w->index, NULL, NULL, err);
}

static int do_compact(struct world *w, struct wcy_error *err)
{
    return wcy_compact(w->index, NULL, err);
}

static void remove_tree(const char *path)
{
    if (access(path, F_OK) == 0)
        nftw(path, scratch_remove, 16, FTW_DEPTH | FTW_PHYS);
}

static int do_backup(struct world *w, struct wcy_error *err)
{
    return wcy_backup(w->index, w->out, err);
}

static int do_dump(struct world *w, struct wcy_error *err)
{
    struct wcy_index *index = NULL;
    int status = wcy_index_open(&index, w->index, WCY_OPEN_READ, NULL, err);
    if (status == 0)
        status = wcy_dump(index, w->out, err);
    wcy_index_close(index);
    return status;
}

static int do_load(struct world *w, struct wcy_error *err)
{
    return wcy_load(w->out, w->dump, err);
}

static int do_repair(struct world *w, struct wcy_error *err)
{
    return wcy_repair(w->index, NULL, NULL, NULL, err);
}

static int do_dedup(struct world *w, struct wcy_error *err)
{
    const char *input = w->first;
    char removed[560];
    snprintf(removed, sizeof removed, "%s.removed", w->out);
    const struct wcy_dedup_options options = {
        .add = {.threads = 1}, .output = w->out, .removed = removed, .scratch = w->scratch->dir};
    return wcy_dedup(&input, 1, &options, NULL, NULL, err);
}

/* ------------------------------------------------------------------ sweeping */

struct operation {
    const char *name;
    operation_fn *run;
    bool creates;  /* w->index does not exist before */
    bool damaged;  /* it is the damaged one */
    bool replaces; /* what it makes of w->index is to be compared */
};

static void copy_file(const char *from, const char *to)
{
    char bytes[1 << 16];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    size_t n;
    if (!in || !out)
        abort();
    while ((n = fread(bytes, 1, sizeof bytes, in)) > 0)
        corpus_check(fwrite(bytes, 1, n, out) == n);
    fclose(in);
    corpus_check(fclose(out) == 0);
}

static void copy_index(const char *from, const char *to)
{
    char a[560], b[560];
    remove_tree(to);
    corpus_check(mkdir(to, 0777) == 0);
    snprintf(a, sizeof a, "%s/data.mdb", from);
    snprintf(b, sizeof b, "%s/data.mdb", to);
    copy_file(a, b);
}

/* Everything an index says; "" when there is none. */
static char *state_of(const char *path)
{
    struct wcy_index *index = NULL;
    struct buf b = BUF_INIT;
    struct wcy_error err = {0};
    int status = wcy_index_open(&index, path, WCY_OPEN_READ, NULL, &err);
    if (status == 0) {
        char *parts[] = {dump_pairs(index), dump_clusters(index), dump_export(index)};
        for (int i = 0; i < 3; i++) {
            corpus_check(buf_printf(&b, "%s", parts[i]));
            free(parts[i]);
        }
        wcy_index_close(index);
    } else if (status != WCY_ENOINDEX) {
        fail_msg("%s", err.message);
    }
    corpus_check(buf_append_byte(&b, '\0'));
    return b.ptr;
}

static void prepare(struct world *w, const struct operation *o)
{
    char path[560];
    static const char *const beside[] = {".compacting", ".partial", ".loading",  ".salvaging",
                                         ".repairing",  ".removed", ".damaged-1"};
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        snprintf(path, sizeof path, "%s%s", w->index, beside[i]);
        remove_tree(path);
        snprintf(path, sizeof path, "%s%s", w->out, beside[i]);
        remove_tree(path);
    }
    remove_tree(w->out);
    if (o->creates)
        remove_tree(w->index);
    else
        copy_index(o->damaged ? w->damaged : w->base, w->index);
}

static int run_with(struct world *w, const struct operation *o, enum kind kind, long at,
                    bool lasting, struct wcy_error *err)
{
    *err = (struct wcy_error){0};
    fault.kind = kind;
    fault.at = at;
    fault.lasting = lasting;
    atomic_store(&fault.count, 0);
    fault.on = true;
    int status = o->run(w, err);
    fault.on = false;
    return status;
}

/* One failure, and what it leaves. */
static void try_one(struct world *w, const struct operation *o, enum kind kind, long at,
                    bool lasting, const char *before, const char *after)
{
    static const char *const kinds[] = {"allocation", "LMDB's call", "put", "call"};
    struct wcy_error err;
    prepare(w, o);
    int status = run_with(w, o, kind, at, lasting, &err);
    if (__lsan_do_recoverable_leak_check && __lsan_do_recoverable_leak_check())
        fail_msg("%s, %s %ld: memory leaks", o->name, kinds[kind], at);
    if (status < 0 && err.message[0] == '\0')
        fail_msg("%s, %s %ld: status %d without a message", o->name, kinds[kind], at, status);
    if (status == WCY_EUSAGE || (status == WCY_EINTERNAL && kind != LMDB))
        fail_msg("%s, %s %ld: %s", o->name, kinds[kind], at, err.message);
    if (!o->replaces)
        return;
    char *now = state_of(w->index);
    if (strcmp(now, after) != 0 && (status == 0 || strcmp(now, before) != 0))
        fail_msg("%s, %s %ld%s: status %d, and the index is in no state that it should be in: %s",
                 o->name, kinds[kind], at, lasting ? " and all later ones" : "", status,
                 err.message);
    free(now);
    remove_tree(w->out);
    status = o->run(w, &err);
    now = state_of(w->index);
    if (status < 0 || strcmp(now, after) != 0)
        fail_msg("%s, %s %ld: the same again: status %d: %s", o->name, kinds[kind], at, status,
                 err.message);
    free(now);
}

static void sweep(struct world *w, const struct operation *o)
{
    const char *points = getenv("FAULT_POINTS");
    long most = points ? strtol(points, NULL, 10) : 30;
    struct wcy_error err;
    prepare(w, o);
    char *before = o->damaged ? NULL : state_of(w->index);
    if (run_with(w, o, ALLOC, 0, false, &err) != 0)
        fail_msg("%s without a failure: %s", o->name, err.message);
    char *after = state_of(w->index);
    if (!before)
        before = state_of(w->index);
    for (int kind = 0; kind < N_KINDS; kind++) {
        prepare(w, o);
        run_with(w, o, (enum kind)kind, 0, false, &err);
        long n = atomic_load(&fault.count), step = most > 0 && n > most ? n / most : 1;
        print_message("%s: %ld of kind %d\n", o->name, n, kind);
        for (long at = 1; at <= n; at += step)
            try_one(w, o, (enum kind)kind, at, kind == CALL && at % 2, before, after);
    }
    free(before);
    free(after);
}

static void world_make(struct world *w, struct scratch *s)
{
    struct corpus c = {0};
    struct wcy_error err;
    w->scratch = s;
    snprintf(w->base, sizeof w->base, "%s/base", s->dir);
    snprintf(w->index, sizeof w->index, "%s/index", s->dir);
    snprintf(w->out, sizeof w->out, "%s/out", s->dir);
    snprintf(w->damaged, sizeof w->damaged, "%s/damaged", s->dir);
    add_base(&c);
    snprintf(w->first, sizeof w->first, "%s", corpus_write(&c, s, "first.jsonl"));
    add_more(&c);
    snprintf(w->more, sizeof w->more, "%s", corpus_write(&c, s, "more.jsonl"));
    struct wcy_index *index = index_make(s, "base");
    index_add(index, w->first);
    /* Small batches, so that the next one begins a merge. */
    for (unsigned i = 0; i < 3; i++) {
        char *text = edited(stories[i], 2, 8, i + 40);
        char id[16];
        snprintf(id, sizeof id, "small-%u", i);
        corpus_add(&c, id, "small.example", id, 5, text);
        index_take(index, s, &c);
        free(text);
    }
    snprintf(w->dump, sizeof w->dump, "%s/dump", s->dir);
    corpus_check(wcy_dump(index, w->dump, &err) == 0);
    wcy_index_close(index);
    copy_index(w->base, w->damaged);
    /* One text of the damaged one does not fit its checksum. */
    char path[560], bytes[4];
    snprintf(path, sizeof path, "%s/data.mdb", w->damaged);
    int fd = open(path, O_RDWR);
    corpus_check(fd >= 0 && pread(fd, bytes, 1, 3 * 4096 + 4000) == 1);
    bytes[0] = (char)~bytes[0];
    corpus_check(pwrite(fd, bytes, 1, 3 * 4096 + 4000) == 1);
    close(fd);
}

static void sweep_named(void **state, const struct operation *operations, size_t n)
{
    struct world w;
    world_make(&w, *state);
    for (size_t i = 0; i < n; i++)
        sweep(&w, &operations[i]);
}

static void test_writing(void **state)
{
    static const struct operation operations[] = {
        {"create", do_create, true,  false, true},
        {"add",    do_add,    false, false, true},
        {"remove", do_remove, false, false, true},
    };
    sweep_named(state, operations, 3);
}

static void test_reading(void **state)
{
    static const struct operation operations[] = {
        {"query", do_query, false, false, false},
        {"show",  do_show,  false, false, false},
        {"list",  do_list,  false, false, false},
    };
    sweep_named(state, operations, 3);
}

static void test_keeping(void **state)
{
    static const struct operation operations[] = {
        {"check",   do_check,   false, false, false},
        {"backup",  do_backup,  false, false, true },
        {"compact", do_compact, false, false, true },
        {"repair",  do_repair,  false, true,  false},
    };
    sweep_named(state, operations, 4);
}

static void test_streams(void **state)
{
    static const struct operation operations[] = {
        {"dump",  do_dump,  false, false, false},
        {"load",  do_load,  false, false, false},
        {"dedup", do_dedup, false, false, false},
    };
    sweep_named(state, operations, 3);
}

int main(void)
{
    /* Where syncing costs nothing. */
    if (access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_writing, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_reading, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_keeping, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_streams, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
