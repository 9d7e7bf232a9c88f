/*
 * dump_parse: the lines of a dump (doc/dump-format.md), one after the other, into a transfer_sink.
 *
 * A dump comes from outside: every number, length and order is checked, and nothing is believed of
 * it that the index would break on. That its parts agree is checked on the index made from it.
 */
#ifndef API_DUMP_PARSE_H
#define API_DUMP_PARSE_H

#include "match/transfer.h"

#include "base/hash.h"

#define DUMP_VERSION 1

/* The kinds of lines in their order. */
enum dump_kind {
    DUMP_HEADER,
    DUMP_DICTIONARY,
    DUMP_FILE,
    DUMP_BATCH,
    DUMP_CREDIT, /* stands before its article, so the order is by both */
    DUMP_ARTICLE,
    DUMP_PAIRS,
    DUMP_PLACE,
    DUMP_CLUSTER,
    DUMP_SITE,
    DUMP_LINE,
    DUMP_END,
    DUMP_KINDS
};

/* Called once, after the header and the dictionary, before anything else. */
typedef int dump_begin_fn(void *context, const struct meta *meta, struct slice dictionary,
                          struct wcy_error *err);

struct dump_parser {
    const char *name; /* of the dump, for messages */
    dump_begin_fn *begin;
    void *begin_context;
    struct transfer_sink to;
    struct meta meta;
    /* private */
    uint64_t line; /* number of the current one, from 1 */
    enum dump_kind kind;
    uint64_t last; /* number of the last record of this kind */
    bool begun, ended;
    struct buf dictionary, credits, bytes;
    uint64_t credited;  /* the article that `credits` belong to */
    uint64_t *articles; /* those that came: number * 2, and 1 when it is replaced */
    size_t n_articles, cap_articles;
    struct pair_list pairs;
    struct cluster cluster;
    struct arena arena; /* of one line */
    XXH3_state_t *hash;
};

int dump_parser_init(struct dump_parser *p, const char *name, struct wcy_error *err);
void dump_parser_release(struct dump_parser *p);

/* Takes a line without its line feed; JSON_PADDING bytes behind it are readable, the first of them
   a line feed or NUL. WCY_EDATA: this is no dump, or a damaged one. */
int dump_parse(struct dump_parser *p, struct slice line, struct wcy_error *err);

/* The end of the file: WCY_EDATA when the last line has not come. */
int dump_parse_end(struct dump_parser *p, struct wcy_error *err);

#endif
