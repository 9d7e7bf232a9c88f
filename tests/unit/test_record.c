/* record_parse on JSON: every field, every repair, every refusal. */

#include "base/utf8.h"
#include "input/problem.h"
#include "input/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

/* One parser and what the last record gave. */
struct bench {
    struct record_parser *parser;
    struct arena arena;
    struct chunk chunk;
    struct article article;
    struct record_problem why;
};

static int setup(void **state)
{
    static struct bench b;
    b = (struct bench){.parser = NULL};
    *state = &b;
    int code = record_parser_new(&b.parser, NULL, NULL);
    return code;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    record_parser_free(b->parser);
    arena_release(&b->arena);
    chunk_release(&b->chunk);
    return 0;
}

/* Parses `len` bytes as record 7 of "in.jsonl"; they are on the heap, so that ASan sees overruns.
 */
static int parse_bytes(struct bench *b, const char *bytes, size_t len)
{
    chunk_clear(&b->chunk);
    arena_release(&b->arena);
    assert_true(chunk_reserve(&b->chunk, len));
    memcpy(b->chunk.bytes, bytes, len);
    b->chunk.len = len;
    struct record *record = chunk_add(&b->chunk);
    assert_non_null(record);
    record->bytes.len = len;
    record->file = slice_str("in.jsonl");
    record->number = 7;
    record->offset = 100;
    record->format = FORMAT_JSONL;
    assert_true(chunk_finish(&b->chunk));
    return record_parse(b->parser, &b->chunk, record, &b->arena, &b->article, &b->why);
}

static int parse(struct bench *b, const char *line)
{
    return parse_bytes(b, line, strlen(line));
}

static void assert_slice(struct slice s, const char *expected)
{
    if (!slice_eq_str(s, expected))
        fail_msg("'%.*s' is not '%s'", SLICE_ARG(s), expected);
}

/* The line must be refused for `reason`, with `part` in the detail. */
static void assert_refused(struct bench *b, const char *line, const char *reason, const char *part)
{
    int code = parse(b, line);
    if (code != 1 || !b->why.reason || strcmp(b->why.reason, reason) != 0 || b->why.repaired ||
        !strstr(b->why.detail, part))
        fail_msg("%s gives %d, %s: %s", line, code, b->why.reason ? b->why.reason : "no reason",
                 b->why.detail);
}

static void test_all_fields(void **state)
{
    struct bench *b = *state;
    assert_int_equal(parse(b, "{\"id\":\"a1\",\"url\":\"https://www.example.com/x\",\"site\":\"S\","
                              "\"title\":\"T\",\"author\":\"A\",\"published\":\"2015-07-21\","
                              "\"lang\":\"en\",\"text\":\"Body text.\"}"),
                     0);
    assert_null(b->why.reason);
    assert_slice(b->article.id, "a1");
    assert_slice(b->article.url, "https://www.example.com/x");
    assert_slice(b->article.site, "S");
    assert_slice(b->article.title, "T");
    assert_slice(b->article.author, "A");
    assert_slice(b->article.published, "2015-07-21");
    assert_slice(b->article.lang, "en");
    assert_slice(b->article.text, "Body text.");
    assert_slice(b->article.file, "in.jsonl");
    assert_int_equal(b->article.record, 7);
    assert_int_equal(b->article.offset, 100);
    assert_int_equal(b->article.record_len, b->chunk.len);
    assert_int_equal(b->article.time, 1437436800);
}

static void test_other_names(void **state)
{
    static const char *const lines[] = {
        "{\"source\":\"S\",\"date\":\"2015-07-21\",\"content\":\"X\"}",
        "{\"domain\":\"S\",\"date_published\":\"2015-07-21\",\"body\":\"X\"}",
        "{\"site\":\"S\",\"timestamp\":\"2015-07-21\",\"maintext\":\"X\"}",
        "{\"maintext\":\"no\",\"text\":\"X\",\"content\":\"no\",\"source\":\"no\",\"site\":\"S\","
        "\"timestamp\":1,\"published\":\"2015-07-21\"}",
        "{\"text\":\"\",\"content\":\"X\",\"site\":null,\"domain\":\"S\",\"date\":\"2015-07-21\"}",
        "{\"text\":[\"no\"],\"content\":\"X\",\"source\":{\"name\":1},\"domain\":\"S\","
        "\"date\":\"2015-07-21\"}",
        "{\"text\":\"first\",\"text\":\"X\",\"site\":\"S\",\"date\":\"2015-07-21\"}",
        " {\t\"text\" : \"X\" , \"site\" : \"S\" , \"date\" : \"2015-07-21\" } ",
    };
    struct bench *b = *state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        assert_int_equal(parse(b, lines[i]), 0);
        assert_slice(b->article.text, "X");
        assert_slice(b->article.site, "S");
        assert_slice(b->article.published, "2015-07-21");
    }
}

