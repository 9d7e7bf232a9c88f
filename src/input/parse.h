/*
 * parse: what the parsers of the single formats share; private to the record parser.
 */
#ifndef INPUT_PARSE_H
#define INPUT_PARSE_H

#include "input/fields.h"
#include "input/record.h"

struct record_parser {
    struct fields fields;
    size_t max_record;
};

/* One call of record_parse. */
struct parse {
    struct record_parser *parser;
    const struct record *record;
    struct arena *arena;
    struct article *article;
    struct record_problem *why;
};

/* Fills in the problem and returns 1. */
int parse_skip(struct parse *p, const char *reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for what was never meant to be an article. */
int parse_set_aside(struct parse *p, const char *reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Notes a repair; the first one is the one that is told. */
void parse_repaired(struct parse *p, const char *reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* `text` as valid UTF-8: itself, or repaired and noted so. `.ptr` is NULL when memory runs out. */
struct slice parse_utf8(struct parse *p, struct slice text);

/* The formats: 0, 1 or WCY_ENOMEM, as record_parse. */
int parse_json(struct parse *p);
int parse_archive(struct parse *p);
int parse_feed(struct parse *p);

#endif
