/* WARC and ARC: what is a page, what is set aside, and what damage costs. */

#include "reading.h"
#include "scratch.h"

#include "base/buf.h"
#include "input/archive.h"
#include "input/problem.h"

#include <isa-l/igzip_lib.h>

#define PAGE "<html><p>A page.</p></html>"
#define OK   "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"

static struct buf file; /* the archive being made */

static void add(const char *text)
{
    assert_true(buf_append(&file, text, strlen(text)));
}

/* A WARC record whose header says that the block is `length` bytes long. */
static void add_warc_length(const char *type, const char *content, const char *block,
                            const char *length)
{
    assert_true(buf_printf(&file,
                           "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: <http://example.com/>\r\n"
                           "Content-Type: %s\r\nContent-Length: %s\r\n\r\n%s\r\n\r\n",
                           type, content, length, block));
}

static void add_warc(const char *type, const char *content, const char *block)
{
    char length[24];
    snprintf(length, sizeof length, "%zu", strlen(block));
    add_warc_length(type, content, block, length);
}

static void add_response(const char *block)
{
    add_warc("response", "application/http; msgtype=response", block);
}

/* Writes what was made to "a", reads it, and starts a new one. */
static void check(struct scratch *s, const char *expected)
{
    const char *path = scratch_write(s, "a", file.ptr, file.len);
    buf_clear(&file);
    struct log *log = read_all(&path, 1, NULL);
    assert_string_equal(log->text, expected);
}

static void test_kinds(void **state)
{
    add_warc("warcinfo", "application/warc-fields", "software: none\r\n");
    add_warc("request", "application/http", "GET / HTTP/1.1\r\n\r\n");
    add_response(OK PAGE);
    add_warc("revisit", "application/http", OK);
    add_warc("metadata", "application/warc-fields", "a: b");
    add_warc("resource", "text/html", "<html>R");
    add_warc("resource", "text/plain", "R");
    add_warc("conversion", "text/plain", "Words.");
    add_warc("conversion", "text/plain", " ");
    add_warc("conversion", "application/json", "{}");
    add_warc("Response", "application/http", OK "<html>2");
    add_warc("novelty", "x/y", "z");
    check(*state, "a#1~ not a response\na#2~ not a response\na#3 " PAGE "\na#4~ not a response\n"
                  "a#5~ not a response\na#6 <html>R\na#7~ not HTML\na#8 Words.\na#9~ empty text\n"
                  "a#10~ not HTML\na#11 <html>2\na#12~ not a response\n");
}

static void test_responses(void **state)
{
    add_response("HTTP/1.0 404 Not Found\r\nContent-Type: text/html\r\n\r\n" PAGE);
    add_response("HTTP/1.1 301\r\nLocation: /\r\n\r\n");
    add_response("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG");
    add_response("HTTP/1.1 200 OK\r\ncontent-type:application/xhtml+xml ; charset=x\r\n\r\n<p>1");
    add_response("HTTP/1.1 200 OK\r\n\r\n<!DOCTYPE html><p>2");
    add_response("HTTP/1.1 200 OK\r\n\r\nwords");
    add_response("HTTP/1.1 200\nContent-Type: text/html\n\n<p>3");
    add_response("HTTP/1.1 200 OK\r\r\nContent-Type: text/html\r\r\n\r\r\n<p>4");
    add_response(OK);
    add_response("HTTPX/1.1 200 OK\r\n\r\n<p>5");
    add_response("<html><p>6"); /* HTTP headers kept elsewhere */
    add_warc("response", "text/html", "bare 7");
    add_warc("response", "text/dns", "20150721 A 192.0.2.1");
    add_response("");
    check(*state, "a#1~ HTTP status\na#2~ HTTP status\na#3~ not HTML\na#4 <p>1\n"
                  "a#5 <!DOCTYPE html><p>2\na#6~ not HTML\na#7 <p>3\na#8 <p>4\na#9~ empty text\n"
                  "a#10! not HTTP\na#11 <html><p>6\na#12 bare 7\na#13~ not HTML\na#14! not HTTP\n");
}