static void test_defaults(void **state)
{
    struct bench *b = *state;
    assert_int_equal(parse(b, "{\"text\":\"X\"}"), 0);
    assert_slice(b->article.id, "in.jsonl#7");
    assert_slice(b->article.title, "");
    assert_true(b->article.time == WCY_NO_TIME);
    assert_int_equal(
        parse(b, "{\"id\":\" \",\"url\":\"http://news.example.co.uk/\",\"text\":\"X\"}"), 0);
    assert_slice(b->article.id, "http://news.example.co.uk/");
    assert_slice(b->article.site, "example.co.uk");
    assert_int_equal(parse(b, "{\"id\":12345678901234567890123,\"published\":1437436800.50,"
                              "\"text\":\"X\"}"),
                     0);
    assert_slice(b->article.id, "12345678901234567890123");
    assert_slice(b->article.published, "1437436800.50");
    assert_int_equal(b->article.time, 1437436800);
}

static void test_html(void **state)
{
    struct bench *b = *state;
    assert_int_equal(parse(b, "{\"html\":\"<p>\\u00e4</p>\",\"url\":\"http://a.example.com\"}"), 0);
    assert_slice(b->article.html, "<p>\xc3\xa4</p>");
    assert_slice(b->article.charset, "utf-8");
    assert_slice(b->article.text, "");
    assert_int_equal(parse(b, "{\"html\":\"<p>\",\"text\":\"X\"}"), 0);
    assert_slice(b->article.html, "");
    assert_refused(b, "{\"html\":\" \"}", PROBLEM_EMPTY_TEXT, "white space");
    assert_refused(b, "{\"html\":7}", PROBLEM_TYPE, "'html' is a number");
}

/* Where nobody extracts pages, a page must not become an article without a text. */
/* A page comes through with its text still to be taken; a text that is there wins. */
static void test_page_and_text(void **state)
{
    struct bench *b = *state;
    assert_int_equal(parse(b, "{\"html\":\"<p>x</p>\"}"), 0);
    assert_slice(b->article.html, "<p>x</p>");
    assert_int_equal(b->article.text.len, 0);
    assert_int_equal(parse(b, "{\"html\":\"<p>x</p>\",\"text\":\"y\"}"), 0);
    assert_slice(b->article.text, "y");
}

static void test_escapes(void **state)
{
    struct bench *b = *state;
    assert_int_equal(parse(b, "{\"text\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t \\u0041\\u00e9\\u20ac"
                              "\\ud83d\\ude00 and a long run of plain text behind it\"}"),
                     0);
    assert_null(b->why.reason);
    assert_slice(b->article.text, "\"\\/\b\f\n\r\t A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"
                                  " and a long run of plain text behind it");
    assert_int_equal(parse(b, "{\"text\":\"a\\u0000b\"}"), 0);
    assert_int_equal(b->article.text.len, 3);
    assert_memory_equal(b->article.text.ptr, "a\0b", 3);
}

static void test_lone_surrogates(void **state)
{
    static const char *const lines[] = {
        "{\"text\":\"a\\ud83db\"}",       "{\"text\":\"a\\ude00b\"}",
        "{\"text\":\"a\\ud83d\"}",        "{\"text\":\"a\\ud83d\\n\"}",
        "{\"text\":\"a\\ud83d\\u0041\"}", "{\"text\":\"a\\ud83d\\ud83d\\ude00\"}",
    };
    struct bench *b = *state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        assert_int_equal(parse(b, lines[i]), 0);
        assert_true(b->why.repaired);
        assert_string_equal(b->why.reason, PROBLEM_SURROGATE);
        assert_memory_equal(b->article.text.ptr, "a\xef\xbf\xbd", 4);
        assert_true(utf8_valid(b->article.text));
    }
}

