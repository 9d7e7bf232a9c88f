/* The public interface, end to end: adding, versions, identical texts, removal, counts. */

#include "corpus.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Three copies of story 0 on three sites (the second edited, the third cut), and two others. */
static void add_basic(struct corpus *c)
{
    char *second = edited(stories[0], 5, 25, 1);
    corpus_add(c, "a1", "one.example", "Ferry stops", 1, stories[0]);
    corpus_add(c, "b1", "two.example", "Island cut off", 2, second);
    corpus_add_slice(c, "c1", "three.example", "In brief", 3, paragraphs(stories[0], 0, 1));
    corpus_add(c, "d1", "one.example", "Comet", 1, stories[1]);
    corpus_add(c, "e1", "two.example", "Scales", 1, stories[2]);
    free(second);
}

static void expect_stat(struct wcy_index *index, uint64_t articles, uint64_t clusters,
                        uint64_t clustered)
{
    struct wcy_stat st;
    assert_int_equal(wcy_stat(index, &st, NULL), 0);
    assert_int_equal(st.articles, articles);
    assert_int_equal(st.clusters, clusters);
    assert_int_equal(st.clustered, clustered);
}

/* Is `id` among the answers to the text? */
static bool finds(struct wcy_index *index, const char *text, const char *id)
{
    struct wcy_article q = {.text = public_str(text)};
    struct wcy_matches *m = NULL;
    bool found = false;
    if (wcy_query(index, &q, NULL, &m, NULL) != 0)
        return false;
    for (size_t i = 0; i < wcy_matches_count(m); i++)
        found = found || public_eq(wcy_matches_at(m, i)->id, id);
    wcy_matches_free(m);
    return found;
}

static bool dump_has(char *(*dump)(struct wcy_index *), struct wcy_index *index, const char *what)
{
    char *text = dump(index);
    bool found = strstr(text, what) != NULL;
    free(text);
    return found;
}

static void test_basic(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    add_basic(&c);
    struct wcy_report r = index_take(index, *state, &c);
    assert_int_equal(r.read, 5);
    assert_int_equal(r.indexed, 5);
    assert_int_equal(r.updated + r.unchanged + r.skipped + r.identical + r.repaired, 0);
    assert_int_equal(r.batches, 1);
    assert_int_equal(r.pairs, 3);
    expect_stat(index, 5, 1, 3);
    assert_true(cluster_of(index, "a1") != 0);
    assert_int_equal(cluster_of(index, "a1"), cluster_of(index, "b1"));
    assert_int_equal(cluster_of(index, "a1"), cluster_of(index, "c1"));
    assert_int_equal(cluster_of(index, "d1"), 0);
    assert_true(dump_has(dump_clusters, index, "cluster of a1, 3 sites\n  a1 original"));
    assert_true(dump_has(dump_clusters, index, "  c1 abridged"));
    wcy_index_close(index);
}

static void test_empty_index(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct wcy_matches *m = NULL;
    struct wcy_entry *e = NULL;
    struct wcy_article q = {.text = public_str(stories[0])};
    uint64_t removed = 9;
    const struct wcy_slice id = public_str("nobody");
    char *clusters = dump_clusters(index), *pairs = dump_pairs(index), *all = dump_export(index);
    assert_string_equal(clusters, "");
    assert_string_equal(pairs, "");
    assert_string_equal(all, "");
    free(clusters);
    free(pairs);
    free(all);
    assert_int_equal(wcy_query(index, &q, NULL, &m, NULL), WCY_END);
    assert_null(m);
    assert_int_equal(wcy_entry_get(index, WCY_BY_ID, id, 1, &e, NULL), WCY_END);
    assert_int_equal(wcy_entry_get(index, WCY_BY_URL, id, 1, &e, NULL), WCY_END);
    assert_int_equal(wcy_remove(index, &id, 1, &removed, NULL), 0);
    assert_int_equal(removed, 0);
    expect_stat(index, 0, 0, 0);
    wcy_index_close(index);
}

