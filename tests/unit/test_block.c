/* block: entries packed into one value and found in place, against a walk over the entries. */

#include "cut.h"

#include "index/block.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return entry_less(*x, *y) ? -1 : entry_less(*y, *x);
}

static struct block_range range_of(const struct entry *e, unsigned count)
{
    struct block_range r = {count, e[0].key, e[count - 1].key, UINT64_MAX, 0};
    for (unsigned i = 0; i < count; i++) {
        r.least = e[i].article < r.least ? e[i].article : r.least;
        r.most = e[i].article > r.most ? e[i].article : r.most;
    }
    return r;
}

/* The packed value in memory of just its size, so that a sanitizer sees a byte too many. */
static struct slice pack(const struct entry *e, unsigned count)
{
    struct block_range r = range_of(e, count);
    size_t size = block_size(r);
    unsigned char *value = malloc(size);
    assert_non_null(value);
    block_write(value, e, r);
    return slice_make((char *)value, size);
}

/* The older layout: widths in bytes. */
static struct slice pack_bytes(const struct entry *e, unsigned count)
{
    struct block_range r = range_of(e, count);
    unsigned k = (bits_width(r.last_key - r.first_key) + 7) / 8;
    unsigned w = (bits_width(r.most - r.least) + 7) / 8, n = 12;
    k += k == 0;
    w += w == 0;
    unsigned char *value = malloc(12 + (size_t)count * (k + w));
    assert_non_null(value);
    put_le16(value, (uint16_t)count);
    value[2] = (unsigned char)k;
    value[3] = (unsigned char)w;
    put_le64(value + 4, r.least);
    for (unsigned i = 0; i < count; i++)
        for (unsigned b = 0; b < k; b++)
            value[n++] = (unsigned char)((e[i].key - r.first_key) >> 8 * b);
    for (unsigned i = 0; i < count; i++)
        for (unsigned b = 0; b < w; b++)
            value[n++] = (unsigned char)((e[i].article - r.least) >> 8 * b);
    return slice_make((char *)value, n);
}

static void expect_place(const struct block *b, const struct entry *e, unsigned i)
{
    assert_int_equal(b->at, i);
    assert_int_equal(b->key, e[i].key);
    assert_int_equal(block_article(b), e[i].article);
}

/* From entry `from`, for a key at, above or below each of the others, and for the last of all. */
static void check_seeks(struct slice value, const struct entry *e, unsigned count, unsigned from)
{
    unsigned step = count / 25 + 1;
    for (unsigned k = 0; k < 3 * count + 1; k += step) {
        struct block b;
        uint64_t key = k == 3 * count ? UINT64_MAX : e[k / 3].key + k % 3 - 1;
        unsigned expected = from;
        assert_true(block_open(&b, e[0].key, value));
        for (unsigned i = 0; i < from; i++)
            assert_true(block_next(&b));
        while (expected < count && e[expected].key < key)
            expected++;
        bool found = block_seek(&b, key);
        assert_int_equal(found, expected < count);
        if (!found)
            continue;
        expect_place(&b, e, expected);
        if (expected + 1 < count) { /* and it goes on from there */
            assert_true(block_next(&b));
            expect_place(&b, e, expected + 1);
        }
    }
}

static void check_value(struct slice value, const struct entry *e, unsigned count)
{
    struct block b;
    assert_true(block_open(&b, e[0].key, value));
    assert_int_equal(b.count, count);
    assert_int_equal(b.first_key, e[0].key);
    assert_int_equal(b.last_key, e[count - 1].key);
    for (unsigned i = 0; i < count; i++) {
        expect_place(&b, e, i);
        assert_int_equal(block_next(&b), i + 1 < count);
    }
    check_seeks(value, e, count, 0);
    check_seeks(value, e, count, count / 2);
    check_seeks(value, e, count, count - 1);
    free((void *)(uintptr_t)value.ptr);
}

static unsigned make_entries(struct entry *e, unsigned count, uint64_t keys, uint64_t articles,
                             uint64_t *seed)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < count; i++) {
        uint64_t key = cut_random(seed), article = cut_random(seed);
        e[i] = (struct entry){keys ? key % keys : key, articles ? article % articles : article};
    }
    qsort(e, count, sizeof *e, compare_entries);
    for (unsigned i = 0; i < count; i++)
        if (kept == 0 || compare_entries(&e[kept - 1], &e[i]) != 0)
            e[kept++] = e[i];
    return kept;
}

