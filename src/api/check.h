/*
 * check: what the parts of wcy_check share.
 *
 * The work is done in a child process, because LMDB can crash on what is damaged. Each part reports
 * problems and goes on; it returns a negative status only when checking itself cannot go on.
 */
#ifndef API_CHECK_H
#define API_CHECK_H

#include "api/index.h"
#include "index/pages.h"

/* What is gathered of one article, 64 bytes. */
struct fact {
    uint64_t id_key, url_key;
    struct digest digest;
    uint64_t cluster;
    uint32_t shingles;
    uint32_t postings; /* entries of TABLE_PRINTS that name it */
    bool row, gone, in_ids, in_urls, in_exact, in_cluster;
    bool first; /* the oldest live article with its text: it has postings */
};

struct check {
    struct store *store;
    MDB_txn *txn;
    struct meta meta;
    struct gone gone;
    bool quick;
    unsigned part, parts; /* texts of articles with number % parts == part % parts are read */
    int out;              /* where the report goes */
    uint64_t problems, pages, records, texts;
    struct fact *facts; /* by number */
    uint64_t n_facts;   /* meta.next_article */
};

/* Reports a problem. `key` may be NULL. */
void check_problem(struct check *c, const char *table, const char *key, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same for a record whose key is a number. */
void check_number(struct check *c, enum table table, uint64_t key, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* LMDB's pages; in the state of the transaction. */
int check_pages(struct check *c, struct pages *p, struct wcy_error *err);

/* Every record: checksum and layout; fills the facts. */
int check_records(struct check *c, struct wcy_error *err);

/* Segments: order of entries, and what they say of the articles; links against pairs. */
int check_lists(struct check *c, struct wcy_error *err);

/* Clusters against the places of their members, pairs and sites against articles, and counters. */
int check_groups(struct check *c, struct wcy_error *err);

/* Texts: they unpack, have the recorded hashes, and their fingerprints are found. */
int check_texts(struct check *c, struct wcy_error *err);

static inline bool check_article(const struct check *c, uint64_t number)
{
    return number > 0 && number < c->n_facts;
}

#endif
