/* The dump: whole or refused, whatever is changed in it. */

#include "corpus.h"

#include "api/dump_parse.h"
#include "input/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A sink that takes everything. */
static int take_begin(void *context, const struct meta *meta, struct slice dictionary,
                      struct wcy_error *err)
{
    (void)context, (void)meta, (void)dictionary, (void)err;
    return 0;
}
static int take_bytes(void *context, uint64_t number, struct slice bytes, struct wcy_error *err)
{
    (void)context, (void)number, (void)bytes, (void)err;
    return 0;
}
static int take_article(void *context, const struct transfer_article *a, struct wcy_error *err)
{
    (void)a, (void)err;
    ++*(unsigned *)context;
    return 0;
}
static int take_pairs(void *context, uint64_t later, const struct pair *pairs, size_t count,
                      struct wcy_error *err)
{
    (void)context, (void)later, (void)pairs, (void)count, (void)err;
    return 0;
}
static int take_place(void *context, uint64_t article, struct place place, struct wcy_error *err)
{
    (void)context, (void)article, (void)place, (void)err;
    return 0;
}
static int take_cluster(void *context, const struct cluster *cluster, struct wcy_error *err)
{
    (void)context, (void)cluster, (void)err;
    return 0;
}
static int take_line(void *context, uint64_t line, uint64_t article, struct wcy_error *err)
{
    (void)context, (void)line, (void)article, (void)err;
    return 0;
}

/* Parses a whole dump; the status. */
static int parse(const char *bytes, size_t len, unsigned *articles)
{
    struct dump_parser p;
    int status = dump_parser_init(&p, "test", NULL);
    *articles = 0;
    p.begin = take_begin;
    p.to = (struct transfer_sink){articles,   take_bytes,   take_bytes, take_article, take_pairs,
                                  take_place, take_cluster, take_bytes, take_line};
    for (size_t at = 0; at < len && status == 0;) {
        const char *end = memchr(bytes + at, '\n', len - at);
        size_t stop = end ? (size_t)(end - bytes) : len;
        char *line = calloc(stop - at + JSON_PADDING, 1);
        assert_non_null(line);
        memcpy(line, bytes + at, stop - at);
        status = end ? dump_parse(&p, slice_make(line, stop - at), NULL) : WCY_EDATA;
        free(line);
        at = stop + 1;
    }
    if (status == 0)
        status = dump_parse_end(&p, NULL);
    dump_parser_release(&p);
    return status;
}

/* The dump of a small index, in the scratch folder; malloc'ed. */
static char *make_dump(struct scratch *s, size_t *len)
{
    struct corpus c = {0};
    char *second = edited(stories[0], 5, 25, 1);
    corpus_add(&c, "a1", "one.example", "Ferry \"stops\"", 1, stories[0]);
    corpus_add(&c, "b1", "two.example", "Island cut \\ off", 2, second);
    corpus_add(&c, "c1", "three.example", "In brief", 3, stories[0]);
    corpus_add(&c, "d1", "one.example", "Comet", 1, stories[1]);
    free(second);
    struct wcy_index *index = index_make(s, "idx");
    index_take(index, s, &c);
    char path[600];
    snprintf(path, sizeof path, "%s", scratch_path(s, "idx.dump"));
    assert_int_equal(wcy_dump(index, path, NULL), 0);
    wcy_index_close(index);
    FILE *f = fopen(path, "rb");
    char *bytes = malloc(1 << 20);
    assert_non_null(f);
    assert_non_null(bytes);
    *len = fread(bytes, 1, 1 << 20, f);
    fclose(f);
    return bytes;
}

static void test_round_trip(void **state)
{
    struct scratch *s = *state;
    size_t len;
    char *bytes = make_dump(s, &len), from[600], to[600];
    struct wcy_error err = {0};
    snprintf(from, sizeof from, "%s", scratch_path(s, "idx.dump"));
    snprintf(to, sizeof to, "%s", scratch_path(s, "idx2"));
    assert_int_equal(wcy_load(to, from, &err), 0);
    struct wcy_index *a = index_open_with(s, "idx", WCY_OPEN_READ, NULL);
    struct wcy_index *b = index_open_with(s, "idx2", WCY_OPEN_READ, NULL);
    char *(*const dumps[])(struct wcy_index *) = {dump_export, dump_clusters, dump_pairs};
    for (size_t i = 0; i < 3; i++) {
        char *x = dumps[i](a), *y = dumps[i](b);
        assert_string_equal(x, y);
        assert_true(strlen(x) > 0);
        free(x);
        free(y);
    }
    assert_int_equal(wcy_dump(b, from, NULL), 0); /* the same bytes again */
    FILE *f = fopen(from, "rb");
    char *again = malloc(len + 1);
    assert_non_null(f);
    assert_non_null(again);
    assert_int_equal(fread(again, 1, len + 1, f), len);
    assert_memory_equal(again, bytes, len);
    fclose(f);
    free(again);
    wcy_index_close(a);
    wcy_index_close(b);
    assert_int_equal(wcy_load(to, from, NULL), WCY_EUSAGE); /* nothing is overwritten */
    free(bytes);
}

