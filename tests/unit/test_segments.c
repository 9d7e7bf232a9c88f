/* segments: the segments of a table as one list: adding, looking up, merging, cleaning up. */

#include "cut.h"
#include "store_scratch.h"

#include "index/segments.h"
#include "index/verified.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define T TABLE_PRINTS

/* A naive list of everything that was added, in order. */
struct model {
    struct radix_item *items;
    size_t count, cap;
};

static int compare_items(const void *a, const void *b)
{
    const struct radix_item *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->value < y->value ? -1 : x->value > y->value;
}

/* Drops the entries of `gone` articles, then all but the first `cap` of a key. */
static void model_trim(struct model *m, size_t cap, segments_gone_fn *gone)
{
    size_t kept = 0, run = 0;
    for (size_t i = 0; i < m->count; i++) {
        struct radix_item x = m->items[i];
        if (gone && gone(NULL, x.value))
            continue;
        run = kept > 0 && m->items[kept - 1].key == x.key ? run + 1 : 1;
        if (cap == 0 || run <= cap)
            m->items[kept++] = x;
    }
    m->count = kept;
}

static void model_add(struct model *m, const struct radix_item *items, size_t count)
{
    m->items = realloc(m->items, (m->count + count + 1) * sizeof *m->items);
    assert_non_null(m->items);
    memcpy(m->items + m->count, items, count * sizeof *items);
    m->count += count;
    qsort(m->items, m->count, sizeof *m->items, compare_items);
}

/* `count` entries of articles `from`.. under random keys below `keys`. */
static struct radix_item *make_entries(size_t count, uint64_t keys, uint64_t from, uint64_t *seed)
{
    struct radix_item *items = malloc((count + 1) * sizeof *items);
    assert_non_null(items);
    for (size_t i = 0; i < count; i++)
        items[i] = (struct radix_item){cut_random(seed) % keys, from + i};
    qsort(items, count, sizeof *items, compare_items);
    return items;
}

/* Adds a batch as a segment, and to the model. */
static void add(struct store *store, struct model *m, size_t count, uint64_t keys, size_t cap,
                uint64_t *next, uint64_t *seed)
{
    struct segments list;
    struct radix_item *items = make_entries(count, keys, *next, seed);
    struct model batch = {items, count, 0};
    MDB_txn *txn = store_scratch_begin(store, true);
    assert_int_equal(segments_load(&list, store, txn, T, NULL), 0);
    assert_int_equal(segments_add(&list, txn, items, count, cap, NULL), 0);
    assert_int_equal(store_commit(store, txn, NULL), 0);
    *next += count;
    model_trim(&batch, cap, NULL);
    model_add(m, items, batch.count);
    free(items);
}

static unsigned count_segments(struct store *store, uint64_t *entries)
{
    struct segments list;
    MDB_txn *txn = store_scratch_begin(store, false);
    assert_int_equal(segments_load(&list, store, txn, T, NULL), 0);
    *entries = 0;
    for (unsigned i = 0; i < list.count; i++)
        *entries += list.info[i].entries;
    store_abort(store, txn);
    return list.count;
}

/* A reader for each way of looking up. */
struct lookups {
    struct segments_reader walk, find;
};

static void expect_key(struct lookups *l, const struct model *m, uint64_t key, size_t max)
{
    uint64_t got[512], found[512];
    size_t n = 0, n_found = 0, i = 0;
    assert_true(max <= 512);
    assert_int_equal(segments_lookup(&l->walk, key, got, max, &n, NULL), 0);
    assert_int_equal(segments_find(&l->find, key, found, max, &n_found, NULL), 0);
    assert_int_equal(n, n_found);
    assert_memory_equal(got, found, n * sizeof *got);
    while (i < m->count && m->items[i].key < key)
        i++;
    for (size_t k = 0; k < n; k++, i++) {
        assert_true(i < m->count && m->items[i].key == key);
        assert_int_equal(got[k], m->items[i].value);
    }
    assert_true(n == max || i == m->count || m->items[i].key != key);
}

