/*
 * relation: what an exact comparison says about two articles.
 */
#ifndef MATCH_RELATION_H
#define MATCH_RELATION_H

#include "index/pair_store.h"
#include "match/textset.h"

/* A pair is stored when the whole texts have this Jaccard or this containment of either side ... */
#define PAIR_JACCARD     0.3
#define PAIR_CONTAINMENT 0.5
/* ... or when the informative texts share so many shingles (a long paragraph). */
#define PAIR_SHARED 24

/* Sizes and shared counts of two sets, whole and informative. */
void relation_compare(const struct textset *a, const struct textset *b, struct pair *pair);

/* The relation of `b` (the later) to `a` from the overlaps of `pair`, before templates are told
   apart. */
enum wcy_relation relation_decide(const struct wcy_thresholds *t, const struct pair *pair,
                                  bool same_title);

/* Enough text in common to speak of copying? Texts too short for that count only when they agree
   completely, and under one title: "Watch the video above." is on many pages. */
bool relation_is_enough(const struct wcy_thresholds *t, const struct pair *pair, bool same_title);

/* Should the pair be stored? */
bool relation_is_stored(const struct pair *pair);

/* Does the relation make one article a copy of the other? */
bool relation_is_copy(enum wcy_relation relation);
#endif
