/*
 * article: one published text, as the readers hand it to the index.
 *
 * The slices borrow from the arena or the input chunk that the article was read into; both live
 * until the chunk has been indexed.
 */
#ifndef ARTICLE_ARTICLE_H
#define ARTICLE_ARTICLE_H

#include "base/slice.h"

#include <stdint.h>

struct credit {
    struct slice source;   /* normalised: "agency:reuters", a domain, or a name */
    struct slice kind;     /* static string */
    struct slice evidence; /* part of the text, or of the page's metadata */
    uint64_t offset;       /* of the evidence in the text */
    double weight;
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
};

#endif
