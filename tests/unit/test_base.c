/* base: radix sort, arena, varint, buf, parallel_for. */

#include "cut.h"

#include "base/arena.h"
#include "base/parallel.h"
#include "base/radix.h"
#include "base/varint.h"
#include "wirecopy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_radix(void **state)
{
    (void)state;
    enum { N = 3000 };
    static const uint64_t masks[] = {UINT64_MAX, 3, UINT64_C(0xFF) << 56, 0, 0x7FF << 11};
    static struct radix_item items[N], scratch[N];
    uint64_t seed = 1;
    for (size_t m = 0; m < sizeof masks / sizeof *masks; m++)
        for (size_t n = 0; n <= N; n = n * 3 + 1) {
            uint64_t sum = 0, sorted = 0;
            for (size_t i = 0; i < n; i++) {
                items[i] = (struct radix_item){cut_random(&seed) & masks[m], i};
                sum += items[i].key * (i + 1);
            }
            radix_sort(items, scratch, n);
            for (size_t i = 0; i < n; i++) {
                sorted += items[i].key * (items[i].value + 1);
                assert_true(i == 0 || items[i - 1].key < items[i].key ||
                            (items[i - 1].key == items[i].key &&
                             items[i - 1].value < items[i].value)); /* equal keys keep order */
            }
            assert_true(sorted == sum); /* no item is lost or mixed up */
        }
}

static void test_varint(void **state)
{
    (void)state;
    static const uint64_t values[] = {0, 1, 127, 128, 300, UINT32_MAX, INT64_MAX, UINT64_MAX};
    struct buf b = BUF_INIT;
    for (size_t i = 0; i < 8; i++) {
        buf_clear(&b);
        assert_true(varint_put(&b, values[i]));
        struct varint_reader r = varint_reader(buf_slice(&b));
        assert_true(varint_get(&r) == values[i] && r.ok && r.at == r.end);
        for (size_t n = 0; n < b.len; n++) {
            r = varint_reader(slice_make(b.ptr, n));
            assert_true(varint_get(&r) == 0 && !r.ok);
        }
        int64_t v = (int64_t)values[i];
        assert_true(varint_unzigzag(varint_zigzag(v)) == v);
        assert_true(varint_unzigzag(varint_zigzag(-(v / 2))) == -(v / 2));
    }
    assert_int_equal(varint_zigzag(-1), 1);
    buf_clear(&b);
    assert_true(varint_put_bytes(&b, slice_str("abc")));
    struct varint_reader r = varint_reader(slice_make(b.ptr, 3)); /* one byte is missing */
    assert_int_equal(varint_get_bytes(&r).len, 0);
    assert_false(r.ok);
    r = varint_reader(slice_str("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"));
    assert_true(varint_get(&r) == 0 && !r.ok); /* it never ends */
    buf_release(&b);
}

static void test_arena(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    unsigned char *blocks[200];
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < 200; i++) {
            blocks[i] = arena_alloc(&a, i * 37);
            assert_non_null(blocks[i]);
            assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
            memset(blocks[i], (int)i, i * 37);
        }
        for (size_t i = 0; i < 200; i++)
            for (size_t k = 0; k < i * 37; k += 36)
                assert_int_equal(blocks[i][k], i);
        const unsigned char *zeros = arena_zalloc(&a, 1000, 3);
        for (size_t i = 0; i < 3000; i++)
            assert_int_equal(zeros[i], 0);
        assert_null(arena_zalloc(&a, SIZE_MAX / 2, 3));
        assert_null(arena_alloc(&a, SIZE_MAX));
        struct slice copy = arena_dup(&a, slice_make("xyz", 2));
        assert_string_equal(copy.ptr, "xy");
        assert_int_equal(copy.len, 2);
        arena_reset(&a);
    }
    arena_release(&a);
    assert_int_equal(a.total, 0);
}

static void test_buf(void **state)
{
    (void)state;
    struct buf b = BUF_INIT;
    for (int i = 0; i < 1000; i++)
        assert_true(buf_printf(&b, "%03d,", i));
    assert_int_equal(b.len, 4000);
    assert_memory_equal(b.ptr + 3996, "999,", 4);
    assert_false(buf_reserve(&b, SIZE_MAX));
    assert_int_equal(b.len, 4000);
    buf_release(&b);
}

struct count {
    unsigned char seen[1000];
    size_t fail_from;
};

static int visit(void *context, size_t from, size_t to, unsigned thread)
{
    struct count *c = context;
    if (thread >= 4)
        return WCY_EINTERNAL;
    for (size_t i = from; i < to; i++)
        c->seen[i]++;
    return from >= c->fail_from ? -100 - (int)from : 0;
}

static void test_parallel(void **state)
{
    (void)state;
    static const size_t grains[] = {0, 1, 7, 999, 1000, 5000};
    for (size_t g = 0; g < 6; g++)
        for (unsigned threads = 0; threads <= 4; threads++) {
            struct count c = {.fail_from = SIZE_MAX};
            assert_int_equal(parallel_for(threads, 1000, grains[g], visit, &c), 0);
            for (size_t i = 0; i < 1000; i++)
                assert_int_equal(c.seen[i], 1);
        }
    struct count c = {.fail_from = 500};
    assert_int_equal(parallel_for(1, 1000, 100, visit, &c), -600);
    assert_int_equal(c.seen[650], 0); /* the rest is left */
    assert_int_equal(parallel_for(3, 0, 1, visit, &c), 0);
    assert_true(parallel_cpus() >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_radix), cmocka_unit_test(test_varint),   cmocka_unit_test(test_arena),
        cmocka_unit_test(test_buf),   cmocka_unit_test(test_parallel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
