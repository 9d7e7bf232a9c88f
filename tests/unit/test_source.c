/* source and wcy_reader: every record of the input is an article or a named problem. */

#include "reading.h"
#include "scratch.h"

#include "input/problem.h"

#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <zstd.h>

#include <cmocka.h>

static void test_lines(void **state)
{
    struct scratch *s = *state;
    expect(scratch_text(s, "a.jsonl", "{\"text\":\"one\"}\n{\"text\":\"two\"}\n"), NULL,
           "a.jsonl#1 one\na.jsonl#2 two\n");
    expect(scratch_text(s, "b.jsonl", "{\"text\":\"one\"}\r\n\r\n  \n\n{\"text\":\"two\"}"), NULL,
           "b.jsonl#1 one\nb.jsonl#2 two\n");
    expect(scratch_text(s, "c.jsonl", "\xef\xbb\xbf{\"text\":\"one\"}\n"), NULL, "c.jsonl#1 one\n");
    expect(scratch_text(s, "d", "{\"text\":\"by content\"}"), NULL, "d#1 by content\n");
    expect(scratch_text(s, "e.jsonl",
                        "{\"text\":\"one\"}\n{\"text\":\n{}\n7\n{\"text\":\"\"}\n"
                        "{\"text\":3}\n{\"text\":\"last\"}\n"),
           NULL,
           "e.jsonl#1 one\ne.jsonl#2! broken JSON\ne.jsonl#3! no text\ne.jsonl#4! wrong type\n"
           "e.jsonl#5! empty text\ne.jsonl#6! wrong type\ne.jsonl#7 last\n");
    expect(scratch_write(s, "f.jsonl", "{\"text\":\"a\0\"}\n{\"text\":\"b\"}\n", 28), NULL,
           "f.jsonl#1! broken JSON\nf.jsonl#2 b\n");
    expect(scratch_write(s, "g.jsonl", "\xff\xfe{\0\"\0", 6), NULL,
           "g.jsonl#0! unsupported format\n");
    expect(scratch_text(s, "h.json", "[\n {\"text\":\"x\"}\n]\n"), NULL,
           "h.json#0! unsupported format\n");
    expect(scratch_text(s, "i.json", "{\n  \"text\": \"x\"\n}\n"), NULL,
           "i.json#0! unsupported format\n");
}

static void test_offsets(void **state)
{
    struct scratch *s = *state;
    const char *path =
        scratch_text(s, "a.jsonl", "\xef\xbb\xbf{\"text\":\"one\"}\r\n\n{\"text\":\"two\"}");
    struct source *source;
    struct chunk chunk = CHUNK_INIT;
    uint64_t consumed, total;
    assert_int_equal(source_open(&source, &path, 1, NULL, NULL), 0);
    assert_int_equal(source_next(source, &chunk, NULL), 0);
    assert_int_equal(chunk.n_records, 2);
    assert_int_equal(chunk.records[0].offset, 3);
    assert_int_equal(chunk.records[0].bytes.len, 14);
    assert_int_equal(chunk.records[1].offset, 3 + 14 + 2 + 1);
    assert_int_equal(source_next(source, &chunk, NULL), WCY_END);
    source_progress(source, &consumed, &total);
    assert_int_equal(consumed, 3 + 14 + 2 + 1 + 14);
    assert_int_equal(total, consumed);
    assert_int_equal(source_opened(source), 1);
    chunk_release(&chunk);
    source_close(source);
}

