/* What somebody can do who knows how texts are hashed, and what it costs; the secret seed. Lists
   that what is gone has filled. */

#include "corpus.h"

#include "match/candidate.h"
#include "match/posting.h"
#include "sketch/fingerprint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define CAP  8  /* df_cap: the smallest that there is */
#define JUNK 20 /* articles that fill a list: more than the cap */

/* All stories in one, long enough that one shingle in 16 is its sample. */
static struct slice long_story(struct buf *b)
{
    for (unsigned k = 0; k < 4; k++)
        for (unsigned i = 0; i < N_STORIES; i++) {
            char *text = edited(stories[i], k, k ? 3 : 100000, k);
            corpus_check(buf_append(b, text, strlen(text)));
            free(text);
        }
    return buf_slice(b);
}

/* The shingles of `text` that are indexed without a seed, each between made-up words. So few of its
   shingles make no copy, but they are all that the index looks at. */
static void add_crafted(struct corpus *c, struct slice text, unsigned number)
{
    struct tokens tokens = {0};
    struct shingles shingles = {0};
    struct buf b = BUF_INIT;
    char id[16], site[24];
    corpus_check(tokens_scan(&tokens, text, 0) && shingles_make(&shingles, &tokens, 5));
    for (size_t i = 0; i < shingles.count; i++) {
        if (shingles.hash[i] > UINT64_MAX / 16)
            continue;
        /* Words as they stand: the tokens' places are not kept, and blanks part all of them. */
        size_t word = 0, at = 0, from = 0;
        for (; at < text.len && word < i + 5; at++)
            if (text.ptr[at] == ' ' || text.ptr[at] == '\n') {
                word++;
                if (word == i)
                    from = at + 1;
            }
        corpus_check(buf_append(&b, text.ptr + from, at - from) &&
                     buf_printf(&b, "junk%ux%zu filler%ux%zu ", number, i, number, i));
    }
    snprintf(id, sizeof id, "junk-%u", number);
    snprintf(site, sizeof site, "junk%u.example", number);
    corpus_add_slice(c, id, site, "Junk", number, buf_slice(&b));
    buf_release(&b);
    tokens_release(&tokens);
    shingles_release(&shingles);
}

/* Crafted articles, then a story and an edited copy; are the two a pair? */
static bool found_behind_flood(struct scratch *s, const char *name, uint64_t seed)
{
    struct buf b = BUF_INIT;
    struct corpus c = {0};
    const struct wcy_parameters parameters = {.df_cap = CAP, .seed = seed};
    struct wcy_index *index = index_open_with(s, name, WCY_OPEN_CREATE, &parameters);
    struct slice story = long_story(&b);
    for (unsigned i = 0; i < JUNK; i++)
        add_crafted(&c, story, i);
    index_take(index, s, &c);
    corpus_add_slice(&c, "story", "a.example", "Story", 30, story);
    corpus_check(buf_append_byte(&b, '\0'));
    char *copy = edited(b.ptr, 11, 97, 9);
    corpus_add(&c, "copy", "b.example", "Story", 31, copy);
    index_take(index, s, &c);
    char *pairs = dump_pairs(index);
    bool found = strstr(pairs, "story copy near-duplicate") != NULL;
    assert_null(strstr(pairs, "junk")); /* whatever it was made for, it is no copy */
    struct wcy_check_report report;
    assert_int_equal(wcy_check(scratch_path(s, name), NULL, &report, NULL), 0);
    free(pairs);
    free(copy);
    buf_release(&b);
    wcy_index_close(index);
    return found;
}

static void test_crafted_lists(void **state)
{
    /* Without a seed who knows the sample can hide a story, with `df_cap` articles before it ... */
    assert_false(found_behind_flood(*state, "open", 0));
    /* ... but not when the sample is a secret. */
    assert_true(found_behind_flood(*state, "seeded", 0x5EC7E7));
}

static void test_random_seed(void **state)
{
    const struct wcy_parameters random = {.seed = WCY_SEED_RANDOM};
    uint64_t seeds[3];
    for (int i = 0; i < 3; i++) {
        char name[8];
        struct wcy_stat stat;
        snprintf(name, sizeof name, "r%d", i);
        struct wcy_index *index = index_open_with(*state, name, WCY_OPEN_CREATE, &random);
        assert_int_equal(wcy_stat(index, &stat, NULL), 0);
        seeds[i] = stat.parameters.seed;
        wcy_index_close(index);
        /* It is drawn once. */
        index = index_open_with(*state, name, WCY_OPEN_CREATE, &random);
        assert_int_equal(wcy_stat(index, &stat, NULL), 0);
        assert_int_equal(stat.parameters.seed, seeds[i]);
        assert_true(seeds[i] != 0 && seeds[i] != WCY_SEED_RANDOM);
        wcy_index_close(index);
    }
    assert_true(seeds[0] != seeds[1] && seeds[1] != seeds[2]);
}