/* Every key ascending, then at random, with and without a limit. */
static void check_lookups(struct store *store, const struct model *m, uint64_t keys)
{
    struct segments list;
    struct lookups *r = malloc(sizeof *r);
    MDB_txn *txn = store_scratch_begin(store, false);
    uint64_t seed = 3;
    struct verified verified;
    assert_non_null(r);
    assert_true(verified_init(&verified));
    assert_int_equal(segments_load(&list, store, txn, T, NULL), 0);
    assert_int_equal(segments_reader_open(&r->walk, &list, txn, NULL), 0);
    assert_int_equal(segments_reader_init(&r->find, &list, txn, &verified, NULL), 0);
    for (uint64_t key = 0; key <= keys; key++)
        expect_key(r, m, key, 512);
    for (uint64_t i = 0, last = 0; i < 200; i++) {
        uint64_t key = cut_random(&seed) % (keys + 2);
        if (key != last) /* see test_lookup_again */
            expect_key(r, m, key, i % 4 ? 512 : 2);
        last = key;
    }
    for (uint64_t key = keys; key > 0; key--)
        expect_key(r, m, key - 1, 1 + key % 5);
    segments_reader_close(&r->walk);
    segments_reader_close(&r->find);
    verified_release(&verified);
    free(r);
    store_abort(store, txn);
}

static void merge(struct store *store, size_t cap, segments_gone_fn *gone, bool all)
{
    const struct segments_merge_options o = {.cap = cap, .gone = gone, .all = all};
    struct wcy_error err = {0};
    if (segments_merge(store, T, &o, &err) != 0)
        fail_msg("%s", err.message);
}

static bool gone_third(const void *context, uint64_t article)
{
    (void)context;
    return article % 3 == 0;
}

static bool gone_all(const void *context, uint64_t article)
{
    (void)context, (void)article;
    return true;
}

static void test_lookup(void **state)
{
    struct store *store = store_scratch_open(*state, "lookup", true);
    struct model m = {0};
    uint64_t next = 1, seed = 1, entries;
    check_lookups(store, &m, 10); /* an empty list */
    add(store, &m, 0, 10, 0, &next, &seed);
    assert_int_equal(count_segments(store, &entries), 0);
    add(store, &m, 1, 40, 0, &next, &seed);
    add(store, &m, 700, 40, 0, &next, &seed);
    add(store, &m, 3000, 40, 0, &next, &seed);
    assert_int_equal(count_segments(store, &entries), 3);
    assert_int_equal(entries, 3701);
    check_lookups(store, &m, 40);
    free(m.items);
    store_close(store);
}

/* A key asked for again, after a cut answer and after a whole one, is answered the same. */
static void test_lookup_again(void **state)
{
    struct store *store = store_scratch_open(*state, "again", true);
    struct model m = {0};
    struct segments list;
    struct lookups *r = malloc(sizeof *r);
    uint64_t next = 1, seed = 11;
    add(store, &m, 200, 5, 0, &next, &seed);
    add(store, &m, 200, 5, 0, &next, &seed);
    MDB_txn *txn = store_scratch_begin(store, false);
    assert_non_null(r);
    assert_int_equal(segments_load(&list, store, txn, T, NULL), 0);
    assert_int_equal(segments_reader_open(&r->walk, &list, txn, NULL), 0);
    assert_int_equal(segments_reader_init(&r->find, &list, txn, NULL, NULL), 0);
    expect_key(r, &m, 3, 512);
    expect_key(r, &m, 3, 512);
    expect_key(r, &m, 3, 7);
    expect_key(r, &m, 3, 512);
    segments_reader_close(&r->walk);
    segments_reader_close(&r->find);
    free(r);
    store_abort(store, txn);
    free(m.items);
    store_close(store);
}

/* Merging changes nothing but the number of segments. */
static void test_merge(void **state)
{
    struct store *store = store_scratch_open(*state, "merge", true);
    struct model m = {0};
    uint64_t next = 1, seed = 2, entries;
    for (int i = 0; i < 30; i++) {
        add(store, &m, 10 + cut_random(&seed) % 400, 90, 0, &next, &seed);
        merge(store, 0, NULL, false);
        assert_in_range(count_segments(store, &entries), 1, 10);
        assert_int_equal(entries, m.count);
    }
    check_lookups(store, &m, 90);
    merge(store, 0, NULL, true);
    assert_int_equal(count_segments(store, &entries), 1);
    assert_int_equal(entries, m.count);
    check_lookups(store, &m, 90);
    free(m.items);
    store_close(store);
}

