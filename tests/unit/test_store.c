/* store: opening, the checksum, the writer's lock. */

#include "store_scratch.h"

#include "base/bytes.h"
#include "index/verified.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>

#include <cmocka.h>

static const struct store_options writing = {.write = true, .create = true, .scratch = true};
static const struct store_options reading = {0};

static void test_round_trip(void **state)
{
    struct store *store = store_scratch_open(*state, "s", true);
    MDB_txn *txn = store_scratch_begin(store, true);
    struct slice value;
    assert_true(store->created);
    assert_int_equal(store_put(store, txn, TABLE_META, slice_str("k"), slice_str("v"), false, NULL),
                     0);
    assert_int_equal(
        store_put(store, txn, TABLE_META, slice_str("e"), slice_make(NULL, 0), false, NULL), 0);
    assert_int_equal(store_commit(store, txn, NULL), 0);
    store_close(store);
    store = store_scratch_open(*state, "s", false);
    assert_false(store->created);
    txn = store_scratch_begin(store, false);
    assert_int_equal(store_get(store, txn, TABLE_META, slice_str("k"), &value, NULL), 0);
    assert_true(slice_eq_str(value, "v"));
    assert_int_equal(store_get(store, txn, TABLE_META, slice_str("e"), &value, NULL), 0);
    assert_int_equal(value.len, 0);
    assert_int_equal(store_get(store, txn, TABLE_META, slice_str("x"), &value, NULL), WCY_END);
    /* Nothing can be written by a reader. */
    assert_true(store_put(store, txn, TABLE_META, slice_str("k"), slice_str("w"), false, NULL) < 0);
    store_abort(store, txn);
    assert_true(store_begin(store, true, &txn, NULL) < 0);
    store_close(store);
}

static void test_foreign(void **state)
{
    struct scratch *s = *state;
    struct store *store = NULL;
    struct wcy_error err = {0};
    assert_int_equal(store_open(&store, scratch_path(s, "none"), &reading, &err), WCY_ENOINDEX);
    assert_non_null(strstr(err.message, "none"));
    assert_int_equal(store_open(&store, s->dir, &reading, &err), WCY_ENOINDEX);
    assert_int_equal(mkdir(scratch_path(s, "junk"), 0777), 0);
    scratch_text(s, "junk/data.mdb", "this is no LMDB file, and far too short for one");
    assert_true(store_open(&store, scratch_path(s, "junk"), &reading, &err) < 0);
    scratch_text(s, "file", "x");
    assert_true(store_open(&store, scratch_path(s, "file"), &writing, &err) < 0);
    assert_true(store_open(&store, scratch_path(s, "no/such/folder"), &writing, &err) < 0);
    assert_null(store);
}

/* Flips a byte of a stored value behind the store's back. */
static void flip(struct store *store, MDB_txn *txn, struct slice key, size_t at)
{
    char name[16], bytes[64];
    MDB_val k = {key.len, name}, v;
    memcpy(name, key.ptr, key.len);
    assert_int_equal(mdb_get(txn, store->dbi[TABLE_META], &k, &v), 0);
    assert_true(at < v.mv_size && v.mv_size <= sizeof bytes);
    memcpy(bytes, v.mv_data, v.mv_size);
    bytes[at] = (char)(bytes[at] ^ 1);
    v.mv_data = bytes;
    assert_int_equal(mdb_put(txn, store->dbi[TABLE_META], &k, &v, 0), 0);
}

static void test_checksum(void **state)
{
    struct store *store = store_scratch_open(*state, "s", true);
    struct slice key = slice_str("name"), value;
    for (size_t at = 0; at < 8 + 5; at++) {
        struct wcy_error err = {0};
        MDB_txn *txn = store_scratch_begin(store, true);
        assert_int_equal(store_put(store, txn, TABLE_META, key, slice_str("value"), false, NULL),
                         0);
        flip(store, txn, key, at);
        assert_int_equal(store_get(store, txn, TABLE_META, key, &value, &err), WCY_ECORRUPT);
        assert_non_null(strstr(err.message, "meta"));
        flip(store, txn, key, at);
        assert_int_equal(store_get(store, txn, TABLE_META, key, &value, NULL), 0);
        store_abort(store, txn);
    }
    store_close(store);
}

