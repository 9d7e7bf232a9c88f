/* origin_decide on small clusters made by hand. */

#include "match/origin.h"

#include "wirecopy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { HOUR = 3600, NOON = 1705320000 /* 2024-01-15 12:00 UTC */ };

static struct credit credit(const char *source, const char *kind, double weight)
{
    return (struct credit){slice_str(source), slice_str(kind), slice_str("evidence"), 0, weight};
}

static struct origin_member member(const char *site, int64_t time, const struct credit *credits,
                                   size_t n)
{
    return (struct origin_member){
        .site = slice_str(site), .time = time, .credits = credits, .n_credits = n, .shingles = 100};
}

/* A matrix of containments, by rows; NULL: all the same text. */
struct matrix {
    size_t n;
    const double *values;
};

static double contained(void *context, size_t a, size_t b)
{
    const struct matrix *m = context;
    return m->values ? m->values[a * m->n + b] : 1;
}

static struct origin decide(struct arena *arena, const struct origin_member *members, size_t n,
                            const double *values)
{
    struct matrix m = {n, values};
    struct origin origin;
    assert_int_equal(origin_decide(arena, members, n, contained, &m, &origin, NULL), 0);
    assert_true(origin.confidence >= 0 && origin.confidence <= 1);
    assert_true(origin.best < n);
    for (size_t i = 0; i < origin.n_reasons; i++) {
        assert_true(origin.reasons[i].by < n && origin.reasons[i].weight > 0);
        assert_true(i == 0 || origin.reasons[i - 1].weight >= origin.reasons[i].weight);
        assert_true(origin_reason_name(origin.reasons[i].kind)[0] != '\0');
    }
    return origin;
}

static void test_credited_member(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    /* the original is dated later (when it was crawled), but a copy credits it */
    struct credit c[] = {credit("The Riverton Courier", "appeared-first", 5)};
    struct origin_member members[] = {
        member("copy.example", NOON, c, 1),
        member("rivertoncourier.com", NOON + 100 * 24 * HOUR, NULL, 0)};
    struct origin o = decide(&arena, members, 2, NULL);
    assert_int_equal(o.original, 1);
    assert_int_equal(o.reasons[0].kind, ORIGIN_CREDIT);
    assert_int_equal(o.reasons[0].by, 0);
    assert_ptr_equal(o.reasons[0].credit, c);
    assert_true(slice_eq_str(o.source, "rivertoncourier.com"));
    assert_true(o.confidence > .8);
    arena_release(&arena);
}

static void test_agency_member(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct credit c[] = {credit("agency:ap", "dateline", 3)};
    struct credit own[] = {credit("agency:ap", "self", 3)};
    struct origin_member members[] = {member("a.example", WCY_NO_TIME, c, 1),
                                      member("apnews.com", WCY_NO_TIME, own, 1),
                                      member("b.example", WCY_NO_TIME, c, 1)};
    assert_int_equal(decide(&arena, members, 3, NULL).original, 1);
    arena_release(&arena);
}

static void test_source_outside(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct credit c[] = {credit("agency:reuters", "dateline", 3)};
    /* the cut copy is dated first; the whole one is nearest to the source */
    static const double values[] = {1, 1, .4, 1};
    struct origin_member members[] = {member("a.example", NOON, c, 1),
                                      member("b.example", NOON + 60, c, 1)};
    struct origin o = decide(&arena, members, 2, values);
    assert_true(o.original == ORIGIN_NONE);
    assert_true(slice_eq_str(o.source, "agency:reuters"));
    assert_int_equal(o.n_reasons, 2);
    assert_int_equal(o.best, 1);
    arena_release(&arena);
}

static void test_contributed_is_no_source(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct credit helped[] = {credit("agency:ap", "contributed", .7)};
    struct origin_member members[] = {member("a.example", NOON, helped, 1),
                                      member("b.example", NOON + HOUR, helped, 1)};
    assert_int_equal(decide(&arena, members, 2, NULL).original, 0);
    arena_release(&arena);
}

static void test_time(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct origin_member members[] = {member("a.example", NOON + HOUR, NULL, 0),
                                      member("b.example", NOON, NULL, 0),
                                      member("c.example", WCY_NO_TIME, NULL, 0)};
    struct origin o = decide(&arena, members, 3, NULL);
    assert_int_equal(o.original, 1);
    assert_int_equal(o.n_reasons, 1);
    assert_int_equal(o.reasons[0].kind, ORIGIN_EARLIEST);
    arena_release(&arena);
}

static void test_completeness(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    /* 0 was cut, 1 has a paragraph of its own around the text, 2 is the text */
    static const double values[] = {1, 1, 1, .3, 1, .7, .5, 1, 1};
    struct origin_member members[] = {member("a.example", WCY_NO_TIME, NULL, 0),
                                      member("b.example", WCY_NO_TIME, NULL, 0),
                                      member("c.example", WCY_NO_TIME, NULL, 0)};
    assert_int_equal(decide(&arena, members, 3, values).original, 2);
    arena_release(&arena);
}

static void test_versions(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct credit c[] = {credit("x.example", "source-line", 2.5)};
    struct origin_member members[] = {member("a.example", NOON + 9 * HOUR, c, 1),
                                      member("x.example", NOON + 5 * HOUR, NULL, 0),
                                      member("x.example", NOON, NULL, 0)};
    assert_int_equal(decide(&arena, members, 3, NULL).original, 2);
    /* without its date, the shorter version came first */
    members[2].time = WCY_NO_TIME;
    members[2].shingles = 90;
    struct origin o = decide(&arena, members, 3, NULL);
    assert_int_equal(o.original, 2);
    assert_true(slice_eq_str(o.source, "x.example"));
    arena_release(&arena);
}

