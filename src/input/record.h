/*
 * record: from a record's raw bytes to an article, on the worker's side.
 *
 * Parsers share nothing: one for each thread. A record becomes an article or a named problem, never
 * less.
 */
#ifndef INPUT_RECORD_H
#define INPUT_RECORD_H

#include "article/article.h"
#include "base/arena.h"
#include "input/chunk.h"

#include "wirecopy.h"

struct record_options {
    const char *const *fields; /* "text=BODY" mappings */
    size_t n_fields;
    uint64_t max_record; /* limit of a body once it is decompressed; 0: 64 MiB */
};

struct record_problem {
    const char *reason; /* input/problem.h; NULL: nothing was wrong */
    bool repaired;      /* the record was kept, with a repair */
    bool expected;      /* left out because it is no article, not because it is broken */
    char detail[200];   /* more words, or "" */
};

struct record_parser;

/* WCY_EUSAGE for a mapping that is none, or WCY_ENOMEM. `options` may be NULL. */
int record_parser_new(struct record_parser **out, const struct record_options *options,
                      struct wcy_error *err);
void record_parser_free(struct record_parser *parser);

/* Reads one record of a finished chunk. 0: `*out` is an article (if `why->repaired`, after a
   repair); 1: it is none, `*why` says why not; WCY_ENOMEM. A page has `html` in place of text (see
   input/complete.h); its other fields are what the record says beside the page. Slices borrow from
   the chunk, the arena, or static strings. */
int record_parse(struct record_parser *parser, const struct chunk *chunk,
                 const struct record *record, struct arena *arena, struct article *out,
                 struct record_problem *why);

#endif