/* A record is verified until it was found intact, and only that one is taken on trust then. */
static void test_verified(void **state)
{
    struct store *store = store_scratch_open(*state, "s", true);
    struct verified verified;
    struct store_cursor c;
    struct slice a = slice_str("a"), b = slice_str("b"), value;
    MDB_txn *txn = store_scratch_begin(store, true);
    assert_true(verified_init(&verified));
    assert_int_equal(store_put(store, txn, TABLE_META, a, slice_str("v"), false, NULL), 0);
    assert_int_equal(store_put(store, txn, TABLE_META, b, slice_str("w"), false, NULL), 0);
    flip(store, txn, a, 3);
    assert_int_equal(store_cursor_open(&c, store, txn, TABLE_META, NULL), 0);
    c.verified = &verified;
    struct slice key = a;
    assert_int_equal(store_cursor_get(&c, MDB_SET_RANGE, &key, &value, NULL), WCY_ECORRUPT);
    flip(store, txn, a, 3);
    for (int again = 0; again < 2; again++) {
        key = a;
        assert_int_equal(store_cursor_get(&c, MDB_SET_RANGE, &key, &value, NULL), 0);
        assert_true(slice_eq_str(value, "v"));
    }
    flip(store, txn, a, 3);
    flip(store, txn, b, 3);
    key = a;
    assert_int_equal(store_cursor_get(&c, MDB_SET_RANGE, &key, &value, NULL), 0);
    assert_int_equal(store_cursor_get(&c, MDB_NEXT, &key, &value, NULL), WCY_ECORRUPT);
    c.verified = NULL;
    key = a;
    assert_int_equal(store_cursor_get(&c, MDB_SET_RANGE, &key, &value, NULL), WCY_ECORRUPT);
    store_cursor_close(&c);
    verified_release(&verified);
    store_abort(store, txn);
    store_close(store);
}

/* A value that stands under another key or in another table is found out. */
static void test_checksum_place(void **state)
{
    struct store *store = store_scratch_open(*state, "s", true);
    MDB_txn *txn = store_scratch_begin(store, true);
    char a[] = "a", b[] = "b";
    MDB_val ka = {1, a}, kb = {1, b}, v;
    struct slice value;
    assert_int_equal(store_put(store, txn, TABLE_META, slice_str("a"), slice_str("v"), false, NULL),
                     0);
    assert_int_equal(mdb_get(txn, store->dbi[TABLE_META], &ka, &v), 0);
    char bytes[16];
    assert_true(v.mv_size <= sizeof bytes);
    memcpy(bytes, v.mv_data, v.mv_size);
    v.mv_data = bytes;
    assert_int_equal(mdb_put(txn, store->dbi[TABLE_META], &kb, &v, 0), 0);
    assert_int_equal(mdb_put(txn, store->dbi[TABLE_FILES], &ka, &v, 0), 0);
    assert_int_equal(store_get(store, txn, TABLE_META, slice_str("b"), &value, NULL), WCY_ECORRUPT);
    assert_int_equal(store_get(store, txn, TABLE_FILES, slice_str("a"), &value, NULL),
                     WCY_ECORRUPT);
    assert_int_equal(store_get(store, txn, TABLE_META, slice_str("a"), &value, NULL), 0);
    store_abort(store, txn);
    store_close(store);
}

/* A second writer, in another process, is refused with the holder's name; a reader is not. */
static void test_lock(void **state)
{
    struct scratch *s = *state;
    struct store *store = NULL;
    int ready[2], done[2], status;
    char byte = 0;
    store_close(store_scratch_open(s, "s", true));
    assert_true(pipe(ready) == 0 && pipe(done) == 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        store = store_scratch_open(s, "s", true);
        if (write(ready[1], "x", 1) != 1 || read(done[0], &byte, 1) != 1)
            _exit(1);
        store_close(store);
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    struct wcy_error err = {0};
    char holder[32];
    snprintf(holder, sizeof holder, "process %ld", (long)child);
    assert_int_equal(store_open(&store, scratch_path(s, "s"), &writing, &err), WCY_ELOCKED);
    assert_non_null(strstr(err.message, holder));
    store_close(store_scratch_open(s, "s", false));
    assert_int_equal(write(done[1], "x", 1), 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    store_close(store_scratch_open(s, "s", true)); /* free again */
    for (int i = 0; i < 2; i++) {
        close(ready[i]);
        close(done[i]);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_round_trip),     TEST(test_foreign),  TEST(test_checksum),
        TEST(test_checksum_place), TEST(test_verified), TEST(test_lock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
