/* Who reprints whom: counts, lags and filters of wcy_flows_find. */

#include "corpus.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { DAY = 24 * 3600 };

/* Stories 0 to 2 go from a to b after 1, 2 and 6 days, the last one edited; story 0 also to c, and
   b prints it a second time. Story 3 is an agency's that is not in the corpus. */
static struct wcy_index *make_flows(struct scratch *s)
{
    static const char agency[] = "LONDON (Reuters) - ";
    struct wcy_index *index = index_make(s, "idx");
    struct corpus c = {0};
    struct buf text = BUF_INIT;
    char *changed = edited(stories[2], 6, 16, 3);
    corpus_add(&c, "a0", "a.example", "Ferry", 1, stories[0]);
    corpus_add(&c, "a1", "a.example", "Comet", 1, stories[1]);
    corpus_add(&c, "a2", "a.example", "Scales", 1, stories[2]);
    corpus_add(&c, "b0", "b.example", "Ferry", 2, stories[0]);
    corpus_add(&c, "b1", "b.example", "Comet", 3, stories[1]);
    corpus_add(&c, "b2", "b.example", "Scales", 7, changed);
    corpus_add(&c, "c0", "c.example", "Ferry", 3, stories[0]);
    corpus_add(&c, "b0-again", "b.example", "Ferry!", 4, stories[0]);
    corpus_check(buf_append(&text, agency, sizeof agency - 1) &&
                 buf_append(&text, stories[3], strlen(stories[3]) + 1));
    corpus_add(&c, "b3", "b.example", "Rain", 1, text.ptr);
    corpus_add(&c, "c3", "c.example", "Rain", 2, text.ptr);
    index_take(index, s, &c);
    buf_release(&text);
    free(changed);
    return index;
}

static const struct wcy_flow *find_flow(const struct wcy_flows *flows, const char *from,
                                        const char *to)
{
    for (size_t i = 0; i < wcy_flows_count(flows); i++) {
        const struct wcy_flow *f = wcy_flows_at(flows, i);
        if (public_eq(f->from, from) && public_eq(f->to, to))
            return f;
    }
    return NULL;
}

static void test_counts(void **state)
{
    struct wcy_index *index = make_flows(*state);
    struct wcy_flows *flows = NULL;
    assert_int_equal(wcy_flows_find(index, NULL, &flows, NULL), 0);
    assert_int_equal(wcy_flows_count(flows), 4);
    assert_null(wcy_flows_at(flows, 4));

    const struct wcy_flow *f = wcy_flows_at(flows, 0); /* most copies first */
    assert_true(public_eq(f->from, "a.example") && public_eq(f->to, "b.example"));
    assert_int_equal(f->copies, 4);
    assert_int_equal(f->stories, 3);
    assert_int_equal(f->verbatim, 3);
    assert_int_equal(f->timed, 4);
    assert_int_equal(f->median_lag, 5 * DAY / 2); /* of 1, 2, 3 and 6 days */
    assert_int_equal(f->last - f->first, 5 * DAY);
    assert_false(f->outside);

    f = find_flow(flows, "a.example", "c.example");
    assert_non_null(f);
    assert_int_equal(f->copies, 1);
    assert_int_equal(f->median_lag, 2 * DAY);

    f = find_flow(flows, "agency:reuters", "c.example");
    assert_non_null(f);
    assert_true(f->outside);
    assert_int_equal(f->timed, 1);
    assert_int_equal(f->median_lag, DAY); /* behind b3, the first copy */
    assert_non_null(find_flow(flows, "agency:reuters", "b.example"));
    wcy_flows_free(flows);
    wcy_index_close(index);
}

static size_t count_with(struct wcy_index *index, const struct wcy_flow_options *o)
{
    struct wcy_flows *flows = NULL;
    int status = wcy_flows_find(index, o, &flows, NULL);
    assert_true(status == 0 || (status == WCY_END && !flows));
    size_t n = wcy_flows_count(flows);
    wcy_flows_free(flows);
    return n;
}

static void test_filters(void **state)
{
    struct wcy_index *index = make_flows(*state);
    struct wcy_flow_options o = WCY_FLOW_OPTIONS_INIT;
    o.site = public_str("a.example");
    assert_int_equal(count_with(index, &o), 2);
    o.site = public_str("c.example");
    assert_int_equal(count_with(index, &o), 2);
    o.from = public_str("agency:reuters");
    assert_int_equal(count_with(index, &o), 1);
    o.to = public_str("b.example");
    assert_int_equal(count_with(index, &o), 0);

    o = (struct wcy_flow_options)WCY_FLOW_OPTIONS_INIT;
    o.since = wcy_time(public_str("2024-01-05"));
    assert_int_equal(count_with(index, &o), 1); /* b0-again and b2 */
    o.until = wcy_time(public_str("2024-01-05T12:00:00Z"));
    assert_int_equal(count_with(index, &o), 0); /* not including that second */
    o.until++;
    assert_int_equal(count_with(index, &o), 1);

    o = (struct wcy_flow_options)WCY_FLOW_OPTIONS_INIT;
    o.min_copies = 2;
    assert_int_equal(count_with(index, &o), 1);
    o.lang = public_str("en"); /* no article says its language */
    assert_int_equal(count_with(index, &o), 0);
    wcy_index_close(index);
}

static void test_times(void **state)
{
    (void)state;
    assert_int_equal(wcy_time(public_str("1970-01-02")), DAY);
    assert_true(wcy_time(public_str("soon")) == WCY_NO_TIME);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_counts), TEST(test_filters), TEST(test_times)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
