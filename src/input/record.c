#include "input/record.h"

#include "article/charset.h"
#include "article/date.h"
#include "article/site.h"
#include "base/error.h"
#include "base/utf8.h"
#include "input/parse.h"
#include "input/problem.h"
#include "input/sniff.h"
#include "input/source.h"

#include <libxml/parser.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void __attribute__((format(printf, 2, 3)))
say_nothing(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

/* For feeds; it must happen before there are threads. It may want to print that there is no memory,
   which parsing then reports. */
static void start_xml(void)
{
    xmlGenericErrorFunc handler = xmlGenericError;
    void *context = xmlGenericErrorContext;
    xmlSetGenericErrorFunc(NULL, say_nothing);
    xmlInitParser();
    xmlSetGenericErrorFunc(context, handler);
}

int record_parser_new(struct record_parser **out, const struct record_options *options,
                      struct wcy_error *err)
{
    static const struct record_options defaults = {NULL, 0, 0};
    if (!options)
        options = &defaults;
    start_xml();
    struct record_parser *parser = calloc(1, sizeof *parser);
    if (!parser)
        return fail_nomem(err);
    int code = fields_init(&parser->fields, options->fields, options->n_fields, err);
    if (code != 0) {
        free(parser);
        return code;
    }
    parser->max_record = (size_t)(options->max_record ? options->max_record : SOURCE_MAX_RECORD);
    *out = parser;
    return 0;
}

void record_parser_free(struct record_parser *parser)
{
    if (!parser)
        return;
    fields_release(&parser->fields);
    free(parser);
}

__attribute__((format(printf, 3, 0))) static void
set_problem(struct record_problem *why, const char *reason, const char *format, va_list args)
{
    why->reason = reason;
    vsnprintf(why->detail, sizeof why->detail, format, args);
}

int parse_skip(struct parse *p, const char *reason, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set_problem(p->why, reason, format, args);
    va_end(args);
    p->why->repaired = false;
    return 1;
}

int parse_set_aside(struct parse *p, const char *reason, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set_problem(p->why, reason, format, args);
    va_end(args);
    p->why->repaired = false;
    p->why->expected = true;
    return 1;
}

void parse_repaired(struct parse *p, const char *reason, const char *format, ...)
{
    if (p->why->repaired)
        return;
    va_list args;
    va_start(args, format);
    set_problem(p->why, reason, format, args);
    va_end(args);
    p->why->repaired = true;
}

struct slice parse_utf8(struct parse *p, struct slice text)
{
    size_t bad;
    if (utf8_valid(text))
        return text.ptr ? text : slice_make("", 0);
    struct slice fixed = utf8_repair(text, p->arena, &bad);
    if (fixed.ptr)
        parse_repaired(p, PROBLEM_UTF8, "%zu bad sequences became U+FFFD", bad);
    return fixed;
}

/* The bytes of a text file as UTF-8: nothing says what they are, so it is detected. */
static struct slice decode_text(struct parse *p, struct slice bytes)
{
    struct charset_result decoded;
    if (utf8_valid(bytes) && !sniff_utf16(bytes))
        return bytes.ptr ? bytes : slice_make("", 0);
    if (charset_decode(&decoded, bytes, slice_make(NULL, 0), false, p->arena, NULL) != 0)
        return slice_make(NULL, 0);
    if (strcmp(decoded.name, "UTF-8") == 0)
        return parse_utf8(p, bytes);
    parse_repaired(p, PROBLEM_UTF8, "read as %s; %llu bad sequences became U+FFFD", decoded.name,
                   (unsigned long long)decoded.bad);
    return decoded.text;
}

static int parse_text(struct parse *p)
{
    p->article->text = decode_text(p, p->record->bytes);
    if (!p->article->text.ptr)
        return WCY_ENOMEM;
    if (slice_trim(p->article->text).len == 0)
        return parse_skip(p, PROBLEM_EMPTY_TEXT, "the file holds only white space");
    return 0;
}

static int parse_html(struct parse *p)
{
    p->article->html = p->record->bytes;
    if (slice_trim(p->article->html).len == 0)
        return parse_skip(p, PROBLEM_EMPTY_TEXT, "the file holds only white space");
    return 0;
}

static int parse_format(struct parse *p)
{
    switch (p->record->format) {
    case FORMAT_JSONL:
        return parse_json(p);
    case FORMAT_TEXT:
        return parse_text(p);
    case FORMAT_HTML:
        return parse_html(p);
    case FORMAT_FEED:
        return parse_feed(p);
    case FORMAT_WARC:
    case FORMAT_ARC:
        return parse_archive(p);
    default:
        return parse_skip(p, PROBLEM_UNSUPPORTED, "no parser for this kind of record");
    }
}

/* "file#record", the id of an article that has none. */
static struct slice record_id(struct arena *arena, const struct record *record)
{
    char number[24];
    int digits = snprintf(number, sizeof number, "#%llu", (unsigned long long)record->number);
    size_t len = record->file.len + (size_t)digits;
    char *id = arena_alloc(arena, len);
    if (!id)
        return slice_make(NULL, 0);
    memcpy(id, record->file.ptr, record->file.len);
    memcpy(id + record->file.len, number, (size_t)digits);
    /* A file's name is any bytes, an id is UTF-8. */
    struct slice made = slice_make(id, len);
    size_t bad;
    return utf8_valid(made) ? made : utf8_repair(made, arena, &bad);
}

/* What follows from the fields that were read. */
static int complete(struct parse *p)
{
    struct article *a = p->article;
    if (slice_trim(a->id).len == 0)
        a->id = a->url;
    if (slice_trim(a->id).len == 0)
        a->id = record_id(p->arena, p->record);
    if (!a->id.ptr)
        return WCY_ENOMEM;
    if (slice_trim(a->site).len == 0)
        a->site = site_of_url(a->url, p->arena);
    a->time = date_parse(a->published);
    return 0;
}

int record_parse(struct record_parser *parser, const struct chunk *chunk,
                 const struct record *record, struct arena *arena, struct article *out,
                 struct record_problem *why)
{
    (void)chunk; /* it must stay alive, no more */
    struct parse p = {parser, record, arena, out, why};
    *why = (struct record_problem){0};
    if (record->problem) {
        parse_skip(&p, record->problem, "%s", record->detail);
        why->expected = record->expected;
        return 1;
    }
    *out = (struct article){.file = record->file,
                            .record = record->number,
                            .offset = record->offset,
                            .record_len = record->bytes.len,
                            .time = WCY_NO_TIME};
    int code = parse_format(&p);
    return code == 0 ? complete(&p) : code;
}