static void test_text_files(void **state)
{
    struct scratch *s = *state;
    static const struct source_options text = {WCY_FORMAT_TEXT, 0};
    expect(scratch_text(s, "a.txt", "\xef\xbb\xbfSome words.\nMore.\n"), NULL,
           "a.txt#1 Some words.\nMore.\n\n");
    expect(scratch_text(s, "b", "Plain words."), NULL, "b#1 Plain words.\n");
    expect(scratch_text(s, "c.txt", " \n"), NULL, "c.txt#1! empty text\n");
    expect(scratch_text(s, "d.txt", ""), NULL, "d.txt#1! empty text\n");
    expect(scratch_text(s, "e.jsonl", ""), NULL, "");
    expect(scratch_text(s, "f.jsonl", "\n\n\n"), NULL, "");
    expect(scratch_write(s, "g.png", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16), NULL,
           "g.png#0! unsupported format\n");
    expect(scratch_text(s, "h.txt", "{\"text\":\"x\"}"), &text, "h.txt#1 {\"text\":\"x\"}\n");
    expect(scratch_text(s, "i", ""), &text, "i#1! empty text\n");
    expect(scratch_text(s, "j.txt", "w"), NULL, "j.txt#1 w\n");
    expect(scratch_text(s, "k.warc.gz", "words"), NULL, "k.warc.gz#0! unsupported format\n");
}

static void test_folders(void **state)
{
    struct scratch *s = *state;
    mkdir(scratch_path(s, "in"), 0700);
    mkdir(scratch_path(s, "in/b"), 0700);
    mkdir(scratch_path(s, "in/void"), 0700);
    mkdir(scratch_path(s, "empty"), 0700);
    scratch_text(s, "in/c.txt", "c");
    scratch_text(s, "in/a.txt", "a");
    scratch_text(s, "in/b/2.txt", "b2");
    scratch_text(s, "in/b/10.txt", "b10");
    scratch_text(s, "in/B.jsonl", "{\"text\":\"B\"}");
    assert_int_equal(symlink("..", scratch_path(s, "in/b/loop")), 0);
    assert_int_equal(symlink("nowhere", scratch_path(s, "in/dangling")), 0);
    assert_int_equal(mkfifo(scratch_path(s, "in/pipe"), 0600), 0);
    expect(scratch_path(s, "in"), NULL,
           "B.jsonl#1 B\na.txt#1 a\n10.txt#1 b10\n2.txt#1 b2\nloop#0! cannot open\nc.txt#1 c\n"
           "dangling#0! cannot open\npipe#0! not a file\n");
    expect(scratch_path(s, "empty"), NULL, "empty#0! empty folder\n");
    expect(scratch_path(s, "missing"), NULL, "missing#0! cannot open\n");
    char a[300], b[300];
    snprintf(a, sizeof a, "%s/in/c.txt", s->dir);
    snprintf(b, sizeof b, "%s/in/b/", s->dir);
    const char *both[] = {a, b};
    struct log *log = read_all(both, 2, NULL);
    assert_string_equal(log->text, "c.txt#1 c\n10.txt#1 b10\n2.txt#1 b2\nB.jsonl#1 B\na.txt#1 a\n"
                                   "b#0! cannot open\nc.txt#1 c\ndangling#0! cannot open\n"
                                   "pipe#0! not a file\n");
}

/* As root nothing is unreadable: then a child that gave up its rights reads. */
static void test_unreadable(void **state)
{
    struct scratch *s = *state;
    scratch_text(s, "a.txt", "a");
    chmod(scratch_text(s, "b.txt", "b"), 0);
    scratch_text(s, "c.txt", "c");
    chmod(s->dir, 0755);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && setuid(65534) != 0)
            _exit(1);
        const char *dir = s->dir;
        struct log *log = read_all(&dir, 1, NULL);
        _exit(strcmp(log->text, "a.txt#1 a\nb.txt#0! cannot open\nc.txt#1 c\n") ? 2 : 0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* ---- compressed files */

static size_t gzip_member(const char *text, char *to, size_t room)
{
    struct isal_zstream stream;
    isal_deflate_init(&stream);
    stream.gzip_flag = IGZIP_GZIP;
    stream.end_of_stream = 1;
    stream.next_in = (uint8_t *)(uintptr_t)text;
    stream.avail_in = (uint32_t)strlen(text);
    stream.next_out = (uint8_t *)to;
    stream.avail_out = (uint32_t)room;
    assert_int_equal(isal_deflate(&stream), COMP_OK);
    return room - stream.avail_out;
}

static size_t zstd_frame(const char *text, char *to, size_t room)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1); /* as the zstd command does */
    size_t made = ZSTD_compress2(context, to, room, text, strlen(text));
    assert_false(ZSTD_isError(made));
    ZSTD_freeCCtx(context);
    return made;
}

