/* http_read and http_body: encodings as they are declared, and as they really are. */

#include "base/buf.h"
#include "input/headers.h"
#include "input/http.h"

#include <isa-l/igzip_lib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define LIMIT 100000

static const char page[] = "<p>Some words of a page, and some words of a page again.</p>";

static size_t deflate(uint16_t wrapper, const void *bytes, size_t len, char *to, size_t room)
{
    struct isal_zstream z;
    isal_deflate_init(&z);
    z.gzip_flag = wrapper;
    z.end_of_stream = 1;
    z.next_in = (uint8_t *)(uintptr_t)bytes;
    z.avail_in = (uint32_t)len;
    z.next_out = (uint8_t *)to;
    z.avail_out = (uint32_t)room;
    assert_int_equal(isal_deflate(&z), COMP_OK);
    return room - z.avail_out;
}

/* Decodes a response with these headers and body. `expected` NULL: the result must have no body. */
static void check(const char *headers, const void *body, size_t len, enum http_result result,
                  const char *expected)
{
    struct buf message = BUF_INIT;
    struct arena arena = ARENA_INIT;
    struct http_response response;
    struct slice got;
    const char *why;
    assert_true(buf_printf(&message, "HTTP/1.1 200 OK\r\n%s\r\n", headers));
    assert_true(buf_append(&message, body, len));
    assert_true(http_read(buf_slice(&message), &response));
    assert_int_equal(response.status, 200);
    assert_int_equal(http_body(&response, LIMIT, &arena, &got, &why), result);
    if (expected) {
        assert_int_equal(got.len, strlen(expected));
        assert_memory_equal(got.ptr, expected, got.len);
    }
    if (result != HTTP_OK)
        assert_true(*why);
    buf_release(&message);
    arena_release(&arena);
}

static void check_text(const char *headers, const char *body, enum http_result result,
                       const char *expected)
{
    check(headers, body, strlen(body), result, expected);
}

#define CHUNKED "Transfer-Encoding: chunked\r\n"

static void test_chunked(void **state)
{
    (void)state;
    check_text("", "plain", HTTP_OK, "plain");
    check_text(CHUNKED, "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", HTTP_OK, "abcde");
    check_text("transfer-encoding:Chunked\r\n", "0003 \nabc\nA;x=y\n0123456789\n0\n", HTTP_OK,
               "abc0123456789");
    check_text(CHUNKED, "0\r\n\r\n", HTTP_OK, "");
    check_text(CHUNKED, "<p>not chunked", HTTP_OK, "<p>not chunked");
    check_text(CHUNKED, "add more text", HTTP_OK, "add more text");
    check_text(CHUNKED, "", HTTP_OK, "");
    check_text(CHUNKED, "5\r\nabc", HTTP_PARTLY, "abc");
    check_text(CHUNKED, "3\r\nabc\r\nzz", HTTP_PARTLY, "abc");
    check_text(CHUNKED, "3\r\nabcdef", HTTP_PARTLY, "abc");
    check_text(CHUNKED, "fffffffffffffff\r\nabc", HTTP_PARTLY, "abc");
    check_text(CHUNKED, "ffffffffffffffffffff\r\nabc", HTTP_OK, "ffffffffffffffffffff\r\nabc");
}

static void test_encodings(void **state)
{
    char packed[1000], twice[1000];
    (void)state;
    size_t len = deflate(IGZIP_GZIP, page, strlen(page), packed, sizeof packed);
    check("Content-Encoding: gzip\r\n", packed, len, HTTP_OK, page);
    check("Content-Encoding: X-GZIP\r\n", packed, len, HTTP_OK, page);
    check("Content-Encoding: gzip\r\n", packed, len - 12, HTTP_PARTLY, NULL);
    size_t two = deflate(IGZIP_GZIP, packed, len, twice, sizeof twice);
    check("Content-Encoding: gzip, gzip\r\n", twice, two, HTTP_OK, page);
    len = deflate(IGZIP_ZLIB, page, strlen(page), packed, sizeof packed);
    check("Content-Encoding: deflate\r\n", packed, len, HTTP_OK, page);
    len = deflate(IGZIP_DEFLATE, page, strlen(page), packed, sizeof packed);
    check("Content-Encoding: deflate\r\n", packed, len, HTTP_OK, page);
    /* Declared, but stored decoded. */
    check_text("Content-Encoding: gzip\r\n", page, HTTP_OK, page);
    check_text("Content-Encoding: deflate\r\n", page, HTTP_OK, page);
    check_text("Content-Encoding: br\r\n", page, HTTP_OK, page);
    check_text("Content-Encoding: identity\r\n", page, HTTP_OK, page);
    check_text("Content-Encoding: zip\r\n", page, HTTP_BROKEN, NULL);
    check_text("Content-Encoding: br\r\n", "\xff\xff\xff\xff rubbish", HTTP_BROKEN, NULL);
    /* A brotli stream with one uncompressed block (RFC 7932): "abc". */
    check("Content-Encoding: br\r\n",
          "\x0b\x01\x80"
          "abc"
          "\x03",
          7, HTTP_OK, "abc");
}

