/* shingle: runs of tokens, also of mixed weights, and sets of them. */

#include "cut.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void expect_range(const struct shingles *s, size_t i, uint32_t start, uint32_t end)
{
    assert_true(i < s->count);
    assert_int_equal(shingles_start(s, i), start);
    assert_int_equal(shingles_end(s, i), end);
}

static void test_words(void **state)
{
    (void)state;
    struct cut c = {0};
    cut_text(&c, "one two three four", 5);
    assert_int_equal(c.shingles.count, 0);
    cut_text(&c, "", 5);
    assert_int_equal(c.shingles.count, 0);
    cut_text(&c, "one two three four five", 5);
    assert_int_equal(c.shingles.count, 1);
    expect_range(&c.shingles, 0, 0, 5);
    cut_text(&c, "one two three four five six seven", 5);
    assert_int_equal(c.shingles.count, 3);
    expect_range(&c.shingles, 2, 2, 7);
    cut_text(&c, "one two three", 1);
    assert_int_equal(c.shingles.count, 3);
    expect_range(&c.shingles, 2, 2, 3);
    cut_text(&c, "one two three", 3);
    assert_int_equal(c.shingles.count, 1);
    cut_release(&c);
}

/* The same words give the same hash wherever they stand; other words, order or width another. */
static void test_hashes(void **state)
{
    (void)state;
    struct cut a = {0}, b = {0};
    cut_text(&a, "rain fell on the old town", 5);
    cut_text(&b, "that day RAIN fell, on the old", 5);
    assert_int_equal(a.shingles.count, 2);
    assert_int_equal(b.shingles.count, 3);
    assert_true(a.shingles.hash[0] == b.shingles.hash[2]);
    assert_true(a.shingles.hash[1] != b.shingles.hash[2]);
    cut_text(&b, "fell rain on the old", 5);
    assert_true(a.shingles.hash[0] != b.shingles.hash[0]);
    cut_text(&b, "on the old town rain fell", 2);
    cut_text(&a, "rain fell on the old town", 2);
    assert_true(a.shingles.hash[0] == b.shingles.hash[4]);
    cut_release(&a);
    cut_release(&b);
}

/* Five words by the fast path and among Han characters by the general one must agree. */
static void test_paths_agree(void **state)
{
    (void)state;
    struct cut words = {0}, mixed = {0};
    cut_text(&words, "council votes on harbour plan today", 5);
    cut_text(&mixed, "council votes on harbour plan today \u6f22\u5b57", 5);
    assert_true(words.tokens.uniform && !words.shingles.ranges);
    assert_true(!mixed.tokens.uniform && mixed.shingles.ranges);
    assert_int_equal(words.shingles.count, 2);
    assert_true(mixed.shingles.hash[0] == words.shingles.hash[0]);
    assert_true(mixed.shingles.hash[1] == words.shingles.hash[1]);
    cut_release(&words);
    cut_release(&mixed);
}

static void test_ideographs(void **state)
{
    (void)state;
    struct cut c = {0};
    static const char han[] = "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e";
    cut_slice(&c, slice_make(han, 27), 5); /* nine characters: too short */
    assert_int_equal(c.shingles.count, 0);
    cut_slice(&c, slice_make(han, 30), 5);
    assert_int_equal(c.shingles.count, 1);
    expect_range(&c.shingles, 0, 0, 10);
    cut_text(&c, han, 5);
    assert_int_equal(c.shingles.count, 2);
    expect_range(&c.shingles, 1, 1, 11);
    cut_release(&c);
}

/* Four characters, three words, four characters, width 3 (weight 6): the shortest run that is heavy
   enough starts at every token. */
static void test_mixed(void **state)
{
    (void)state;
    struct cut c = {0};
    static const uint32_t want[][2] = {
        {0, 5 }, /* 1+1+1+1+2 */
        {1, 6 }, /* 1+1+1+2+2: one more than needed */
        {2, 6 }, /* 1+1+2+2 */
        {3, 7 }, /* 1+2+2+2 */
        {4, 7 }, /* 2+2+2 */
        {5, 9 }, /* 2+2+1+1 */
        {6, 11}, /* 2+1+1+1+1 */
    };
    cut_text(&c, "\u4e00\u4e8c\u4e09\u56db one two three \u4e94\u516d\u4e03\u516b", 3);
    assert_int_equal(c.tokens.count, 11);
    assert_int_equal(c.shingles.count, sizeof want / sizeof *want);
    for (size_t i = 0; i < c.shingles.count; i++)
        expect_range(&c.shingles, i, want[i][0], want[i][1]);
    cut_release(&c);
}

