/*
 * fuzz: what the targets share. A target feeds bytes to one parser and checks what must hold of any
 * result: an article with valid UTF-8, or a reason.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include "base/utf8.h"
#include "input/record.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* libFuzzer calls this. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define FUZZ_CHECK(condition)                                                                      \
    do {                                                                                           \
        if (!(condition))                                                                          \
            abort();                                                                               \
    } while (0)

/* Parses the bytes as one record of `format`, with a limit of 1 MB on what it unpacks to. */
static inline void fuzz_record(const uint8_t *bytes, size_t size, enum format format)
{
    static struct record_parser *parser;
    static const struct record_options options = {NULL, 0, 1 << 20};
    struct chunk chunk = CHUNK_INIT;
    struct arena arena = ARENA_INIT;
    struct article article;
    struct record_problem why;
    if (!parser) {
        FUZZ_CHECK(record_parser_new(&parser, &options, NULL) == 0);
    }
    FUZZ_CHECK(chunk_reserve(&chunk, size));
    if (size)
        memcpy(chunk.bytes, bytes, size);
    chunk.len = size;
    struct record *record = chunk_add(&chunk);
    FUZZ_CHECK(record);
    record->bytes.len = size;
    record->file = slice_str("fuzz");
    record->number = 1;
    record->format = format;
    FUZZ_CHECK(chunk_finish(&chunk));
    int code = record_parse(parser, &chunk, record, &arena, &article, &why);
    FUZZ_CHECK(code == 0 || code == 1);
    FUZZ_CHECK(code == 0 || why.reason);
    if (code == 0) {
        FUZZ_CHECK(article.text.len || article.html.len);
        FUZZ_CHECK(article.id.len > 0);
        FUZZ_CHECK(utf8_valid(article.text) && utf8_valid(article.id) && utf8_valid(article.url) &&
                   utf8_valid(article.title) && utf8_valid(article.published));
    }
    arena_release(&arena);
    chunk_release(&chunk);
}

#endif