static const uint64_t scales[] = {1, 2, 100, 5000, UINT64_C(1) << 33, UINT64_C(1) << 57, 0};

static void test_all_shapes(void **state)
{
    static const unsigned counts[] = {1, 2, 3, 31, 63, 64, 65, 127, 128, 129, 500, BLOCK_ENTRIES};
    static struct entry e[BLOCK_ENTRIES];
    uint64_t seed = 1;
    (void)state;
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
        for (size_t k = 0; k < sizeof scales / sizeof *scales; k++)
            for (size_t a = 0; a < sizeof scales / sizeof *scales; a++) {
                unsigned n = make_entries(e, counts[c], scales[k], scales[a], &seed);
                check_value(pack(e, n), e, n);
                check_value(pack_bytes(e, n), e, n);
            }
}

/* Most keys at one end, one far away. */
static void test_uneven(void **state)
{
    static struct entry e[400];
    (void)state;
    for (unsigned i = 0; i < 400; i++)
        e[i] = (struct entry){i / 3, i};
    e[399].key = UINT64_MAX;
    check_value(pack(e, 400), e, 400);
    for (unsigned i = 1; i < 400; i++)
        e[i].key = UINT64_MAX - 400 + i;
    e[0].key = 0;
    check_value(pack(e, 400), e, 400);
}

/* Uniform keys take the two bits more than the least that the layout promises. */
static void test_size(void **state)
{
    static struct entry e[600];
    (void)state;
    for (unsigned i = 0; i < 600; i++)
        e[i] = (struct entry){i * (UINT64_C(1) << 23), i};
    double bits = 8 * ((double)block_size(range_of(e, 600)) - 20) / 600;
    assert_true(bits > 23 + 10 && bits < 23 + 2 + 10 + .2);
}

/* What is malformed is refused, and of what is not no byte outside is read. */
static void test_damaged(void **state)
{
    static struct entry e[300];
    uint64_t seed = 2;
    unsigned opened = 0;
    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        unsigned n =
            make_entries(e, 1 + round % 300, scales[round % 7], scales[round / 7 % 7], &seed);
        struct slice value = pack(e, n);
        char *bytes = (char *)(uintptr_t)value.ptr;
        size_t at = cut_random(&seed) % (round % 2 ? 14 : value.len);
        bytes[at] = (char)(bytes[at] ^ (1 << cut_random(&seed) % 8));
        struct block b;
        if (block_open(&b, e[0].key, value)) {
            opened++;
            block_seek(&b, e[n / 2].key);
            for (unsigned i = 0; i <= n && b.at < b.count && block_next(&b); i++)
                ;
        }
        free(bytes);
    }
    assert_in_range(opened, 1, 19999);
    struct block b;
    struct slice whole = pack(e, 1);
    for (size_t len = 0; len < whole.len; len++)
        assert_false(block_open(&b, 0, slice_sub(whole, 0, len)));
    free((void *)(uintptr_t)whole.ptr);
}

static void test_bits(void **state)
{
    unsigned char p[64] = {0};
    uint64_t seed = 3, expected[7];
    (void)state;
    for (unsigned width = 0; width <= 64; width++) {
        memset(p, 0, sizeof p);
        for (unsigned i = 0; i < 7; i++) {
            expected[i] = bits_low(cut_random(&seed), width);
            bits_put(p, (size_t)i * width, width, expected[i]);
        }
        for (unsigned i = 0; i < 7; i++)
            assert_int_equal(bits_get(p, (size_t)i * width, width), expected[i]);
    }
    for (unsigned round = 0; round < 1000; round++) {
        uint64_t word = cut_random(&seed) & (round % 2 ? cut_random(&seed) : UINT64_MAX);
        unsigned rank = 0;
        for (unsigned i = 0; i < 64; i++)
            if (word >> i & 1)
                assert_int_equal(bits_select(word, rank++), i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_shapes), cmocka_unit_test(test_uneven),
        cmocka_unit_test(test_size),       cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
