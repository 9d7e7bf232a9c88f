/*
 * store: the LMDB environment of an index: its databases, its lock, its transactions.
 *
 * Rules that keep LMDB 0.9 safe (doc/format.md): plain B-trees only, default durability, one writer
 * (a file lock of our own, since LMDB's would block for ever), no environment opened twice in a
 * process, no pointer into the map used after its transaction. Every value carries an XXH3 checksum
 * over database, key and value, because LMDB 0.9 has none; `store_get` verifies it.
 */
#ifndef INDEX_STORE_H
#define INDEX_STORE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "index/registry.h"
#include "index/verified.h"

#include <lmdb.h>
#include <pthread.h>
#include <stdbool.h>

/* The databases. The segment families come first: see segment.h. */
enum table {
    TABLE_PRINTS,   /* fingerprint -> articles */
    TABLE_IDS,      /* hash of the id -> article */
    TABLE_URLS,     /* hash of the url -> article */
    TABLE_EXACT,    /* digest of the normalised text -> articles */
    TABLE_LINKS,    /* article -> later articles that are paired with it */
    TABLE_BLOCKS,   /* hash of (site, line) -> articles */
    TABLE_META,     /* name -> parameters, counters, segment lists */
    TABLE_ARTICLES, /* article -> record */
    TABLE_TEXTS,    /* first article -> block of compressed texts */
    TABLE_PAIRS,    /* article -> its pairs with earlier articles */
    TABLE_MEMBERS,  /* article -> its place in a cluster */
    TABLE_CLUSTERS, /* cluster -> members */
    TABLE_SITES,    /* site -> hashes of the lines that are its furniture */
    TABLE_FILES,    /* file number -> path */
    TABLE_BATCHES,  /* batch -> audit record */
    TABLE_REMOVED,  /* article -> nothing: tombstones */
    TABLE_COUNT
};

#define TABLE_SEGMENTED TABLE_META /* the tables before this one hold segments */

struct store {
    MDB_env *env;
    MDB_dbi dbi[TABLE_COUNT];
    char *path;
    int lock_fd; /* of writer.lock; -1 for readers */
    struct registered registered;
    bool writable;
    bool created; /* by this open */
    bool scratch; /* see store_options.scratch */
    pthread_mutex_t dictionary_lock;
    void *dictionary; /* ZSTD_DDict of the texts, see text_store.h; made when first needed */
    struct verified verified;  /* blocks of lists that a query found intact */
    pthread_rwlock_t map_lock; /* readers hold it shared, growing the map takes it alone */
};

struct store_options {
    bool write;
    bool create;
    bool scratch;    /* nobody will read it after a crash: no syncs, texts are not compressed */
    bool bulk;       /* nobody reads it before store_sync: no syncs until then */
    uint64_t expect; /* bytes that the file will have, if known: the map is made for them */
};

/* Opens the environment in folder `path`; with `create` makes it when it is not there. */
int store_open(struct store **out, const char *path, const struct store_options *options,
               struct wcy_error *err);
void store_close(struct store *s);

/* Makes everything that was committed safe from a power cut; of a store with `bulk`. */
int store_sync(struct store *s, struct wcy_error *err);

/* Copies the last committed state into the file at `path`, which must not exist; synced. */
int store_copy(struct store *s, const char *path, struct wcy_error *err);

/* A transaction. A read transaction may be used by one thread at a time. */
int store_begin(struct store *s, bool write, MDB_txn **txn, struct wcy_error *err);
int store_commit(struct store *s, MDB_txn *txn, struct wcy_error *err);
void store_abort(struct store *s, MDB_txn *txn);

/* True when the last error says that the map is full; then grow and replay the transaction. */
bool store_is_full(const struct wcy_error *err);
int store_grow(struct store *s, struct wcy_error *err);

/* Each commit notes its LMDB transaction in TABLE_META under this name, u64: so a meta page that
   passes an old state off as the newest, or hides the newest, is found out by `check`. */
#define STORE_COMMIT_KEY "commit"

/* The name of a table, and the table of a name; TABLE_COUNT: none. */
const char *store_table_name(enum table table);
enum table store_table_of(const char *name);

/* Strips the checksum off a raw value and verifies it. */
bool store_is_intact(enum table table, struct slice key, struct slice raw, struct slice *value);

/* The reader, of any process, with the oldest snapshot that is open: how many commits it is behind,
   and its process; 0 when there is none. Pages that were freed since cannot be used again. */
void store_oldest_reader(struct store *s, uint64_t *behind, long *process);

/* Writes `value` and its checksum. `append`: the key is the largest in the table. */
int store_put(struct store *s, MDB_txn *txn, enum table table, struct slice key, struct slice value,
              bool append, struct wcy_error *err);

/* The value, valid until the transaction ends or writes; WCY_END when there is none. */
int store_get(struct store *s, MDB_txn *txn, enum table table, struct slice key,
              struct slice *value, struct wcy_error *err);

/* Deletes a key; a missing one is no error. */
int store_delete(struct store *s, MDB_txn *txn, enum table table, struct slice key,
                 struct wcy_error *err);

/* Walks a table. */
struct store_cursor {
    struct store *store;
    MDB_cursor *cursor;
    enum table table;
    struct verified *verified; /* of records that never change; NULL: each is verified every time */
};

int store_cursor_open(struct store_cursor *c, struct store *s, MDB_txn *txn, enum table table,
                      struct wcy_error *err);
void store_cursor_close(struct store_cursor *c);

/* Moves by `op` (MDB_FIRST, MDB_NEXT, MDB_PREV, MDB_LAST, or MDB_SET_RANGE with *key set) and gives
   key and verified value; WCY_END when there is no such record. */
int store_cursor_get(struct store_cursor *c, MDB_cursor_op op, struct slice *key,
                     struct slice *value, struct wcy_error *err);

/* The same, but the value is neither given nor verified. */
int store_cursor_move(struct store_cursor *c, MDB_cursor_op op, struct slice *key,
                      struct wcy_error *err);

/* Deletes the record the cursor stands on. */
int store_cursor_delete(struct store_cursor *c, struct wcy_error *err);

/* The number of records in a table. */
int store_count(struct store *s, MDB_txn *txn, enum table table, uint64_t *count,
                struct wcy_error *err);

/* Turns an LMDB result into a status with a message about `doing`. */
int store_fail(const struct store *s, int rc, const char *doing, struct wcy_error *err);

/* Big-endian keys. */
struct key64 {
    char bytes[8];
};
struct key64 key64(uint64_t number);
#define KEY64(number) slice_make(key64(number).bytes, 8)

#endif
