#include "index/store.h"

#include "base/bytes.h"
#include "base/hash.h"
#include "index/creation.h"
#include "index/lock.h"
#include "index/pages.h"
#include "index/undo.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zstd.h>

static const char *const table_names[TABLE_COUNT] = {
    "prints", "ids",   "urls",    "exact",    "links", "blocks", "meta",    "articles",
    "texts",  "pairs", "members", "clusters", "sites", "files",  "batches", "removed",
};

#define CHECKSUM 8

/* Virtual, not real, memory: LMDB maps so much and the file grows as it fills. */
#define MAP_FIRST ((size_t)64 << 30)
#define MAP_LEAST ((size_t)256 << 20)
#define READERS   1022

/* How long growing the map waits for open transactions of this process: so many milliseconds. */
#define MAP_PATIENCE 5000

struct key64 key64(uint64_t number)
{
    struct key64 k;
    put_be64(k.bytes, number);
    return k;
}

const char *store_table_name(enum table table)
{
    return table_names[table];
}

enum table store_table_of(const char *name)
{
    int t = 0;
    while (t < TABLE_COUNT && strcmp(table_names[t], name) != 0)
        t++;
    return (enum table)t;
}

int store_fail(const struct store *s, int rc, const char *doing, struct wcy_error *err)
{
    const char *path = s && s->path ? s->path : "";
    switch (rc) {
    case MDB_NOTFOUND:
        return WCY_END;
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_PANIC:
        return fail(err, WCY_ECORRUPT,
                    "index '%s' is damaged: %s while %s; restore a copy or index the input again",
                    path, mdb_strerror(rc), doing);
    case MDB_VERSION_MISMATCH:
    case MDB_INVALID:
        return fail(err, WCY_EFORMAT, "'%s' is not an index of this program: %s", path,
                    mdb_strerror(rc));
    case ENOMEM:
        return fail_nomem(err);
    case MDB_MAP_FULL:
        fail(err, WCY_EIO, "index '%s': the memory map is full", path);
        break;
    case MDB_READERS_FULL:
        return fail(err, WCY_EIO, "index '%s' has too many readers; end some of them", path);
    case ENOSPC:
    case EIO: /* what LMDB makes of a short write */
        fail(err, WCY_EIO, "index '%s': %s failed: %s; is the disk full?", path, doing,
             mdb_strerror(rc));
        break;
    default:
        fail(err, WCY_EIO, "index '%s': %s failed: %s", path, doing, mdb_strerror(rc));
        break;
    }
    if (err)
        err->sys = rc;
    return WCY_EIO;
}

bool store_is_full(const struct wcy_error *err)
{
    return err->code == WCY_EIO && err->sys == MDB_MAP_FULL;
}

/* A smaller map when the address space is limited (ulimit -v). */
static int store_open_env(struct store *s, const struct store_options *o, size_t map)
{
    unsigned flags = MDB_NOTLS;
    if (!o->write)
        flags |= MDB_RDONLY;
    if (o->scratch || o->bulk)
        flags |= MDB_NOSYNC | MDB_NOMETASYNC;
    int rc = mdb_env_create(&s->env);
    if (rc == 0)
        rc = mdb_env_set_maxdbs(s->env, TABLE_COUNT);
    if (rc == 0)
        rc = mdb_env_set_maxreaders(s->env, READERS);
    if (rc == 0)
        rc = mdb_env_set_mapsize(s->env, map);
    if (rc == 0)
        rc = mdb_env_open(s->env, s->path, flags, 0644);
    if (rc != 0 && s->env) {
        mdb_env_close(s->env);
        s->env = NULL;
    }
    return rc;
}

/* The first map: room for the file to grow fourfold. */
static size_t store_map_size(const char *path, uint64_t expect)
{
    char file[4096];
    struct stat st;
    size_t map = MAP_FIRST;
    snprintf(file, sizeof file, "%s/data.mdb", path);
    if (stat(file, &st) == 0 && (uint64_t)st.st_size > expect)
        expect = (uint64_t)st.st_size;
    while (map / 4 < expect && map < SIZE_MAX / 2)
        map *= 2;
    return map;
}

