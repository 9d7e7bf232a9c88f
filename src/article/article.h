/*
 * article: one published text, as the readers hand it to the index.
 *
 * The slices borrow from the arena or the input chunk that the article was read into; both live
 * until the chunk has been indexed.
 */
#ifndef ARTICLE_ARTICLE_H
#define ARTICLE_ARTICLE_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct credit {
    struct slice source;   /* normalised: "agency:reuters", a domain, or a name */
    struct slice kind;     /* static string */
    struct slice evidence; /* part of the text, or of the page's metadata */
    uint64_t offset;       /* of the evidence in the text */
    double weight;
};

/* A run of text of a page, and what was decided about it. */
struct article_block {
    struct slice text;
    struct slice element, reason; /* "p", "share bar"; static */
    float score;                  /* probability that it is article text */
    bool kept;
};

/* What a page says beside its article. */
struct article_page {
    struct slice canonical, og_url, site_name, section, description;
    struct slice charset; /* that its bytes were read as; static */
    uint64_t bad_bytes;   /* sequences that became U+FFFD */
    struct article_block *blocks;
    size_t n_blocks; /* only when the page is explained */
};

struct article {
    struct slice id, url, site, title, author, published, lang, text;
    struct slice file;       /* input path, for messages and for finding the record again */
    uint64_t record, offset; /* number in the file (from 1) and byte offset in it, decompressed */
    uint64_t record_len;     /* bytes of the record from `offset` on */
    int64_t time;            /* `published` in seconds since 1970, or WCY_NO_TIME */
    struct slice html;       /* the page the text is still to be taken from; empty: there is none */
    struct slice charset;    /* of `html`, as the transport says ("utf-8" for JSON); may be empty */
    struct credit *credits;
    size_t n_credits;
    bool explain;              /* set by the reader: keep the blocks of the page */
    struct article_page *page; /* NULL: the text did not come from a page */
};

#endif
