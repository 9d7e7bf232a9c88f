/* The public interface, end to end: threads and batches, furniture, round-ups, bulletins, the cap
   on frequent fingerprints, query, diff, pairs, an index without text. */

#include "corpus.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* 24 articles: of every story an original, two edited copies and a cut one, on four sites. */
static void add_families(struct corpus *c)
{
    static const char *const sites[] = {"a.example", "b.example", "c.example", "d.example"};
    for (unsigned k = 0; k < 4; k++)
        for (unsigned i = 0; i < N_STORIES; i++) {
            char id[16], title[32];
            char *text = edited(stories[i], k ? 7 + k : 100000, 30, k);
            struct slice part = paragraphs(text, 0, k == 3 ? 3 : 4);
            snprintf(id, sizeof id, "s%u-%u", i, k);
            snprintf(title, sizeof title, "Story %u", i);
            corpus_add_slice(c, id, sites[(k + i) % 4], title, 1 + k, part);
            free(text);
        }
}

static void expect_same(struct wcy_index *a, struct wcy_index *b, char *(*dump)(struct wcy_index *))
{
    char *x = dump(a), *y = dump(b);
    assert_true(x[0] != '\0');
    assert_string_equal(x, y);
    free(x);
    free(y);
}

static void test_threads(void **state)
{
    struct wcy_index *one = index_make(*state, "one");
    char file[512], name[8];
    struct corpus c = {0};
    add_families(&c);
    snprintf(file, sizeof file, "%s", corpus_write(&c, *state, "corpus.jsonl"));
    index_add_with(one, file, 1, 0);
    for (unsigned threads = 2; threads <= 4; threads += 2) {
        snprintf(name, sizeof name, "t%u", threads);
        struct wcy_index *many = index_make(*state, name);
        index_add_with(many, file, threads, 0);
        expect_same(one, many, dump_clusters);
        expect_same(one, many, dump_pairs);
        expect_same(one, many, dump_export);
        wcy_index_close(many);
    }
    wcy_index_close(one);
}

/* Pages of one site with its menu and footer, each with a paragraph of another story. */
static void add_pages(struct corpus *c)
{
    static const char menu[] =
        "home news sport weather opinion culture travel recipes games puzzles letters archive "
        "subscribe to our daily newsletter and receive the best stories in your mailbox each day\n";
    static const char footer[] =
        "all rights reserved no part of this page may be copied without the written permission of "
        "the publisher who can be reached at the address given in the imprint on every weekday\n";
    for (unsigned i = 0; i < N_STORIES; i++) {
        struct buf b = BUF_INIT;
        char id[8], title[16];
        struct slice body = paragraphs(stories[i], 0, 1);
        corpus_check(buf_append(&b, menu, sizeof menu - 1) && buf_append_slice(&b, body) &&
                     buf_append(&b, footer, sizeof footer - 1));
        snprintf(id, sizeof id, "p%u", i);
        snprintf(title, sizeof title, "Title %u", i);
        corpus_add_slice(c, id, "one.example", title, i, buf_slice(&b));
        buf_release(&b);
    }
}

/* What is said of two articles may depend on later ones: lines turn out to be furniture, a text
   turns up on another site. */
static void add_surprises(struct corpus *c)
{
    struct buf part = BUF_INIT;
    corpus_check(buf_append_slice(&part, paragraphs(stories[0], 1, 3)));
    for (unsigned i = 0; i < 40; i++)
        corpus_check(buf_printf(&part, "word%u ", i));
    corpus_add_slice(c, "part", "a.example", "Part", 1, buf_slice(&part));
    corpus_add(c, "whole", "a.example", "Whole", 1, stories[0]);
    add_pages(c);
    corpus_add(c, "twin", "b.example", "Whole", 2, stories[0]);
    buf_release(&part);
}

static void add_each(void **state, struct wcy_index *index, const struct corpus *c)
{
    char *end, *start = c->json.ptr, *stop = c->json.ptr + c->json.len;
    for (; start < stop && (end = memchr(start, '\n', (size_t)(stop - start))); start = end + 1)
        index_add(index, scratch_write(*state, "one.jsonl", start, (size_t)(end + 1 - start)));
}