static int store_open_tables(struct store *s, bool create, struct wcy_error *err)
{
    MDB_txn *txn;
    int rc = mdb_txn_begin(s->env, NULL, s->writable ? 0 : MDB_RDONLY, &txn);
    if (rc != 0)
        return store_fail(s, rc, "opening the tables", err);
    /* Tables are made together, so an index of which some are missing was one. */
    const char *missing = NULL;
    int found = 0;
    for (int t = 0; t < TABLE_COUNT && rc == 0; t++) {
        rc = mdb_dbi_open(txn, table_names[t], 0, &s->dbi[t]);
        found += rc == 0;
        if (rc == MDB_NOTFOUND) {
            missing = table_names[t];
            rc = 0;
        }
    }
    for (int t = 0; t < TABLE_COUNT && rc == 0 && create && found == 0; t++)
        rc = mdb_dbi_open(txn, table_names[t], MDB_CREATE, &s->dbi[t]);
    if (rc == 0 && missing && (found > 0 || !create))
        rc = MDB_NOTFOUND;
    if (rc == 0)
        rc = mdb_txn_commit(txn);
    else
        mdb_txn_abort(txn);
    if (rc == MDB_NOTFOUND && found > 0)
        return fail(err, WCY_ECORRUPT,
                    "index '%s' is damaged: table '%s' is missing; restore a backup or run "
                    "'wirecopy repair'",
                    s->path, missing);
    if (rc == MDB_NOTFOUND)
        return fail(err, WCY_ENOINDEX, "'%s' holds an LMDB file, but no wirecopy index", s->path);
    return rc ? store_fail(s, rc, "opening the tables", err) : 0;
}

/* Does the folder hold anything but our own files? Then it is somebody else's. */
static bool is_foreign(const char *path)
{
    bool foreign = false;
    DIR *dir = opendir(path);
    for (struct dirent *e; dir && !foreign && (e = readdir(dir));)
        foreign = strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 &&
                  strcmp(e->d_name, "lock.mdb") != 0 && strcmp(e->d_name, "writer.lock") != 0 &&
                  !creation_owns(e->d_name);
    if (dir)
        closedir(dir);
    return foreign;
}

/* Checks that the folder is there, or makes it. */
static int store_folder(struct store *s, const struct store_options *o, struct wcy_error *err)
{
    char file[4096];
    struct stat st;
    if (snprintf(file, sizeof file, "%s/data.mdb", s->path) >= (int)sizeof file)
        return fail(err, WCY_EUSAGE, "index path '%s' is too long", s->path);
    if (stat(file, &st) == 0)
        return 0;
    if (errno != ENOENT && errno != ENOTDIR)
        return fail_errno(err, WCY_EIO, errno, "cannot open index '%s'", s->path);
    if (!o->create)
        return fail(err, WCY_ENOINDEX, "there is no index at '%s'; make one with 'wirecopy add'",
                    s->path);
    if (mkdir(s->path, 0777) == 0 || errno == EEXIST) {
        s->created = true;
        if (!is_foreign(s->path))
            return 0;
        return fail(err, WCY_ENOINDEX, "folder '%s' is not empty and no index; name another one",
                    s->path);
    }
    return fail_errno(err, WCY_EIO, errno, "cannot make index folder '%s'", s->path);
}