static void test_chain(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    /* 0 took it from 1, and both say that the agency wrote it */
    struct credit both[] = {credit("agency:afp", "dateline", 3),
                            credit("b.example", "originally-published", 4)};
    struct origin_member members[] = {member("a.example", NOON + HOUR, both, 2),
                                      member("b.example", NOON, both, 1)};
    struct origin o = decide(&arena, members, 2, NULL);
    assert_true(o.original == ORIGIN_NONE);
    assert_true(slice_eq_str(o.source, "agency:afp"));
    assert_int_equal(o.best, 1);
    arena_release(&arena);
}

static void test_chain_to_a_name_outside(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    /* 0 credits 1, which says itself that it has the text from elsewhere */
    struct credit one[] = {credit("copy.com", "appeared-first", 5)};
    struct credit up[] = {credit("The Riverton Courier", "source-line", 2.5)};
    struct origin_member members[] = {member("a.example", NOON + HOUR, one, 1),
                                      member("copy.com", NOON, up, 1)};
    struct origin o = decide(&arena, members, 2, NULL);
    assert_true(o.original == ORIGIN_NONE);
    assert_true(slice_eq_str(o.source, "The Riverton Courier"));
    /* two that credit each other say nothing; the dates do */
    struct credit back[] = {credit("a.com", "source-line", 2.5)};
    struct origin_member circle[] = {member("a.com", NOON + HOUR, one, 1),
                                     member("copy.com", NOON, back, 1)};
    o = decide(&arena, circle, 2, NULL);
    assert_int_equal(o.original, 1);
    arena_release(&arena);
}

static void test_alone_and_tied(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct origin_member members[] = {member("a.example", WCY_NO_TIME, NULL, 0),
                                      member("b.example", WCY_NO_TIME, NULL, 0)};
    assert_int_equal(decide(&arena, members, 1, NULL).original, 0);
    struct origin o = decide(&arena, members, 2, NULL);
    assert_int_equal(o.original, 0);
    assert_int_equal(o.n_reasons, 0);
    assert_true(o.confidence <= .5);
    arena_release(&arena);
}

/* One source outside under its name and its domain is one; and it wins over a member that is
   credited as much, which only stands between. */
static void test_two_names(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct credit name[] = {credit("Blue Trader Hub", "story-by", 2.5)};
    struct credit domain[] = {credit("bluetraderhub.com", "source-line", 2)};
    struct credit inside[] = {credit("The Riverton Courier", "appeared-first", 4)};
    struct origin_member members[] = {
        member("a.example", NOON + HOUR, name, 1), member("b.example", NOON + HOUR, domain, 1),
        member("rivertoncourier.com", NOON, NULL, 0), member("c.example", NOON + HOUR, inside, 1)};
    struct origin o = decide(&arena, members, 4, NULL);
    assert_true(o.original == ORIGIN_NONE && slice_eq_str(o.source, "Blue Trader Hub"));
    inside[0].weight = 5;
    o = decide(&arena, members, 4, NULL);
    assert_int_equal(o.original, 2);
    arena_release(&arena);
}

static bool has_reason(const struct origin *o, enum origin_reason_kind kind)
{
    for (size_t i = 0; i < o->n_reasons; i++)
        if (o->reasons[i].kind == kind)
            return true;
    return false;
}

/* The page that a text was taken from is named in the surest words; the byline that came with it
   names where it was written. */
static void test_taken_from_a_copy(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct credit c[] = {credit("agency:cnn", "story-by", 2),
                         credit("WVNE Riverton", "appeared-first", 5)};
    struct origin_member members[] = {member("copy.example", NOON + 23 * HOUR, c, 2),
                                      member("wvneriverton.com", NOON, NULL, 0)};
    struct origin o = decide(&arena, members, 2, NULL);
    assert_int_equal(o.original, ORIGIN_NONE);
    assert_int_equal(o.best, 1);
    assert_true(slice_eq_str(o.source, "agency:cnn"));
    arena_release(&arena);
}

static void test_sites(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct origin_member members[] = {member("a.example", NOON, NULL, 0),
                                      member("b.example", WCY_NO_TIME, NULL, 0)};
    assert_int_equal(decide(&arena, members, 2, NULL).original, 0);
    members[1].series = true;
    struct origin o = decide(&arena, members, 2, NULL);
    assert_true(o.original == 1 && has_reason(&o, ORIGIN_SERIES));
    members[1].series = false;
    members[0].time = WCY_NO_TIME;
    members[1].record = .5;
    o = decide(&arena, members, 2, NULL);
    assert_true(o.original == 1 && has_reason(&o, ORIGIN_RECORD));
    arena_release(&arena);
}

/* Of two versions without dates the one that does not say it is an update, though it is longer. */
static void test_revised(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct credit c[] = {credit("a.example", "source-line", 2)};
    struct origin_member members[] = {member("a.example", WCY_NO_TIME, NULL, 0),
                                      member("a.example", WCY_NO_TIME, NULL, 0),
                                      member("b.example", NOON, c, 1)};
    members[0].shingles = 90;
    assert_int_equal(decide(&arena, members, 3, NULL).original, 0);
    members[0].revised = true;
    assert_int_equal(decide(&arena, members, 3, NULL).original, 1);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_credited_member),
        cmocka_unit_test(test_agency_member),
        cmocka_unit_test(test_source_outside),
        cmocka_unit_test(test_contributed_is_no_source),
        cmocka_unit_test(test_time),
        cmocka_unit_test(test_completeness),
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_chain),
        cmocka_unit_test(test_chain_to_a_name_outside),
        cmocka_unit_test(test_alone_and_tied),
        cmocka_unit_test(test_two_names),
        cmocka_unit_test(test_taken_from_a_copy),
        cmocka_unit_test(test_sites),
        cmocka_unit_test(test_revised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
