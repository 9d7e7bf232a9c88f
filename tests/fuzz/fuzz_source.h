/*
 * fuzz_source: a whole file through the source and the record parser.
 */
#ifndef TESTS_FUZZ_SOURCE_H
#define TESTS_FUZZ_SOURCE_H

#include "fuzz.h"

#include "input/source.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

/* Reads the bytes as a file of `format`, with a limit of 64 KB a record. */
static inline void fuzz_file(const uint8_t *bytes, size_t size, enum wcy_input_format format)
{
    static struct record_parser *parser;
    static const struct record_options record_options = {NULL, 0, 1 << 16};
    struct source_options options = {format, 1 << 16};
    struct source *source;
    struct chunk chunk = CHUNK_INIT;
    struct arena arena = ARENA_INIT;
    char path[40];
    int fd = memfd_create("fuzz", 0), code;
    FUZZ_CHECK(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    const char *input = path;
    if (!parser) {
        FUZZ_CHECK(record_parser_new(&parser, &record_options, NULL) == 0);
    }
    FUZZ_CHECK(source_open(&source, &input, 1, &options, NULL) == 0);
    while ((code = source_next(source, &chunk, NULL)) == 0) {
        for (size_t i = 0; i < chunk.n_records; i++) {
            struct article article;
            struct record_problem why;
            int got = record_parse(parser, &chunk, &chunk.records[i], &arena, &article, &why);
            FUZZ_CHECK(got == 0 || (got == 1 && why.reason));
            FUZZ_CHECK(got == 1 || article.text.len || article.html.len);
            arena_reset(&arena);
        }
    }
    FUZZ_CHECK(code == WCY_END);
    source_close(source);
    chunk_release(&chunk);
    arena_release(&arena);
    close(fd);
}

#endif
