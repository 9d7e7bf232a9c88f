/* screen, odds: turning candidates away without making their sets. */

#include "cut.h"

#include "match/odds.h"
#include "match/screen.h"
#include "sketch/fingerprint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MOST 4000

/* A made-up text: shingles in order, some repeated, some of the query's. */
struct made {
    uint64_t hash[MOST];
    struct shingles shingles;
    uint32_t distinct, shared;
};

static void make_text(struct made *m, size_t count, const uint64_t *query, size_t n_query,
                      uint64_t *seed)
{
    static uint64_t sorted[2 * MOST];
    for (size_t i = 0; i < count; i++) {
        uint64_t kind = cut_random(seed) % 4;
        m->hash[i] = cut_random(seed);
        if (kind == 0 && n_query)
            m->hash[i] = query[cut_random(seed) % n_query];
        else if (kind == 1 && i)
            m->hash[i] = m->hash[cut_random(seed) % i];
    }
    m->shingles = (struct shingles){.hash = m->hash, .count = count};
    memcpy(sorted, m->hash, count * sizeof *sorted);
    size_t n = shingle_set_make(sorted, count, sorted + count);
    m->distinct = (uint32_t)n;
    m->shared = (uint32_t)shingle_set_shared(sorted, n, query, n_query);
}

static void test_screen(void **state)
{
    static struct made text;
    static uint64_t query[2 * MOST];
    uint64_t seed = 5;
    struct screen *s = calloc(1, sizeof *s);
    assert_non_null(s);
    (void)state;
    for (unsigned round = 0; round < 60; round++) {
        size_t count = cut_random(&seed) % (round % 2 ? 40 : 2000);
        for (size_t i = 0; i < count; i++)
            query[i] = cut_random(&seed) >> (round % 3 ? 0 : 50);
        count = shingle_set_make(query, count, query + count);
        assert_true(screen_set(s, query, (uint32_t)count));
        for (unsigned k = 0; k < 5; k++) {
            make_text(&text, cut_random(&seed) % MOST, query, count, &seed);
            assert_int_equal(screen_shared(s, &text.shingles), text.shared);
            assert_int_equal(screen_shared(s, &text.shingles), text.shared);
            uint32_t all = screen_distinct(s, &text.shingles, UINT32_MAX);
            assert_true(all <= text.distinct);
            if (round % 3) /* else the query's hashes are all alike */
                assert_true(all * 4 >= text.distinct * 3);
            uint32_t some = screen_distinct(s, &text.shingles, 10);
            assert_int_equal(some, all < 10 ? all : 10);
        }
    }
    screen_release(s);
    free(s);
}

/* Two texts of these lengths that share as little as a stored pair: the sketches of both, as the
   index would have them, and how many fingerprints they share. */
static uint32_t simulate(uint32_t a, uint32_t b, double contained, const struct wcy_parameters *p,
                         uint64_t *query, uint32_t *n_query, uint64_t *seed)
{
    static uint64_t other[2 * MOST];
    uint32_t least = (uint32_t)((a < b ? a : b) * contained), jaccard = (uint32_t)(0.23 * (a + b));
    uint32_t shared = 1 + (jaccard < least ? jaccard : least), n = 0;
    for (uint32_t i = 0; i < a; i++)
        query[i] = cut_random(seed);
    memcpy(other, query, shared * sizeof *other);
    for (uint32_t i = shared; i < b; i++)
        other[i] = cut_random(seed);
    size_t n_a = shingle_set_make(query, a, query + a), n_b = shingle_set_make(other, b, other + b);
    *n_query = (uint32_t)fingerprints_of_set(query, n_a, p->scale, p->floor);
    size_t n_other = fingerprints_of_set(other, n_b, p->scale, p->floor);
    for (uint32_t i = 0; i < *n_query; i++)
        for (size_t k = 0; k < n_other; k++)
            n += query[i] == other[k];
    return n;
}

/* Of the pairs at the very threshold one in 200 is missed; and the bound is of some use. */
static void test_odds(void **state)
{
    static const uint32_t lengths[] = {60, 130, 280, 500, 900, 2000};
    static uint64_t query[2 * MOST];
    static bool rare[MOST];
    const struct wcy_parameters p = {.scale = 16, .floor = 32, .df_cap = 200};
    uint64_t seed = 11;
    unsigned useful = 0;
    (void)state;
    memset(rare, true, sizeof rare);
    for (size_t i = 0; i < 6; i++)
        for (size_t k = 0; k < 6; k++) {
            struct odds odds;
            unsigned missed = 0;
            uint32_t n_query;
            for (unsigned round = 0; round < 400; round++) {
                uint32_t n = simulate(lengths[i], lengths[k], 0.5, &p, query, &n_query, &seed);
                const struct candidate_wish wish = {
                    .parameters = &p, .shingles = lengths[i], .prints = n_query};
                odds_make(&odds, &wish, query, rare);
                missed += n > 0 && n < odds.pair[posting_class(lengths[k])];
            }
            assert_true(missed <= 4);
            useful += odds.pair[posting_class(lengths[k])] > 2;
        }
    assert_true(useful >= 10);
}

