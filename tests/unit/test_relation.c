/* relation: what overlaps, sites and days make of two texts. */

#include "match/relation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define DAY 86400

static const struct wcy_thresholds defaults = {.near = 0.8,
                                               .edited = 0.3,
                                               .contained = 0.5,
                                               .edited_within = 0.5,
                                               .contained_within = 0.8,
                                               .min_shared = 15};

/* Two texts of some sizes, of sites 1 and `site`, the second `days` later. */
static enum wcy_relation decide(struct overlap o, uint64_t site, int days, struct kinship kin,
                                bool *weak)
{
    struct textset a = {.number = 1, .n_all = o.size_a, .title_key = 1, .site_key = 1, .time = 0};
    struct textset b = {.number = 2,
                        .n_all = o.size_b,
                        .title_key = 2,
                        .site_key = site,
                        .time = (int64_t)days * DAY};
    struct pair p = {.a = 1, .b = 2, .full = o, .informative = o};
    relation_decide(&defaults, &a, &b, kin, &p);
    if (weak)
        *weak = p.weak;
    return p.relation;
}

static const struct kinship strangers;

static void test_likeness(void **state)
{
    (void)state;
    bool weak;
    /* Jaccard .82, .60, .31, .20 */
    assert_int_equal(decide((struct overlap){100, 100, 90}, 2, 0, strangers, &weak),
                     WCY_NEAR_DUPLICATE);
    assert_false(weak);
    assert_int_equal(decide((struct overlap){100, 100, 75}, 2, 0, strangers, NULL), WCY_EDITED);
    assert_int_equal(decide((struct overlap){100, 100, 47}, 2, 0, strangers, NULL), WCY_EDITED);
    assert_int_equal(decide((struct overlap){100, 100, 33}, 2, 0, strangers, NULL), WCY_OVERLAP);
    assert_int_equal(decide((struct overlap){14, 14, 13}, 2, 0, strangers, &weak), WCY_OVERLAP);
    assert_true(weak);
    assert_int_equal(
        decide((struct overlap){14, 14, 14}, 2, 0, (struct kinship){.identical = true}, NULL),
        WCY_IDENTICAL);
}

static void test_containment(void **state)
{
    (void)state;
    assert_int_equal(decide((struct overlap){400, 60, 50}, 2, 0, strangers, NULL), WCY_ABRIDGED);
    assert_int_equal(decide((struct overlap){60, 400, 50}, 2, 0, strangers, NULL), WCY_EXTENDED);
    /* Within a site so little may be furniture; so may what everybody has. */
    assert_int_equal(decide((struct overlap){400, 60, 50}, 1, 0, strangers, NULL), WCY_OVERLAP);
    assert_int_equal(decide((struct overlap){900, 220, 200}, 1, 0, strangers, NULL), WCY_ABRIDGED);
    assert_int_equal(
        decide((struct overlap){400, 60, 50}, 2, 0, (struct kinship){.common = true}, NULL),
        WCY_OVERLAP);
}

/* On one site the same matter comes up again. */
static void test_days(void **state)
{
    (void)state;
    const struct overlap some = {100, 100, 72}, much = {100, 100, 85}, nearly = {100, 100, 90};
    assert_int_equal(decide(some, 1, 0, strangers, NULL), WCY_EDITED);
    assert_int_equal(decide(some, 1, 1, strangers, NULL), WCY_OVERLAP); /* a follow-up */
    assert_int_equal(decide(some, 2, 1, strangers, NULL), WCY_EDITED);  /* another site's copy */
    assert_int_equal(decide(much, 1, 1, strangers, NULL), WCY_EDITED);
    assert_int_equal(decide(much, 1, 8, strangers, NULL), WCY_TEMPLATE); /* it recurs */
    assert_int_equal(decide(nearly, 1, 8, strangers, NULL), WCY_NEAR_DUPLICATE);
    assert_int_equal(decide(nearly, 1, 365, strangers, NULL), WCY_TEMPLATE); /* every year */
    assert_int_equal(decide(nearly, 2, 365, strangers, NULL), WCY_NEAR_DUPLICATE);
}

static void test_stored(void **state)
{
    (void)state;
    struct pair p = {.a = 1, .b = 2, .relation = WCY_OVERLAP};
    p.full = p.informative = (struct overlap){100, 100, 23};
    assert_false(relation_is_stored(&p));
    p.full = p.informative = (struct overlap){100, 100, 24}; /* a long passage */
    assert_true(relation_is_stored(&p));
    p.full = p.informative = (struct overlap){40, 300, 20}; /* contained */
    assert_true(relation_is_stored(&p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_likeness),
        cmocka_unit_test(test_containment),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
