/* Tests of the pool of shingle sets: what it keeps, what it gives up, and when it frees. */
#include "match/textset_pool.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define SHINGLES 100

/* A set whose hashes tell its number. */
static struct textset make_set(uint64_t number)
{
    uint64_t *hashes = malloc(SHINGLES * sizeof *hashes);
    assert_non_null(hashes);
    for (uint32_t i = 0; i < SHINGLES; i++)
        hashes[i] = number * SHINGLES + i;
    return (struct textset){.number = number,
                            .memory = hashes,
                            .all = hashes,
                            .informative = hashes,
                            .n_all = SHINGLES,
                            .n_informative = SHINGLES};
}

static bool is_whole(const struct textset_entry *e, uint64_t number)
{
    bool whole = e->set.number == number;
    for (uint32_t i = 0; i < SHINGLES; i++)
        whole = whole && e->set.all[i] == number * SHINGLES + i;
    return whole;
}

static void put(struct textset_pool *pool, uint64_t number)
{
    struct textset set = make_set(number);
    struct textset_entry *e = textset_pool_put(pool, &set);
    assert_non_null(e);
    textset_pool_give_back(pool, e);
}

static bool has(struct textset_pool *pool, uint64_t number)
{
    struct textset_entry *e = textset_pool_take(pool, number);
    if (e) {
        assert_true(is_whole(e, number));
        textset_pool_give_back(pool, e);
    }
    return e;
}

static void test_keeps_within_limit(void **state)
{
    struct textset_pool *pool = textset_pool_new((size_t)1 << 20);
    unsigned kept = 0;
    (void)state;
    for (uint64_t n = 1; n <= 10000; n++)
        put(pool, n);
    for (uint64_t n = 1; n <= 10000; n++)
        kept += has(pool, n);
    /* A set has about 900 bytes. */
    assert_in_range(kept, 600, 1310);
    textset_pool_free(pool);
}

/* What is asked for again and again stays, whatever else passes through. */
static void test_keeps_what_is_asked_for(void **state)
{
    struct textset_pool *pool = textset_pool_new((size_t)1 << 20);
    (void)state;
    put(pool, 7);
    for (uint64_t n = 100; n <= 20000; n++) {
        put(pool, n);
        if (n % 10 == 0)
            assert_true(has(pool, 7));
    }
    assert_false(has(pool, 100));
    textset_pool_free(pool);
}

/* A set in use outlives being dropped, replaced, cleared away and crowded out. */
static void test_users(void **state)
{
    struct textset_pool *pool = textset_pool_new((size_t)1 << 16);
    (void)state;
    put(pool, 1);
    put(pool, 2);
    put(pool, 3);
    struct textset_entry *dropped = textset_pool_take(pool, 1);
    struct textset_entry *replaced = textset_pool_take(pool, 2);
    struct textset_entry *crowded = textset_pool_take(pool, 3);
    textset_pool_drop(pool, 1);
    assert_false(has(pool, 1));
    put(pool, 2);
    for (uint64_t n = 100; n < 1000; n++)
        put(pool, n);
    assert_true(has(pool, 3));
    textset_pool_clear(pool);
    assert_false(has(pool, 3));
    assert_true(is_whole(dropped, 1) && is_whole(replaced, 2) && is_whole(crowded, 3));
    textset_pool_give_back(pool, dropped);
    textset_pool_give_back(pool, replaced);
    textset_pool_give_back(pool, crowded);
    textset_pool_free(pool);
}

static void *use(void *pool)
{
    uint64_t wrong = 0, random = 12345;
    for (unsigned i = 0; i < 20000; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        uint64_t number = 1 + (random >> 40) % 300;
        struct textset_entry *e = textset_pool_take(pool, number);
        if (!e) {
            struct textset set = make_set(number);
            e = textset_pool_put(pool, &set);
        }
        wrong += !is_whole(e, number);
        if (random >> 33 & 1)
            textset_pool_drop(pool, number);
        textset_pool_give_back(pool, e);
    }
    return (void *)(uintptr_t)wrong;
}

static void test_threads(void **state)
{
    struct textset_pool *pool = textset_pool_new((size_t)1 << 17);
    pthread_t threads[4];
    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, use, pool), 0);
    for (int i = 0; i < 4; i++) {
        void *wrong;
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
    textset_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keeps_within_limit),
        cmocka_unit_test(test_keeps_what_is_asked_for),
        cmocka_unit_test(test_users),
        cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
