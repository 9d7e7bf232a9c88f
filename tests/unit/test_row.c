/* row, pair_store, cluster_store: what is written is read, and cut or foreign bytes are refused. */

#include "store_scratch.h"

#include "index/cluster_store.h"
#include "index/row.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct row full = {
    .number = 7,
    .version = 3,
    .batch = 2,
    .file = 1,
    .offset = UINT64_C(1) << 40,
    .record_len = 4711,
    .text_len = 300,
    .shingles = 55,
    .content = UINT64_MAX,
    .site_key = 9,
    .digest = {UINT64_MAX, 1},
    .time = -86400,
    .id = SLICE("id"),
    .url = SLICE("https://one.example/a"),
    .site = SLICE("one.example"),
    .title = SLICE("T\303\251"),
    .author = SLICE(""),
    .published = SLICE("1969-12-31"),
    .lang = SLICE("fr"),
    .credits = SLICE("x")
};

static void expect_row(const struct row *a, const struct row *b)
{
    assert_int_equal(a->number, b->number);
    assert_int_equal(a->version, b->version);
    assert_int_equal(a->batch, b->batch);
    assert_int_equal(a->file, b->file);
    assert_int_equal(a->offset, b->offset);
    assert_int_equal(a->record_len, b->record_len);
    assert_int_equal(a->text_len, b->text_len);
    assert_int_equal(a->shingles, b->shingles);
    assert_true(a->content == b->content);
    assert_true(a->digest.low == b->digest.low && a->digest.high == b->digest.high);
    assert_true(a->time == b->time && a->site_key == row_site_key(b->site));
    assert_true(slice_eq(a->id, b->id) && slice_eq(a->url, b->url) && slice_eq(a->site, b->site));
    assert_true(slice_eq(a->title, b->title) && slice_eq(a->author, b->author));
    assert_true(slice_eq(a->published, b->published) && slice_eq(a->lang, b->lang));
    assert_true(slice_eq(a->credits, b->credits));
}

static void test_row(void **state)
{
    (void)state;
    static const int64_t times[] = {WCY_NO_TIME, -1, 0, 1, INT64_MAX / 2, INT64_MIN / 2};
    struct buf b = BUF_INIT;
    struct row r = full, got;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        buf_clear(&b);
        r.time = times[i];
        assert_true(row_encode(&b, &r));
        assert_int_equal(row_decode(&got, 7, buf_slice(&b), NULL), 0);
        expect_row(&got, &r);
    }
    for (size_t n = 0; n < b.len; n++) {
        /* A copy of its own, so that a sanitizer sees a read behind it. */
        char *cut = malloc(n + 1);
        assert_non_null(cut);
        memcpy(cut, b.ptr, n);
        assert_int_equal(row_decode(&got, 7, slice_make(cut, n), NULL), WCY_ECORRUPT);
        free(cut);
    }
    b.ptr[0] = 99; /* a version that does not exist */
    assert_int_equal(row_decode(&got, 7, buf_slice(&b), NULL), WCY_ECORRUPT);
    buf_release(&b);
}

/* Id and site may stand in the url, whole, in part, or not. */
static void test_row_parts(void **state)
{
    static const struct slice ids[] = {
        SLICE("https://one.example/a"), SLICE("a"), SLICE("/a"), SLICE("h"), SLICE("b"), SLICE("")};
    static const struct slice urls[] = {SLICE("https://one.example/a"), SLICE("")};
    struct buf b = BUF_INIT;
    struct row r = full, got;
    size_t shorter = SIZE_MAX;
    (void)state;
    for (size_t u = 0; u < 2; u++)
        for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
            r.id = ids[i];
            r.url = urls[u];
            buf_clear(&b);
            assert_true(row_encode(&b, &r));
            assert_int_equal(row_decode(&got, 7, buf_slice(&b), NULL), 0);
            expect_row(&got, &r);
            shorter = u == 0 && i == 0 ? b.len : shorter;
        }
    r.id = slice_sub(full.url, 0, 12);
    r.url = full.url;
    buf_clear(&b);
    assert_true(row_encode(&b, &r));
    assert_true(b.len <= shorter);
    /* A place or a length beyond the url. */
    const char *at = memmem(b.ptr, b.len, full.url.ptr, full.url.len);
    assert_non_null(at);
    char *place = b.ptr + (at - b.ptr) + full.url.len;
    assert_true(place[0] == 1 && place[1] == 12);
    place[1] = 22;
    assert_int_equal(row_decode(&got, 7, buf_slice(&b), NULL), WCY_ECORRUPT);
    place[1] = 12;
    place[0] = 23;
    assert_int_equal(row_decode(&got, 7, buf_slice(&b), NULL), WCY_ECORRUPT);
    buf_release(&b);
}

