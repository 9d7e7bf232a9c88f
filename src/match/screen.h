/*
 * screen: can an article reach the similarity that is asked for? Told from its shingles as they
 * come, without sorting them into a set.
 *
 * What the article shares with the query is counted exactly: each shingle is looked up in a bitmap
 * of the query's and, seldom, in the query's set. How many distinct shingles the article has is
 * bounded from below (the bits that they set in a bitmap), so the similarities made from both are
 * upper bounds: an article that is turned away would have been turned away by the comparison, too.
 */
#ifndef MATCH_SCREEN_H
#define MATCH_SCREEN_H

#include "index/pair_store.h"
#include "sketch/shingle.h"

/* For most articles `enough` is a few hundred. */
#define SCREEN_BITS ((size_t)1 << 13)

/* All zeros is a valid start. */
struct screen {
    const uint64_t *set; /* the query's, ascending, borrowed */
    uint32_t count;
    uint64_t *filter;
    size_t cap_filter, mask;
    uint32_t *seen; /* per shingle of the query: the last round that met it */
    size_t cap_seen;
    uint32_t round;
    uint64_t distinct[SCREEN_BITS / 64];
};

void screen_release(struct screen *s);

/* Takes the query's set. False when memory runs out. */
bool screen_set(struct screen *s, const uint64_t *set, uint32_t count);

/* How many distinct shingles of the query the article has. */
uint32_t screen_shared(struct screen *s, const struct shingles *article);

/* A lower bound of how many distinct shingles the article has; counting stops at `enough`. */
uint32_t screen_distinct(struct screen *s, const struct shingles *article, uint32_t enough);

#endif