static void test_merge_cap_and_gone(void **state)
{
    struct store *store = store_scratch_open(*state, "cap", true);
    struct model m = {0};
    uint64_t next = 1, seed = 3, entries;
    for (int i = 0; i < 3; i++)
        add(store, &m, 800, 30, 9, &next, &seed);
    check_lookups(store, &m, 30);
    merge(store, 9, gone_third, true);
    model_trim(&m, 9, gone_third);
    assert_int_equal(count_segments(store, &entries), 1);
    assert_int_equal(entries, m.count);
    check_lookups(store, &m, 30);
    free(m.items);
    store_close(store);
}

/* When all articles of a table are gone nothing is left, and it goes on from there. */
static void test_merge_all_gone(void **state)
{
    struct store *store = store_scratch_open(*state, "allgone", true);
    struct model m = {0};
    uint64_t next = 1, seed = 7, entries;
    add(store, &m, 3000, 30, 0, &next, &seed);
    merge(store, 0, gone_all, true);
    m.count = 0;
    assert_int_equal(count_segments(store, &entries), 0);
    check_lookups(store, &m, 30);
    add(store, &m, 100, 30, 0, &next, &seed); /* and it goes on */
    check_lookups(store, &m, 30);
    free(m.items);
    store_close(store);
}

/* However many batches come without a merge, the list does not overflow; with merges it is short.
 */
static void test_many(void **state)
{
    struct store *store = store_scratch_open(*state, "many", true);
    struct model m = {0};
    uint64_t next = 1, seed = 4, entries;
    for (int i = 0; i < SEGMENTS_MAX; i++)
        add(store, &m, 3, 20, 0, &next, &seed);
    assert_int_equal(count_segments(store, &entries), SEGMENTS_MAX);
    check_lookups(store, &m, 20);
    /* One more is refused, and says so. */
    struct segments list;
    struct wcy_error err = {0};
    const struct radix_item one = {1, next};
    MDB_txn *txn = store_scratch_begin(store, true);
    assert_int_equal(segments_load(&list, store, txn, T, NULL), 0);
    assert_int_equal(segments_add(&list, txn, &one, 1, 0, &err), WCY_EINTERNAL);
    store_abort(store, txn);
    merge(store, 0, NULL, false);
    assert_int_equal(count_segments(store, &entries), 1);
    check_lookups(store, &m, 20);
    free(m.items);
    store_close(store);
}

/* All but the newest two segments are each twice as large as the newer ones, whatever came. */
static void check_ratio(struct store *store)
{
    struct segments list;
    uint64_t newer = 0;
    MDB_txn *txn = store_scratch_begin(store, false);
    assert_int_equal(segments_load(&list, store, txn, T, NULL), 0);
    store_abort(store, txn);
    for (unsigned i = list.count; i-- > 0; newer += list.info[i].entries)
        assert_true(list.count - i < 3 || list.info[i].entries / 2 > newer);
}

static void test_ratio(void **state)
{
    struct store *store = store_scratch_open(*state, "ratio", true);
    struct model m = {0};
    uint64_t next = 1, seed = 8, entries;
    unsigned most = 0;
    for (int i = 0; i < 60; i++) {
        add(store, &m, i % 7 ? 200 : 900, 5000, 0, &next, &seed);
        merge(store, 0, NULL, false);
        check_ratio(store);
        unsigned n = count_segments(store, &entries);
        most = n > most ? n : most;
    }
    assert_in_range(most, 3, 5); /* some wait, never many */
    check_lookups(store, &m, 300);
    free(m.items);
    store_close(store);
}

/* Segments that fall in size fast enough stay as they are. */
static void test_falling_sizes(void **state)
{
    struct store *store = store_scratch_open(*state, "falling", true);
    struct model m = {0};
    uint64_t next = 1, seed = 5, entries;
    for (size_t size = 40000; size > 30; size /= 4)
        add(store, &m, size, 5000, 0, &next, &seed);
    unsigned before = count_segments(store, &entries);
    merge(store, 0, NULL, false);
    assert_int_equal(count_segments(store, &entries), before);
    check_ratio(store);
    assert_int_equal(entries, m.count);
    check_lookups(store, &m, 300);
    free(m.items);
    store_close(store);
}

static uint64_t count_blocks(struct store *store)
{
    uint64_t n = 0;
    MDB_txn *txn = store_scratch_begin(store, false);
    assert_int_equal(store_count(store, txn, T, &n, NULL), 0);
    store_abort(store, txn);
    return n;
}