static void test_twice(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    add_basic(&c);
    const char *path = corpus_write(&c, *state, "corpus.jsonl");
    char file[512];
    snprintf(file, sizeof file, "%s", path);
    index_add(index, file);
    char *clusters = dump_clusters(index), *pairs = dump_pairs(index), *all = dump_export(index);
    struct wcy_report r = index_add(index, file);
    assert_int_equal(r.read, 5);
    assert_int_equal(r.unchanged, 5);
    assert_int_equal(r.indexed, 0);
    assert_int_equal(r.pairs, 0);
    char *again[] = {dump_clusters(index), dump_pairs(index), dump_export(index)};
    assert_string_equal(again[0], clusters);
    assert_string_equal(again[1], pairs);
    assert_string_equal(again[2], all);
    expect_stat(index, 5, 1, 3);
    for (int i = 0; i < 3; i++)
        free(again[i]);
    free(clusters);
    free(pairs);
    free(all);
    wcy_index_close(index);
}

/* An id with another content is a new version, and the old one is forgotten. */
static void test_new_version(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    struct wcy_entry *e = NULL;
    add_basic(&c);
    index_take(index, *state, &c);
    corpus_add(&c, "b1", "two.example", "Rain", 5, stories[3]);
    struct wcy_report r = index_take(index, *state, &c);
    assert_int_equal(r.indexed, 1);
    assert_int_equal(r.updated, 1);
    expect_stat(index, 5, 1, 2);
    assert_int_equal(wcy_entry_get(index, WCY_BY_ID, public_str("b1"), 1, &e, NULL), 0);
    assert_int_equal(e->version, 2);
    assert_int_equal(e->cluster, 0);
    assert_true(public_eq(e->article.title, "Rain"));
    assert_true(public_eq(e->article.text, stories[3]));
    wcy_entry_free(e);
    assert_false(dump_has(dump_pairs, index, "b1"));
    assert_false(dump_has(dump_clusters, index, "b1"));
    assert_false(finds(index, stories[0], "b1"));
    assert_true(finds(index, stories[0], "a1"));
    assert_true(finds(index, stories[3], "b1"));
    /* ... and back: version 3, in the cluster again. */
    char *second = edited(stories[0], 5, 25, 2);
    corpus_add(&c, "b1", "two.example", "Island cut off", 2, second);
    r = index_take(index, *state, &c);
    assert_int_equal(r.updated, 1);
    expect_stat(index, 5, 1, 3);
    assert_int_equal(wcy_entry_get(index, WCY_BY_ID, public_str("b1"), 0, &e, NULL), 0);
    assert_int_equal(e->version, 3);
    assert_true(public_eq(e->original, "a1"));
    wcy_entry_free(e);
    free(second);
    wcy_index_close(index);
}

/* Of records with one id in a batch the last counts. */
static void test_repeated_id(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    corpus_add(&c, "x", "one.example", "Comet", 1, stories[1]);
    corpus_add(&c, "x", "one.example", "Comet, once more", 1, stories[1]);
    corpus_add(&c, "y", "one.example", "Scales", 1, stories[2]);
    corpus_add(&c, "y", "one.example", "Scales", 1, stories[2]);
    struct wcy_report r = index_take(index, *state, &c);
    assert_int_equal(r.read, 4);
    assert_int_equal(r.indexed, 2);
    assert_int_equal(r.read, r.indexed + r.unchanged + r.skipped);
    expect_stat(index, 2, 0, 0);
    struct wcy_entry *e = NULL;
    assert_int_equal(wcy_entry_get(index, WCY_BY_ID, public_str("x"), 0, &e, NULL), 0);
    assert_true(public_eq(e->article.title, "Comet, once more"));
    wcy_entry_free(e);
    wcy_index_close(index);
}

