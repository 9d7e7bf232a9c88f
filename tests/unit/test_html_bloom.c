/* How much of a block stands in another text. */
#include "article/html_bloom.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct arena arena;

static void shares_of_another_text(void **state)
{
    (void)state;
    struct html_bloom blooms[HTML_BLOOMS] = {{0}};
    float shares[HTML_BLOOMS];
    assert_true(html_bloom_make(&blooms[0],
                                slice_str("The <b>bridge</b> over the river opens again on Monday, "
                                          "the mayor said, after three years of repairs."),
                                &arena));
    html_bloom_shares(blooms, slice_str("Bridge over the river: opens AGAIN on Monday"), shares);
    assert_true(shares[0] == 1);
    assert_true(shares[1] == -1); /* there is no second text */
    html_bloom_shares(blooms, slice_str("Nothing of this was ever said or written by anyone"),
                      shares);
    assert_true(shares[0] < 0.5f);
    html_bloom_shares(blooms, slice_str("too short"), shares);
    assert_true(shares[0] == -1);
}

static int forget(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_of_another_text),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
