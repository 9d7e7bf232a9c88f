/* Compressed files of all kinds, tar and zip, feeds; files that arrive byte by byte. */

#include "reading.h"
#include "scratch.h"

#include "base/buf.h"
#include "input/problem.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <zstd.h>

#define LINES "{\"text\":\"one\"}\n{\"text\":\"two\"}\n"

/* Writes an archive (or, with format raw, one compressed file) of `count` pairs of name and text.
 */
static const char *make(struct scratch *s, const char *name, int (*format)(struct archive *),
                        int (*filter)(struct archive *), const char *const *files, size_t count)
{
    const char *path = scratch_path(s, name);
    struct archive *a = archive_write_new();
    assert_int_equal(format(a), ARCHIVE_OK);
    if (filter)
        assert_int_equal(filter(a), ARCHIVE_OK);
    assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
    for (size_t i = 0; i < count; i++) {
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, files[2 * i]);
        archive_entry_set_size(entry, (la_int64_t)strlen(files[2 * i + 1]));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
        assert_int_equal(archive_write_data(a, files[2 * i + 1], strlen(files[2 * i + 1])),
                         strlen(files[2 * i + 1]));
        archive_entry_free(entry);
    }
    assert_int_equal(archive_write_close(a), ARCHIVE_OK);
    archive_write_free(a);
    return path;
}

static void expect_path(const char *path, const char *expected)
{
    assert_string_equal(read_all(&path, 1, NULL)->text, expected);
}

static void test_filters(void **state)
{
    static const struct {
        const char *name;
        int (*filter)(struct archive *);
    } filters[] = {
        {"a.xz",  archive_write_add_filter_xz   },
        {"a.bz2", archive_write_add_filter_bzip2},
        {"a.lz4", archive_write_add_filter_lz4  },
        {"a.gz",  archive_write_add_filter_gzip },
        {"a.zst", archive_write_add_filter_zstd }
    };
    static const char *const files[] = {"x", LINES};
    struct scratch *s = *state;
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        char expected[100];
        snprintf(expected, sizeof expected, "%s#1 one\n%s#2 two\n", filters[i].name,
                 filters[i].name);
        const char *path =
            make(s, filters[i].name, archive_write_set_format_raw, filters[i].filter, files, 1);
        expect_path(path, expected);
        struct stat st;
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(truncate(path, st.st_size / 2), 0);
        struct log *log = read_all(&path, 1, NULL);
        assert_int_equal(log->articles, 0);
        assert_int_equal(log->problems, 1);
    }
}

static const char *const members[] = {
    "d/a.jsonl",  LINES,         "d/b.txt", "Some words.", "../../etc/c.html",
    "<html><p>c", "d/empty.txt", "",        "d/d.bin",     "\1\2\3\4\5"};

static void check_archive(struct scratch *s, const char *path)
{
    struct log *log = read_all(&path, 1, NULL);
    assert_string_equal(log->text, "a.jsonl#1 one\na.jsonl#2 two\nb.txt#1 Some words.\n"
                                   "c.html#1 <html><p>c\nempty.txt#1! empty text\n"
                                   "d.bin#0! unsupported format\n");
    /* The name says which archive and which member. */
    struct source *source;
    struct chunk chunk = CHUNK_INIT;
    char name[300];
    snprintf(name, sizeof name, "%s!d/b.txt", path);
    assert_int_equal(source_open(&source, &path, 1, NULL, NULL), 0);
    assert_int_equal(source_next(source, &chunk, NULL), 0);
    assert_true(slice_eq_str(chunk.records[2].file, name));
    chunk_release(&chunk);
    source_close(source);
    (void)s;
}

static void test_tar_zip(void **state)
{
    struct scratch *s = *state;
    check_archive(s, make(s, "a.tar", archive_write_set_format_ustar, NULL, members, 5));
    check_archive(s, make(s, "b.tar.xz", archive_write_set_format_pax_restricted,
                          archive_write_add_filter_xz, members, 5));
    check_archive(s, make(s, "c", archive_write_set_format_gnutar, archive_write_add_filter_gzip,
                          members, 5));
    check_archive(s, make(s, "d.zip", archive_write_set_format_zip, NULL, members, 5));
}

