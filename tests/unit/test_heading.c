/* heading: lines that stand above a paragraph like headlines. */

#include "match/heading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define PARAGRAPH "The harbour master counted the boats twice and found one more.\n"

static void check(const char *text, size_t count, const char *first)
{
    struct slice found[HEADING_MOST];
    assert_int_equal(heading_find(slice_str(text), found), count);
    if (count)
        assert_true(slice_eq_str(found[0], first));
}

static void test_headings(void **state)
{
    (void)state;
    check("", 0, NULL);
    check(PARAGRAPH, 0, NULL);
    check("  One boat too many \r\n\r\n" PARAGRAPH, 1, "One boat too many");
    check("Who owns the boat?\n" PARAGRAPH "\nA \"boat nobody owns\"\n" PARAGRAPH, 2,
          "Who owns the boat?");
    /* An Arabic and a Chinese one. */
    check("قارب واحد أكثر من اللازم\n" PARAGRAPH, 1, "قارب واحد أكثر من اللازم");
    check("港口多出一艘没有主人的船\n港口负责人数了两遍所有的船只，发现多出了一艘。\n", 1,
          "港口多出一艘没有主人的船");
}

static void test_no_headings(void **state)
{
    (void)state;
    /* A sentence, also a quoted one; a menu; a list of links; a headline above a date. */
    check("Nobody knows why.\n" PARAGRAPH, 0, NULL);
    check("\"Nobody knows why.\"\n" PARAGRAPH, 0, NULL);
    check("Politics\nBusiness\nBoats and harbours\nSport\n", 0, NULL);
    check("One boat too many\nAnother boat is missing in the east\nThe boats of last year\n", 0,
          NULL);
    check("One boat too many\nMarch 3, 2024\n" PARAGRAPH, 1, "March 3, 2024");
    check("没有人知道为什么会这样。\n港口负责人数了两遍所有的船只，发现多出了一艘。\n", 0, NULL);
}

/* Text that was wrapped by hand has lines without a stop everywhere. */
static void test_too_many(void **state)
{
    static char text[2 * (HEADING_MOST + 1) * 80];
    (void)state;
    size_t len = 0;
    for (int i = 0; i < HEADING_MOST; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "One boat too many\n" PARAGRAPH);
    check(text, HEADING_MOST, "One boat too many");
    snprintf(text + len, sizeof text - len, "One boat too many\n" PARAGRAPH);
    check(text, 0, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headings),
        cmocka_unit_test(test_no_headings),
        cmocka_unit_test(test_too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
