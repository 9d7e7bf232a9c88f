/* builder: an index made again in many small pieces says what the first one says. */

#include "corpus.h"

#include "api/index.h"
#include "index/text_store.h"
#include "match/builder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct wcy_index *make_source(struct scratch *s, unsigned flags)
{
    struct wcy_index *index = index_open_with(s, "from", WCY_OPEN_CREATE | flags, NULL);
    for (unsigned batch = 0; batch < 4; batch++) {
        struct corpus c = {0};
        for (unsigned i = 0; i < N_STORIES; i++) {
            char id[32];
            char *text = edited(stories[i], batch, 9 + batch, batch);
            snprintf(id, sizeof id, "s%u-%u", i, batch % 3); /* the last are new versions */
            corpus_add(&c, id, i % 2 ? "one.example" : "two.example", id, batch + 1, text);
            corpus_add(&c, id + 1, "three.example", id, batch + 2, batch % 2 ? text : stories[i]);
            free(text);
        }
        index_take(index, s, &c);
    }
    struct wcy_slice gone[] = {
        {"0-1",  3},
        {"1-1",  3},
        {"s3-0", 4}
    };
    assert_int_equal(wcy_remove(index, gone, 3, NULL, NULL), 0);
    return index;
}

static void build(struct wcy_index *from, const char *folder, size_t limit)
{
    const struct store_options o = {.write = true, .create = true, .bulk = true};
    struct store *store = NULL;
    struct builder b = {0};
    struct snapshot s;
    assert_int_equal(snapshot_begin(&s, from, NULL), 0);
    assert_int_equal(store_open(&store, folder, &o, NULL), 0);
    assert_int_equal(builder_begin(&b, store, &s.meta, slice_make(NULL, 0), NULL), 0);
    b.list_limit = limit;
    struct transfer_sink sink = builder_sink(&b);
    assert_int_equal(transfer_run(s.store, s.txn, &s.meta, &s.gone, &sink, NULL), 0);
    assert_int_equal(builder_finish(&b, NULL), 0);
    builder_release(&b);
    snapshot_end(&s);
    store_close(store);
}

static void expect_same(struct wcy_index *a, struct wcy_index *b)
{
    char *(*const dumps[])(struct wcy_index *) = {dump_export, dump_clusters, dump_pairs};
    for (size_t i = 0; i < 3; i++) {
        char *x = dumps[i](a), *y = dumps[i](b);
        assert_string_equal(x, y);
        assert_true(strlen(x) > 0);
        free(x);
        free(y);
    }
}

static void try_limits(struct scratch *s, unsigned flags)
{
    struct wcy_index *from = make_source(s, flags);
    for (size_t limit = 10; limit < 100000; limit *= 30) {
        char folder[600], name[32];
        snprintf(name, sizeof name, "to-%zu", limit);
        snprintf(folder, sizeof folder, "%s", scratch_path(s, name));
        build(from, folder, limit);
        assert_int_equal(wcy_check(folder, NULL, NULL, NULL), 0);
        struct wcy_index *to = index_open_with(s, name, WCY_OPEN_READ, NULL);
        struct wcy_stat st;
        expect_same(from, to);
        assert_int_equal(wcy_stat(to, &st, NULL), 0);
        assert_true(st.segments <= 6);
        wcy_index_close(to);
    }
    wcy_index_close(from);
}

static void test_texts(void **state)
{
    try_limits(*state, 0);
}

static void test_sketches(void **state)
{
    try_limits(*state, WCY_OPEN_NO_TEXT);
}

/* A row that does not belong to its text is not taken over. */
static void test_wrong_row(void **state)
{
    const struct store_options o = {.write = true, .create = true, .bulk = true};
    struct store *store = NULL;
    struct builder b = {0};
    struct meta meta = {.next_article = 9, .next_batch = 2, .next_file = 2, .has_text = true};
    struct transfer_article a = {.text = slice_str(stories[0])};
    struct wcy_error err = {0};
    assert_int_equal(meta_defaults(&meta.parameters, NULL), 0);
    assert_int_equal(store_open(&store, scratch_path(*state, "to"), &o, NULL), 0);
    assert_int_equal(builder_begin(&b, store, &meta, slice_make(NULL, 0), NULL), 0);
    a.row = (struct row){.number = 1, .id = slice_str("a")};
    assert_int_equal(builder_article(&b, &a, NULL), 0); /* nothing is said of the text */
    a.row.number = 2;
    a.row.content = 77;
    assert_int_equal(builder_article(&b, &a, &err), WCY_ECORRUPT);
    assert_non_null(strstr(err.message, "article 2"));
    builder_release(&b);
    store_close(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_texts), TEST(test_sketches), TEST(test_wrong_row)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
