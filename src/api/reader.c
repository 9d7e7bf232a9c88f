/* wcy_reader: articles one by one, on the caller's thread. */

#include "api/index.h"
#include "base/error.h"
#include "input/complete.h"
#include "input/problem.h"
#include "input/record.h"
#include "input/source.h"

#include <stdlib.h>
#include <string.h>

struct wcy_reader {
    struct source *source;
    struct record_parser *parser;
    struct chunk chunk;
    size_t next; /* record of the chunk */
    struct arena arena;
    int strict, explain;
    wcy_skip_fn *on_skip;
    void *context;
};

int wcy_reader_open(struct wcy_reader **out, const char *const *inputs, size_t n_inputs,
                    const struct wcy_input_options *options, struct wcy_error *err)
{
    static const struct wcy_input_options defaults = {.format = WCY_FORMAT_AUTO};
    if (!options)
        options = &defaults;
    struct source_options source = {options->format, options->max_record};
    struct record_options record = {options->fields, options->n_fields, options->max_record};
    struct wcy_reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return fail_nomem(err);
    reader->strict = options->strict;
    reader->explain = options->explain;
    reader->on_skip = options->on_skip;
    reader->context = options->context;
    int code = source_open(&reader->source, inputs, n_inputs, &source, err);
    if (code == 0)
        code = record_parser_new(&reader->parser, &record, err);
    if (code != 0) {
        wcy_reader_close(reader);
        return code;
    }
    *out = reader;
    return 0;
}

void wcy_reader_close(struct wcy_reader *reader)
{
    if (!reader)
        return;
    record_parser_free(reader->parser);
    source_close(reader->source);
    chunk_release(&reader->chunk);
    arena_release(&reader->arena);
    free(reader);
}

/* NULL: out of memory. */
static const struct wcy_page *public_page(const struct article_page *in, struct arena *arena)
{
    struct wcy_page *out = arena_zalloc(arena, 1, sizeof *out);
    struct wcy_block *blocks = arena_zalloc(arena, in->n_blocks + 1, sizeof *blocks);
    if (!out || !blocks)
        return NULL;
    for (size_t i = 0; i < in->n_blocks; i++) {
        const struct article_block *b = &in->blocks[i];
        blocks[i] = (struct wcy_block){.text = public_slice(b->text),
                                       .element = public_slice(b->element),
                                       .reason = public_slice(b->reason),
                                       .score = (double)b->score,
                                       .kept = b->kept};
    }
    *out = (struct wcy_page){.canonical = public_slice(in->canonical),
                             .og_url = public_slice(in->og_url),
                             .site_name = public_slice(in->site_name),
                             .section = public_slice(in->section),
                             .description = public_slice(in->description),
                             .charset = public_slice(in->charset),
                             .bad_bytes = in->bad_bytes,
                             .blocks = blocks,
                             .n_blocks = in->n_blocks};
    return out;
}

static int to_public(const struct article *in, struct arena *arena, struct wcy_article *out,
                     struct wcy_error *err)
{
    *out = (struct wcy_article){.id = public_slice(in->id),
                                .url = public_slice(in->url),
                                .site = public_slice(in->site),
                                .title = public_slice(in->title),
                                .author = public_slice(in->author),
                                .published = public_slice(in->published),
                                .lang = public_slice(in->lang),
                                .text = public_slice(in->text),
                                .file = public_slice(in->file),
                                .offset = in->offset,
                                .time = in->time};
    if (in->page && !(out->page = public_page(in->page, arena)))
        return fail_nomem(err);
    return public_credits(in->credits, in->n_credits, arena, out, err);
}

/* Tells the caller about a record that was left out or repaired. With `strict`, an error if it was
   left out although it should have been an article. */
static int report(struct wcy_reader *reader, const struct record *record,
                  const struct record_problem *why, struct wcy_error *err)
{
    struct wcy_skip skip = {.file = public_slice(record->file),
                            .record = record->number,
                            .offset = record->offset,
                            .reason = why->reason,
                            .detail = why->detail,
                            .repaired = why->repaired,
                            .expected = why->expected};
    if (reader->on_skip)
        reader->on_skip(reader->context, &skip);
    if (!reader->strict || why->repaired || why->expected)
        return 0;
    int code = strcmp(why->reason, PROBLEM_OPEN) == 0 ? WCY_ENOINPUT : WCY_EDATA;
    return fail(err, code, "'%.*s', record %llu: %s: %s",
                SLICE_ARG(slice_sub(record->file, 0, 300)), (unsigned long long)record->number,
                why->reason, why->detail);
}

/* Parses one record. 0: `*article` is filled; 1: it was none, go on. */
static int read_record(struct wcy_reader *reader, const struct record *record,
                       struct article *article, struct wcy_error *err)
{
    struct record_problem why;
    arena_reset(&reader->arena);
    int code = record_parse(reader->parser, &reader->chunk, record, &reader->arena, article, &why);
    if (code < 0)
        return fail_nomem(err);
    article->explain = reader->explain;
    if (code == 0)
        code = article_complete(article, &reader->arena, &why, err);
    if (code < 0)
        return code;
    if (why.reason) {
        int reported = report(reader, record, &why, err);
        if (reported != 0)
            return reported;
    }
    return code;
}

int wcy_reader_next(struct wcy_reader *reader, struct wcy_article *out, struct wcy_error *err)
{
    struct article article;
    for (;;) {
        if (reader->next == reader->chunk.n_records) {
            reader->next = 0;
            int code = source_next(reader->source, &reader->chunk, err);
            if (code != 0)
                return code;
        }
        int code = read_record(reader, &reader->chunk.records[reader->next++], &article, err);
        if (code < 0)
            return code;
        if (code == 0)
            return to_public(&article, &reader->arena, out, err);
    }
}