static void test_surprises(void **state)
{
    struct wcy_index *once = index_make(*state, "once"), *each = index_make(*state, "each");
    struct corpus c = {0};
    add_surprises(&c);
    add_each(state, each, &c);
    index_take(once, *state, &c);
    expect_same(once, each, dump_clusters);
    expect_same(once, each, dump_pairs);
    assert_int_equal(cluster_of(each, "part"), cluster_of(each, "twin"));
    wcy_index_close(once);
    wcy_index_close(each);
}

/* One article a batch, or very little memory, or all at once: the same clusters. */
static void test_batches(void **state)
{
    struct wcy_index *once = index_make(*state, "once"), *each = index_make(*state, "each");
    struct wcy_index *tiny = index_make(*state, "tiny");
    struct corpus c = {0};
    char file[512];
    add_families(&c);
    add_each(state, each, &c);
    snprintf(file, sizeof file, "%s", corpus_write(&c, *state, "corpus.jsonl"));
    index_add(once, file);
    index_add_with(tiny, file, 2, 1);
    expect_same(once, each, dump_clusters);
    expect_same(once, each, dump_pairs);
    expect_same(once, tiny, dump_clusters);
    struct wcy_stat st;
    assert_int_equal(wcy_stat(each, &st, NULL), 0);
    assert_int_equal(st.articles, 24);
    assert_int_equal(st.batches, 24);
    assert_int_equal(st.clusters, N_STORIES);
    assert_int_equal(st.read, 24);
    wcy_index_close(once);
    wcy_index_close(each);
    wcy_index_close(tiny);
}

/* A member's certificate is what a query with its text says about the article it is against. */
static void check_member(struct wcy_index *index, const struct wcy_cluster *c,
                         const struct wcy_member *m)
{
    struct wcy_entry *e = NULL;
    struct wcy_matches *found = NULL;
    struct wcy_slice other = m->via.len ? m->via : c->original;
    bool seen = false;
    assert_int_equal(wcy_entry_get(index, WCY_BY_ID, m->id, 1, &e, NULL), 0);
    assert_int_equal(wcy_query(index, &e->article, NULL, &found, NULL), 0);
    for (size_t i = 0; i < wcy_matches_count(found); i++) {
        const struct wcy_match *x = wcy_matches_at(found, i);
        assert_true(x->id.len != m->id.len || memcmp(x->id.ptr, m->id.ptr, m->id.len) != 0);
        if (x->id.len != other.len || memcmp(x->id.ptr, other.ptr, other.len) != 0)
            continue;
        seen = true;
        assert_true(fabs(x->jaccard - m->jaccard) < 1e-9);
        assert_true(fabs(x->containment_query - m->containment) < 1e-9);
        assert_int_equal(x->relation, m->relation);
        assert_int_equal(x->cluster, c->number);
    }
    assert_true(seen);
    wcy_matches_free(found);
    wcy_entry_free(e);
}

static void test_certificates(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    struct wcy_cluster_iter *it = NULL;
    struct wcy_cluster cluster;
    unsigned n = 0;
    uint64_t first = 0;
    add_families(&c);
    index_take(index, *state, &c);
    assert_int_equal(wcy_cluster_iter_open(&it, index, 2, NULL), 0);
    assert_int_equal(wcy_cluster_iter_get(it, 999999, &cluster, NULL), WCY_END);
    while (wcy_cluster_iter_next(it, &cluster, NULL) == 0) {
        n++;
        /* Asking for one by its number does not move the iterator. */
        first = first ? first : cluster.number;
        uint64_t number = cluster.number;
        assert_int_equal(wcy_cluster_iter_get(it, first, &cluster, NULL), 0);
        assert_int_equal(cluster.number, first);
        assert_int_equal(wcy_cluster_iter_get(it, number, &cluster, NULL), 0);
        assert_int_equal(cluster.number, number);
        assert_int_equal(cluster.size, 4);
        for (uint64_t i = 1; i < cluster.size; i++)
            check_member(index, &cluster, &cluster.members[i]);
    }
    assert_int_equal(n, N_STORIES);
    wcy_cluster_iter_close(it);
    wcy_index_close(index);
}

/* The lines that all pages of a site carry do not make copies of different stories. */
static void test_furniture(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    add_pages(&c);
    corpus_add_slice(&c, "copy", "two.example", "Elsewhere", 9, paragraphs(stories[2], 0, 1));
    index_take(index, *state, &c);
    struct wcy_stat st;
    assert_int_equal(wcy_stat(index, &st, NULL), 0);
    assert_int_equal(st.clusters, 1);
    assert_int_equal(st.clustered, 2);
    assert_int_equal(cluster_of(index, "p2"), cluster_of(index, "copy"));
    wcy_index_close(index);
}

