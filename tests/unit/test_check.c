/* check: records that are sound by themselves and contradict each other. */

#include "corpus.h"

#include "base/bytes.h"
#include "base/varint.h"
#include "index/cluster_store.h"
#include "index/meta.h"
#include "index/pair_store.h"
#include "index/row.h"
#include "index/segments.h"
#include "index/text_store.h"
#include "match/posting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* An index that is being spoilt. */
struct spoil {
    struct store *store;
    MDB_txn *txn;
    struct meta meta;
};

typedef void spoil_fn(struct spoil *s);

/* What check says, a line a problem. */
static void note(void *context, const struct wcy_problem *p)
{
    corpus_check(buf_printf(context, "%s|%s|%s\n", p->table, p->key, p->what));
}

static void put(struct spoil *s, enum table table, uint64_t key, struct slice value)
{
    assert_int_equal(store_put(s->store, s->txn, table, KEY64(key), value, false, NULL), 0);
}

static void expect_with(void **state, spoil_fn *fn, const char *problem, bool quick_too)
{
    struct scratch *scratch = *state;
    struct store_options writing = {.write = true};
    struct spoil s = {0};
    struct buf found = BUF_INIT;
    char path[600];
    snprintf(path, sizeof path, "%s", scratch_path(scratch, "idx"));
    struct wcy_check_options full = {.on_problem = note, .context = &found};
    struct wcy_check_options quick = {.quick = 1};
    assert_int_equal(wcy_check(path, &full, NULL, NULL), 0);
    assert_int_equal(store_open(&s.store, path, &writing, NULL), 0);
    assert_int_equal(store_begin(s.store, true, &s.txn, NULL), 0);
    assert_int_equal(meta_load(&s.meta, s.store, s.txn, NULL), 0);
    fn(&s);
    assert_int_equal(store_commit(s.store, s.txn, NULL), 0);
    store_close(s.store);
    struct wcy_check_report report;
    struct wcy_error err = {0};
    assert_int_equal(wcy_check(path, &full, &report, &err), WCY_ECORRUPT);
    assert_true(report.problems >= 1);
    assert_non_null(strstr(err.message, "damaged"));
    corpus_check(buf_append_byte(&found, '\0'));
    if (!strstr(found.ptr, problem))
        fail_msg("no '%s' in:\n%s", problem, found.ptr);
    assert_int_equal(wcy_check(path, &quick, NULL, NULL), quick_too ? WCY_ECORRUPT : 0);
    buf_release(&found);
}

/* Three copies of a story, one on its own, and one that was removed. */
static int setup(void **state)
{
    struct corpus c = {0};
    if (scratch_setup(state) != 0)
        return -1;
    char *second = edited(stories[0], 5, 25, 1);
    corpus_add(&c, "a1", "one.example", "Ferry stops", 1, stories[0]);
    corpus_add(&c, "b1", "two.example", "Island cut off", 2, second);
    corpus_add(&c, "c1", "three.example", "Ferry stops", 3, stories[0]);
    corpus_add(&c, "d1", "one.example", "Comet", 1, stories[1]);
    corpus_add(&c, "e1", "two.example", "Scales", 1, stories[2]);
    free(second);
    struct wcy_index *index = index_make(*state, "idx");
    const char *inputs[] = {corpus_write(&c, *state, "c.jsonl")};
    struct wcy_slice gone = {"e1", 2};
    int status = wcy_add(index, inputs, 1, NULL, NULL, NULL);
    if (status == 0)
        status = wcy_remove(index, &gone, 1, NULL, NULL);
    wcy_index_close(index);
    return status;
}

static void spoil_count(struct spoil *s)
{
    s->meta.articles++;
    assert_int_equal(meta_save(&s->meta, s->store, s->txn, NULL), 0);
}

static void spoil_cluster(struct spoil *s)
{
    struct cluster c = {0};
    assert_int_equal(cluster_load(s->store, s->txn, 1, &c, NULL), 0);
    c.source = slice_make(NULL, 0);
    c.members[c.count - 1].article = 4;
    assert_int_equal(cluster_save(s->store, s->txn, &c, NULL), 0);
    cluster_release(&c);
}

static void spoil_place(struct spoil *s)
{
    assert_int_equal(place_save(s->store, s->txn, 4, (struct place){1, false}, NULL), 0);
}

static void spoil_pair(struct spoil *s)
{
    struct pair p = {
        .a = 1, .b = 4, .relation = WCY_OVERLAP, .full = {50, 50, 30}
    };
    p.informative = p.full;
    assert_int_equal(pair_add(s->store, s->txn, &p, NULL), 0);
}

static void spoil_pair_order(struct spoil *s)
{
    struct buf b = BUF_INIT;
    struct pair p = {
        .a = 3, .b = 4, .relation = WCY_OVERLAP, .full = {50, 50, 30}
    };
    p.informative = p.full;
    assert_true(pair_encode(&b, &p));
    p.a = 1;
    assert_true(pair_encode(&b, &p));
    put(s, TABLE_PAIRS, 4, buf_slice(&b));
    buf_release(&b);
}

static void add_entry(struct spoil *s, enum table table, uint64_t key, uint64_t article)
{
    struct segments list;
    struct radix_item entry = {key, article};
    assert_int_equal(segments_load(&list, s->store, s->txn, table, NULL), 0);
    assert_int_equal(segments_add(&list, s->txn, &entry, 1, 0, NULL), 0);
}

static void spoil_id(struct spoil *s)
{
    add_entry(s, TABLE_IDS, 77, 1);
}

static void spoil_dangling(struct spoil *s)
{
    add_entry(s, TABLE_EXACT, 77, 99);
}

