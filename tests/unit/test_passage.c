/* passage: the runs of tokens that two texts share. */

#include "cut.h"

#include "sketch/passage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct find {
    struct cut a, b;
    struct passages found;
};

/* Runs of at least three words. */
static void find(struct find *f, const char *a, const char *b)
{
    cut_text(&f->a, a, 3);
    cut_text(&f->b, b, 3);
    assert_true(
        passages_find(&f->found, &f->a.tokens, &f->a.shingles, &f->b.tokens, &f->b.shingles));
    /* What holds of every answer: equal tokens, in order of the first text, no overlap there. */
    for (size_t i = 0; i < f->found.count; i++) {
        const struct passage *p = &f->found.items[i];
        assert_true(p->a_first < p->a_end && p->a_end <= f->a.tokens.count);
        assert_true(p->b_first < p->b_end && p->b_end <= f->b.tokens.count);
        assert_int_equal(p->a_end - p->a_first, p->b_end - p->b_first);
        for (uint32_t k = 0; k < p->a_end - p->a_first; k++)
            assert_true(f->a.tokens.hash[p->a_first + k] == f->b.tokens.hash[p->b_first + k]);
        assert_true(i == 0 || f->found.items[i - 1].a_end <= p->a_first);
    }
}

static void release(struct find *f)
{
    cut_release(&f->a);
    cut_release(&f->b);
    passages_release(&f->found);
}

static void expect(const struct find *f, size_t i, uint32_t a, uint32_t b, uint32_t len)
{
    assert_true(i < f->found.count);
    const struct passage *p = &f->found.items[i];
    assert_int_equal(p->a_first, a);
    assert_int_equal(p->a_end, a + len);
    assert_int_equal(p->b_first, b);
    assert_int_equal(p->b_end, b + len);
}

static void test_none(void **state)
{
    (void)state;
    struct find f = {0};
    find(&f, "", "");
    assert_int_equal(f.found.count, 0);
    find(&f, "one two three four", "");
    assert_int_equal(f.found.count, 0);
    find(&f, "one two three four", "five six seven eight");
    assert_int_equal(f.found.count, 0);
    find(&f, "one two three four", "one two four three"); /* two words are too few */
    assert_int_equal(f.found.count, 0);
    release(&f);
}

static void test_whole(void **state)
{
    (void)state;
    struct find f = {0};
    find(&f, "The mayor opened the bridge.", "the MAYOR opened; the bridge");
    assert_int_equal(f.found.count, 1);
    expect(&f, 0, 0, 0, 5);
    release(&f);
}

static void test_edited(void **state)
{
    (void)state;
    struct find f = {0};
    find(&f, "the mayor opened the new bridge over the river on friday",
         "intro the mayor opened the old bridge over the river on monday");
    assert_int_equal(f.found.count, 2);
    expect(&f, 0, 0, 1, 4);
    expect(&f, 1, 5, 6, 5);
    release(&f);
}

static void test_moved(void **state)
{
    (void)state;
    struct find f = {0};
    find(&f, "alpha beta gamma delta one two three four five omega psi chi",
         "omega psi chi and one two three four five then alpha beta gamma delta");
    assert_int_equal(f.found.count, 3);
    expect(&f, 0, 0, 10, 4);
    expect(&f, 1, 4, 4, 5);
    expect(&f, 2, 9, 0, 3);
    release(&f);
}

/* Of several places in the second text the one with the longest run wins; of equals the first. */
static void test_longest(void **state)
{
    (void)state;
    struct find f = {0};
    find(&f, "read more about this story here",
         "read more about that. read more about this story now. read more about this");
    assert_int_equal(f.found.count, 1);
    expect(&f, 0, 0, 4, 5);
    find(&f, "read more about", "read more about x read more about");
    assert_int_equal(f.found.count, 1);
    expect(&f, 0, 0, 0, 3);
    release(&f);
}

static void test_repeated_lines(void **state)
{
    (void)state;
    struct find f = {0};
    /* A line repeated in the first text is found each time. */
    find(&f, "share this page\nunique words here\nshare this page\n", "share this page");
    assert_int_equal(f.found.count, 2);
    expect(&f, 0, 0, 0, 3);
    expect(&f, 1, 6, 0, 3);
    /* Texts of one line again and again: linear, and all of the first is covered. */
    char many[4000] = "";
    for (size_t i = 0; i < 300; i++)
        memcpy(many + 10 * i, "go on now\n", 10);
    find(&f, many, many);
    uint32_t covered = 0;
    for (size_t i = 0; i < f.found.count; i++)
        covered += f.found.items[i].a_end - f.found.items[i].a_first;
    assert_int_equal(covered, 900);
    assert_int_equal(f.found.count, 1);
    release(&f);
}

/* Where shingles have several lengths a run may begin and end inside a mixed text. */
static void test_mixed_scripts(void **state)
{
    (void)state;
    struct find f = {0};
    find(&f, "\u65b0\u6865\u661f\u671f\u4e00\u901a\u8f66 says the city council today",
         "\u4eca\u5929\u65b0\u6865\u661f\u671f\u4e00\u901a\u8f66 says the city mayor");
    assert_int_equal(f.found.count, 1);
    expect(&f, 0, 0, 2, 10);
    release(&f);
}

/* Random texts of few words: no shared shingle of the first text is left uncovered. */
static void test_cover(void **state)
{
    (void)state;
    struct find f = {0};
    uint64_t seed = 9;
    char text[2][400];
    for (int round = 0; round < 300; round++) {
        for (int k = 0; k < 2; k++) {
            size_t words = 5 + cut_random(&seed) % 60;
            for (size_t i = 0; i < words; i++)
                snprintf(text[k] + 2 * i, 3, "%c ", (char)('a' + cut_random(&seed) % 5));
        }
        find(&f, text[0], text[1]);
        uint8_t covered[400] = {0};
        for (size_t i = 0; i < f.found.count; i++)
            for (uint32_t t = f.found.items[i].a_first; t < f.found.items[i].a_end; t++)
                covered[t] = 1;
        for (size_t i = 0; i < f.a.shingles.count; i++)
            for (size_t j = 0; j < f.b.shingles.count; j++)
                if (f.a.shingles.hash[i] == f.b.shingles.hash[j])
                    assert_true(covered[shingles_start(&f.a.shingles, i)]);
    }
    release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_none),          cmocka_unit_test(test_whole),
        cmocka_unit_test(test_edited),        cmocka_unit_test(test_moved),
        cmocka_unit_test(test_longest),       cmocka_unit_test(test_repeated_lines),
        cmocka_unit_test(test_mixed_scripts), cmocka_unit_test(test_cover),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
