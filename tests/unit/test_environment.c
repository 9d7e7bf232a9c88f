/* What the world does to an index: small maps, full reader tables, dead readers, other formats. */

#include "corpus.h"

#include "api/index.h"
#include "base/varint.h"
#include "sketch/token.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>

#include <cmocka.h>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define THREAD_SANITIZER 1
#endif
#endif
#ifndef THREAD_SANITIZER
#define THREAD_SANITIZER 0
#endif

#define MIB ((size_t)1 << 20)

/* Articles of made-up words that do not compress, some of them copies. */
static const char *big_corpus(struct scratch *s, const char *name, unsigned count)
{
    struct corpus c = {.json = BUF_INIT};
    uint64_t random = 88172645463325252U;
    char *last = NULL;
    for (unsigned i = 0; i < count; i++) {
        struct buf text = BUF_INIT;
        char id[32];
        for (unsigned w = 0; w < 400; w++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            corpus_check(buf_printf(&text, "q%llxz ", (unsigned long long)random));
        }
        corpus_check(buf_append_byte(&text, '\0'));
        snprintf(id, sizeof id, "%s-%u", name, i);
        char *copy = i % 3 == 2 ? edited(last, 5, 40, i) : NULL;
        corpus_add(&c, id, "big.example", "A title", i % 300, copy ? copy : text.ptr);
        free(copy);
        free(last);
        last = text.ptr;
    }
    free(last);
    return corpus_write(&c, s, name);
}

static void compare(struct wcy_index *a, struct wcy_index *b)
{
    char *(*const dumps[])(struct wcy_index *) = {dump_export, dump_clusters, dump_pairs};
    for (size_t i = 0; i < 3; i++) {
        char *x = dumps[i](a), *y = dumps[i](b);
        assert_string_equal(x, y);
        free(x);
        free(y);
    }
}

static void remove_half(struct wcy_index *index, unsigned count)
{
    uint64_t removed = 0, n = 0;
    struct wcy_error err = {0};
    for (unsigned i = 0; i < count; i += 2) {
        char id[32];
        snprintf(id, sizeof id, "one.jsonl-%u", i);
        struct wcy_slice slice = public_str(id);
        if (wcy_remove(index, &slice, 1, &n, &err) != 0)
            fail_msg("%s", err.message);
        removed += n;
    }
    assert_int_equal(removed, (count + 1) / 2);
}

/* From one MiB the map grows as often as needed: in batches, merges and removals. */
static void test_growth(void **state)
{
    struct scratch *s = *state;
    char path[600];
    snprintf(path, sizeof path, "%s", big_corpus(s, "one.jsonl", 300));
    struct wcy_index *small = index_make(s, "small"), *large = index_make(s, "large");
    assert_int_equal(mdb_env_set_mapsize(small->store->env, MIB), 0);
    index_add_with(small, path, 2, 1024);
    index_add_with(large, path, 2, 1024);
    compare(small, large);
    MDB_envinfo info;
    assert_int_equal(mdb_env_info(small->store->env, &info), 0);
    assert_true(info.me_mapsize > MIB);
    remove_half(small, 300);
    remove_half(large, 300);
    compare(small, large);
    wcy_index_close(small);
    wcy_index_close(large);
}

/* A batch that does not fit while an iterator of the same thread is open: an error that says what
   to do, and the index as it was. */
static void test_growth_with_iterator(void **state)
{
    struct scratch *s = *state;
    struct wcy_error err = {0};
    struct wcy_export_iter *it = NULL;
    char path[600];
    snprintf(path, sizeof path, "%s", big_corpus(s, "one.jsonl", 300));
    const char *input = path;
    struct wcy_index *index = index_make(s, "idx");
    assert_int_equal(mdb_env_set_mapsize(index->store->env, MIB / 2), 0);
    char *before = dump_export(index);
    assert_int_equal(wcy_export_iter_open(&it, index, 0, &err), 0);
    assert_int_equal(wcy_add(index, &input, 1, NULL, NULL, &err), WCY_EIO);
    assert_non_null(strstr(err.message, "close its iterators"));
    wcy_export_iter_close(it);
    char *after = dump_export(index);
    assert_string_equal(before, after);
    free(before);
    free(after);
    assert_int_equal(wcy_add(index, &input, 1, NULL, NULL, &err), 0);
    wcy_index_close(index);
}