static void test_credits(void **state)
{
    (void)state;
    static const struct credit credits[] = {
        {SLICE("agency:reuters"), SLICE("dateline"),       SLICE("(Reuters)"), 7,          2.5  },
        {SLICE(""),               SLICE("appeared-first"), SLICE(""),          UINT32_MAX, -0.25}
    };
    struct buf b = BUF_INIT;
    struct arena arena = ARENA_INIT;
    struct credit *got = NULL;
    size_t n = 9;
    assert_true(row_encode_credits(&b, credits, 2));
    assert_int_equal(row_credits(buf_slice(&b), &arena, &got, &n, NULL), 0);
    assert_int_equal(n, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_true(slice_eq(got[i].source, credits[i].source));
        assert_true(slice_eq(got[i].kind, credits[i].kind));
        assert_true(slice_eq(got[i].evidence, credits[i].evidence));
        assert_int_equal(got[i].offset, credits[i].offset);
        assert_true(got[i].weight == credits[i].weight);
    }
    assert_int_equal(row_credits(slice_make(NULL, 0), &arena, &got, &n, NULL), 0);
    assert_int_equal(n, 0);
    size_t valid = 0;
    for (size_t len = 1; len < b.len; len++)
        valid += row_credits(slice_make(b.ptr, len), &arena, &got, &n, NULL) == 0;
    assert_int_equal(valid, 1); /* only behind the first credit */
    arena_release(&arena);
    buf_release(&b);
}

static void test_pairs(void **state)
{
    struct store *store = store_scratch_open(*state, "pairs", true);
    MDB_txn *txn = store_scratch_begin(store, true);
    static const struct pair pairs[] = {
        {3,  50, WCY_ABRIDGED,  false, false, true,  false, 0,     {90, 40, 40},                         {90, 40, 40}},
        {1,  50, WCY_OVERLAP,   true,  true,  false, true,  65535, {9, 8, 7},                            {6, 5, 4}   },
        {49,
         50,     WCY_IDENTICAL,
         false,                        false,
         false,                                      false,
         0,                                                        {UINT32_MAX, UINT32_MAX, UINT32_MAX},
         {5, 5, 5}                                                                                                   },
        {3,  50, WCY_EXTENDED,  false, true,  true,  true,  0,     {91, 41, 41},                         {91, 41, 41}},
    };
    static const size_t want[] = {1, 3, 2}; /* ascending; the last of a pair counts */
    struct pair_list list = {0};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pair_add(store, txn, &pairs[i], NULL), 0);
    assert_int_equal(pair_load(store, txn, 50, &list, NULL), 0);
    assert_int_equal(list.count, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct pair *x = &list.items[i], *y = &pairs[want[i]];
        assert_true(x->a == y->a && x->b == y->b && x->relation == y->relation);
        assert_true(x->estimated == y->estimated && x->weak == y->weak && x->common == y->common);
        assert_true(x->crowded == y->crowded && x->passage == y->passage);
        assert_memory_equal(&x->full, &y->full, sizeof x->full);
        assert_memory_equal(&x->informative, &y->informative, sizeof x->full);
    }
    assert_int_equal(pair_load(store, txn, 51, &list, NULL), 0);
    assert_int_equal(list.count, 3);
    struct pair t = pair_turn(pairs[0]);
    assert_true(t.a == 50 && t.b == 3 && t.relation == WCY_EXTENDED && t.full.size_a == 40);
    free(list.items);
    store_abort(store, txn);
    store_close(store);
}