typedef size_t pack_fn(const char *text, char *to, size_t room);

/* Lines that do not compress to nothing, so that a cut falls among them. */
static const char *many_lines(void)
{
    static char lines[40000];
    size_t used = 0;
    uint64_t x = 1;
    for (int i = 1; i <= 200; i++) {
        used += (size_t)snprintf(lines + used, sizeof lines - used, "{\"text\":\"%d", i);
        for (int w = 0; w < 8; w++) {
            x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
            used += (size_t)snprintf(lines + used, sizeof lines - used, " %llx",
                                     (unsigned long long)(x >> 20));
        }
        used += (size_t)snprintf(lines + used, sizeof lines - used, "\"}\n");
    }
    return lines;
}

static void check_packed(struct scratch *s, pack_fn *pack)
{
    static char bytes[100000];
    size_t one = pack("{\"text\":\"one\"}\n{\"te", bytes, sizeof bytes);
    size_t two = one + pack("xt\":\"two\"}\n", bytes + one, sizeof bytes - one);
    /* Several members; a line may go across them; the name says nothing. */
    expect(scratch_write(s, "a.jsonl", bytes, two), NULL, "a.jsonl#1 one\na.jsonl#2 two\n");
    /* The second member is cut, then the first. */
    expect(scratch_write(s, "b", bytes, one + 6), NULL, "b#1 one\nb#2! truncated\n");
    expect(scratch_write(s, "c", bytes, 5), NULL, "c#0! truncated\n");
    /* Nothing inside. */
    expect(scratch_write(s, "d", bytes, pack("", bytes, sizeof bytes)), NULL, "");
    /* A cut somewhere: all whole records before it, then one problem. */
    size_t size = pack(many_lines(), bytes, sizeof bytes);
    for (size_t cut = size / 2; cut < size; cut += size / 7) {
        const char *path = scratch_write(s, "e.jsonl", bytes, cut);
        struct log *log = read_all(&path, 1, NULL);
        assert_int_equal(log->problems, 1);
        assert_true(log->articles >= 1 || pack == zstd_frame);
        assert_true(log->articles < 200);
        assert_non_null(strstr(log->text, "! truncated\n"));
    }
    const char *path = scratch_write(s, "f.jsonl", bytes, size);
    assert_int_equal(read_all(&path, 1, NULL)->articles, 200);
    /* Damage in the middle is told, never read over. */
    bytes[size / 2] ^= 0x55;
    bytes[size / 2 + 1] ^= 0x55;
    path = scratch_write(s, "g.jsonl", bytes, size);
    struct log *log = read_all(&path, 1, NULL);
    assert_true(log->articles <= 200);
    assert_true(log->problems >= 1);
    assert_non_null(strstr(log->text, "! damaged\n"));
}

static void test_gzip(void **state)
{
    check_packed(*state, gzip_member);
}

static void test_zstd(void **state)
{
    check_packed(*state, zstd_frame);
}

static void test_gzip_padding(void **state)
{
    struct scratch *s = *state;
    char bytes[1000];
    size_t size = gzip_member("{\"text\":\"one\"}\n", bytes, sizeof bytes);
    memset(bytes + size, 0, 100);
    expect(scratch_write(s, "a", bytes, size + 100), NULL, "a#1 one\n");
    memcpy(bytes + size, "garbage", 7);
    expect(scratch_write(s, "b", bytes, size + 7), NULL, "b#1 one\nb#0! damaged\n");
}

