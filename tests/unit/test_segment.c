/* segment: sorted entries in packed blocks, written and read back. */

#include "cut.h"
#include "store_scratch.h"

#include "index/segment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct run {
    struct entry *items;
    size_t count;
};

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return entry_less(*x, *y) ? -1 : entry_less(*y, *x);
}

/* Sorts and drops repeats. */
static void run_sort(struct run *r)
{
    size_t kept = 0;
    if (r->count)
        qsort(r->items, r->count, sizeof *r->items, compare_entries);
    for (size_t i = 0; i < r->count; i++)
        if (kept == 0 || compare_entries(&r->items[i], &r->items[kept - 1]) != 0)
            r->items[kept++] = r->items[i];
    r->count = kept;
}

static struct run run_random(size_t count, uint64_t keys, uint64_t articles, uint64_t seed)
{
    struct run r = {malloc((count + 1) * sizeof *r.items), count};
    assert_non_null(r.items);
    for (size_t i = 0; i < count; i++) {
        uint64_t key = cut_random(&seed), article = cut_random(&seed);
        r.items[i] =
            (struct entry){keys ? key % keys : key, articles ? article % articles : article};
    }
    run_sort(&r);
    return r;
}

static void run_write(struct store *store, enum table table, uint32_t id, const struct run *r)
{
    struct segment_writer *w = malloc(sizeof *w);
    MDB_txn *txn = store_scratch_begin(store, true);
    assert_non_null(w);
    segment_writer_init(w, store, txn, table, id);
    for (size_t i = 0; i < r->count; i++)
        assert_int_equal(segment_write(w, r->items[i], NULL), 0);
    assert_int_equal(segment_flush(w, NULL), 0);
    assert_int_equal(w->entries, r->count);
    assert_int_equal(store_commit(store, txn, NULL), 0);
    free(w);
}

/* Reads from where the reader stands; expects the entries from `from` on, at most `most`. */
static void expect_from(struct segment_reader *reader, const struct run *r, size_t from,
                        size_t most)
{
    struct entry e;
    for (size_t i = from; i < r->count && i - from < most; i++) {
        assert_true(segment_peek(reader, &e));
        assert_int_equal(e.key, r->items[i].key);
        assert_int_equal(e.article, r->items[i].article);
        assert_int_equal(segment_next(reader, NULL), 0);
    }
    if (r->count - from <= most)
        assert_false(segment_peek(reader, &e));
}

/* Index of the first entry whose key is `key` or more. */
static size_t run_find(const struct run *r, uint64_t key)
{
    size_t i = 0;
    while (i < r->count && r->items[i].key < key)
        i++;
    return i;
}

static void expect_seek(struct segment_reader *reader, const struct run *r, uint64_t key)
{
    assert_int_equal(segment_seek(reader, key, NULL), 0);
    expect_from(reader, r, run_find(r, key), 3);
}

/* Everything in order, then seeks: to each seventh key, around it, and at random. */
static void check_run(struct store *store, enum table table, uint32_t id, const struct run *r)
{
    struct segment_reader reader;
    MDB_txn *txn = store_scratch_begin(store, false);
    uint64_t seed = id;
    assert_int_equal(segment_reader_open(&reader, store, txn, table, id, NULL), 0);
    expect_from(&reader, r, 0, r->count);
    for (size_t i = 0; i < r->count; i += 7) {
        expect_seek(&reader, r, r->items[i].key);
        expect_seek(&reader, r, r->items[i].key + 1);
        expect_seek(&reader, r, r->items[i].key - 1);
    }
    for (size_t i = 0; i < 50 && r->count; i++) {
        expect_seek(&reader, r, r->items[cut_random(&seed) % r->count].key);
        expect_seek(&reader, r, cut_random(&seed));
    }
    expect_seek(&reader, r, 0);
    expect_seek(&reader, r, UINT64_MAX);
    segment_reader_close(&reader);
    store_abort(store, txn);
}

static void check_shape(void **state, size_t count, uint64_t keys, uint64_t articles)
{
    struct store *store = store_scratch_open(*state, "shape", true);
    struct run r = run_random(count, keys, articles, count + 1);
    run_write(store, TABLE_PRINTS, 1, &r);
    check_run(store, TABLE_PRINTS, 1, &r);
    free(r.items);
    store_close(store);
}