/* Cut anywhere, it is refused. */
static void test_cut(void **state)
{
    size_t len;
    char *bytes = make_dump(*state, &len);
    unsigned articles;
    assert_int_equal(parse(bytes, len, &articles), 0);
    assert_int_equal(articles, 4);
    for (size_t keep = 0; keep < len; keep++)
        assert_true(parse(bytes, keep, &articles) < 0);
    free(bytes);
}

/* With any byte changed it is refused. */
static void test_changed(void **state)
{
    size_t len;
    char *bytes = make_dump(*state, &len);
    unsigned articles;
    for (size_t i = 0; i < len; i++)
        for (int bit = 0; bit < 8; bit += 3) {
            bytes[i] = (char)(bytes[i] ^ 1 << bit);
            if (parse(bytes, len, &articles) == 0)
                fail_msg("byte %zu, bit %d", i, bit);
            bytes[i] = (char)(bytes[i] ^ 1 << bit);
        }
    assert_int_equal(parse(bytes, len, &articles), 0);
    free(bytes);
}

/* Leaves out the lines that begin with `start`, makes the last line fit, and loads the rest. */
static int load_without(struct scratch *s, const char *bytes, size_t len, const char *start,
                        struct wcy_error *err)
{
    struct buf out = BUF_INIT;
    char to[600], dump[600];
    unsigned lines = 0, articles = 0;
    for (size_t at = 0; at < len;) {
        const char *end = memchr(bytes + at, '\n', len - at);
        struct slice line = slice_make(bytes + at, (size_t)(end - bytes) + 1 - at);
        at += line.len;
        if (slice_starts(line, slice_str(start)) || slice_starts(line, slice_str("{\"end\"")))
            continue;
        articles += slice_starts(line, slice_str("{\"article\""));
        corpus_check(buf_append_slice(&out, line));
        lines++;
    }
    XXH128_hash_t sum = XXH3_128bits(out.ptr, out.len);
    corpus_check(buf_printf(&out,
                            "{\"end\":true,\"lines\":%u,\"articles\":%u,"
                            "\"digest\":\"%016llx%016llx\"}\n",
                            lines, articles, (unsigned long long)sum.high64,
                            (unsigned long long)sum.low64));
    snprintf(dump, sizeof dump, "%s", scratch_write(s, "odd.dump", out.ptr, out.len));
    snprintf(to, sizeof to, "%s", scratch_path(s, "odd"));
    buf_release(&out);
    return wcy_load(to, dump, err);
}

/* Lines that are right one by one and contradict each other. */
static void test_contradiction(void **state)
{
    static const char *const left_out[] = {"{\"place\"", "{\"cluster\"", "{\"batch\"", "{\"file\""};
    struct scratch *s = *state;
    size_t len;
    char *bytes = make_dump(s, &len);
    struct wcy_error err;
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
        assert_int_equal(load_without(s, bytes, len, left_out[i], &err), WCY_EDATA);
        assert_non_null(strstr(err.message, "contradicts itself"));
        assert_int_equal(access(scratch_path(s, "odd"), F_OK), -1);
    }
    assert_int_equal(load_without(s, bytes, len, "nothing", &err), 0);
    free(bytes);
}

/* Lines that are no dump's. */
static void test_refused(void **state)
{
    static const char *const dumps[] = {
        "",
        "{}\n",
        "{\"id\":\"a\",\"text\":\"b\"}\n",
        "{\"wirecopy_dump\":2}\n",
        "{\"wirecopy_dump\":1}\n",
        "{\"end\":true,\"lines\":0,\"articles\":0,\"digest\":\"00\"}\n",
    };
    unsigned articles;
    (void)state;
    for (size_t i = 0; i < sizeof dumps / sizeof *dumps; i++)
        assert_true(parse(dumps[i], strlen(dumps[i]), &articles) < 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_round_trip), TEST(test_cut), TEST(test_changed),
                                       TEST(test_contradiction), TEST(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