static void test_invalid_utf8(void **state)
{
    static const struct {
        const char *bytes, *text;
    } examples[] = {
        {"a\xff"
         "b",                                                               "a\xef\xbf\xbd"
         "b"                                                                                                     },
        {"a\xc3",                                                                    "a\xef\xbf\xbd"                                   },
        {"a\xe2\x82",                                                                "a\xef\xbf\xbd"                                   },
        {"a\xe2\x82z",                                                               "a\xef\xbf\xbdz"                                  },
        {"\xed\xa0\x80",                                                             "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"            },
        {"\xc0\xaf",                                                                 "\xef\xbf\xbd\xef\xbf\xbd"                        },
        {"\xf4\x90\x80\x80",                                                         "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xf0\x9f\x98",                                                             "\xef\xbf\xbd"                                    },
        {"Latin caf\xe9, and then a long run of text to fill the vectors with \xe9", NULL                                              },
    };
    struct bench *b = *state;
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        char line[256];
        snprintf(line, sizeof line, "{\"text\":\"%s\",\"n\":1}", examples[i].bytes);
        assert_int_equal(parse(b, line), 0);
        assert_true(b->why.repaired);
        assert_string_equal(b->why.reason, PROBLEM_UTF8);
        assert_true(utf8_valid(b->article.text));
        if (examples[i].text)
            assert_slice(b->article.text, examples[i].text);
    }
}

static void test_broken(void **state)
{
    static const char *const lines[] = {
        "{",
        "{\"text\"",
        "{\"text\":",
        "{\"text\":\"X",
        "{\"text\":\"X\"",
        "{\"text\":\"X\",",
        "{\"text\":\"X\",}",
        "{\"text\":\"X\"}}",
        "{\"text\":\"X\"} {\"text\":\"Y\"}",
        "{\"text\":\"X\" \"id\":1}",
        "{text:\"X\"}",
        "{'text':'X'}",
        "{\"text\":\"X\",\"n\":01}",
        "{\"text\":\"X\",\"n\":-}",
        "{\"text\":\"X\",\"n\":1.}",
        "{\"text\":\"X\",\"n\":1e}",
        "{\"text\":\"X\",\"n\":.5}",
        "{\"text\":\"X\",\"n\":NaN}",
        "{\"text\":\"X\",\"n\":tru}",
        "{\"text\":\"X\",\"n\":[1,]}",
        "{\"text\":\"X\",\"n\":[1}",
        "{\"text\":\"X\",\"n\":{\"a\"}}",
        "{\"text\":\"\\x\"}",
        "{\"text\":\"\\u12g4\"}",
        "{\"text\":\"\\u12\"}",
        "{\"text\":\"tab\there\"}",
        "<html>",
        "text",
    };
    struct bench *b = *state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_refused(b, lines[i], PROBLEM_JSON, "at byte");
    assert_int_equal(parse_bytes(b, "{\"text\":\"a\0b\"}", 14), 1);
    assert_string_equal(b->why.reason, PROBLEM_JSON);
    assert_non_null(strstr(b->why.detail, "NUL"));
    assert_int_equal(parse_bytes(b, "{\"text\":\"a\"}\0", 13), 1);
}

static void test_valid_numbers(void **state)
{
    struct bench *b = *state;
    assert_int_equal(parse(b,
                           "{\"text\":\"X\",\"n\":[0,-0,10,-1.5e+10,0.0E-2,1e999,true,false,null,"
                           "{},[],{\"a\":[{}]}]}"),
                     0);
}

static void test_wrong_types(void **state)
{
    struct bench *b = *state;
    assert_refused(b, "{\"text\":5}", PROBLEM_TYPE, "'text' is a number");
    assert_refused(b, "{\"text\":[\"X\"]}", PROBLEM_TYPE, "'text' is an array");
    assert_refused(b, "{\"body\":{}}", PROBLEM_TYPE, "'body' is an object");
    assert_refused(b, "{\"id\":{\"$oid\":\"1\"},\"text\":\"X\"}", PROBLEM_TYPE,
                   "'id' is an object");
    assert_refused(b, "{\"id\":true,\"text\":\"X\"}", PROBLEM_TYPE, "'id' is true");
    assert_refused(b, "[\"text\"]", PROBLEM_TYPE, "not a JSON object");
    assert_refused(b, "\"text\"", PROBLEM_TYPE, "not a JSON object");
    assert_refused(b, "17", PROBLEM_TYPE, "not a JSON object");
}

