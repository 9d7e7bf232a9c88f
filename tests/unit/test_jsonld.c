#include "article/jsonld.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

static struct json_tape tape;
static struct arena arena;

static uint32_t read_json(const char *text)
{
    bool ok = true;
    uint32_t first = json_read(&tape, slice_str(text), &ok);
    assert_true(ok);
    return first;
}

static void expect_member(uint32_t object, const char *key, const char *text)
{
    struct slice got = json_text(&tape, json_member(&tape, object, key), &arena);
    assert_true(slice_eq_str(got, text));
}

static void members(void **state)
{
    (void)state;
    uint32_t top = read_json("{\"a\":\"x\", \"b\" : {\"a\":\"y\"}, \"c\":[1,\"z\"], \"d\":null, "
                             "\"e\":-1.5e3}");
    expect_member(top, "a", "x");
    expect_member(json_member(&tape, top, "b"), "a", "y");
    expect_member(top, "c", "1");
    expect_member(top, "d", "");
    expect_member(top, "e", "-1.5e3");
    expect_member(top, "none", "");
    assert_int_equal(json_member(&tape, JSON_NONE, "a"), JSON_NONE);
}

static void escapes(void **state)
{
    (void)state;
    uint32_t top =
        read_json("{\"a\":\"q\\\"\\\\\\/\\n\\u00e9\\ud83d\\ude00\\ud83d\\u12\",\"b\":\"\\"
                  "u\"}");
    expect_member(top, "a",
                  "q\"\\/\né😀\xEF\xBF\xBD\xEF\xBF\xBD"
                  "12");
    expect_member(top, "b", "\xEF\xBF\xBD");
}

static void broken_json(void **state)
{
    (void)state;
    uint32_t top =
        read_json("<!-- //<![CDATA[\n{\"a\":\"line\nbreak\" \"b\":\"no comma\",, \"c\":[1,2,],"
                  "\"d\":{\"e\":\"open\"");
    expect_member(top, "a", "line\nbreak");
    expect_member(top, "b", "no comma");
    expect_member(json_member(&tape, top, "d"), "e", "open");
    assert_int_equal(read_json("plain words, no \"json\""), JSON_NONE);
    assert_int_equal(read_json("]]}}"), JSON_NONE);
    assert_int_equal(read_json(""), JSON_NONE);
    top = read_json("{\"a\":\"unfinished \\");
    assert_int_equal(tape.values[top].kind, JSON_OBJECT);
}

static void deep_nesting(void **state)
{
    (void)state;
    size_t n = 200000;
    char *text = malloc(n + 1);
    memset(text, '[', n);
    text[n] = '\0';
    uint32_t top = read_json(text);
    assert_int_equal(tape.values[top].end - top, n);
    assert_int_equal(json_text(&tape, top, &arena).len, 0);
    free(text);
}

static int forget(void **state)
{
    (void)state;
    json_release(&tape);
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members),
        cmocka_unit_test(escapes),
        cmocka_unit_test(broken_json),
        cmocka_unit_test(deep_nesting),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