static void test_empty(void **state)
{
    struct store *store = store_scratch_open(*state, "empty", true);
    struct run none = {0};
    run_write(store, TABLE_IDS, 1, &none);
    check_run(store, TABLE_IDS, 1, &none);
    store_close(store);
}

static void test_one(void **state)
{
    check_shape(state, 1, 0, 0);
}

static void test_small(void **state)
{
    check_shape(state, 300, 0, 1000);
}

static void test_narrow(void **state)
{
    check_shape(state, 6000, 70000, 250); /* the count limits the blocks */
}

static void test_wide(void **state)
{
    check_shape(state, 6000, 0, 0); /* eight bytes each */
}

static void test_equal_keys(void **state)
{
    check_shape(state, 9000, 3, 0); /* runs of equal keys span blocks */
}

static void test_one_key(void **state)
{
    check_shape(state, 5000, 1, 0);
}

static void test_equal_articles(void **state)
{
    check_shape(state, 5000, 0, 1);
}

static void test_extremes(void **state)
{
    struct store *store = store_scratch_open(*state, "extremes", true);
    static struct entry items[] = {
        {0,              0         },
        {0,              1         },
        {0,              UINT64_MAX},
        {1,              0         },
        {255,            256       },
        {256,            255       },
        {UINT64_MAX - 1, UINT64_MAX},
        {UINT64_MAX,     0         },
        {UINT64_MAX,     UINT64_MAX}
    };
    struct run r = {items, sizeof items / sizeof *items};
    run_write(store, TABLE_URLS, 1, &r);
    check_run(store, TABLE_URLS, 1, &r);
    struct run last = {items + 8, 1}, first = {items, 1};
    run_write(store, TABLE_URLS, 2, &last);
    check_run(store, TABLE_URLS, 2, &last);
    run_write(store, TABLE_URLS, UINT32_MAX, &first);
    check_run(store, TABLE_URLS, UINT32_MAX, &first);
    store_close(store);
}

/* Full blocks exactly: one entry less, as many, one more. */
static void test_block_boundaries(void **state)
{
    struct store *store = store_scratch_open(*state, "bounds", true);
    uint32_t id = 1;
    /* A block of small keys holds BLOCK_ENTRIES, one of these wide ones around 600. */
    static const size_t counts[] = {2047, 2048, 2049, 4095, 4096, 4097};
    const size_t n = sizeof counts / sizeof *counts;
    for (size_t k = 0; k < 100 + n; k++, id++) {
        bool wide = k >= n;
        uint64_t step = wide ? UINT64_C(1) << 32 : 1;
        size_t count = wide ? 550 + k : counts[k];
        struct run r = {malloc(count * sizeof *r.items), count};
        assert_non_null(r.items);
        for (size_t i = 0; i < r.count; i++)
            r.items[i] = (struct entry){i / 9 * step, 1000 + i % 9 * step};
        run_write(store, TABLE_EXACT, id, &r);
        check_run(store, TABLE_EXACT, id, &r);
        free(r.items);
    }
    store_close(store);
}

/* Neighbours in the table do not leak into each other, and one can be dropped. */
static void test_neighbours(void **state)
{
    struct store *store = store_scratch_open(*state, "neighbours", true);
    struct run r[3];
    static const uint64_t keys[] = {50, 0, 90};
    for (uint32_t i = 0; i < 3; i++) {
        r[i] = run_random(3000, keys[i], 0, i);
        run_write(store, TABLE_LINKS, i + 1, &r[i]);
    }
    for (uint32_t i = 0; i < 3; i++)
        check_run(store, TABLE_LINKS, i + 1, &r[i]);
    MDB_txn *txn = store_scratch_begin(store, true);
    assert_int_equal(segment_drop(store, txn, TABLE_LINKS, 2, NULL), 0);
    assert_int_equal(segment_drop(store, txn, TABLE_LINKS, 9, NULL), 0); /* not there */
    assert_int_equal(store_commit(store, txn, NULL), 0);
    struct run none = {0};
    check_run(store, TABLE_LINKS, 1, &r[0]);
    check_run(store, TABLE_LINKS, 2, &none);
    check_run(store, TABLE_LINKS, 3, &r[2]);
    for (uint32_t i = 0; i < 3; i++)
        free(r[i].items);
    store_close(store);
}

