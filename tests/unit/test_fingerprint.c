/* fingerprint: the sample of a shingle set, its rate and its floor. */

#include "cut.h"

#include "sketch/fingerprint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HASHES 5000

/* Shingles that are only hashes: random ones, each second one twice. */
static void make_hashes(struct shingles *s, size_t count, uint64_t seed)
{
    s->hash = malloc((count + 1) * sizeof *s->hash);
    assert_non_null(s->hash);
    s->count = s->cap = count;
    for (size_t i = 0; i < count; i++)
        s->hash[i] = i % 4 == 3 ? s->hash[i - 1] : cut_random(&seed);
}

static bool has(const uint64_t *hashes, size_t count, uint64_t hash)
{
    for (size_t i = 0; i < count; i++)
        if (hashes[i] == hash)
            return true;
    return false;
}

static void check_sample(const struct shingles *s, const struct fingerprints *f, unsigned scale,
                         unsigned floor)
{
    uint64_t limit = scale > 1 ? UINT64_MAX / scale : UINT64_MAX;
    size_t below = 0;
    for (size_t i = 0; i < f->count; i++) {
        assert_true(i == 0 || f->hash[i - 1] < f->hash[i]); /* ascending, distinct */
        assert_true(has(s->hash, s->count, f->hash[i]));
        assert_true(f->hash[i] < limit || f->count <= floor);
        below += f->hash[i] < limit;
    }
    /* Nothing that belongs to the sample is missing. */
    for (size_t i = 0; i < s->count; i++)
        if (s->hash[i] < limit)
            assert_true(has(f->hash, f->count, s->hash[i]));
        else if (f->count && s->hash[i] < f->hash[f->count - 1])
            assert_true(has(f->hash, f->count, s->hash[i])); /* the smallest ones fill it up */
    assert_true(f->count == below || f->count <= floor);
}

static void test_sample(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 7, 8, 9, 40, 300, HASHES};
    static const unsigned scales[] = {1, 2, 16, 1000000}, floors[] = {0, 1, 8, 32};
    struct fingerprints f = {0};
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        struct shingles s = {0};
        make_hashes(&s, counts[c], c);
        for (size_t k = 0; k < 16; k++) {
            unsigned scale = scales[k / 4], floor = floors[k % 4];
            assert_true(fingerprints_make(&f, &s, scale, floor));
            check_sample(&s, &f, scale, floor);
            if (counts[c] <= 9 && floor >= 32) /* all of them, once */
                assert_int_equal(f.count, counts[c] - (counts[c] > 3) - (counts[c] > 7));
        }
        shingles_release(&s);
    }
    fingerprints_release(&f);
}

static void test_rate(void **state)
{
    (void)state;
    struct shingles s = {0};
    struct fingerprints f = {0};
    make_hashes(&s, HASHES, 77);
    assert_true(fingerprints_make(&f, &s, 1, 0));
    assert_int_equal(f.count, HASHES - HASHES / 4);
    assert_true(fingerprints_make(&f, &s, 16, 8)); /* 234 expected; five deviations are 75 */
    assert_in_range(f.count, 160, 310);
    assert_true(fingerprints_make(&f, &s, 1000000, 8));
    assert_int_equal(f.count, 8);
    shingles_release(&s);
    fingerprints_release(&f);
}

/* The sample of a sorted set are its first hashes: both functions agree. */
static void test_of_set(void **state)
{
    (void)state;
    static const unsigned scales[] = {1, 4, 16, 100000}, floors[] = {0, 8, 32};
    struct fingerprints f = {0};
    for (size_t n = 0; n < 400; n += 13) {
        struct shingles s = {0};
        uint64_t set[800];
        make_hashes(&s, n, n);
        memcpy(set, s.hash, n * sizeof *set);
        size_t count = shingle_set_make(set, n, set + n);
        for (size_t k = 0; k < 12; k++) {
            assert_true(fingerprints_make(&f, &s, scales[k / 3], floors[k % 3]));
            assert_int_equal(fingerprints_of_set(set, count, scales[k / 3], floors[k % 3]),
                             f.count);
            assert_memory_equal(set, f.hash, f.count * sizeof *set);
        }
        shingles_release(&s);
    }
    fingerprints_release(&f);
}

/* A text inside another has, over the floor, its sample inside the other's. */
static void test_containment(void **state)
{
    (void)state;
    struct shingles whole = {0}, part = {0};
    struct fingerprints of_whole = {0}, of_part = {0};
    make_hashes(&whole, 2000, 5);
    part = whole;
    part.count = 900;
    assert_true(fingerprints_make(&of_whole, &whole, 16, 8));
    assert_true(fingerprints_make(&of_part, &part, 16, 8));
    assert_true(of_part.count > 8 && of_part.count < of_whole.count);
    assert_int_equal(shingle_set_shared(of_whole.hash, of_whole.count, of_part.hash, of_part.count),
                     of_part.count);
    shingles_release(&whole);
    fingerprints_release(&of_whole);
    fingerprints_release(&of_part);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sample),
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_of_set),
        cmocka_unit_test(test_containment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
