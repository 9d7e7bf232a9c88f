/* credit_shingles: what credit lines have a part in. */

#include "match/credit_shingles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define STORY                                                                                      \
    "The harbour master counted the boats twice on Monday morning and found one more than there "  \
    "were in the evening, which nobody in the town could explain.\n\n"                             \
    "She asked the fishermen, the ferry and the lighthouse.\n"

struct made {
    struct tokens tokens;
    struct shingles shingles;
    struct credit_shingles found;
};

static void release(struct made *m)
{
    tokens_release(&m->tokens);
    shingles_release(&m->shingles);
    credit_shingles_release(&m->found);
}

/* Sets of the text whole and without its credits; returns how many hashes the credits have. */
static size_t make(struct made *m, struct slice text, const struct credit *credits, size_t n,
                   uint64_t *set, size_t *n_set, uint64_t *left, size_t *n_left)
{
    assert_true(tokens_scan(&m->tokens, text, 0) && shingles_make(&m->shingles, &m->tokens, 5));
    assert_true(m->shingles.count < 100);
    memcpy(set, m->shingles.hash, m->shingles.count * sizeof *set);
    *n_set = shingle_set_make(set, m->shingles.count, set + m->shingles.count);
    assert_int_equal(
        credit_shingles_find(&m->found, text, credits, n, &m->tokens, &m->shingles, 0, NULL), 0);
    *n_left = credit_shingles_drop(&m->found, set, *n_set, left);
    return m->found.count;
}

static void find(struct arena *arena, struct slice text, const char *site, struct credit **credits,
                 size_t *n)
{
    assert_int_equal(credits_find(arena, text, slice_str(site), credits, n, NULL), 0);
}

/* What is left is the story's, with whatever credits: a dateline, a tail, a line of its own. */
static void check_left(const char *text, const char *site, size_t n_credits)
{
    struct made m = {0};
    struct arena arena = ARENA_INIT;
    struct credit *credits;
    uint64_t set[200], left[200], story[200], same[200];
    size_t n, n_set, n_left, n_story, n_same;
    find(&arena, slice_str(text), site, &credits, &n);
    assert_int_equal(n, n_credits);
    assert_true(make(&m, slice_str(text), credits, n, set, &n_set, left, &n_left) > 0);
    make(&m, slice_str(STORY), NULL, 0, story, &n_story, same, &n_same);
    assert_int_equal(n_same, n_story);
    assert_int_equal(n_left, n_story);
    assert_memory_equal(left, story, n_story * sizeof *story);
    /* Evidence that was read from a row is a copy. */
    for (size_t i = 0; i < n; i++)
        credits[i].evidence = arena_dup(&arena, credits[i].evidence);
    make(&m, slice_str(text), credits, n, set, &n_set, same, &n_same);
    assert_int_equal(n_same, n_left);
    assert_memory_equal(same, left, n_left * sizeof *left);
    release(&m);
    arena_release(&arena);
}

static void test_left(void **state)
{
    (void)state;
    check_left("LONDON (Reuters) - " STORY, "paper.example", 1);
    check_left("LONDON (Reuters) - " STORY, "reuters.com", 1);
    check_left(STORY "\nThis article was originally published by The Riverton Courier.",
               "paper.example", 1);
    check_left("LONDON (Reuters) - " STORY "\nCopyright 2024 Reuters. All rights reserved.",
               "paper.example", 2);
}

static void test_none(void **state)
{
    (void)state;
    struct made m = {0};
    uint64_t set[200], left[200];
    size_t n_set, n_left;
    /* A credit that is not where it says it is: of the page's metadata, or of another text. */
    const struct credit other[] = {
        {slice_str("agency:afp"), slice_str("author"),   slice_str("AFP"),           0,   2},
        {slice_str("agency:ap"),  slice_str("dateline"), slice_str("LONDON (AP) -"), 999, 3}
    };
    assert_int_equal(make(&m, slice_str(STORY), other, 2, set, &n_set, left, &n_left), 0);
    assert_int_equal(n_left, n_set);
    assert_int_equal(make(&m, slice_str(""), other, 2, set, &n_set, left, &n_left), 0);
    release(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_left),
        cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
