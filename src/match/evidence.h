/*
 * evidence: what the index knows of a cluster's members that tells which of them is the original.
 */
#ifndef MATCH_EVIDENCE_H
#define MATCH_EVIDENCE_H

#include "index/store.h"
#include "match/neighbours.h"
#include "match/origin.h"

/* For one transaction. All zeros may be closed. */
struct evidence {
    struct store *store;
    MDB_txn *txn;
    /* private: opened when they are needed first */
    struct neighbours neighbours;
    struct segments_reader *lines;
};

void evidence_close(struct evidence *e);

/* Fills `m` from the row of `article`; what it points to lives in `arena`. WCY_ECORRUPT: there is
   no such article. */
int evidence_member(struct evidence *e, uint64_t article, struct arena *arena,
                    struct origin_member *m, struct wcy_error *err);

/* Where no member says whose text it is, what the rest of the index says of their sites: fills
   `series` and `record` of the members, which are the articles `articles`. */
int evidence_beside(struct evidence *e, const uint64_t *articles, struct origin_member *members,
                    size_t n, struct arena *arena, struct wcy_error *err);

#endif
