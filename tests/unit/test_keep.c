/* Which article of a cluster is kept, by policy, and what the others were dropped for. */

#include "corpus.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* One story: the original, an earlier-dated teaser of two paragraphs, a copy wrapped into another
   text, and a copy of it that a site printed below its menu. */
static struct wcy_index *make_story(struct scratch *s)
{
    struct wcy_index *index = index_make(s, "idx");
    struct corpus c = {0};
    struct buf wrapped = BUF_INIT;
    corpus_add(&c, "whole", "a.example", "Ferry", 3, stories[0]);
    corpus_add_slice(&c, "teaser", "b.example", "Ferry", 1, paragraphs(stories[0], 0, 3));
    corpus_check(buf_append_slice(&wrapped, paragraphs(stories[4], 0, 2)) &&
                 buf_append(&wrapped, stories[0], strlen(stories[0]) + 1));
    corpus_add(&c, "wrapped", "c.example", "Ferry", 4, wrapped.ptr);
    corpus_add(&c, "copy", "d.example", "Ferry", 5, stories[0]);
    corpus_add(&c, "other", "a.example", "Comet", 5, stories[1]);
    index_take(index, s, &c);
    buf_release(&wrapped);
    return index;
}

/* Whether `kept` stands for the story under a policy, and why. */
static bool keeps(struct wcy_index *index, const struct wcy_keep *keep, const char *kept,
                  const char *reason)
{
    const struct wcy_export_options options = {.keep = *keep};
    struct wcy_export_iter *it = NULL;
    struct wcy_decision d;
    unsigned n = 0, kept_ones = 0;
    bool ok = wcy_export_iter_open_with(&it, index, &options, NULL) == 0;
    while (ok && wcy_export_iter_next(it, &d, NULL) == 0) {
        bool other = public_eq(d.article.id, "other");
        n++;
        kept_ones += d.keep != 0;
        ok = public_eq(d.kept, other ? "other" : kept) &&
             strcmp(d.reason, other ? "no copies" : reason) == 0 &&
             public_eq(d.original, other ? "other" : "whole") &&
             (d.keep != 0) == (other || public_eq(d.article.id, kept));
    }
    wcy_export_iter_close(it);
    return ok && n == 5 && kept_ones == 2;
}

static void test_policies(void **state)
{
    static const char *const sites[] = {"nowhere.example", "d.example", "c.example"};
    struct wcy_index *index = make_story(*state);
    struct wcy_keep keep = {WCY_KEEP_ORIGINAL, NULL, 0};
    assert_true(keeps(index, &keep, "whole", "original"));
    keep.policy = WCY_KEEP_EARLIEST;
    assert_true(keeps(index, &keep, "teaser", "earliest"));
    keep.policy = WCY_KEEP_LONGEST;
    assert_true(keeps(index, &keep, "wrapped", "longest"));
    keep.policy = WCY_KEEP_CLEANEST;
    assert_true(keeps(index, &keep, "whole", "cleanest"));
    keep = (struct wcy_keep){WCY_KEEP_PREFERRED, sites, 3};
    assert_true(keeps(index, &keep, "copy", "preferred site"));
    keep.n_sites = 1;
    assert_true(keeps(index, &keep, "whole", "no preferred site, so the original"));
    wcy_index_close(index);
}

/* Members that were never compared with the kept one are compared when they are dropped. */
static void test_similarities(void **state)
{
    struct wcy_index *index = make_story(*state);
    const struct wcy_export_options options = {.keep = {.policy = WCY_KEEP_LONGEST}};
    struct wcy_export_iter *it = NULL;
    struct wcy_decision d;
    unsigned seen = 0;
    assert_int_equal(wcy_export_iter_open_with(&it, index, &options, NULL), 0);
    while (wcy_export_iter_next(it, &d, NULL) == 0) {
        if (d.keep)
            continue;
        seen++;
        assert_true(d.relation == WCY_ABRIDGED || d.relation == WCY_EDITED);
        assert_int_equal(d.via.len, 0);
        assert_float_equal(d.containment, 1, 1e-9);
        assert_true(d.containment_kept < 1 && d.containment_kept > 0.3);
        assert_float_equal(d.jaccard, d.containment_kept, 1e-9); /* all of it is in the other */
    }
    assert_int_equal(seen, 3);
    wcy_export_iter_close(it);
    wcy_index_close(index);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_policies), TEST(test_similarities)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