static void test_pairs_malformed(void **state)
{
    (void)state;
    const struct pair p = {
        3, 50, WCY_EDITED, false, false, false, false, 300, {300, 400, 200},
                {30,  40,  20 }
    };
    struct buf b = BUF_INIT;
    struct pair_list list = {0};
    assert_true(pair_encode(&b, &p));
    for (size_t n = 1; n < b.len; n++)
        assert_int_equal(pair_decode(slice_make(b.ptr, n), 50, &list, NULL), WCY_ECORRUPT);
    assert_int_equal(list.count, 0);
    assert_int_equal(pair_decode(buf_slice(&b), 46, &list, NULL), WCY_ECORRUPT); /* a < 0 */
    b.ptr[0] = 0;                                                                /* a = b */
    assert_int_equal(pair_decode(buf_slice(&b), 50, &list, NULL), WCY_ECORRUPT);
    b.ptr[0] = 47;
    b.ptr[2] = 77; /* no such relation */
    assert_int_equal(pair_decode(buf_slice(&b), 50, &list, NULL), WCY_ECORRUPT);
    free(list.items);
    buf_release(&b);
}

static void test_clusters(void **state)
{
    struct store *store = store_scratch_open(*state, "clusters", true);
    MDB_txn *txn = store_scratch_begin(store, true);
    struct member members[] = {
        {9,   0, WCY_ORIGINAL, {0, 0, 0}   },
        {300, 9, WCY_EDITED,   {300, 40, 7}}
    };
    struct cluster c = {.number = 9,
                        .original = 9,
                        .source = SLICE("agency:reuters"),
                        .members = members,
                        .count = 2};
    struct cluster got = {0};
    struct place place = {5, true};
    struct slice value;
    assert_int_equal(cluster_load(store, txn, 9, &got, NULL), WCY_END);
    assert_int_equal(cluster_save(store, txn, &c, NULL), 0);
    assert_int_equal(cluster_load(store, txn, 9, &got, NULL), 0);
    assert_true(got.number == 9 && got.original == 9 && got.count == 2);
    assert_true(slice_eq(got.source, c.source));
    assert_memory_equal(&got.members[1].certificate, &members[1].certificate,
                        sizeof members[1].certificate);
    assert_true(got.members[1].article == 300 && got.members[1].via == 9);
    assert_int_equal(store_get(store, txn, TABLE_CLUSTERS, KEY64(9), &value, NULL), 0);
    for (size_t n = 0; n < value.len; n++)
        assert_int_equal(cluster_decode(slice_sub(value, 0, n), 9, &got, NULL), WCY_ECORRUPT);
    assert_int_equal(place_load(store, txn, 300, &place, NULL), 0);
    assert_true(place.cluster == 0 && !place.composite);
    assert_int_equal(place_save(store, txn, 300, (struct place){9, true}, NULL), 0);
    assert_int_equal(place_load(store, txn, 300, &place, NULL), 0);
    assert_true(place.cluster == 9 && place.composite);
    assert_int_equal(place_save(store, txn, 300, (struct place){0, false}, NULL), 0);
    assert_int_equal(place_load(store, txn, 300, &place, NULL), 0);
    assert_true(place.cluster == 0 && !place.composite);
    cluster_release(&got);
    store_abort(store, txn);
    store_close(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_row),
        cmocka_unit_test(test_row_parts),
        cmocka_unit_test(test_credits),
        TEST(test_pairs),
        TEST(test_clusters),
        cmocka_unit_test(test_pairs_malformed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