/* Blocks of an interrupted merge, before, between and behind the listed ones, are dropped. */
static void test_clean(void **state)
{
    struct store *store = store_scratch_open(*state, "clean", true);
    struct model m = {0};
    uint64_t next = 1, seed = 6;
    for (int i = 0; i < 3; i++)
        add(store, &m, 5000, 50, 0, &next, &seed);
    uint64_t blocks = count_blocks(store);
    assert_int_equal(segments_clean(store, T, NULL), 0);
    assert_int_equal(count_blocks(store), blocks); /* nothing to do */
    struct segment_writer *w = malloc(sizeof *w);
    assert_non_null(w);
    MDB_txn *txn = store_scratch_begin(store, true);
    for (uint32_t id = 90; id < 93; id++) {
        segment_writer_init(w, store, txn, T, id);
        for (uint64_t i = 0; i < 5000; i++)
            assert_int_equal(segment_write(w, (struct entry){i, i * id}, NULL), 0);
        assert_int_equal(segment_flush(w, NULL), 0);
    }
    assert_int_equal(store_commit(store, txn, NULL), 0);
    free(w);
    assert_true(count_blocks(store) > blocks);
    check_lookups(store, &m, 50); /* nobody sees them */
    assert_int_equal(segments_clean(store, T, NULL), 0);
    assert_int_equal(count_blocks(store), blocks);
    check_lookups(store, &m, 50);
    free(m.items);
    store_close(store);
}

/* A merge of more than one transaction's worth (16 MB of blocks). */
static void test_large_merge(void **state)
{
    struct store *store = store_scratch_open(*state, "large", true);
    struct segments list;
    const size_t n = 600000;
    struct radix_item *items = malloc(n * sizeof *items);
    assert_non_null(items);
    for (uint64_t part = 0; part < 3; part++) {
        for (size_t i = 0; i < n; i++) /* wide keys, few of them equal to another part's */
            items[i] =
                (struct radix_item){i * UINT64_C(0x1000000000) + part % 2, (part * n + i) << 24};
        MDB_txn *txn = store_scratch_begin(store, true);
        assert_int_equal(segments_load(&list, store, txn, T, NULL), 0);
        assert_int_equal(segments_add(&list, txn, items, n, 0, NULL), 0);
        assert_int_equal(store_commit(store, txn, NULL), 0);
    }
    merge(store, 0, NULL, true);
    uint64_t entries, got[4];
    size_t found;
    assert_int_equal(count_segments(store, &entries), 1);
    assert_int_equal(entries, 3 * n);
    struct segments_reader *r = malloc(sizeof *r);
    assert_non_null(r);
    MDB_txn *txn = store_scratch_begin(store, false);
    assert_int_equal(segments_load(&list, store, txn, T, NULL), 0);
    assert_int_equal(segments_reader_open(r, &list, txn, NULL), 0);
    for (uint64_t i = 0; i < n; i += 997) {
        uint64_t key = i * UINT64_C(0x1000000000);
        assert_int_equal(segments_lookup(r, key, got, 4, &found, NULL), 0);
        assert_int_equal(found, 2);
        assert_true(got[0] == i << 24 && got[1] == (2 * n + i) << 24);
        assert_int_equal(segments_lookup(r, key + 1, got, 4, &found, NULL), 0);
        assert_int_equal(found, 1);
        assert_true(got[0] == (n + i) << 24);
    }
    segments_reader_close(r);
    free(r);
    store_abort(store, txn);
    free(items);
    store_close(store);
}

static void test_bad_list(void **state)
{
    struct store *store = store_scratch_open(*state, "badlist", true);
    static const char bytes[4 + 12 * (SEGMENTS_MAX + 1)] = {9};
    static const size_t sizes[] = {0, 3, 5, 15, 4 + 12 * (SEGMENTS_MAX + 1)};
    struct segments list;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        MDB_txn *txn = store_scratch_begin(store, true);
        struct slice value = slice_make(bytes, sizes[i]);
        assert_int_equal(
            store_put(store, txn, TABLE_META, slice_str("segments/prints"), value, false, NULL), 0);
        assert_int_equal(segments_load(&list, store, txn, T, NULL), WCY_ECORRUPT);
        store_abort(store, txn);
    }
    store_close(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_lookup),      TEST(test_lookup_again),       TEST(test_merge_all_gone),
        TEST(test_merge),       TEST(test_merge_cap_and_gone), TEST(test_many),
        TEST(test_ratio),       TEST(test_falling_sizes),      TEST(test_clean),
        TEST(test_large_merge), TEST(test_bad_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