/* Waits for one byte from the other process. */
static void await(int fd)
{
    char byte;
    if (read(fd, &byte, 1) != 1)
        abort();
}

static void tell(int fd)
{
    if (write(fd, "x", 1) != 1)
        abort();
}

/* A reader whose map has become too small takes the new size. */
static void test_resized(void **state)
{
    struct scratch *s = *state;
    int ready[2], grown[2], status = -1;
    char path[600];
    snprintf(path, sizeof path, "%s", big_corpus(s, "one.jsonl", 300));
    wcy_index_close(index_make(s, "idx"));
    assert_true(pipe(ready) == 0 && pipe(grown) == 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct wcy_index *reader = index_open_with(s, "idx", WCY_OPEN_READ, NULL);
        struct wcy_stat stat = {0};
        int failed = mdb_env_set_mapsize(reader->store->env, MIB / 4);
        tell(ready[1]);
        await(grown[0]);
        failed = failed || wcy_stat(reader, &stat, NULL) != 0 || stat.articles != 300;
        wcy_index_close(reader);
        _exit(failed);
    }
    await(ready[0]);
    struct wcy_index *writer = index_open_with(s, "idx", WCY_OPEN_WRITE, NULL);
    index_add(writer, path);
    wcy_index_close(writer);
    tell(grown[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    for (int i = 0; i < 2; i++) {
        close(ready[i]);
        close(grown[i]);
    }
}

#define SLOTS 1022

static unsigned take_slots(struct store *store, MDB_txn **txns, unsigned most,
                           struct wcy_error *err)
{
    unsigned n = 0;
    while (n < most && store_begin(store, false, &txns[n], err) == 0)
        n++;
    return n;
}

static void test_slots(void **state)
{
    if (THREAD_SANITIZER) /* it follows a thread's locks 64 deep, no further */
        skip();
    static MDB_txn *txns[SLOTS + 10];
    struct wcy_error err = {0};
    struct wcy_stat stat;
    struct wcy_index *index = index_make(*state, "idx");
    unsigned n = take_slots(index->store, txns, SLOTS + 10, &err);
    assert_int_equal(n, SLOTS);
    assert_int_equal(err.code, WCY_EIO);
    assert_non_null(strstr(err.message, "too many readers"));
    assert_int_equal(wcy_stat(index, &stat, &err), WCY_EIO);
    store_abort(index->store, txns[--n]);
    assert_int_equal(wcy_stat(index, &stat, &err), 0);
    while (n > 0)
        store_abort(index->store, txns[--n]);
    wcy_index_close(index);
}

/* A process that took all slots is killed; who has the index open already gets one all the same. */
static void test_dead_reader(void **state)
{
    if (THREAD_SANITIZER)
        skip();
    struct scratch *s = *state;
    int opened[2], taken[2], status;
    struct wcy_stat stat;
    struct wcy_error err = {0};
    wcy_index_close(index_make(s, "idx"));
    assert_true(pipe(opened) == 0 && pipe(taken) == 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        static MDB_txn *txns[SLOTS];
        struct wcy_index *reader = index_open_with(s, "idx", WCY_OPEN_READ, NULL);
        await(opened[0]);
        if (take_slots(reader->store, txns, SLOTS, &err) < SLOTS - 2)
            _exit(1);
        tell(taken[1]);
        pause();
        _exit(1);
    }
    struct wcy_index *index = index_open_with(s, "idx", WCY_OPEN_WRITE, NULL);
    tell(opened[1]);
    await(taken[0]);
    static MDB_txn *mine[SLOTS];
    unsigned n = take_slots(index->store, mine, SLOTS, &err); /* what is left of them */
    assert_int_equal(wcy_stat(index, &stat, &err), WCY_EIO);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(wcy_stat(index, &stat, &err), 0);
    while (n > 0)
        store_abort(index->store, mine[--n]);
    wcy_index_close(index);
    for (int i = 0; i < 2; i++) {
        close(opened[i]);
        close(taken[i]);
    }
}

/* The oldest snapshot is reported, and who holds it. */
static void test_oldest_reader(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct store *store = index->store;
    uint64_t behind;
    long process;
    MDB_txn *reader, *writer;
    store_oldest_reader(store, &behind, &process);
    assert_int_equal(behind, 0);
    assert_int_equal(process, 0);
    assert_int_equal(store_begin(store, false, &reader, NULL), 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(store_begin(store, true, &writer, NULL), 0);
        assert_int_equal(
            store_put(store, writer, TABLE_META, slice_str("x"), slice_str("y"), false, NULL), 0);
        assert_int_equal(store_commit(store, writer, NULL), 0);
    }
    store_oldest_reader(store, &behind, &process);
    assert_int_equal(behind, 3);
    assert_int_equal(process, getpid());
    store_abort(store, reader);
    store_oldest_reader(store, &behind, &process);
    assert_int_equal(behind, 0);
    wcy_index_close(index);
}

/* Puts other version numbers before the parameters. */
static void set_format(struct wcy_index *index, uint64_t format, uint64_t rule)
{
    struct buf b = BUF_INIT;
    struct slice value;
    MDB_txn *txn;
    assert_int_equal(store_begin(index->store, true, &txn, NULL), 0);
    assert_int_equal(
        store_get(index->store, txn, TABLE_META, slice_str("parameters"), &value, NULL), 0);
    assert_true(varint_put(&b, format) && varint_put(&b, rule) &&
                buf_append_slice(&b, slice_sub(value, 2, value.len)));
    assert_int_equal(store_put(index->store, txn, TABLE_META, slice_str("parameters"),
                               buf_slice(&b), false, NULL),
                     0);
    assert_int_equal(store_commit(index->store, txn, NULL), 0);
    buf_release(&b);
}

static void test_format(void **state)
{
    static const unsigned flags[] = {WCY_OPEN_READ, WCY_OPEN_WRITE, WCY_OPEN_CREATE};
    static const uint64_t versions[][2] = {
        {WCY_FORMAT + 1,  TOKEN_RULE    },
        {WCY_FORMAT,      TOKEN_RULE + 1},
        {UINT64_MAX,      0             },
        {WCY_FORMAT + 64, TOKEN_RULE    },
        {0,               TOKEN_RULE    },
    };
    struct scratch *s = *state;
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        char name[8];
        snprintf(name, sizeof name, "idx%zu", i);
        struct wcy_index *index = index_make(s, name);
        set_format(index, versions[i][0], versions[i][1]);
        wcy_index_close(index);
        for (size_t f = 0; f < 3; f++) {
            struct wcy_error err = {0};
            index = NULL;
            assert_int_equal(wcy_index_open(&index, scratch_path(s, name), flags[f], NULL, &err),
                             WCY_EFORMAT);
            assert_non_null(strstr(err.message, name));
            assert_non_null(strstr(err.message, "use the program that wrote it"));
            assert_null(index);
        }
    }
}

/* Another program's LMDB file stays as it is, whatever is asked for. */
static void test_foreign_lmdb(void **state)
{
    static const unsigned flags[] = {WCY_OPEN_READ, WCY_OPEN_WRITE, WCY_OPEN_CREATE};
    struct scratch *s = *state;
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi dbi;
    MDB_stat stat;
    char name[] = "theirs", path[600];
    MDB_val key = {6, name}, value = {6, name};
    snprintf(path, sizeof path, "%s", scratch_path(s, "foreign"));
    assert_int_equal(mkdir(path, 0777), 0);
    assert_int_equal(mdb_env_create(&env), 0);
    assert_int_equal(mdb_env_open(env, path, 0, 0644), 0);
    assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
    assert_int_equal(mdb_dbi_open(txn, NULL, 0, &dbi), 0);
    assert_int_equal(mdb_put(txn, dbi, &key, &value, 0), 0);
    assert_int_equal(mdb_txn_commit(txn), 0);
    mdb_env_close(env);
    for (size_t f = 0; f < 3; f++) {
        struct wcy_index *index = NULL;
        struct wcy_error err = {0};
        assert_int_equal(wcy_index_open(&index, path, flags[f], NULL, &err), WCY_ENOINDEX);
        assert_non_null(strstr(err.message, "no wirecopy index"));
    }
    assert_int_equal(mdb_env_create(&env), 0);
    assert_int_equal(mdb_env_open(env, path, MDB_RDONLY, 0644), 0);
    assert_int_equal(mdb_env_stat(env, &stat), 0);
    assert_int_equal(stat.ms_entries, 1);
    mdb_env_close(env);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_growth), TEST(test_growth_with_iterator), TEST(test_resized),
        TEST(test_slots),  TEST(test_dead_reader),          TEST(test_oldest_reader),
        TEST(test_format), TEST(test_foreign_lmdb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