/* How many of 400 pairs of such texts would not be compared. */
static unsigned count_missed(uint32_t a, uint32_t b, double contained, bool crowded,
                             struct required_table *table, uint64_t *seed)
{
    static uint64_t query[2 * MOST];
    const struct wcy_parameters p = {.scale = 16, .floor = 32, .df_cap = 200};
    const struct required *r = required_of(table, &p, a);
    uint16_t least = (crowded ? r->crowded : r->fresh)[posting_class(b)];
    unsigned missed = 0;
    for (unsigned round = 0; round < 400; round++) {
        uint32_t n_query, n = simulate(a, b, contained, &p, query, &n_query, seed);
        missed += n < least;
    }
    return missed;
}

/* Pairs at the very threshold are seldom missed, those of low containment a little more often, and
   the bounds are of some use. One shared fingerprint is always asked for. */
static void test_required(void **state)
{
    static const uint32_t lengths[] = {60, 130, 280, 500, 900, 2000};
    static struct required_table table;
    const struct wcy_parameters p = {.scale = 16, .floor = 32, .df_cap = 200};
    uint64_t seed = 17;
    unsigned useful = 0;
    (void)state;
    for (size_t i = 0; i < 6; i++)
        for (size_t k = 0; k < 6; k++) {
            const struct required *r = required_of(&table, &p, lengths[i]);
            unsigned class = posting_class(lengths[k]);
            bool sure = r->fresh[class] > 1;
            if (sure) {
                assert_true(count_missed(lengths[i], lengths[k], 0.8, false, &table, &seed) <= 8);
                assert_true(count_missed(lengths[i], lengths[k], 0.5, false, &table, &seed) <= 40);
            }
            assert_true(r->crowded[class] >= r->fresh[class]);
            useful += r->fresh[class] > 2;
        }
    assert_true(useful >= 15);
}

/* When nearly all fingerprints of a text are on too many articles, few that are left and shared by
   chance make no candidate (a flood of edited copies would get hundreds each); of a text that is
   half a footer, a copy of the other half does. */
static void test_stopped(void **state)
{
    static struct required_table table;
    const struct wcy_parameters p = {.scale = 16, .floor = 32, .df_cap = 200};
    struct candidate_wish wish = {.parameters = &p,
                                  .required = required_of(&table, &p, 280),
                                  .shingles = 280,
                                  .prints = 32,
                                  .stopped = 28};
    struct candidate_counter c = {0};
    (void)state;
    for (unsigned article = 1; article <= 4; article++)
        for (unsigned print = 0; print < article; print++)
            assert_true(candidate_count(&c, posting_make(article, 280), PRINT_RARE | PRINT_FRESH));
    candidate_select(&c, &wish);
    assert_int_equal(c.count, 2); /* those that share three and four */
    c.count = 0;
    wish.stopped = 16;
    for (unsigned print = 0; print < 16; print++)
        assert_true(candidate_count(&c, posting_make(9, 280), PRINT_RARE | PRINT_FRESH));
    candidate_select(&c, &wish);
    assert_int_equal(c.count, 1);
    candidate_counter_release(&c);
}

/* Fingerprints that are not rare say nothing: without rare ones every candidate is kept. */
static void test_odds_of_common_prints(void **state)
{
    static uint64_t query[2 * MOST];
    static bool rare[MOST];
    const struct wcy_parameters p = {.scale = 16, .floor = 32, .df_cap = 200};
    struct candidate items[] = {
        {.article = 7, .length = posting_class(500), .count = 3, .rare = 0}
    };
    struct candidate_counter c = {.items = items, .count = 1};
    struct odds odds;
    uint64_t seed = 13;
    uint32_t n;
    (void)state;
    simulate(500, 500, 0.5, &p, query, &n, &seed);
    const struct candidate_wish wish = {.parameters = &p, .shingles = 500, .prints = n};
    odds_make(&odds, &wish, query, rare);
    odds_filter(&odds, &wish, &c);
    assert_int_equal(c.count, 1);
    memset(rare, true, sizeof rare);
    odds_make(&odds, &wish, query, rare);
    odds_filter(&odds, &wish, &c);
    assert_int_equal(c.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_screen),
        cmocka_unit_test(test_odds),
        cmocka_unit_test(test_odds_of_common_prints),
        cmocka_unit_test(test_required),
        cmocka_unit_test(test_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
