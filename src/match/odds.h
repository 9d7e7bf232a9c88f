/*
 * odds: how many rare fingerprints a pair worth reporting shares with a query, all but surely.
 *
 * candidate.h bounds the number by the lengths of two texts alone. A query knows more: which of its
 * own fingerprints are rare, and where their hashes lie. A shared shingle that is a fingerprint of
 * the query is one of the other text too, as long as its hash is low enough for that text's sketch;
 * so the number shared is binomial, with few trials and a high chance each, and its lower tail is
 * nearer to the mean than that of the bound.
 */
#ifndef MATCH_ODDS_H
#define MATCH_ODDS_H

#include "match/candidate.h"
#include "match/posting.h"

struct odds {
    /* Rare fingerprints that a stored pair shares, by length class. */
    uint32_t pair[POSTING_CLASSES];
};

/* `prints` are the query's wish->prints fingerprints as whole hashes, ascending; rare[i]: is it
   below the document-frequency cap? */
void odds_make(struct odds *o, const struct candidate_wish *wish, const uint64_t *prints,
               const bool *rare);

/* Drops the candidates (sorted, best first) that are neither likely to be a pair nor to share a
   passage. */
void odds_filter(const struct odds *o, const struct candidate_wish *wish,
                 struct candidate_counter *c);

#endif