static void test_broken_tar(void **state)
{
    struct scratch *s = *state;
    const char *path = make(s, "a.tar", archive_write_set_format_ustar, NULL, members, 5);
    assert_int_equal(truncate(path, 512 + 512 + 512 + 5), 0); /* in the second member's data */
    struct log *log = read_all(&path, 1, NULL);
    assert_non_null(strstr(log->text, "a.jsonl#2 two\n"));
    assert_non_null(strstr(log->text, "! damaged\n"));
    /* What follows a broken archive is still read. */
    char tar[600], text[600];
    snprintf(tar, sizeof tar, "%s", path);
    snprintf(text, sizeof text, "%s", scratch_text(s, "b.txt", "b"));
    const char *both[] = {tar, text};
    assert_non_null(strstr(read_all(both, 2, NULL)->text, "b.txt#1 b\n"));
}

/* A member of its own kind may be compressed, but archives in archives are refused. */
static void test_nested(void **state)
{
    static char inner[65536];
    struct scratch *s = *state;
    const char *path = make(s, "in.tar", archive_write_set_format_ustar, NULL, members, 2);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(inner, 1, sizeof inner, file);
    fclose(file);
    path = scratch_path(s, "out.tar");
    struct archive *a = archive_write_new();
    archive_write_set_format_ustar(a);
    assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, "in.tar");
    archive_entry_set_size(entry, (la_int64_t)len);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_write_header(a, entry);
    archive_write_data(a, inner, len);
    archive_entry_free(entry);
    archive_write_close(a);
    archive_write_free(a);
    expect_path(path, "out.tar!in.tar#0! unsupported format\n");
}

/* A pipe that delivers one byte at a time: nothing may depend on how reads fall. */
static void test_byte_by_byte(void **state)
{
    static const char *const files[] = {"with-a-name.jsonl", LINES};
    struct scratch *s = *state;
    static char bytes[4096];
    int (*const filters[])(struct archive *) = {archive_write_add_filter_gzip,
                                                archive_write_add_filter_zstd,
                                                archive_write_add_filter_xz, NULL};
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        FILE *file = fopen(make(s, "x", archive_write_set_format_raw, filters[i], files, 1), "rb");
        size_t len = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        const char *pipe_path = scratch_path(s, "pipe");
        unlink(pipe_path);
        assert_int_equal(mkfifo(pipe_path, 0600), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            int fd = open(pipe_path, O_WRONLY);
            for (size_t at = 0; at < len; at++)
                if (write(fd, bytes + at, 1) != 1)
                    _exit(1);
            _exit(0);
        }
        expect_path(pipe_path, "pipe#1 one\npipe#2 two\n");
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
    }
}

/* A gzip header with all the optional fields, put together by hand. */
static void test_gzip_header(void **state)
{
    struct scratch *s = *state;
    static const char head[] = "\x1f\x8b\x08\x1c\0\0\0\0\0\3"
                               "\4\0"
                               "abcd"
                               "name\0"
                               "comment";
    static const char *const files[] = {"x", LINES};
    char bytes[1000];
    FILE *file = fopen(
        make(s, "x", archive_write_set_format_raw, archive_write_add_filter_gzip, files, 1), "rb");
    size_t len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    assert_int_equal(bytes[3], 0); /* libarchive writes the bare header */
    struct buf out = BUF_INIT;
    assert_true(buf_append(&out, head, sizeof head)); /* with the comment's NUL */
    assert_true(buf_append(&out, bytes + 10, len - 10));
    expect_path(scratch_write(s, "a", out.ptr, out.len), "a#1 one\na#2 two\n");
    expect_path(scratch_write(s, "b", out.ptr, 20), "b#0! truncated\n");
    buf_release(&out);
}

/* A zstd WARC: a frame with the dictionary, plain or itself compressed, then frames that need it.
 */
