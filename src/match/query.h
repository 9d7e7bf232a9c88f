/*
 * query: which indexed articles share text with this one?
 */
#ifndef MATCH_QUERY_H
#define MATCH_QUERY_H

#include "index/meta.h"
#include "index/segments.h"
#include "match/gone.h"
#include "match/relation.h"

struct query {
    struct slice text;
    struct slice site, title;
    int64_t time; /* of publication, or WCY_NO_TIME */
    double min_jaccard, min_containment;
    size_t limit;
    uint64_t exclude;  /* an article to leave out; 0: none */
    uint64_t window;   /* seconds between it and a match; 0: any */
    struct slice lang; /* of the matches; empty: any */
};

/* In each pair `a` is the indexed article and `b` the query. */
struct query_result {
    struct pair *items; /* best first */
    size_t count, cap;
};

void query_result_release(struct query_result *r);

/* What one thread answers queries with: buffers, and what it read of the index, which serves the
   next query as long as nothing was committed. */
struct query_space;

struct query_space *query_space_new(struct store *s);
void query_space_free(struct query_space *space);

/* Answers within the read transaction `txn`, which no longer has the articles of `gone`. */
int query_run(struct query_space *space, MDB_txn *txn, const struct meta *meta,
              const struct gone *gone, const struct query *q, struct query_result *result,
              struct wcy_error *err);

#endif