/* Dropping the only segment leaves an empty table. */
static void test_drop_last(void **state)
{
    struct store *store = store_scratch_open(*state, "last", true);
    struct run r = run_random(3000, 0, 0, 8), none = {0};
    uint64_t blocks = 1;
    run_write(store, TABLE_LINKS, 1, &r);
    MDB_txn *txn = store_scratch_begin(store, true);
    assert_int_equal(segment_drop(store, txn, TABLE_LINKS, 1, NULL), 0);
    assert_int_equal(store_count(store, txn, TABLE_LINKS, &blocks, NULL), 0);
    assert_int_equal(blocks, 0);
    assert_int_equal(store_commit(store, txn, NULL), 0);
    check_run(store, TABLE_LINKS, 1, &none);
    free(r.items);
    store_close(store);
}

/* A seek finds the first entry of a key also from the middle of its run. */
static void test_seek_same_key(void **state)
{
    struct store *store = store_scratch_open(*state, "same", true);
    struct run r = run_random(9000, 3, 0, 4);
    struct segment_reader reader;
    run_write(store, TABLE_BLOCKS, 1, &r);
    MDB_txn *txn = store_scratch_begin(store, false);
    assert_int_equal(segment_reader_open(&reader, store, txn, TABLE_BLOCKS, 1, NULL), 0);
    size_t from = run_find(&r, 1);
    assert_int_equal(segment_seek(&reader, 1, NULL), 0);
    expect_from(&reader, &r, from, 5); /* now in the middle of a block */
    assert_int_equal(segment_seek(&reader, 1, NULL), 0);
    expect_from(&reader, &r, from, 2000); /* now in another block */
    assert_int_equal(segment_seek(&reader, 1, NULL), 0);
    expect_from(&reader, &r, from, 3);
    segment_reader_close(&reader);
    store_abort(store, txn);
    free(r.items);
    store_close(store);
}

/* Blocks that are no blocks are refused, whatever their bytes. */
static void test_malformed(void **state)
{
    struct store *store = store_scratch_open(*state, "bad", true);
    struct segment_reader reader;
    static const struct slice values[] = {
        SLICE(""),
        SLICE("\1\0\1"),
        SLICE("\0\0\1\1\0\0\0\0\0\0\0\0"),                      /* no entries */
        SLICE("\1\0\1\1\0\0\0\0\0\0\0\0\5"),                    /* an article is missing */
        SLICE("\1\0\1\1\0\0\0\0\0\0\0\0\5\5\5"),                /* a byte too many */
        SLICE("\1\0\11\1\0\0\0\0\0\0\0\0\5\5\5\5\5\5\5\5\5\5"), /* nine bytes wide */
        SLICE("\377\377\10\10\0\0\0\0\0\0\0\0\5\5"),
        SLICE(
            "\1\0\200\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), /* in bits: the upper word is missing */
        SLICE(
            "\1\0\200\0\0\0\0\0\0\0\0\0\377\377\377\377\377\377\377\377\0\0\0\0\0\0\0\0"), /* no
                                                                                              room
                                                                                              for so
                                                                                              wide a
                                                                                              span
                                                                                            */
        SLICE("\1\0\200\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
    };
    static const char key[20] = "\0\0\0\1";
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct wcy_error err = {0};
        MDB_txn *txn = store_scratch_begin(store, true);
        assert_int_equal(
            store_put(store, txn, TABLE_PRINTS, slice_make(key, 20), values[i], false, NULL), 0);
        assert_int_equal(segment_reader_open(&reader, store, txn, TABLE_PRINTS, 1, &err),
                         WCY_ECORRUPT);
        assert_true(err.message[0] != '\0');
        segment_reader_close(&reader);
        store_abort(store, txn);
    }
    store_close(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_empty),      TEST(test_one),
        TEST(test_small),      TEST(test_narrow),
        TEST(test_wide),       TEST(test_equal_keys),
        TEST(test_one_key),    TEST(test_equal_articles),
        TEST(test_extremes),   TEST(test_block_boundaries),
        TEST(test_neighbours), TEST(test_seek_same_key),
        TEST(test_drop_last),  TEST(test_malformed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