/* One try; *moved: another folder has been put in the place of this one meanwhile. */
static int store_try(struct store **out, const char *path, const struct store_options *options,
                     bool *moved, struct wcy_error *err)
{
    int status;
    struct store *s = calloc(1, sizeof *s);
    *moved = false;
    if (!s)
        return fail_nomem(err);
    s->lock_fd = -1;
    s->writable = options->write;
    s->scratch = options->scratch;
    pthread_rwlock_init(&s->map_lock, NULL);
    pthread_mutex_init(&s->dictionary_lock, NULL);
    s->path = strdup(path);
    status =
        s->path && verified_init(&s->verified) ? store_folder(s, options, err) : fail_nomem(err);
    if (status == 0)
        status = registry_enter(&s->registered, path, err);
    if (status == 0 && options->write)
        status = lock_writer(path, &s->lock_fd, err);
    if (status == 0 && s->created && !s->scratch)
        status = creation_run(s, table_names, TABLE_COUNT, err);
    if (status == 0)
        status = pages_check_folder(path, err);
    if (status == 0)
        status = creation_reserve_lock(s, READERS, err);
    if (status < 0)
        goto out;
    size_t map = store_map_size(path, options->expect);
    int rc = store_open_env(s, options, map);
    while (rc == ENOMEM && map > MAP_LEAST)
        rc = store_open_env(s, options, map /= 2);
    if (rc == EACCES && !s->writable)
        status =
            fail_errno(err, WCY_EIO, rc,
                       "cannot open index '%s'; who reads it needs to read its data.mdb and to "
                       "write its lock.mdb",
                       s->path);
    else if (rc != 0)
        status = store_fail(s, rc, "opening", err);
    if (status < 0)
        goto out;
    int dead;
    mdb_reader_check(s->env, &dead); /* slots of readers that were killed */
    status = store_open_tables(s, s->created && s->scratch, err);
out:
    *moved = s->registered.inode != 0 && !registry_is_current(&s->registered, path);
    if (status < 0 || *moved)
        store_close(s);
    else
        *out = s;
    return status;
}

int store_open(struct store **out, const char *path, const struct store_options *options,
               struct wcy_error *err)
{
    bool moved;
    int status = store_try(out, path, options, &moved, err);
    for (int tries = 0; moved && tries < 100; tries++)
        status = store_try(out, path, options, &moved, err);
    return moved && status == 0
               ? fail(err, WCY_EIO, "index '%s' is being replaced all the time", path)
               : status;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    if (s->env)
        mdb_env_close(s->env);
    registry_leave(&s->registered);
    lock_release(s->lock_fd);
    pthread_rwlock_destroy(&s->map_lock);
    pthread_mutex_destroy(&s->dictionary_lock);
    ZSTD_freeDDict(s->dictionary);
    verified_release(&s->verified);
    free(s->path);
    free(s);
}

/* Waits until no transaction of this process is open, but not for ever: one may be this thread's.
 */
static int map_lock_alone(struct store *s, struct wcy_error *err)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    for (int i = 0; i < MAP_PATIENCE; i++) {
        if (pthread_rwlock_trywrlock(&s->map_lock) == 0)
            return 0;
        nanosleep(&pause, NULL);
    }
    return fail(err, WCY_EIO,
                "index '%s' grew beyond its memory map, which cannot change while this process "
                "reads it; close its iterators and try again",
                s->path);
}

static int begin_mapped(struct store *s, bool write, MDB_txn **txn)
{
    int rc = mdb_txn_begin(s->env, NULL, write ? 0 : MDB_RDONLY, txn);
    int dead = 0;
    if (rc == MDB_READERS_FULL && mdb_reader_check(s->env, &dead) == 0 && dead > 0)
        rc = mdb_txn_begin(s->env, NULL, write ? 0 : MDB_RDONLY, txn);
    return rc;
}

int store_begin(struct store *s, bool write, MDB_txn **txn, struct wcy_error *err)
{
    pthread_rwlock_rdlock(&s->map_lock);
    int rc = begin_mapped(s, write, txn);
    if (rc == MDB_MAP_RESIZED) {
        /* Another process grew the file beyond our map. */
        pthread_rwlock_unlock(&s->map_lock);
        int status = map_lock_alone(s, err);
        if (status < 0)
            return status;
        rc = mdb_env_set_mapsize(s->env, 0);
        if (rc == 0)
            rc = begin_mapped(s, write, txn);
    }
    if (rc == 0)
        return 0;
    pthread_rwlock_unlock(&s->map_lock);
    return store_fail(s, rc, "beginning a transaction", err);
}

int store_commit(struct store *s, MDB_txn *txn, struct wcy_error *err)
{
    struct undo undo;
    char id[8];
    put_le64(id, mdb_txn_id(txn));
    int status = store_put(s, txn, TABLE_META, slice_str(STORE_COMMIT_KEY),
                           slice_make(id, sizeof id), false, err);
    if (status < 0) {
        store_abort(s, txn);
        return status;
    }
    undo_keep(&undo, s->env, txn);
    int rc = mdb_txn_commit(txn);
    if (rc != 0)
        undo_put_back(&undo);
    pthread_rwlock_unlock(&s->map_lock);
    return rc ? store_fail(s, rc, "committing", err) : 0;
}