/* ---- large input */

/* A file of `lines`, line i being `sizes[i]` bytes of text. */
static const char *sized_lines(struct scratch *s, const char *name, const size_t *sizes,
                               size_t count)
{
    const char *path = scratch_path(s, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (size_t i = 0; i < count; i++) {
        fputs("{\"text\":\"", file);
        for (size_t j = 0; j < sizes[i]; j++)
            putc('a' + (int)(j % 26), file);
        fputs("\"}\n", file);
    }
    assert_int_equal(fclose(file), 0);
    return path;
}

static void test_chunks(void **state)
{
    struct scratch *s = *state;
    static const size_t sizes[] = {10, 400000, 100000, 30000, 3000000, 5, 600000, 7, 524288};
    const char *path = sized_lines(s, "a.jsonl", sizes, 9);
    struct log *log = read_all(&path, 1, NULL);
    assert_int_equal(log->articles, 9);
    assert_int_equal(log->problems, 0);
    /* Lines of exactly the limit and one more. */
    struct source_options options = {WCY_FORMAT_AUTO, 1000};
    static const size_t limits[] = {5, 1000 - 11, 1001 - 11, 3, 50000, 2000000, 4};
    path = sized_lines(s, "b.jsonl", limits, 7);
    log = read_all(&path, 1, &options);
    assert_string_equal(strstr(log->text, "b.jsonl#3"),
                        "b.jsonl#3! too large\nb.jsonl#4 abc\n"
                        "b.jsonl#5! too large\nb.jsonl#6! too large\nb.jsonl#7 abcd\n");
    assert_int_equal(log->articles, 4);
    assert_true(log->largest_chunk < 2 * CHUNK_SIZE);
}

/* 1 MB of blank lines is no record, and not the end either. */
static void test_blank_lines(void **state)
{
    struct scratch *s = *state;
    static char bytes[1200000];
    memset(bytes, '\n', sizeof bytes);
    memcpy(bytes, "{\"text\":\"a\"}", 12);
    memcpy(bytes + sizeof bytes - 13, "{\"text\":\"b\"}", 12);
    expect(scratch_write(s, "a.jsonl", bytes, sizeof bytes), NULL, "a.jsonl#1 a\na.jsonl#2 b\n");
}

/* A hole of 200 MB makes a line that must be passed over without being kept. */
static void test_huge_line(void **state)
{
    struct scratch *s = *state;
    const char *path = scratch_text(s, "a.jsonl", "{\"text\":\"one\"}\n{\"text\":\"");
    int fd = open(path, O_WRONLY | O_APPEND);
    assert_true(fd >= 0);
    off_t end = lseek(fd, 0, SEEK_END) + (off_t)200 * 1000 * 1000;
    assert_int_equal(ftruncate(fd, end), 0);
    assert_int_equal(write(fd, "\"}\n{\"text\":\"two\"}\n", 18), 18);
    close(fd);
    struct log *log = read_all(&path, 1, NULL);
    assert_string_equal(log->text, "a.jsonl#1 one\na.jsonl#2! too large\na.jsonl#3 two\n");
    assert_true(log->largest_chunk < 2 * CHUNK_SIZE);
    struct source_options text = {WCY_FORMAT_TEXT, 0};
    expect(path, &text, "a.jsonl#1! too large\n");
}

static void test_many_files(void **state)
{
    struct scratch *s = *state;
    for (int i = 0; i < 300; i++) {
        char name[20];
        snprintf(name, sizeof name, "%03d.txt", i);
        scratch_text(s, name, "A few words.");
    }
    const char *dir = s->dir;
    struct log *log = read_all(&dir, 1, NULL);
    assert_int_equal(log->articles, 300);
    assert_non_null(strstr(log->text, "299.txt#1 A few words.\n"));
}

static void test_usage(void **state)
{
    (void)state;
    struct source *source = NULL;
    struct wcy_error err;
    const char *input = "x";
    struct source_options options = {(enum wcy_input_format)99, 0};
    assert_int_equal(source_open(&source, NULL, 0, NULL, &err), WCY_EUSAGE);
    assert_int_equal(source_open(&source, &input, 1, &options, &err), WCY_EUSAGE);
    assert_null(source);
}

/* ---- wcy_reader */

struct skips {
    char text[4096];
    size_t used;
};

static void note_skip(void *context, const struct wcy_skip *skip)
{
    struct skips *skips = context;
    skips->used +=
        (size_t)snprintf(skips->text + skips->used, sizeof skips->text - skips->used,
                         "%llu@%llu%s %s\n", (unsigned long long)skip->record,
                         (unsigned long long)skip->offset, skip->repaired ? "+" : "", skip->reason);
}

static void test_reader(void **state)
{
    struct scratch *s = *state;
    const char *path = scratch_text(s, "a.jsonl",
                                    "{\"text\":\"one\",\"id\":\"x\"}\n{}\n"
                                    "{\"text\":\"\xff\"}\n{\"text\":\"last\"}");
    struct skips skips = {.used = 0};
    struct wcy_input_options options = {.on_skip = note_skip, .context = &skips};
    struct wcy_reader *reader;
    struct wcy_article article;
    struct wcy_error err;
    assert_int_equal(wcy_reader_open(&reader, &path, 1, &options, &err), 0);
    assert_int_equal(wcy_reader_next(reader, &article, &err), 0);
    assert_memory_equal(article.id.ptr, "x", 1);
    assert_int_equal(wcy_reader_next(reader, &article, &err), 0);
    assert_memory_equal(article.text.ptr, "\xef\xbf\xbd", 3);
    assert_int_equal(wcy_reader_next(reader, &article, &err), 0);
    assert_memory_equal(article.text.ptr, "last", 4);
    assert_int_equal(wcy_reader_next(reader, &article, &err), WCY_END);
    assert_int_equal(wcy_reader_next(reader, &article, &err), WCY_END);
    assert_string_equal(skips.text, "2@24 no text\n3@27+ invalid UTF-8\n");
    wcy_reader_close(reader);
    wcy_reader_close(NULL);
}

static void test_reader_strict(void **state)
{
    struct scratch *s = *state;
    const char *inputs[] = {scratch_text(s, "a.jsonl", "{\"text\":\"\xff\"}\n{}\n"), "/nowhere/x"};
    struct wcy_input_options options = {.strict = 1};
    struct wcy_reader *reader;
    struct wcy_article article;
    struct wcy_error err;
    assert_int_equal(wcy_reader_open(&reader, inputs, 2, &options, &err), 0);
    assert_int_equal(wcy_reader_next(reader, &article, &err), 0); /* a repair is no refusal */
    assert_int_equal(wcy_reader_next(reader, &article, &err), WCY_EDATA);
    assert_non_null(strstr(err.message, "record 2: no text"));
    assert_int_equal(wcy_reader_next(reader, &article, &err), WCY_ENOINPUT);
    assert_non_null(strstr(err.message, "No such file"));
    assert_int_equal(wcy_reader_next(reader, &article, &err), WCY_END);
    wcy_reader_close(reader);
    assert_int_equal(wcy_reader_open(&reader, NULL, 0, NULL, &err), WCY_EUSAGE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_lines),       TEST(test_offsets),      TEST(test_text_files),
        TEST(test_folders),     TEST(test_unreadable),   TEST(test_gzip),
        TEST(test_zstd),        TEST(test_gzip_padding), TEST(test_chunks),
        TEST(test_blank_lines), TEST(test_huge_line),    TEST(test_many_files),
        TEST(test_usage),       TEST(test_reader),       TEST(test_reader_strict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