/* Buffers are reused: a mixed text leaves nothing behind for a plain one. */
static void test_reuse(void **state)
{
    (void)state;
    struct cut c = {0}, fresh = {0};
    static const char text[] = "one two three four five six seven";
    cut_text(&c, "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341 one two", 5);
    cut_text(&c, text, 5);
    cut_text(&fresh, text, 5);
    assert_int_equal(c.shingles.count, fresh.shingles.count);
    for (size_t i = 0; i < fresh.shingles.count; i++) {
        assert_true(c.shingles.hash[i] == fresh.shingles.hash[i]);
        expect_range(&c.shingles, i, (uint32_t)i, (uint32_t)i + 5);
    }
    cut_release(&c);
    cut_release(&fresh);
}

static int compare_hashes(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

/* shingle_set_make against a sort and a naive removal of repeats. */
static void check_set(const uint64_t *hashes, size_t count)
{
    uint64_t *got = malloc((2 * count + 1) * sizeof *got);
    uint64_t *want = malloc((count + 1) * sizeof *want);
    assert_true(got && want);
    memcpy(got, hashes, count * sizeof *got);
    memcpy(want, hashes, count * sizeof *want);
    size_t n = shingle_set_make(got, count, got + count), kept = 0;
    qsort(want, count, sizeof *want, compare_hashes);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || want[i] != want[i - 1])
            want[kept++] = want[i];
    assert_int_equal(n, kept);
    assert_memory_equal(got, want, kept * sizeof *want);
    free(got);
    free(want);
}

static void test_set_make(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 3, 5, 31, 32, 33, 100, 1000, 9000, 300000};
    uint64_t seed = 1, *hashes = malloc(300000 * sizeof *hashes);
    assert_non_null(hashes);
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
        size_t n = counts[k];
        for (size_t i = 0; i < n; i++)
            hashes[i] = cut_random(&seed);
        check_set(hashes, n);
        for (size_t i = 0; i < n; i++) /* many repeats */
            hashes[i] = (cut_random(&seed) % 7) << 61 | 5;
        check_set(hashes, n);
        for (size_t i = 0; i < n; i++) /* not uniform: all in one bucket, descending */
            hashes[i] = UINT64_MAX - i;
        check_set(hashes, n);
        memset(hashes, 0, n * sizeof *hashes);
        check_set(hashes, n);
    }
    free(hashes);
}

static size_t naive_shared(const uint64_t *a, size_t n_a, const uint64_t *b, size_t n_b)
{
    size_t shared = 0;
    for (size_t i = 0; i < n_a; i++)
        for (size_t j = 0; j < n_b; j++)
            shared += a[i] == b[j];
    return shared;
}

static void test_set_shared(void **state)
{
    (void)state;
    uint64_t seed = 2, a[400], b[400];
    for (int round = 0; round < 200; round++) {
        size_t n_a = cut_random(&seed) % 200, n_b = cut_random(&seed) % 200;
        uint64_t range = 1 + cut_random(&seed) % 500;
        for (size_t i = 0; i < n_a; i++)
            a[i] = cut_random(&seed) % range * UINT64_C(0x0123456789ABCDEF);
        for (size_t i = 0; i < n_b; i++)
            b[i] = cut_random(&seed) % range * UINT64_C(0x0123456789ABCDEF);
        n_a = shingle_set_make(a, n_a, a + n_a);
        n_b = shingle_set_make(b, n_b, b + n_b);
        size_t want = naive_shared(a, n_a, b, n_b);
        assert_int_equal(shingle_set_shared(a, n_a, b, n_b), want);
        assert_int_equal(shingle_set_shared(b, n_b, a, n_a), want);
        assert_int_equal(shingle_set_shared(a, n_a, a, n_a), n_a);
    }
    static const uint64_t ends[] = {0, UINT64_MAX};
    assert_int_equal(shingle_set_shared(ends, 2, ends, 2), 2);
    assert_int_equal(shingle_set_shared(ends, 2, ends + 1, 1), 1);
    assert_int_equal(shingle_set_shared(ends, 2, NULL, 0), 0);
}

static void test_jaccard(void **state)
{
    (void)state;
    assert_true(shingle_jaccard(0, 0, 0) == 0);
    assert_true(shingle_jaccard(4, 4, 4) == 1);
    assert_true(shingle_jaccard(3, 5, 0) == 0);
    assert_true(shingle_jaccard(3, 3, 2) == 0.5);
    assert_true(shingle_jaccard(1, 4, 1) == 0.25);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),       cmocka_unit_test(test_hashes),
        cmocka_unit_test(test_paths_agree), cmocka_unit_test(test_ideographs),
        cmocka_unit_test(test_mixed),       cmocka_unit_test(test_reuse),
        cmocka_unit_test(test_set_make),    cmocka_unit_test(test_set_shared),
        cmocka_unit_test(test_jaccard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
