/* The report's parts: JSON that cannot leave its script block, counting, ranking, flows, deltas. */
#include "base/json_write.h"
#include "report/facts.h"
#include "report/name_table.h"
#include "report/ranking.h"
#include "report/text_delta.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct wcy_slice slice(const char *str)
{
    return (struct wcy_slice){str, strlen(str)};
}

static void assert_json(struct json *j, const char *expected)
{
    assert_false(j->failed);
    assert_int_equal(j->buf.len, strlen(expected));
    assert_memory_equal(j->buf.ptr, expected, j->buf.len);
    json_release(j);
}

static void test_json_escapes(void **state)
{
    (void)state;
    struct json j = {.page = true};
    json_open(&j, NULL, '{');
    json_slice(&j, "a", slice("</script>&\"\\\n\t\x01\x7f"));
    json_slice(&j, "b", slice("\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa\xf0\x9f\x90\x9f"));
    json_slice(&j, "c", slice("\xff\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80\xe2\x80"));
    json_name(&j, "d", slice(""));
    json_number(&j, "e", 0.125);
    json_number(&j, "f", 1.0 / 0.0);
    json_seconds(&j, "g", WCY_NO_TIME);
    json_seconds(&j, "h", -5);
    json_close(&j, '}');
    assert_json(&j,
                "{\"a\":\"\\u003c/script\\u003e\\u0026\\\"\\\\\\n\\u0009\\u0001\\u007f\","
                "\"b\":\"\\u2028\\u2029\xe2\x80\xaa\xf0\x9f\x90\x9f\","
                "\"c\":\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
                "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\","
                "\"d\":null,\"e\":0.125,\"f\":null,\"g\":null,\"h\":-5}");
}

static void test_names(void **state)
{
    (void)state;
    struct names n = {0};
    uint32_t number, *rank, *order;
    char text[16];
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 0; i < 1000; i++) {
            snprintf(text, sizeof(text), "site%u", i);
            assert_true(names_number(&n, slice(text), &number));
            assert_int_equal(number, i + 1);
        }
    }
    assert_true(names_find(&n, slice("site41"), &number));
    assert_int_equal(number, 42);
    assert_false(names_find(&n, slice("site"), &number));
    assert_true(names_number(&n, slice(""), &number));
    assert_int_equal(number, 0);
    n.items[7].weight = 5;
    n.items[500].weight = 9;
    n.items[0].weight = 100;
    assert_int_equal(names_rank(&n, 3, &rank, &order), 3);
    assert_int_equal(order[1], 500);
    assert_int_equal(order[2], 7);
    assert_int_equal(order[3], 1); /* equal weights by name: "site0" */
    assert_int_equal(rank[500], 1);
    assert_int_equal(rank[0], 0);
    assert_int_equal(rank[999], 0);
    free(rank);
    free(order);
    names_release(&n);
}

static uint64_t articles_in(const struct facts *f)
{
    uint64_t n = 0;
    for (size_t i = 0; i < f->n_slots; i++)
        n += f->cells[i].articles;
    return n;
}

static void test_facts_units(void **state)
{
    (void)state;
    struct facts f = {0}, coarse;
    uint32_t site_rank[] = {0, 2, 1, 3}, lang_rank[] = {0, 1};
    assert_int_equal(facts_day(-1), -1);
    assert_int_equal(facts_day(0), 0);
    assert_int_equal(facts_day(86400), 1);
    assert_int_equal(facts_day(WCY_NO_TIME), NO_DAY);
    for (int32_t day = 19723; day < 19723 + 3 * 365; day++) { /* from 2024-01-01, a Monday */
        struct fact fact = {.day = day, .site = 1 + (uint32_t)day % 3, .lang = 1, .articles = 2};
        assert_true(facts_add(&f, fact));
        assert_true(facts_add(&f, fact));
    }
    struct fact undated = {.day = NO_DAY, .articles = 1}, ancient = {.day = -100000, .articles = 1};
    assert_true(facts_add(&f, undated));
    assert_true(facts_add(&f, ancient));
    assert_int_equal(f.unit, UNIT_DAY);
    assert_true(facts_copy(&coarse, &f));
    assert_true(facts_reduce(&coarse, site_rank, lang_rank, 2, 100000));
    assert_int_equal(coarse.unit, UNIT_WEEK);
    assert_int_equal(articles_in(&coarse), 3 * 365 * 4 + 2);
    for (size_t i = 0; i < coarse.n_slots; i++) {
        const struct fact *c = &coarse.cells[i];
        if (c->articles == 0)
            continue;
        assert_true(c->site <= 2);
        assert_true(c->day == NO_DAY || ((c->day - 19723) % 7 + 7) % 7 == 0);
    }
    assert_true(facts_reduce(&f, site_rank, lang_rank, 3, 50));
    assert_true(f.used <= 50);
    assert_int_equal(articles_in(&f), 3 * 365 * 4 + 2);
    facts_release(&f);
    facts_release(&coarse);
}