static void test_no_text(void **state)
{
    struct bench *b = *state;
    assert_refused(b, "{}", PROBLEM_NO_TEXT, "--field");
    assert_refused(b, "{\"title\":\"T\"}", PROBLEM_NO_TEXT, "--field");
    assert_refused(b, "{\"text\":null}", PROBLEM_NO_TEXT, "--field");
    assert_refused(b, "{\"text\":\"\"}", PROBLEM_EMPTY_TEXT, "white space");
    assert_refused(b, "{\"text\":\" \\n\\t\"}", PROBLEM_EMPTY_TEXT, "white space");
}

/* Arrays as deep as a hostile file makes them: refused, without running out of stack. */
static void test_deep(void **state)
{
    struct bench *b = *state;
    static char line[200000];
    memset(line, '[', sizeof line);
    memcpy(line, "{\"n\":", 5);
    assert_int_equal(parse_bytes(b, line, sizeof line), 1);
    assert_string_equal(b->why.reason, PROBLEM_JSON);
    assert_non_null(strstr(b->why.detail, "deep"));
}

static void test_mappings(void **state)
{
    static const char *const fields[] = {"text=BODY", "id=key", "site=text"};
    static const char *const wrong[][1] = {{"text"}, {"text="}, {"=x"}, {"words=x"}, {""}};
    struct bench *b = *state;
    struct record_options options = {fields, 3, 0};
    struct wcy_error err;
    record_parser_free(b->parser);
    assert_int_equal(record_parser_new(&b->parser, &options, &err), 0);
    assert_int_equal(parse(b, "{\"BODY\":\"X\",\"text\":\"S\",\"content\":\"no\",\"key\":9,"
                              "\"id\":\"no\",\"title\":\"T\"}"),
                     0);
    assert_slice(b->article.text, "X");
    assert_slice(b->article.site, "S");
    assert_slice(b->article.id, "9");
    assert_slice(b->article.title, "T");
    assert_refused(b, "{\"content\":\"X\"}", PROBLEM_NO_TEXT, "--field");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct record_parser *none = NULL;
        options = (struct record_options){wrong[i], 1, 0};
        assert_int_equal(record_parser_new(&none, &options, &err), WCY_EUSAGE);
        assert_null(none);
    }
}

/* Well-formed or not at every position of a vector and its neighbours. */
static void test_utf8_positions(void **state)
{
    static const char *const good[] = {"\xc3\xa9",     "\xe2\x82\xac", "\xf0\x9f\x98\x80",
                                       "\xed\x9f\xbf", "\xee\x80\x80", "\xf4\x8f\xbf\xbf"};
    static const char *const bad[] = {
        "\x80",         "\xc3",         "\xe2\x82",         "\xf0\x9f\x98",     "\xc1\xbf",
        "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "\xc3\xa9\xa9", "\xff"};
    (void)state;
    for (size_t at = 0; at < 150; at++) {
        for (size_t i = 0; i < sizeof good / sizeof good[0] + sizeof bad / sizeof bad[0]; i++) {
            bool valid = i < sizeof good / sizeof good[0];
            const char *sequence = valid ? good[i] : bad[i - sizeof good / sizeof good[0]];
            char text[160];
            memset(text, 'a', sizeof text);
            size_t len = strlen(sequence);
            memcpy(text + at, sequence, len);
            assert_int_equal(utf8_valid(slice_make(text, at + len)), valid);
            assert_int_equal(utf8_valid(slice_make(text, sizeof text)), valid);
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_all_fields),
        TEST(test_other_names),
        TEST(test_defaults),
        TEST(test_html),
        TEST(test_page_and_text),
        TEST(test_escapes),
        TEST(test_lone_surrogates),
        TEST(test_invalid_utf8),
        TEST(test_broken),
        TEST(test_valid_numbers),
        TEST(test_wrong_types),
        TEST(test_no_text),
        TEST(test_deep),
        TEST(test_mappings),
        TEST(test_utf8_positions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
