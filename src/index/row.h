/*
 * row: what the index keeps of an article besides its text.
 */
#ifndef INDEX_ROW_H
#define INDEX_ROW_H

#include "article/article.h"
#include "base/arena.h"
#include "index/store.h"
#include "sketch/token.h"

struct row {
    uint64_t number;  /* of the article, from 1, in the order of indexing */
    uint64_t version; /* 1, or more when the id's content changed */
    uint64_t batch;
    uint64_t file;               /* in TABLE_FILES */
    uint64_t offset, record_len; /* where in the file */
    uint64_t text_len;           /* bytes */
    uint64_t shingles;           /* in the text, repeats counted */
    bool many_sites;             /* other sites have articles with the same text */
    uint64_t content;            /* hash over all fields: is a known id unchanged? */
    uint64_t site_key;           /* hash of the site, not stored; 0: none */
    struct digest digest;        /* of the normalised text */
    int64_t time;
    struct slice id, url, site, title, author, published, lang;
    struct slice credits; /* encoded, see row_credits */
};

bool row_encode(struct buf *to, const struct row *r);

/* The slices borrow from `value`. WCY_ECORRUPT when it is not a record. */
int row_decode(struct row *r, uint64_t number, struct slice value, struct wcy_error *err);

/* Reads a record; WCY_END when there is no such article (any more). The slices borrow from the
   transaction. */
int row_get(struct store *s, MDB_txn *txn, uint64_t number, struct row *r, struct wcy_error *err);

/* The article as it was when it was indexed, with the text it had; without its credits. Slices are
   the record's. */
struct article row_article(const struct row *r, struct slice text);

/* Credits to and from the bytes kept in a record. Decoded slices borrow from `bytes`, the array is
   the arena's. */
bool row_encode_credits(struct buf *to, const struct credit *credits, size_t count);
int row_credits(struct slice bytes, struct arena *arena, struct credit **credits, size_t *count,
                struct wcy_error *err);

/* The hashes under which an article is found. */
uint64_t row_id_key(struct slice id);
uint64_t row_url_key(struct slice url);
uint64_t row_site_key(struct slice site);

/* Key of a language without its region, "en" of "en-GB"; 0: not known. */
uint64_t row_lang_key(struct slice lang);

/* Does "en" ask for `lang`, such as "en", "en-GB" or "en_US"? The empty language asks for all. */
bool row_is_language(struct slice lang, struct slice asked);
uint64_t row_content(const struct article *a);

#endif