static void test_ranking(void **state)
{
    (void)state;
    struct ranking r;
    struct names sites = {0};
    struct wcy_member members[12];
    char site[12][8];
    assert_true(ranking_init(&r, 10));
    for (unsigned i = 0; i < 12; i++) {
        snprintf(site[i], sizeof(site[i]), "s%u", i);
        members[i] = (struct wcy_member){.site = slice(site[i]), .title = slice("t"), .time = i};
    }
    for (uint64_t i = 0; i < 100; i++) {
        uint64_t size = 2 + i * 37 % 100 % 11;
        struct wcy_cluster c = {.number = i + 1, .size = size, .sites = size, .members = members};
        assert_true(ranking_offer(&r, &c, 0, &sites));
    }
    ranking_sort(&r);
    assert_int_equal(r.count, 10);
    for (size_t i = 0; i < r.count; i++) {
        assert_int_equal(r.rows[i].n_at, r.rows[i].sites);
        assert_true(r.rows[i].sites >= 11);
        assert_true(
            i == 0 || r.rows[i - 1].sites > r.rows[i].sites ||
            (r.rows[i - 1].sites == r.rows[i].sites && r.rows[i - 1].cluster < r.rows[i].cluster));
    }
    ranking_release(&r);
    names_release(&sites);
}

/* Puts a delta together again. */
static void rebuild(const char *json, const char *base, char *out)
{
    assert_int_equal(*json, '[');
    for (json++; *json && *json != ']'; json += *json == ',') {
        if (*json == '[') {
            char *end;
            unsigned long from = strtoul(json + 1, &end, 10), to = strtoul(end + 1, &end, 10);
            memcpy(out, base + from, to - from);
            out += to - from;
            json = end + 1;
        } else {
            assert_int_equal(*json, '"');
            for (json++; *json != '"'; json++)
                *out++ = *json;
            json++;
        }
    }
    *out = '\0';
}

static void check_delta(const char *base, const char *text)
{
    struct json j = {.page = true};
    struct wcy_passage *passages = NULL;
    size_t n = 0;
    char out[4096];
    assert_int_equal(wcy_diff(slice(base), slice(text), 5, &passages, &n, NULL), 0);
    text_delta_write(&j, NULL, slice(base), slice(text), passages, n);
    json_raw(&j, "", 1);
    assert_false(j.failed);
    rebuild(j.buf.ptr, base, out);
    assert_string_equal(out, text);
    json_release(&j);
    wcy_passages_free(passages);
}

#define ALPHA "The car ferry between the island and the mainland will sail all winter, they said. "
#define BETA                                                                                       \
    "H\xc3\xa4user am See: f\xc3\xbcnf M\xc3\xb6wen st\xc3\xb6rten \xc3\xbc"                       \
    "ber Nacht die M\xc3\xa4rkte im Hafen. "
#define GAMMA "Nobody in the council had asked for money before the second boat was built there. "

static void test_deltas(void **state)
{
    (void)state;
    check_delta(ALPHA GAMMA, ALPHA GAMMA);
    check_delta(ALPHA GAMMA, "new words " ALPHA "others in between " GAMMA "at the end");
    check_delta(ALPHA BETA GAMMA, GAMMA BETA ALPHA);
    check_delta(ALPHA, "nothing of it");
    check_delta(ALPHA ALPHA, ALPHA ALPHA ALPHA);
    /* The same tokens in other bytes: case, marks, spaces. */
    check_delta(BETA ALPHA, "H\xc3\xa0user am See  f\xc3\xbcnf M\xc3\xb6WEN st\xc3\xb6rten \xc3\xbc"
                            "ber Nacht; die M\xc3\xa4rkte im Hafen. " ALPHA);
    check_delta("a b c d e f g h", "A  B  C  D  E  F  G  H");
}

/* Texts of a few words of one to four bytes a character, the second one made of pieces of the
   first with changes: whatever the passages are, the delta gives the text back. */
static void test_random_deltas(void **state)
{
    (void)state;
    static const char *const words[] = {"ferry ",
                                        "Ferry ",
                                        "\xc3\xa9t\xc3\xa9 ",
                                        "\xc3\xa8t\xc3\xa9, ",
                                        "harbour\xe2\x80\x94",
                                        "\xe6\xbc\xa2",
                                        "\xf0\x9f\x90\x9f ",
                                        "a ",
                                        "the ",
                                        "sails. "};
    char base[1200], text[2400];
    uint32_t seed = 7;
    for (unsigned round = 0; round < 400; round++) {
        size_t len = 0, out = 0;
        while (len < 900) {
            seed = seed * 1664525u + 1013904223u;
            const char *word = words[(seed >> 16) % 10];
            memcpy(base + len, word, strlen(word));
            len += strlen(word);
        }
        base[len] = '\0';
        for (unsigned piece = 0; piece < 4; piece++) {
            seed = seed * 1664525u + 1013904223u;
            size_t from = (seed >> 8) % len, n = (seed >> 20) % 300;
            while (((unsigned char)base[from] & 0xc0) == 0x80)
                from++;
            n = n < len - from ? n : len - from;
            while (((unsigned char)base[from + n] & 0xc0) == 0x80)
                n--;
            memcpy(text + out, base + from, n);
            out += n;
            const char *word = words[(seed >> 12) % 10];
            memcpy(text + out, word, strlen(word));
            out += strlen(word);
        }
        text[out] = '\0';
        check_delta(base, text);
    }
}

/* A member whose text is told by a base takes little room. */
static void test_delta_is_short(void **state)
{
    (void)state;
    struct json j = {.page = true};
    struct wcy_slice text = slice(ALPHA GAMMA);
    struct wcy_passage whole = {0, text.len, 0, text.len};
    text_delta_write(&j, NULL, text, text, &whole, 1);
    assert_true(j.buf.len < 12);
    json_release(&j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_escapes),   cmocka_unit_test(test_names),
        cmocka_unit_test(test_facts_units),    cmocka_unit_test(test_ranking),
        cmocka_unit_test(test_deltas),         cmocka_unit_test(test_random_deltas),
        cmocka_unit_test(test_delta_is_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
