/* JSON as it is written: strings of every kind, numbers, pages. */

#include "base/json_write.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static struct wcy_slice bytes(const char *str)
{
    return (struct wcy_slice){str, strlen(str)};
}

static void expect(struct json *j, const char *expected)
{
    assert_false(j->failed);
    assert_int_equal(j->buf.len, strlen(expected));
    assert_memory_equal(j->buf.ptr, expected, j->buf.len);
    json_clear(j);
}

static void test_strings(void **state)
{
    static const struct {
        const char *text, *plain, *page;
    } examples[] = {
        {"",                                     "\"\"",                                     "\"\""                                                                },
        {"caf\xc3\xa9 \xe2\x82\xac",             "\"caf\xc3\xa9 \xe2\x82\xac\"",
         "\"caf\xc3\xa9 \xe2\x82\xac\""                                                                                                                            },
        {"a\"b\\c\nd\te\r",                      "\"a\\\"b\\\\c\\nd\\te\\u000d\"",           "\"a\\\"b\\\\c\\nd\\u0009e\\u000d\""                                  },
        {"\x1b[31m\x7f",                         "\"\\u001b[31m\\u007f\"",                   "\"\\u001b[31m\\u007f\""                                              },
        {"</script>&",                           "\"</script>&\"",                           "\"\\u003c/script\\u003e\\u0026\""                                    },
        {"\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa", "\"\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa\"",
         "\"\\u2028\\u2029\xe2\x80\xaa\""                                                                                                                          },
 /* a lone byte, a cut sequence, an overlong one, a surrogate, beyond the last character */
        {"\xff|",                                "\"\xef\xbf\xbd|\"",                        "\"\xef\xbf\xbd|\""                                                   },
        {"\xe2\x82",                             "\"\xef\xbf\xbd\xef\xbf\xbd\"",             "\"\xef\xbf\xbd\xef\xbf\xbd\""                                        },
        {"\xc0\xaf",                             "\"\xef\xbf\xbd\xef\xbf\xbd\"",             "\"\xef\xbf\xbd\xef\xbf\xbd\""                                        },
        {"\xed\xa0\x80",                         "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"",
         "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""                                                                                                                },
        {"\xf0\x9f\x93\xb0\xf4\x90\x80\x80",
         "\"\xf0\x9f\x93\xb0\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"",             "\"\xf0\x9f\x93\xb0\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
    };
    struct json plain = {0}, page = {.page = true};
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        json_slice(&plain, NULL, bytes(examples[i].text));
        expect(&plain, examples[i].plain);
        json_slice(&page, NULL, bytes(examples[i].text));
        expect(&page, examples[i].page);
    }
    json_slice(&plain, NULL, (struct wcy_slice){"a\0b", 3});
    expect(&plain, "\"a\\u0000b\"");
    json_release(&plain);
    json_release(&page);
}

static void test_numbers(void **state)
{
    struct json j = {0};
    (void)state;
    json_open(&j, NULL, '[');
    json_number(&j, NULL, 0.123456789);
    json_number(&j, NULL, 1e-7);
    json_number(&j, NULL, NAN);
    json_share(&j, NULL, 0);
    json_share(&j, NULL, 1);
    json_share(&j, NULL, 0.5);
    json_share(&j, NULL, 0.0000004);
    json_share(&j, NULL, 0.0123456789);
    json_share(&j, NULL, 0.9999999);
    json_count(&j, NULL, 0);
    json_count(&j, NULL, UINT64_MAX);
    json_signed(&j, NULL, INT64_MIN);
    json_signed(&j, NULL, -7);
    json_seconds(&j, NULL, WCY_NO_TIME);
    json_seconds(&j, NULL, 60);
    json_close(&j, ']');
    expect(&j, "[0.123457,1e-07,null,0,1,0.5,0,0.012346,1,0,18446744073709551615,"
               "-9223372036854775808,-7,null,60]");
    json_release(&j);
}

static void test_structure(void **state)
{
    struct json j = {0};
    (void)state;
    json_open(&j, NULL, '{');
    json_string(&j, "a", "x");
    json_name(&j, "b", bytes(""));
    json_open(&j, "c", '[');
    json_bool(&j, NULL, true);
    json_open(&j, NULL, '{');
    json_close(&j, '}');
    json_bool(&j, NULL, false);
    json_close(&j, ']');
    json_key(&j, "d");
    json_raw(&j, "00", 2);
    json_null(&j, "e");
    json_close(&j, '}');
    json_end_line(&j);
    json_open(&j, NULL, '{');
    json_close(&j, '}');
    expect(&j, "{\"a\":\"x\",\"b\":null,\"c\":[true,{},false],\"d\":00,\"e\":null}\n{}");
    json_release(&j);
}

/* The same into a file. */
static void test_file(void **state)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    struct json j = JSON_TO(out);
    (void)state;
    assert_non_null(out);
    json_open(&j, NULL, '{');
    json_slice(&j, "text", bytes("a\"<b>"));
    json_share(&j, "share", .25);
    json_close(&j, '}');
    json_end_line(&j);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, "{\"text\":\"a\\\"<b>\",\"share\":0.25}\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_structure),
        cmocka_unit_test(test_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