/* Three identical texts (but for case and punctuation), and an edited one. */
static void add_twins(struct corpus *c)
{
    char *other = edited(stories[1], 3, 60, 7);
    struct buf loud = BUF_INIT;
    corpus_check(buf_append(&loud, stories[1], strlen(stories[1]) + 1));
    for (size_t i = 0; i < loud.len; i++)
        if (loud.ptr[i] >= 'a' && loud.ptr[i] <= 'z')
            loud.ptr[i] = (char)(loud.ptr[i] - 'a' + 'A');
        else if (loud.ptr[i] == ',')
            loud.ptr[i] = ';';
    corpus_add(c, "t1", "one.example", "Comet", 1, stories[1]);
    corpus_add(c, "t2", "two.example", "Comet", 2, loud.ptr);
    corpus_add(c, "t3", "three.example", "Comet", 3, stories[1]);
    corpus_add(c, "near", "four.example", "Comet", 4, other);
    corpus_add(c, "else", "four.example", "Scales", 4, stories[2]);
    buf_release(&loud);
    free(other);
}

static void expect_twins(struct wcy_index *index, const char *first, const char *second)
{
    char line[100];
    char *clusters = dump_clusters(index);
    snprintf(line, sizeof line, "cluster of %s, ", first);
    assert_non_null(strstr(clusters, line));
    snprintf(line, sizeof line, "  %s identical 1.0000 1.0000", second);
    assert_non_null(strstr(clusters, line));
    assert_non_null(strstr(clusters, "  near near-duplicate 0."));
    free(clusters);
    assert_true(finds(index, stories[1], first));
    assert_true(finds(index, stories[1], second));
    assert_true(finds(index, stories[1], "near"));
    snprintf(line, sizeof line, "%s %s identical 1.0000 1.0000 1.0000", first, second);
    assert_true(dump_has(dump_pairs, index, line));
    snprintf(line, sizeof line, "%s near near-duplicate", first);
    assert_true(dump_has(dump_pairs, index, line));
    snprintf(line, sizeof line, "%s near near-duplicate", second);
    assert_true(dump_has(dump_pairs, index, line));
}

static void remove_id(struct wcy_index *index, const char *id)
{
    const struct wcy_slice slice = public_str(id);
    uint64_t removed = 0;
    assert_int_equal(wcy_remove(index, &slice, 1, &removed, NULL), 0);
    assert_int_equal(removed, 1);
    assert_int_equal(wcy_remove(index, &slice, 1, &removed, NULL), 0);
    assert_int_equal(removed, 0);
}

/* The first of identical texts goes; the next one takes over its pairs, and so on to the last. */
static void test_twins_removed(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    add_twins(&c);
    struct wcy_report r = index_take(index, *state, &c);
    assert_int_equal(r.indexed, 5);
    assert_int_equal(r.identical, 2);
    expect_stat(index, 5, 1, 4);
    expect_twins(index, "t1", "t2");
    expect_twins(index, "t1", "t3");
    remove_id(index, "t1");
    expect_stat(index, 4, 1, 3);
    expect_twins(index, "t2", "t3");
    assert_false(finds(index, stories[1], "t1"));
    assert_false(dump_has(dump_pairs, index, "t1"));
    assert_false(dump_has(dump_export, index, "t1"));
    remove_id(index, "t2");
    expect_stat(index, 3, 1, 2);
    assert_true(finds(index, stories[1], "t3"));
    assert_true(dump_has(dump_pairs, index, "t3 near near-duplicate"));
    assert_true(dump_has(dump_clusters, index, "cluster of t3, 2 sites"));
    remove_id(index, "t3");
    expect_stat(index, 2, 0, 0);
    assert_true(finds(index, stories[1], "near"));
    assert_false(finds(index, stories[1], "t3"));
    wcy_index_close(index);
}

/* The same when the first of them gets a new version, also one that makes it the last twin. */
static void test_twins_replaced(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    add_twins(&c);
    index_take(index, *state, &c);
    corpus_add(&c, "t1", "one.example", "Rain", 6, stories[3]);
    index_take(index, *state, &c);
    expect_stat(index, 5, 1, 3);
    expect_twins(index, "t2", "t3");
    assert_false(finds(index, stories[1], "t1"));
    corpus_add(&c, "t2", "two.example", "Comet, updated", 2, stories[1]);
    index_take(index, *state, &c);
    expect_stat(index, 5, 1, 3);
    assert_true(finds(index, stories[1], "t2"));
    assert_true(finds(index, stories[1], "t3"));
    assert_true(dump_has(dump_pairs, index, "t3 t2 identical"));
    wcy_index_close(index);
}