static void test_bomb(void **state)
{
    char *zeros = calloc(1, 10 * LIMIT), *packed = malloc(LIMIT);
    (void)state;
    assert_true(zeros && packed);
    size_t len = deflate(IGZIP_GZIP, zeros, 10 * LIMIT, packed, LIMIT);
    check("Content-Encoding: gzip\r\n", packed, len, HTTP_TOO_LARGE, NULL);
    len = deflate(IGZIP_GZIP, zeros, LIMIT + 1, packed, LIMIT);
    check("Content-Encoding: gzip\r\n", packed, len, HTTP_TOO_LARGE, NULL);
    memset(zeros, 'x', LIMIT);
    len = deflate(IGZIP_GZIP, zeros, LIMIT, packed, LIMIT);
    check("Content-Encoding: gzip\r\n", packed, len, HTTP_OK, zeros);
    free(zeros);
    free(packed);
}

static void test_status_line(void **state)
{
    static const char *const wrong[] = {"",
                                        "HTTP/1.1",
                                        "HTTP/1.1 ",
                                        "HTTP/1.1 2x0 OK\r\n\r\n",
                                        "HTTPX/1.1 200 OK\r\n\r\n",
                                        "http/1.1 200 OK\r\n\r\n",
                                        "HTTP/1.1 20\r\n\r\n",
                                        "HTTP/1.1 2000 OK\r\n\r\n"};
    struct http_response response;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(http_read(slice_str(wrong[i]), &response));
    assert_true(http_read(slice_str("HTTP/1.0  301\n\nbody"), &response));
    assert_int_equal(response.status, 301);
    assert_int_equal(response.body.len, 4);
    assert_true(http_read(slice_str("HTTP/1.1 200 OK\r\nA: b"), &response));
    assert_int_equal(response.body.len, 0);
}

static void test_headers(void **state)
{
    struct slice headers =
        slice_str("X: 1\r\n x-y :  two words \r\nno colon\r\nX: 2\r\nZ:\r\n\r\n");
    size_t scanned = 0;
    uint64_t number;
    (void)state;
    assert_true(slice_eq_str(headers_get(headers, "x"), "1"));
    assert_true(slice_eq_str(headers_get(headers, "X-Y"), "two words"));
    assert_int_equal(headers_get(headers, "Z").len, 0);
    assert_int_equal(headers_get(headers, "none").len, 0);
    assert_int_equal(headers_end(headers, &scanned), headers.len);
    for (size_t cut = 0; cut < headers.len; cut++) {
        scanned = 0;
        assert_int_equal(headers_end(slice_sub(headers, 0, cut), &scanned), 0);
        assert_int_equal(headers_end(headers, &scanned), headers.len);
    }
    assert_true(headers_number(slice_str("18446744073709551615"), &number));
    assert_true(number == UINT64_MAX);
    assert_false(headers_number(slice_str("18446744073709551616"), &number));
    assert_false(headers_number(slice_str("-1"), &number));
    assert_false(headers_number(slice_str("1 "), &number));
    assert_false(headers_number(slice_str(""), &number));
    struct slice type = slice_str("text/html; a=b;Charset = \"utf-8\" ; c");
    assert_true(slice_eq_str(headers_parameter(type, "charset"), "utf-8"));
    assert_int_equal(headers_parameter(type, "c").len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chunked), cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_bomb),    cmocka_unit_test(test_status_line),
        cmocka_unit_test(test_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