void store_abort(struct store *s, MDB_txn *txn)
{
    if (!txn)
        return;
    mdb_txn_abort(txn);
    pthread_rwlock_unlock(&s->map_lock);
}

int store_sync(struct store *s, struct wcy_error *err)
{
    int rc = mdb_env_sync(s->env, 1);
    return rc ? store_fail(s, rc, "syncing", err) : 0;
}

int store_copy(struct store *s, const char *path, struct wcy_error *err)
{
    MDB_txn *txn;
    /* This makes the map as big as the file. */
    int status = store_begin(s, false, &txn, err);
    if (status < 0)
        return status;
    store_abort(s, txn);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return fail_errno(err, WCY_EIO, errno, "cannot make '%s'", path);
    int rc = mdb_env_copyfd2(s->env, fd, 0);
    if (rc != 0)
        status = store_fail(s, rc, "copying", err);
    else if (fsync(fd) != 0)
        status = fail_errno(err, WCY_EIO, errno, "cannot write '%s'", path);
    if (close(fd) != 0 && status == 0)
        status = fail_errno(err, WCY_EIO, errno, "cannot write '%s'", path);
    return status;
}

int store_grow(struct store *s, struct wcy_error *err)
{
    MDB_envinfo info;
    int status = map_lock_alone(s, err);
    if (status < 0)
        return status;
    int rc = mdb_env_info(s->env, &info);
    if (rc == 0)
        rc = mdb_env_set_mapsize(s->env, info.me_mapsize * 2);
    pthread_rwlock_unlock(&s->map_lock);
    return rc ? store_fail(s, rc, "growing the memory map", err) : 0;
}

struct oldest {
    unsigned long long txn;
    long process;
};

/* A line of LMDB's list: process, thread, transaction or "-". */
static int note_reader(const char *line, void *context)
{
    struct oldest *o = context;
    char *end;
    long process = strtol(line, &end, 10);
    while (*end == ' ')
        end++;
    while (*end && *end != ' ')
        end++;
    const char *number = end;
    unsigned long long txn = strtoull(number, &end, 10);
    if (process > 0 && end != number && txn < o->txn)
        *o = (struct oldest){txn, process};
    return 0;
}

void store_oldest_reader(struct store *s, uint64_t *behind, long *process)
{
    MDB_envinfo info;
    struct oldest o = {ULLONG_MAX, 0};
    *behind = 0;
    *process = 0;
    if (mdb_reader_list(s->env, note_reader, &o) < 0 || o.process == 0 ||
        mdb_env_info(s->env, &info) != 0 || info.me_last_txnid <= o.txn)
        return;
    *behind = info.me_last_txnid - o.txn;
    *process = o.process;
}

static MDB_val mdb_of(struct slice s)
{
    MDB_val v;
    v.mv_size = s.len;
    memcpy(&v.mv_data, &s.ptr, sizeof v.mv_data); /* LMDB never writes through it */
    return v;
}

/* Over table, key and value, so that a value under a wrong key is found out too. */
static uint64_t checksum(enum table table, struct slice key, struct slice value)
{
    return hash64_seed(value.ptr, value.len, hash64_seed(key.ptr, key.len, (uint64_t)table));
}

int store_put(struct store *s, MDB_txn *txn, enum table table, struct slice key, struct slice value,
              bool append, struct wcy_error *err)
{
    MDB_val k = mdb_of(key), v = {value.len + CHECKSUM, NULL};
    unsigned flags = MDB_RESERVE | (append ? MDB_APPEND : 0);
    int rc = mdb_put(txn, s->dbi[table], &k, &v, flags);
    if (rc == MDB_KEYEXIST)
        return fail(err, WCY_EINTERNAL, "key out of order in table '%s'", table_names[table]);
    if (rc != 0)
        return store_fail(s, rc, "writing", err);
    char *to = v.mv_data;
    put_le64(to, checksum(table, key, value));
    if (value.len)
        memcpy(to + CHECKSUM, value.ptr, value.len);
    return 0;
}

