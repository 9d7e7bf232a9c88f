/*
 * reading: what a source and a record parser make of some inputs, as a text to compare.
 */
#ifndef TESTS_READING_H
#define TESTS_READING_H

#include "input/record.h"
#include "input/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* What reading some inputs gave, one line a record: "file#number text" (a page: its HTML),
   "file#number! reason" for a problem, "file#number~ reason" for what is no article. */
struct log {
    char text[65536];
    size_t used;
    uint64_t articles, problems;
    size_t largest_chunk;
};

static inline void log_record(struct log *log, const struct record *record,
                              const struct article *article, const struct record_problem *why)
{
    const char *slash = memrchr(record->file.ptr, '/', record->file.len);
    size_t skip = slash ? (size_t)(slash + 1 - record->file.ptr) : 0;
    struct slice name = slice_sub(record->file, skip, record->file.len);
    struct slice text = !article            ? slice_str(why->reason)
                        : article->text.len ? article->text
                                            : article->html;
    const char *mark = article ? "" : why->expected ? "~" : "!";
    log->used += (size_t)snprintf(
        log->text + log->used, sizeof log->text - log->used, "%.*s#%llu%s %.*s\n", SLICE_ARG(name),
        (unsigned long long)record->number, mark, SLICE_ARG(slice_sub(text, 0, 40)));
    if (log->used > sizeof log->text - 200)
        log->used = 0; /* long runs are only counted */
    if (article)
        log->articles++;
    else
        log->problems++;
}

/* Checks what holds of every chunk, then parses it. */
static inline void log_chunk(struct log *log, struct record_parser *parser,
                             const struct chunk *chunk, struct arena *arena)
{
    if (chunk->len > log->largest_chunk)
        log->largest_chunk = chunk->len;
    for (size_t i = 0; i < CHUNK_PADDING; i++)
        assert_int_equal(chunk->bytes[chunk->len + i], 0);
    for (size_t i = 0; i < chunk->n_records; i++) {
        const struct record *record = &chunk->records[i];
        struct article article;
        struct record_problem why;
        assert_true(record->bytes.ptr >= chunk->bytes);
        assert_true(record->bytes.ptr + record->bytes.len <= chunk->bytes + chunk->len);
        int code = record_parse(parser, chunk, record, arena, &article, &why);
        assert_in_range(code, 0, 1);
        assert_true(code == 0 || why.reason != NULL);
        log_record(log, record, code == 0 ? &article : NULL, &why);
    }
    arena_reset(arena);
}

static inline struct log *read_all(const char *const *inputs, size_t count,
                                   const struct source_options *options)
{
    static struct log log;
    struct source *source = NULL;
    struct record_parser *parser = NULL;
    struct chunk chunk = CHUNK_INIT;
    struct arena arena = ARENA_INIT;
    int code;
    memset(&log, 0, sizeof log);
    assert_int_equal(source_open(&source, inputs, count, options, NULL), 0);
    assert_int_equal(record_parser_new(&parser, NULL, NULL), 0);
    while ((code = source_next(source, &chunk, NULL)) == 0) {
        assert_true(chunk.n_records > 0);
        log_chunk(&log, parser, &chunk, &arena);
    }
    assert_int_equal(code, WCY_END);
    assert_int_equal(source_next(source, &chunk, NULL), WCY_END);
    chunk_release(&chunk);
    arena_release(&arena);
    record_parser_free(parser);
    source_close(source);
    return &log;
}

static inline void expect(const char *input, const struct source_options *options,
                          const char *expected)
{
    struct log *log = read_all(&input, 1, options);
    assert_string_equal(log->text, expected);
}

#endif