static void test_zstd_dictionary(void **state)
{
    static const char dictionary[] =
        "{\"text\":\"a long sentence that all of the lines have in common";
    struct scratch *s = *state;
    for (int packed = 0; packed < 2; packed++) {
        char bytes[2000], frame[1000];
        ZSTD_CCtx *context = ZSTD_createCCtx();
        size_t size = sizeof dictionary - 1, used = 8;
        memcpy(bytes + used, dictionary, size);
        if (packed)
            size = ZSTD_compress(bytes + used, 1000, dictionary, size, 3);
        used += size;
        memcpy(bytes, "\x5d\x2a\x4d\x18", 4);
        for (int i = 0; i < 4; i++)
            bytes[4 + i] = (char)(size >> (8 * i));
        for (int i = 0; i < 2; i++) {
            char line[200];
            snprintf(line, sizeof line, "%s %d\"}\n", dictionary, i);
            size = ZSTD_compress_usingDict(context, frame, sizeof frame, line, strlen(line),
                                           dictionary, sizeof dictionary - 1, 3);
            assert_false(ZSTD_isError(size));
            assert_true(size < 60); /* so the dictionary was of use */
            memcpy(bytes + used, frame, size);
            used += size;
        }
        ZSTD_freeCCtx(context);
        struct log *log;
        const char *path = scratch_write(s, "a", bytes, used);
        log = read_all(&path, 1, NULL);
        assert_int_equal(log->articles, 2);
        assert_int_equal(log->problems, 0);
        path = scratch_write(s, "b", bytes, 20);
        assert_string_equal(read_all(&path, 1, NULL)->text, "b#0! truncated\n");
    }
    /* A dictionary of absurd size is not made room for. */
    expect_path(scratch_write(s, "c", "\x5d\x2a\x4d\x18\xff\xff\xff\xff words", 14),
                "c#0! damaged\n");
}

/* ---- feeds */

static void test_rss(void **state)
{
    struct scratch *s = *state;
    expect_path(
        scratch_text(s, "a.rss",
                     "<?xml version=\"1.0\"?><rss><channel><title>F</title><item>"
                     "<title>T</title><link>https://www.example.com/1</link>"
                     "<description>short</description>"
                     "<content:encoded><![CDATA[<p>Full </item>]]></content:encoded></item>"
                     "<!-- <item> --><item><description>A &amp; b &nbsp;c</description></item>"
                     "<item ><title>none</title></item>"
                     "<item><description>x <b>y</description></item>"
                     "<items/><item><description>cut"),
        "a.rss#1 <p>Full </item>\na.rss#2 A & b c\na.rss#3! no text\n"
        "a.rss#4 x y\na.rss#5! truncated\n");
    expect_path(scratch_text(s, "b.xml", "<rss><channel><title>F</title></channel></rss>"),
                "b.xml#0! no text\n");
    expect_path(scratch_text(s, "c.xml", "<?xml version=\"1.0\"?><other/>"),
                "c.xml#0! unsupported format\n");
}

static void test_atom(void **state)
{
    struct scratch *s = *state;
    const char *path = scratch_text(
        s, "a.atom",
        "<?xml version='1.0' encoding='ISO-8859-1'?><feed xmlns='http://www.w3.org/2005/Atom'>"
        "<entry><title>caf\xe9</title><link rel='enclosure' href='https://example.com/no'/>"
        "<link href='https://www.example.com/1'/><id>urn:1</id><author><name>A. B.</name></author>"
        "<updated>2015-07-22</updated><published>2015-07-21</published>"
        "<summary>no</summary><content type='xhtml'><div><p>Words</p></div></content></entry>"
        "</feed>");
    struct source *source;
    struct record_parser *parser;
    struct chunk chunk = CHUNK_INIT;
    struct arena arena = ARENA_INIT;
    struct article article;
    struct record_problem why;
    assert_int_equal(source_open(&source, &path, 1, NULL, NULL), 0);
    assert_int_equal(record_parser_new(&parser, NULL, NULL), 0);
    assert_int_equal(source_next(source, &chunk, NULL), 0);
    assert_int_equal(chunk.n_records, 1);
    assert_int_equal(record_parse(parser, &chunk, chunk.records, &arena, &article, &why), 0);
    assert_true(slice_eq_str(article.title, "caf\xc3\xa9"));
    assert_true(slice_eq_str(article.url, "https://www.example.com/1"));
    assert_true(slice_eq_str(article.id, "urn:1"));
    assert_true(slice_eq_str(article.author, "A. B."));
    assert_true(slice_eq_str(article.site, "example.com"));
    assert_int_equal(article.time, 1437436800);
    assert_non_null(memmem(article.html.ptr, article.html.len, "<div><p>Words</p></div>", 23));
    assert_true(slice_eq_str(article.charset, "utf-8"));
    arena_release(&arena);
    chunk_release(&chunk);
    record_parser_free(parser);
    source_close(source);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_filters),         TEST(test_tar_zip),      TEST(test_broken_tar),
        TEST(test_nested),          TEST(test_byte_by_byte), TEST(test_gzip_header),
        TEST(test_zstd_dictionary), TEST(test_rss),          TEST(test_atom),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