/* A round-up of two stories joins neither; its reprint is its copy. */
static void test_composite(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    struct buf both = BUF_INIT;
    for (unsigned i = 0; i < 3; i++) {
        char id[8];
        snprintf(id, sizeof id, "o%u", i);
        corpus_add(&c, id, "a.example", id, 1, stories[i]);
        snprintf(id, sizeof id, "c%u", i);
        corpus_add(&c, id, "b.example", id, 2, stories[i]);
        corpus_check(buf_append_slice(&both, paragraphs(stories[i], 0, 2)));
    }
    corpus_check(buf_append_byte(&both, '\0'));
    corpus_add(&c, "roundup", "c.example", "The week", 3, both.ptr);
    index_take(index, *state, &c);
    assert_int_equal(cluster_of(index, "roundup"), 0);
    corpus_add(&c, "reprint", "d.example", "The week", 4, both.ptr);
    index_take(index, *state, &c);
    assert_true(cluster_of(index, "reprint") != 0);
    assert_int_equal(cluster_of(index, "roundup"), cluster_of(index, "reprint"));
    for (unsigned i = 0; i < 3; i++) {
        char id[8];
        snprintf(id, sizeof id, "o%u", i);
        assert_true(cluster_of(index, id) != cluster_of(index, "roundup"));
    }
    buf_release(&both);
    wcy_index_close(index);
}

/* The relation of a text to an article of the index, as a query has it. */
static enum wcy_relation asked_as(struct wcy_index *index, const char *site, const char *text,
                                  const char *id)
{
    struct wcy_article article = {
        .text = {text, strlen(text)},
          .site = {site, strlen(site)},
          .time = WCY_NO_TIME
    };
    struct wcy_matches *found = NULL;
    enum wcy_relation relation = WCY_NONE;
    assert_true(wcy_query(index, &article, NULL, &found, NULL) >= 0);
    for (size_t i = 0; i < wcy_matches_count(found); i++) {
        const struct wcy_match *m = wcy_matches_at(found, i);
        if (m->id.len == strlen(id) && memcmp(m->id.ptr, id, m->id.len) == 0)
            relation = m->relation;
    }
    wcy_matches_free(found);
    return relation;
}

static enum wcy_relation asked(struct wcy_index *index, const char *text, const char *id)
{
    return asked_as(index, "new.example", text, id);
}

/* A query tells a round-up and the pages of one frame, as adding them does. */
static void test_query_relations(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    struct buf both = BUF_INIT, page[2] = {BUF_INIT, BUF_INIT};
    for (unsigned i = 0; i < 2; i++) {
        char id[8];
        snprintf(id, sizeof id, "o%u", i);
        corpus_add(&c, id, "a.example", id, 1, stories[i]);
        corpus_check(buf_append_slice(&both, paragraphs(stories[i], 0, 4)));
        /* Two stories in the middle of one long frame. */
        for (unsigned k = 2; k < N_STORIES; k++) {
            char *more = edited(stories[i], 0, 3, i);
            if (k == 4)
                corpus_check(buf_append_slice(&page[i], paragraphs(stories[i], 0, 4)) &&
                             buf_append_slice(&page[i], paragraphs(more, 0, 3)));
            free(more);
            corpus_check(buf_append_slice(&page[i], paragraphs(stories[k], 0, 4)));
        }
        corpus_check(buf_append_byte(&page[i], '\0'));
    }
    corpus_check(buf_append_byte(&both, '\0'));
    corpus_add_slice(&c, "page", "b.example", "Page", 2, slice_make(page[0].ptr, page[0].len - 1));
    index_take(index, *state, &c);
    assert_int_equal(asked(index, stories[0], "o0"), WCY_IDENTICAL);
    assert_int_equal(asked(index, both.ptr, "o0"), WCY_COMPOSITE);
    assert_int_equal(asked(index, both.ptr, "o1"), WCY_COMPOSITE);
    assert_int_equal(asked_as(index, "b.example", page[1].ptr, "page"), WCY_TEMPLATE);
    buf_release(&both);
    buf_release(&page[0]);
    buf_release(&page[1]);
    wcy_index_close(index);
}

