/* What only happens when there is much of it: a dictionary for the texts, clusters of more than
   4,096, identical texts and versions by the hundred. */

#include "corpus.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MANY   1600 /* articles of one batch: enough to train a dictionary */
#define COPIES 4150 /* of one text: more than clusters are made anew for */

static const char *const parts[] = {"harbour", "council", "winter", "ferry",   "market", "bridge",
                                    "village", "teacher", "summer", "railway", "garden", "island",
                                    "doctor",  "library", "river",  "station"};

/* A text of its own for each number, in words that many share. */
static void put_text(struct buf *b, unsigned number)
{
    unsigned state = number * 2654435761U + 1;
    for (unsigned i = 0; i < 60; i++) {
        state = state * 1664525U + 1013904223U;
        corpus_check(buf_printf(b, "%s%s%u", i ? " " : "", parts[state >> 28], (state >> 8) % 97));
    }
}

static void add_many(struct corpus *c, unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++) {
        struct buf b = BUF_INIT;
        char id[16], site[24];
        put_text(&b, i);
        snprintf(id, sizeof id, "n%u", i);
        snprintf(site, sizeof site, "s%u.example", i % 7);
        corpus_add_slice(c, id, site, "Title", i % 28, buf_slice(&b));
        buf_release(&b);
    }
}

/* Every text as it was. */
static void expect_texts(struct wcy_index *index, unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++) {
        struct buf b = BUF_INIT;
        struct wcy_entry *e = NULL;
        char id[16];
        snprintf(id, sizeof id, "n%u", i);
        put_text(&b, i);
        assert_int_equal(wcy_entry_get(index, WCY_BY_ID, public_str(id), 1, &e, NULL), 0);
        assert_int_equal(e->article.text.len, b.len);
        assert_memory_equal(e->article.text.ptr, b.ptr, b.len);
        wcy_entry_free(e);
        buf_release(&b);
    }
}

static char *export_of(struct scratch *s, const char *name)
{
    struct wcy_index *index = index_open_with(s, name, WCY_OPEN_READ, NULL);
    char *text = dump_export(index);
    expect_texts(index, 0, MANY + 20);
    wcy_index_close(index);
    return text;
}

static void damage(struct scratch *s, const char *name)
{
    FILE *f = fopen(scratch_path(s, name), "r+b");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_SET), 0); /* the first meta page */
    for (int i = 0; i < 200; i++)
        fputc(0xA5, f);
    assert_int_equal(fclose(f), 0);
}

static void test_dictionary(void **state)
{
    struct scratch *s = *state;
    struct wcy_index *index = index_make(s, "idx");
    struct corpus c = {0};
    char path[600], dump[600], copy[600];
    add_many(&c, 0, MANY);
    index_take(index, s, &c);
    add_many(&c, MANY, MANY + 20); /* with the dictionary that is there */
    index_take(index, s, &c);
    expect_texts(index, 0, MANY + 20);
    snprintf(dump, sizeof dump, "%s", scratch_path(s, "dump"));
    assert_int_equal(wcy_dump(index, dump, NULL), 0);
    wcy_index_close(index);
    snprintf(path, sizeof path, "%s", scratch_path(s, "idx"));
    char *before = export_of(s, "idx");
    assert_int_equal(wcy_check(path, NULL, NULL, NULL), 0);
    /* It goes where the texts go. */
    assert_int_equal(wcy_compact(path, NULL, NULL), 0);
    snprintf(copy, sizeof copy, "%s", scratch_path(s, "copy"));
    assert_int_equal(wcy_load(copy, dump, NULL), 0);
    static const char *const names[] = {"idx", "copy"};
    for (int i = 0; i < 2; i++) {
        char *after = export_of(s, names[i]);
        assert_string_equal(after, before);
        free(after);
        assert_int_equal(wcy_check(scratch_path(s, names[i]), NULL, NULL, NULL), 0);
    }
    damage(s, "copy/data.mdb");
    assert_int_equal(wcy_repair(copy, NULL, NULL, NULL, NULL), 0);
    char *after = export_of(s, "copy");
    assert_string_equal(after, before);
    free(after);
    free(before);
}

/* One story, in copies of a few other words each. */
static void add_copies(struct corpus *c, unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++) {
        char id[16], site[24];
        char *text = edited(stories[0], i % 100, 60, i);
        snprintf(id, sizeof id, "c%u", i);
        snprintf(site, sizeof site, "s%u.example", i);
        corpus_add(c, id, site, "Ferry", 1 + i % 20, text);
        free(text);
    }
}

/* A cluster that is too large to be made anew grows. */
static void test_large_cluster(void **state)
{
    struct scratch *s = *state;
    struct wcy_index *index = index_make(s, "idx");
    struct corpus c = {0};
    corpus_add(&c, "first", "first.example", "Ferry", 0, stories[0]);
    add_copies(&c, 0, COPIES);
    index_take(index, s, &c);
    uint64_t number = cluster_of(index, "first");
    assert_true(number > 0);
    add_copies(&c, COPIES, COPIES + 30);
    index_take(index, s, &c);
    struct wcy_cluster_iter *it = NULL;
    struct wcy_cluster cluster;
    assert_int_equal(wcy_cluster_iter_open(&it, index, 2, NULL), 0);
    assert_int_equal(wcy_cluster_iter_next(it, &cluster, NULL), 0);
    assert_true(cluster.size > COPIES);
    assert_int_equal(cluster.sites, cluster.size);
    wcy_cluster_iter_close(it);
    assert_int_equal(cluster_of(index, "c4160"), cluster_of(index, "first"));
    wcy_index_close(index);
    assert_int_equal(wcy_check(scratch_path(s, "idx"), NULL, NULL, NULL), 0);
}

/* More identical texts than a query lists and than are looked at, and all but the last are removed.
 */
static void test_many_twins(void **state)
{
    struct scratch *s = *state;
    struct wcy_index *index = index_make(s, "idx");
    struct corpus c = {0};
    static char ids[400][8];
    static struct wcy_slice gone[400];
    uint64_t removed = 0;
    for (unsigned i = 0; i < 400; i++) {
        char site[24];
        snprintf(ids[i], sizeof ids[i], "t%u", i);
        snprintf(site, sizeof site, "s%u.example", i);
        gone[i] = public_str(ids[i]);
        corpus_add(&c, ids[i], site, "Comet", 1 + i % 20, stories[1]);
    }
    corpus_add(&c, "left", "left.example", "Comet", 22, stories[1]);
    index_take(index, s, &c);
    assert_int_equal(wcy_remove(index, gone, 400, &removed, NULL), 0);
    assert_int_equal(removed, 400);
    corpus_add(&c, "new", "new.example", "Comet", 23, stories[1]);
    index_take(index, s, &c);
    struct wcy_matches *matches = NULL;
    const struct wcy_article article = {.text = public_str(stories[1])};
    assert_int_equal(wcy_query(index, &article, NULL, &matches, NULL), 0);
    assert_int_equal(wcy_matches_count(matches), 2);
    wcy_matches_free(matches);
    char *pairs = dump_pairs(index);
    assert_string_equal(pairs, "left new identical 1.0000 1.0000 1.0000 107 0\n");
    free(pairs);
    wcy_index_close(index);
    assert_int_equal(wcy_check(scratch_path(s, "idx"), NULL, NULL, NULL), 0);
}

int main(void)
{
    if (access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_dictionary, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_large_cluster, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_many_twins, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
