#include "article/charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static struct arena arena;

static struct charset_result decode(const char *bytes, size_t len, const char *http)
{
    struct charset_result result;
    struct wcy_error err;
    assert_int_equal(
        charset_decode(&result, slice_make(bytes, len), slice_str(http), true, &arena, &err), 0);
    return result;
}

#define DECODE(literal, http) decode((literal), sizeof(literal) - 1, (http))

static void expect(struct charset_result result, const char *name, const char *text)
{
    assert_string_equal(result.name, name);
    assert_int_equal(result.text.len, strlen(text));
    assert_memory_equal(result.text.ptr, text, result.text.len);
}

static void labels(void **state)
{
    (void)state;
    assert_string_equal(charset_name(slice_str("Latin1")), "windows-1252");
    assert_string_equal(charset_name(slice_str(" UTF8 ")), "UTF-8");
    assert_string_equal(charset_name(slice_str("\"gb2312\"")), "GBK");
    assert_string_equal(charset_name(slice_str("x-sjis")), "Shift_JIS");
    assert_string_equal(charset_name(slice_str("KS_C_5601-1987")), "EUC-KR");
    assert_string_equal(charset_name(slice_str("866")), "IBM866");
    assert_null(charset_name(slice_str("klingon")));
    assert_null(charset_name(slice_str("")));
    assert_null(charset_name(slice_str("utf-88888888888888888888888888888888888888888888")));
}

static void plain_bytes_are_not_copied(void **state)
{
    (void)state;
    static const char text[] = "<p>plain \xC3\xA9</p>";
    struct charset_result result = DECODE(text, "");
    expect(result, "UTF-8", text);
    assert_ptr_equal(result.text.ptr, text);
    assert_int_equal(result.bad, 0);
}

static void declarations_in_order(void **state)
{
    (void)state;
    /* The header wins over <meta>. */
    expect(DECODE("<meta charset=koi8-r>\xE9", "iso-8859-1"), "windows-1252",
           "<meta charset=koi8-r>\xC3\xA9");
    expect(DECODE("<meta charset='windows-1251'>\xCF\xF0\xE8\xE2\xE5\xF2", ""), "windows-1251",
           "<meta charset='windows-1251'>Привет");
    expect(DECODE("<META HTTP-EQUIV=content-type CONTENT=\"text/html; charset=Shift_JIS\">"
                  "\x93\xFA\x96\x7B",
                  ""),
           "Shift_JIS",
           "<META HTTP-EQUIV=content-type CONTENT=\"text/html; charset=Shift_JIS\">日本");
    expect(DECODE("<?xml version=\"1.0\" encoding=\"iso-8859-2\"?>\xB9", ""), "ISO-8859-2",
           "<?xml version=\"1.0\" encoding=\"iso-8859-2\"?>š");
    /* A declaration in a comment is none. */
    expect(DECODE("<!-- <meta charset=koi8-r> --><meta charset=latin1>\xE9", ""), "windows-1252",
           "<!-- <meta charset=koi8-r> --><meta charset=latin1>é");
}

static void byte_order_marks(void **state)
{
    (void)state;
    expect(DECODE("\xEF\xBB\xBFok", "koi8-r"), "UTF-8", "ok");
    expect(DECODE("\xFF\xFEo\0k\0", ""), "UTF-16LE", "ok");
    expect(DECODE("\xFE\xFF\0o\0k", ""), "UTF-16BE", "ok");
    expect(DECODE("h\0e\0l\0l\0o\0 \0y\0o\0u\0", ""), "UTF-16LE", "hello you");
    expect(DECODE("\xEF\xBB\xBF", ""), "UTF-8", "");
}

static void wrong_declarations(void **state)
{
    (void)state;
    /* Says Latin-1, is UTF-8. */
    expect(DECODE("<meta charset=iso-8859-1>na\xC3\xAFve", "iso-8859-1"), "UTF-8",
           "<meta charset=iso-8859-1>naïve");
    /* Says UTF-8, is not. */
    struct charset_result result =
        DECODE("<meta charset=utf-8>\xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0! \xDD\xF2\xEE "
               "\xF0\xF3\xF1\xF1\xEA\xE8\xE9 \xF2\xE5\xEA\xF1\xF2, \xE2 "
               "\xEA\xEE\xF2\xEE\xF0\xEE\xEC \xE4\xEE\xF1\xF2\xE0\xF2\xEE\xF7\xED\xEE "
               "\xE1\xF3\xEA\xE2.",
               "utf-8");
    assert_string_equal(result.name, "windows-1251");
    assert_non_null(memmem(result.text.ptr, result.text.len, "русский текст", 25));
}

static void bad_bytes_are_counted(void **state)
{
    (void)state;
    struct charset_result result =
        DECODE("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9 \xFF x \xE2\x82", "utf-8");
    expect(result, "UTF-8", "éééé \xEF\xBF\xBD x \xEF\xBF\xBD");
    assert_int_equal(result.bad, 2);
}

static void japanese_by_escapes(void **state)
{
    (void)state;
    expect(DECODE("\x1B$BF|K\\\x1B(B", "iso-2022-jp"), "ISO-2022-JP", "日本");
}

static void valid_prefix(void **state)
{
    (void)state;
    assert_int_equal(charset_valid_prefix((struct slice)SLICE("abcdefghi\xF0\x9F\x98\x80")), 13);
    assert_int_equal(charset_valid_prefix((struct slice)SLICE("a\xC0\x80")), 1);
    assert_int_equal(charset_valid_prefix((struct slice)SLICE("\xED\xA0\x80")), 0);
    assert_int_equal(charset_valid_prefix((struct slice)SLICE("\xF4\x90\x80\x80")), 0);
    assert_int_equal(charset_valid_prefix((struct slice)SLICE("")), 0);
}

static int forget(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels),
        cmocka_unit_test(plain_bytes_are_not_copied),
        cmocka_unit_test(declarations_in_order),
        cmocka_unit_test(byte_order_marks),
        cmocka_unit_test(wrong_declarations),
        cmocka_unit_test(bad_bytes_are_counted),
        cmocka_unit_test(japanese_by_escapes),
        cmocka_unit_test(valid_prefix),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