/* Twins in one batch or in several give the same clusters. */
static void test_twins_in_batches(void **state)
{
    struct wcy_index *once = index_make(*state, "once"), *each = index_make(*state, "each");
    struct corpus c = {0};
    add_twins(&c);
    index_take(once, *state, &c);
    add_twins(&c);
    char *start = c.json.ptr;
    for (char *end; (end = strchr(start, '\n')) && start < c.json.ptr + c.json.len; start = end + 1)
        index_add(each, scratch_write(*state, "one.jsonl", start, (size_t)(end + 1 - start)));
    char *a = dump_clusters(once), *b = dump_clusters(each);
    assert_string_equal(a, b);
    free(a);
    free(b);
    a = dump_pairs(once);
    b = dump_pairs(each);
    assert_string_equal(a, b);
    free(a);
    free(b);
    buf_release(&c.json);
    wcy_index_close(once);
    wcy_index_close(each);
}

/* Many first twins removed at once: each promotion must not cost a segment for good. */
static void test_many_promotions(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    enum { GROUPS = 70 };
    char ids[2 * GROUPS][8];
    struct wcy_slice firsts[GROUPS];
    uint64_t removed = 0;
    struct wcy_error err = {0};
    for (unsigned i = 0; i < GROUPS; i++) {
        char *text = edited(stories[i % N_STORIES], i % 4, 5, i);
        for (unsigned k = 0; k < 2; k++) {
            snprintf(ids[2 * i + k], sizeof ids[0], "%c%u", k ? 'b' : 'a', i);
            corpus_add(&c, ids[2 * i + k], k ? "b.example" : "a.example", "T", i, text);
        }
        firsts[i] = public_str(ids[2 * i]);
        free(text);
    }
    index_take(index, *state, &c);
    expect_stat(index, 2 * GROUPS, GROUPS, 2 * GROUPS);
    if (wcy_remove(index, firsts, GROUPS, &removed, &err) != 0)
        fail_msg("%s", err.message);
    assert_int_equal(removed, GROUPS);
    expect_stat(index, GROUPS, 0, 0);
    wcy_index_close(index);
}

static void test_remove_original(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    struct wcy_stat st;
    add_basic(&c);
    index_take(index, *state, &c);
    remove_id(index, "a1");
    expect_stat(index, 4, 1, 2);
    assert_true(dump_has(dump_clusters, index, "cluster of b1, 2 sites"));
    assert_int_equal(wcy_stat(index, &st, NULL), 0);
    assert_int_equal(st.removed, 1);
    /* It may come back, as a new article. */
    add_basic(&c);
    struct wcy_report r = index_take(index, *state, &c);
    assert_int_equal(r.unchanged, 4);
    assert_int_equal(r.indexed, 1);
    assert_int_equal(r.updated, 0);
    expect_stat(index, 5, 1, 3);
    remove_id(index, "b1");
    remove_id(index, "c1");
    expect_stat(index, 3, 0, 0);
    wcy_index_close(index);
}

/* Everything is removed, and the index goes on. */
static void test_remove_all(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    static const char *const ids[] = {"a1", "b1", "c1", "d1", "e1"};
    add_basic(&c);
    index_take(index, *state, &c);
    for (size_t i = 0; i < 5; i++)
        remove_id(index, ids[i]);
    expect_stat(index, 0, 0, 0);
    assert_false(finds(index, stories[0], "a1"));
    add_basic(&c);
    struct wcy_report r = index_take(index, *state, &c);
    assert_int_equal(r.indexed, 5);
    assert_int_equal(r.updated, 0);
    expect_stat(index, 5, 1, 3);
    wcy_index_close(index);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_basic),           TEST(test_empty_index),      TEST(test_twice),
        TEST(test_new_version),     TEST(test_repeated_id),      TEST(test_twins_removed),
        TEST(test_twins_replaced),  TEST(test_twins_in_batches), TEST(test_many_promotions),
        TEST(test_remove_original), TEST(test_remove_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