static void test_damage(void **state)
{
    add_response(OK "<p>1");
    add("rubbish between\r\nand WARC/1.0 inside a line\r\n");
    add_response(OK "<p>2");
    add_warc_length("response", "application/http", OK "<p>3", "99999999999999999999999");
    add_response(OK "<p>4");
    add_warc_length("response", "application/http", OK "<p>5", "-5");
    add_response(OK "<p>6");
    add_warc_length("response", "application/http", OK "<p>7 is longer", "48"); /* too short */
    add_warc_length("response", "application/http", OK "<p>8", "60");           /* too long */
    add_response(OK "<p>9");
    add_warc_length("response", "application/http", OK "<p>cut", "100");
    check(*state, "a#1 <p>1\na#0! stray bytes\na#2 <p>2\na#3! damaged\na#4 <p>4\na#5! damaged\n"
                  "a#6 <p>6\na#7 <p>7\na#0! stray bytes\na#8 <p>8\r\n\r\n\na#9 <p>9\n"
                  "a#10! truncated\n");
}

static void test_cut_header(void **state)
{
    add_response(OK "<p>1");
    add("WARC/1.0\r\nWARC-Type: resp");
    check(*state, "a#1 <p>1\na#2! truncated\n");
    add_response(OK "<p>1");
    add("WARC/1.0\r\n");
    for (int i = 0; i < 20000; i++)
        add("X: y\r\n");
    add("\r\n");
    add_response(OK "<p>2");
    check(*state, "a#1 <p>1\na#2! damaged\na#3 <p>2\n");
    add("WARC/1.0\r\nWARC-Type: resp\r\n"); /* and a record right behind the cut */
    add_response(OK "<p>2");
    check(*state, "a#1! damaged\na#2 <p>2\n");
}

/* Starts of records and nothing else: slow if each were searched for the end of its header. */
static void test_only_starts(void **state)
{
    struct scratch *s = *state;
    for (int i = 0; i < 500000; i++)
        add("WARC/\n");
    const char *path = scratch_write(s, "a", file.ptr, file.len);
    buf_clear(&file);
    assert_int_equal(read_all(&path, 1, NULL)->problems, 500000);
}

static void test_lf_only(void **state)
{
    add("WARC/1.0\nWARC-Type: response\nContent-Length: 8\n\n<html>12\n\n");
    add("WARC/1.1\nwarc-type: resource\nContent-type: text/html\ncontent-length: 3\n\n<p>\n\n");
    check(*state, "a#1 <html>12\na#2 <p>\n");
}

/* Many records that are set aside, more than a chunk holds, one of them larger than the limit. */
static void test_large(void **state)
{
    struct scratch *s = *state;
    char *block = malloc(200001);
    assert_non_null(block);
    memset(block, 'x', 200000);
    block[200000] = '\0';
    for (int i = 0; i < 10; i++)
        add_warc("metadata", "a/b", block);
    memcpy(block, OK, strlen(OK));
    add_response(block);
    add_response(OK "<p>1");
    free(block);
    struct source_options options = {WCY_FORMAT_WARC, 100000};
    const char *path = scratch_write(s, "a", file.ptr, file.len);
    buf_clear(&file);
    struct log *log = read_all(&path, 1, &options);
    assert_int_equal(log->articles, 1);
    assert_int_equal(log->problems, 11);
    assert_non_null(strstr(log->text, "a#10~ not a response\na#11! too large\na#12 <p>1\n"));
}