/* What a thread keeps from query to query is of the index as it is. */
static void test_query_again(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    uint64_t removed;
    struct wcy_slice id = {"one", 3};
    for (unsigned round = 0; round < 3; round++) {
        assert_int_equal(asked(index, stories[0], "one"), WCY_NONE);
        corpus_add(&c, "one", "a.example", "Ferry", 1, stories[0]);
        index_take(index, *state, &c);
        assert_int_equal(asked(index, stories[0], "one"), WCY_IDENTICAL);
        assert_int_equal(wcy_remove(index, &id, 1, &removed, NULL), 0);
        assert_int_equal(removed, 1);
    }
    wcy_index_close(index);
}

/* The same with a paragraph of each story, in the batch before theirs. */
static void test_briefs(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    struct buf all = BUF_INIT;
    for (unsigned i = 0; i < 4; i++)
        corpus_check(buf_append_slice(&all, paragraphs(stories[i], 0, 1)));
    corpus_add_slice(&c, "briefs", "c.example", "In brief", 3, buf_slice(&all));
    index_take(index, *state, &c);
    for (unsigned i = 0; i < 4; i++) {
        char id[8];
        snprintf(id, sizeof id, "o%u", i);
        corpus_add(&c, id, "a.example", id, 1, stories[i]);
        snprintf(id, sizeof id, "c%u", i);
        corpus_add(&c, id, "b.example", id, 2, stories[i]);
    }
    index_take(index, *state, &c);
    struct wcy_stat st;
    assert_int_equal(cluster_of(index, "briefs"), 0);
    assert_int_equal(wcy_stat(index, &st, NULL), 0);
    assert_int_equal(st.clusters, 4);
    assert_int_equal(st.clustered, 8);
    buf_release(&all);
    wcy_index_close(index);
}

/* Two days' bulletins differ in their figures; a copy of one does not. */
static void test_bulletins(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    char text[3][700];
    for (int day = 0; day < 3; day++)
        snprintf(text[day], sizeof text[day],
                 "Weather for the coast and the islands. In the north it will be %d degrees in the "
                 "morning and %d degrees at noon, with winds of %d knots from the west. In the "
                 "south expect highs of %d degrees and lows of %d degrees during the night. Waves "
                 "off Holm reach %d centimetres and the water at Eastmere has %d degrees today. "
                 "The chance of rain is %d percent and the sun sets after %d hours of daylight.",
                 11 + day, 15 + 2 * day, 8 + 5 * day, 17 + day, 9 - day, 60 + 35 * day, 12 + day,
                 20 + 30 * day, 13 + day);
    corpus_add(&c, "day0", "a.example", "Weather", 0, text[0]);
    corpus_add(&c, "day1", "a.example", "Weather", 1, text[1]);
    corpus_add(&c, "day2", "a.example", "Weather", 2, text[2]);
    corpus_add(&c, "copy", "b.example", "Weather", 1, text[1]);
    index_take(index, *state, &c);
    assert_int_equal(cluster_of(index, "day0"), 0);
    assert_int_equal(cluster_of(index, "day2"), 0);
    assert_true(cluster_of(index, "day1") != 0);
    assert_int_equal(cluster_of(index, "day1"), cluster_of(index, "copy"));
    wcy_index_close(index);
}

/* More near-identical copies than a posting list keeps are still one cluster. */
static void test_cap(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    for (unsigned i = 0; i < 300; i++) {
        char id[8];
        char *text = edited(stories[0], 20 + i % 80, 1000, i);
        snprintf(id, sizeof id, "n%u", i);
        corpus_add(&c, id, i % 2 ? "a.example" : "b.example", "Ferry", 1 + i % 20, text);
        free(text);
        if (i % 100 == 99)
            index_take(index, *state, &c);
    }
    struct wcy_stat st;
    assert_int_equal(wcy_stat(index, &st, NULL), 0);
    assert_int_equal(st.articles, 300);
    assert_int_equal(st.clusters, 1);
    assert_int_equal(st.clustered, 300);
    wcy_index_close(index);
}