/* Whatever the lists hold, so many exact comparisons an article gets at most. */
static void test_bounded_comparisons(void **state)
{
    const struct wcy_parameters p = {.scale = 16, .floor = 32, .df_cap = 200};
    static struct required_table table;
    struct candidate_counter c = {0};
    (void)state;
    for (unsigned print = 0; print < 60; print++)
        for (uint64_t article = 1; article <= 5000; article++)
            corpus_check(candidate_count(&c, posting_make(article, 500),
                                         article % 2 ? PRINT_RARE | PRINT_PASSAGE : 0));
    const struct candidate_wish wish = {
        .parameters = &p, .required = required_of(&table, &p, 500), .shingles = 500, .prints = 60};
    candidate_select(&c, &wish);
    assert_true(c.count > 0 && c.count <= COMPARE_PAIRS + COMPARE_PASSAGES);
    /* And afterwards the counter is as good as new. */
    candidate_counter_clear(&c);
    corpus_check(candidate_count(&c, posting_make(7, 500), PRINT_RARE));
    assert_int_equal(c.count, 1);
    candidate_counter_release(&c);
}

/* ------------------------------------------------------------------ lists of what is gone */

static bool query_finds(struct wcy_index *index, const char *text, const char *id)
{
    struct wcy_matches *matches = NULL;
    const struct wcy_article article = {.text = public_str(text)};
    const struct wcy_query_options options = {.limit = 100};
    bool found = false;
    corpus_check(wcy_query(index, &article, &options, &matches, NULL) >= 0);
    for (size_t i = 0; i < wcy_matches_count(matches); i++)
        found = found || public_eq(wcy_matches_at(matches, i)->id, id);
    wcy_matches_free(matches);
    return found;
}

/* A page that changes all day is still found, and so is a copy of what it says now. */
static void test_many_versions(void **state)
{
    const struct wcy_parameters parameters = {.df_cap = CAP};
    struct wcy_index *index = index_open_with(*state, "live", WCY_OPEN_CREATE, &parameters);
    struct corpus c = {0};
    for (unsigned i = 0; i < 3 * CAP; i++) {
        char *text = edited(stories[0], i, 40, i);
        corpus_add(&c, "live", "a.example", "Ferry", 1, text);
        index_take(index, *state, &c);
        assert_true(query_finds(index, text, "live"));
        free(text);
    }
    char *copy = edited(stories[0], 5, 50, 99);
    corpus_add(&c, "copy", "b.example", "Ferry", 2, copy);
    index_take(index, *state, &c);
    char *pairs = dump_pairs(index);
    assert_non_null(strstr(pairs, "live copy "));
    assert_true(query_finds(index, stories[0], "copy"));
    assert_int_equal(wcy_check(scratch_path(*state, "live"), NULL, NULL, NULL), 0);
    free(pairs);
    free(copy);
    wcy_index_close(index);
}

/* Removed copies make room, edited ones and identical ones. */
static void test_many_removed(void **state)
{
    const struct wcy_parameters parameters = {.df_cap = CAP};
    struct wcy_index *index = index_open_with(*state, "gone", WCY_OPEN_CREATE, &parameters);
    struct corpus c = {0};
    char ids[4 * CAP][16];
    struct wcy_slice gone[4 * CAP];
    uint64_t removed;
    for (unsigned i = 0; i < 4 * CAP; i++) {
        char site[24];
        char *text = edited(stories[1], i, i % 2 ? 40 : 100000, i);
        snprintf(ids[i], sizeof ids[i], "gone-%u", i);
        snprintf(site, sizeof site, "s%u.example", i);
        corpus_add(&c, ids[i], site, "Comet", i, text);
        gone[i] = public_str(ids[i]);
        free(text);
    }
    index_take(index, *state, &c);
    assert_int_equal(wcy_remove(index, gone, 4 * CAP, &removed, NULL), 0);
    assert_int_equal(removed, 4 * CAP);
    assert_false(query_finds(index, stories[1], "gone-0"));
    corpus_add(&c, "first", "a.example", "Comet", 40, stories[1]);
    index_take(index, *state, &c);
    char *copy = edited(stories[1], 5, 50, 99);
    corpus_add(&c, "second", "b.example", "Comet", 41, copy);
    corpus_add(&c, "third", "c.example", "Comet", 42, stories[1]);
    index_take(index, *state, &c);
    assert_true(query_finds(index, stories[1], "first") &&
                query_finds(index, stories[1], "second"));
    char *pairs = dump_pairs(index);
    assert_non_null(strstr(pairs, "first second edited"));
    assert_non_null(strstr(pairs, "first third identical"));
    assert_int_equal(wcy_check(scratch_path(*state, "gone"), NULL, NULL, NULL), 0);
    free(pairs);
    free(copy);
    wcy_index_close(index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_crafted_lists, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_random_seed, scratch_setup, scratch_teardown),
        cmocka_unit_test(test_bounded_comparisons),
        cmocka_unit_test_setup_teardown(test_many_versions, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_many_removed, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