static void test_arc(void **state)
{
    static const char header[] = "filedesc://a.arc 0.0.0.0 20150721090507 text/plain 66\n"
                                 "1 1 None\nURL IP-address Archive-date Content-type "
                                 "Archive-length\n\n\n";
    add(header);
    add("http://example.com/a b 192.0.2.1 20150721090507 text/html 47\n" OK "<p>\n");
    add("dns:example.com 192.0.2.1 20150721090507 text/dns 3\nabc\n");
    add("http://example.com/ 192.0.2.1 null text/html 3\nabc\n");
    add("http://example.com/ 192.0.2.1 20150721090507 text/html -1\nabc\n");
    add("http://example.com/2 192.0.2.1 20150721090507 text/html 200 - - 10 a.arc 47\n" OK "<i>\n");
    add("http://example.com/3 192.0.2.1 20150721090507 text/html 60\n" OK "<b>");
    check(*state, "a#1~ not a response\na#2 <p>\na#3~ not HTML\na#0! stray bytes\na#4 <i>\n"
                  "a#5 <b>\n");
}

/* Offsets are those of the gzip members, and a broken member costs its record alone. */
static void test_members(void **state)
{
    struct scratch *s = *state;
    struct buf packed = BUF_INIT;
    size_t starts[6];
    for (int i = 0; i < 5; i++) {
        char page[200];
        snprintf(page, sizeof page, OK "<p>%d with some words to compress %d</p>", i, i * 7919);
        buf_clear(&file);
        add_response(page);
        struct isal_zstream z;
        isal_deflate_init(&z);
        z.gzip_flag = IGZIP_GZIP;
        z.end_of_stream = 1;
        z.next_in = (uint8_t *)file.ptr;
        z.avail_in = (uint32_t)file.len;
        assert_true(buf_reserve(&packed, 1000));
        z.next_out = (uint8_t *)packed.ptr + packed.len;
        z.avail_out = 1000;
        assert_int_equal(isal_deflate(&z), COMP_OK);
        starts[i] = packed.len;
        packed.len += 1000 - z.avail_out;
    }
    starts[5] = packed.len;
    buf_clear(&file);
    const char *path = scratch_write(s, "a", packed.ptr, packed.len);
    struct source *source;
    struct chunk chunk = CHUNK_INIT;
    assert_int_equal(source_open(&source, &path, 1, NULL, NULL), 0);
    assert_int_equal(source_next(source, &chunk, NULL), 0);
    assert_int_equal(chunk.n_records, 5);
    for (int i = 0; i < 5; i++)
        assert_int_equal(chunk.records[i].offset, starts[i]);
    source_close(source);
    chunk_release(&chunk);
    for (size_t at = 12; at < starts[3] - starts[2] - 4; at += 9) {
        packed.ptr[starts[2] + at] ^= 0x55;
        path = scratch_write(s, "a", packed.ptr, packed.len);
        packed.ptr[starts[2] + at] ^= 0x55;
        struct log *log = read_all(&path, 1, NULL);
        if (log->articles != 4)
            fail_msg("%zu: %s", at, log->text);
        assert_non_null(strstr(log->text, "! damaged\n"));
        assert_non_null(strstr(log->text, "<p>4 with"));
    }
    /* Cut inside the last member. */
    path = scratch_write(s, "a", packed.ptr, (starts[4] + starts[5]) / 2);
    struct log *log = read_all(&path, 1, NULL);
    assert_int_equal(log->articles, 4);
    assert_non_null(strstr(log->text, "! truncated\n"));
    buf_release(&packed);
}

static void test_not_archives(void **state)
{
    struct scratch *s = *state;
    struct source_options options = {WCY_FORMAT_WARC, 0};
    const char *path = scratch_text(s, "a.html", "<html>");
    assert_string_equal(read_all(&path, 1, &options)->text, "a.html#0! unsupported format\n");
    path = scratch_text(s, "b.warc", "");
    assert_string_equal(read_all(&path, 1, &options)->text, "");
}

static int release(void **state)
{
    (void)state;
    buf_release(&file);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_kinds),       TEST(test_responses),    TEST(test_damage), TEST(test_cut_header),
        TEST(test_only_starts), TEST(test_lf_only),      TEST(test_large),  TEST(test_arc),
        TEST(test_members),     TEST(test_not_archives),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