static void spoil_link(struct spoil *s)
{
    add_entry(s, TABLE_LINKS, 2, 4);
}

static void spoil_posting(struct spoil *s)
{
    struct segments list;
    struct radix_item entries[200];
    for (uint64_t i = 0; i < 200; i++)
        entries[i] = (struct radix_item){1000 + i, posting_make(4, 100)};
    assert_int_equal(segments_load(&list, s->store, s->txn, TABLE_PRINTS, NULL), 0);
    assert_int_equal(segments_add(&list, s->txn, entries, 200, 0, NULL), 0);
}

/* A list that lost its segments. */
static void forget_list(struct spoil *s, const char *name)
{
    char empty[4] = {9, 0, 0, 0};
    assert_int_equal(store_put(s->store, s->txn, TABLE_META, slice_str(name),
                               slice_make(empty, sizeof empty), false, NULL),
                     0);
}

static void spoil_ids(struct spoil *s)
{
    forget_list(s, "segments/ids");
}

static void spoil_exact(struct spoil *s)
{
    forget_list(s, "segments/exact");
}

static void spoil_prints(struct spoil *s)
{
    forget_list(s, "segments/prints");
}

static void spoil_links(struct spoil *s)
{
    forget_list(s, "segments/links");
}

static void spoil_segment_count(struct spoil *s)
{
    char list[16] = {9, 0, 0, 0, 1, 0, 0, 0, 1};
    assert_int_equal(store_put(s->store, s->txn, TABLE_META, slice_str("segments/ids"),
                               slice_make(list, sizeof list), false, NULL),
                     0);
}

static void spoil_title(struct spoil *s)
{
    struct row r;
    struct buf b = BUF_INIT;
    assert_int_equal(row_get(s->store, s->txn, 4, &r, NULL), 0);
    r.title = slice_str("Another comet");
    assert_true(row_encode(&b, &r));
    put(s, TABLE_ARTICLES, 4, buf_slice(&b));
    buf_release(&b);
}

static void spoil_digest(struct spoil *s)
{
    struct row r;
    struct buf b = BUF_INIT;
    assert_int_equal(row_get(s->store, s->txn, 4, &r, NULL), 0);
    r.digest.high++;
    assert_true(row_encode(&b, &r));
    put(s, TABLE_ARTICLES, 4, buf_slice(&b));
    buf_release(&b);
}

static void spoil_file(struct spoil *s)
{
    assert_int_equal(store_delete(s->store, s->txn, TABLE_FILES, KEY64(1), NULL), 0);
}

static void spoil_batch(struct spoil *s)
{
    assert_int_equal(store_delete(s->store, s->txn, TABLE_BATCHES, KEY64(1), NULL), 0);
}

static void spoil_text(struct spoil *s)
{
    assert_int_equal(text_erase(s->store, s->txn, 4, NULL), 0);
}

static void spoil_row(struct spoil *s)
{
    assert_int_equal(store_delete(s->store, s->txn, TABLE_ARTICLES, KEY64(4), NULL), 0);
}

static void spoil_tombstone(struct spoil *s)
{
    put(s, TABLE_REMOVED, 5, slice_str("version"));
}

static void spoil_site(struct spoil *s)
{
    static const char lines[16] = {2, 0, 0, 0, 0, 0, 0, 0, 1};
    put(s, TABLE_SITES, 7, slice_make(lines, sizeof lines));
}

static void spoil_next(struct spoil *s)
{
    s->meta.next_article--;
    assert_int_equal(meta_save(&s->meta, s->store, s->txn, NULL), 0);
}

#define CASE(name, problem, quick)                                                                 \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        expect_with(state, spoil_##name, problem, quick);                                          \
    }

CASE(count, "meta|parameters|4 articles instead of 5", false)
CASE(cluster, "clusters|1|", false)
CASE(place, "members|4|a cluster that does not have it", false)
CASE(pair, "links|0000000000000001|a pair that is not in the list (article 4)", false)
CASE(pair_order, "pairs|4|malformed pairs", true)
CASE(id, "ids|000000000000004d|an entry that is not the article's (article 1)", false)
CASE(dangling, "exact|000000000000004d|an entry of an article that does not exist", false)
CASE(link, "links|0000000000000002|an entry without a pair (article 4)", false)
CASE(posting, "prints|4|fingerprints that the article does not have", false)
CASE(ids, "ids|1|the article's id is missing", false)
CASE(exact, "exact|1|the article's text is missing", false)
CASE(prints, "prints|1|a fingerprint of the article is missing", false)
CASE(links, "a pair that is not in the list", false)
CASE(segment_count, "ids||segment 1 has", false)
CASE(title, "texts|4|a text that is not the one that was indexed", false)
CASE(digest, "articles|4|a record that does not fit its text", false)
CASE(file, "articles|1|its file is missing", false)
CASE(batch, "batches||0 records instead of 1", false)
CASE(text, "texts|4|", false)
CASE(row, "an entry of an article that does not exist", false)
CASE(tombstone, "removed|5|a tombstone that does not fit its article", false)
CASE(site, "sites|7|malformed furniture", true)
CASE(next, "removed|5|a malformed tombstone", true)

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(count),     TEST(cluster),  TEST(place), TEST(pair),          TEST(pair_order),
        TEST(id),        TEST(dangling), TEST(link),  TEST(posting),       TEST(ids),
        TEST(exact),     TEST(prints),   TEST(links), TEST(segment_count), TEST(title),
        TEST(digest),    TEST(file),     TEST(batch), TEST(text),          TEST(row),
        TEST(tombstone), TEST(site),     TEST(next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