static void test_query(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct corpus c = {0};
    struct wcy_matches *m = NULL;
    struct wcy_query_options o = WCY_QUERY_OPTIONS_INIT;
    struct wcy_article q = {.text = public_str(stories[0])};
    add_families(&c);
    index_take(index, *state, &c);
    assert_int_equal(wcy_query(index, &q, &o, &m, NULL), 0);
    assert_int_equal(wcy_matches_count(m), 4);
    const struct wcy_match *best = wcy_matches_at(m, 0);
    assert_true(public_eq(best->id, "s0-0"));
    assert_int_equal(best->relation, WCY_IDENTICAL);
    assert_true(best->jaccard == 1 && !best->estimated && best->n_passages == 1);
    assert_int_equal(best->passages[0].a_from, 0);
    assert_int_equal(best->passages[0].a_to, strlen(stories[0]) - 2); /* full stop, newline */
    for (size_t i = 1; i < 4; i++)
        assert_true(wcy_matches_at(m, i)->jaccard <= wcy_matches_at(m, i - 1)->jaccard);
    assert_null(wcy_matches_at(m, 4));
    wcy_matches_free(m);
    o.limit = 2;
    assert_int_equal(wcy_query(index, &q, &o, &m, NULL), 0);
    assert_int_equal(wcy_matches_count(m), 2);
    wcy_matches_free(m);
    o.limit = 0;
    q.id = public_str("s0-0"); /* its own article is left out */
    assert_int_equal(wcy_query(index, &q, &o, &m, NULL), 0);
    assert_int_equal(wcy_matches_count(m), 3);
    wcy_matches_free(m);
    o.min_jaccard = o.min_containment = 1.5;
    assert_int_equal(wcy_query(index, &q, &o, &m, NULL), WCY_END);
    assert_null(m);
    wcy_index_close(index);
}

static void test_no_text(void **state)
{
    struct wcy_index *index =
        index_open_with(*state, "idx", WCY_OPEN_CREATE | WCY_OPEN_NO_TEXT, NULL);
    struct corpus c = {0};
    struct wcy_stat st;
    struct wcy_matches *m = NULL;
    struct wcy_article q = {.text = public_str(stories[0])};
    struct wcy_pair_iter *it = NULL;
    struct wcy_pair p;
    add_families(&c);
    index_take(index, *state, &c);
    assert_int_equal(wcy_stat(index, &st, NULL), 0);
    assert_int_equal(st.has_text, 0);
    assert_int_equal(wcy_query(index, &q, NULL, &m, NULL), 0);
    for (size_t i = 0; i < wcy_matches_count(m); i++) {
        assert_true(wcy_matches_at(m, i)->estimated);
        assert_int_equal(wcy_matches_at(m, i)->n_passages, 0);
    }
    wcy_matches_free(m);
    assert_int_equal(wcy_pair_iter_open(&it, index, 0.3, 0.5, NULL), 0);
    while (wcy_pair_iter_next(it, &p, NULL) == 0)
        assert_true(p.estimated);
    wcy_pair_iter_close(it);
    wcy_index_close(index);
}

static void test_pairs(void **state)
{
    struct wcy_index *index = index_make(*state, "idx");
    struct wcy_pair_iter *it = NULL;
    struct wcy_error err = {0};
    assert_int_equal(wcy_pair_iter_open(&it, index, 0.1, 0.5, &err), WCY_EUSAGE);
    assert_int_equal(wcy_pair_iter_open(&it, index, 0.3, 0.4, &err), WCY_EUSAGE);
    assert_null(it);
    wcy_index_close(index);
}

static void test_diff(void **state)
{
    (void)state;
    static const char a[] = "Zo\303\253 said: one two three four five six!";
    static const char b[] = "Then ONE two, three four five six seven.";
    struct wcy_passage *p = NULL;
    size_t n = 0;
    assert_int_equal(wcy_diff(public_str(a), public_str(b), 0, &p, &n, NULL), 0);
    assert_int_equal(n, 1);
    assert_int_equal(p[0].a_from, 11);
    assert_int_equal(p[0].a_to, strlen(a) - 1);
    assert_int_equal(p[0].b_from, 5);
    assert_int_equal(p[0].b_to, strlen(b) - 7);
    wcy_passages_free(p);
    assert_int_equal(wcy_diff(public_str(a), public_str(b), 7, &p, &n, NULL), 0);
    assert_int_equal(n, 0);
    wcy_passages_free(p);
    assert_int_equal(wcy_diff(public_str(a), public_str(b), 33, &p, &n, NULL), WCY_EUSAGE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_threads),         TEST(test_batches),     TEST(test_surprises),
        TEST(test_certificates),    TEST(test_furniture),   TEST(test_composite),
        TEST(test_query_relations), TEST(test_query_again), TEST(test_briefs),
        TEST(test_bulletins),       TEST(test_cap),         TEST(test_query),
        TEST(test_no_text),         TEST(test_pairs),       TEST(test_diff),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