bool store_is_intact(enum table table, struct slice key, struct slice raw, struct slice *value)
{
    if (raw.len < CHECKSUM)
        return false;
    *value = slice_sub(raw, CHECKSUM, raw.len);
    return get_le64(raw.ptr) == checksum(table, key, *value);
}

/* Strips and verifies the checksum. */
static int store_verify(const struct store *s, enum table table, struct slice key, MDB_val v,
                        struct slice *value, struct wcy_error *err)
{
    if (store_is_intact(table, key, slice_make(v.mv_data, v.mv_size), value))
        return 0;
    return fail(err, WCY_ECORRUPT, "index '%s' is damaged: bad checksum in table '%s'", s->path,
                table_names[table]);
}

int store_get(struct store *s, MDB_txn *txn, enum table table, struct slice key,
              struct slice *value, struct wcy_error *err)
{
    MDB_val k = mdb_of(key), v;
    int rc = mdb_get(txn, s->dbi[table], &k, &v);
    if (rc != 0)
        return store_fail(s, rc, "reading", err);
    return store_verify(s, table, key, v, value, err);
}

int store_delete(struct store *s, MDB_txn *txn, enum table table, struct slice key,
                 struct wcy_error *err)
{
    MDB_val k = mdb_of(key);
    int rc = mdb_del(txn, s->dbi[table], &k, NULL);
    return rc == 0 || rc == MDB_NOTFOUND ? 0 : store_fail(s, rc, "deleting", err);
}

int store_cursor_open(struct store_cursor *c, struct store *s, MDB_txn *txn, enum table table,
                      struct wcy_error *err)
{
    *c = (struct store_cursor){.store = s, .table = table};
    int rc = mdb_cursor_open(txn, s->dbi[table], &c->cursor);
    return rc ? store_fail(s, rc, "opening a cursor", err) : 0;
}

void store_cursor_close(struct store_cursor *c)
{
    if (c->cursor)
        mdb_cursor_close(c->cursor);
    c->cursor = NULL;
}

/* The same, unless the record was found intact before. */
static int store_verify_once(struct store_cursor *c, struct slice key, MDB_val v,
                             struct slice *value, struct wcy_error *err)
{
    uint64_t record = hash64_seed(key.ptr, key.len, (uint64_t)c->table);
    if (v.mv_size >= CHECKSUM && verified_has(c->verified, record)) {
        *value = slice_sub(slice_make(v.mv_data, v.mv_size), CHECKSUM, v.mv_size);
        return 0;
    }
    int status = store_verify(c->store, c->table, key, v, value, err);
    if (status == 0)
        verified_add(c->verified, record);
    return status;
}

int store_cursor_get(struct store_cursor *c, MDB_cursor_op op, struct slice *key,
                     struct slice *value, struct wcy_error *err)
{
    MDB_val k = mdb_of(*key), v;
    int rc = mdb_cursor_get(c->cursor, &k, &v, op);
    if (rc != 0)
        return store_fail(c->store, rc, "reading", err);
    *key = slice_make(k.mv_data, k.mv_size);
    return c->verified ? store_verify_once(c, *key, v, value, err)
                       : store_verify(c->store, c->table, *key, v, value, err);
}

int store_cursor_move(struct store_cursor *c, MDB_cursor_op op, struct slice *key,
                      struct wcy_error *err)
{
    MDB_val k = mdb_of(*key), v;
    int rc = mdb_cursor_get(c->cursor, &k, &v, op);
    if (rc != 0)
        return store_fail(c->store, rc, "reading", err);
    *key = slice_make(k.mv_data, k.mv_size);
    return 0;
}

int store_cursor_delete(struct store_cursor *c, struct wcy_error *err)
{
    int rc = mdb_cursor_del(c->cursor, 0);
    return rc ? store_fail(c->store, rc, "deleting", err) : 0;
}

int store_count(struct store *s, MDB_txn *txn, enum table table, uint64_t *count,
                struct wcy_error *err)
{
    MDB_stat st;
    int rc = mdb_stat(txn, s->dbi[table], &st);
    if (rc != 0)
        return store_fail(s, rc, "counting", err);
    *count = st.ms_entries;
    return 0;
}
