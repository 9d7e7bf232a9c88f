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
#define PAIR_SHARED      24

/* Sizes and shared counts of two sets, whole and informative. */
void relation_compare(const struct textset *a, const struct textset *b, struct pair *pair);

/* What is known of two articles beside their texts. */
struct kinship {
    bool identical; /* they have the same normalised text */
    bool common;    /* what they share is on more articles than a posting list keeps: a story that
                       is everywhere, or a notice of a whole network of sites */
    bool crowded;   /* ... or on more earlier ones than an article is compared with for a passage */
};

/* Decides on `pair` from its overlaps: the relation of `b` (the later) to `a`, and whether the two
   share too little to be put into one cluster. */
void relation_decide(const struct wcy_thresholds *t, const struct textset *a,
                     const struct textset *b, struct kinship kin, struct pair *pair);

/* Are two times of publication at most `window` seconds apart? Yes when one of them is WCY_NO_TIME,
   or the window is 0. */
bool relation_is_within(uint64_t window, int64_t a, int64_t b);

/* May the two be compared at all: are they published within the window, in one language, and on
   sites that may? */
bool relation_is_wanted(const struct wcy_parameters *p, const struct textset *a,
                        const struct textset *b);

/* Does relation_is_wanted say no to anybody? Then a text's twins do not stand for each other. */
static inline bool relation_is_bounded(const struct wcy_parameters *p)
{
    return p->window || p->same_site == WCY_SAME_SITE_IGNORE || p->languages == WCY_LANGUAGES_SAME;
}

/* May the two be pages of one frame with different content? Then frame.h must tell. */
bool relation_needs_frame(const struct wcy_thresholds *t, const struct textset *a,
                          const struct textset *b, const struct pair *pair);

/* Should the pair be stored? */
bool relation_is_stored(const struct pair *pair);

/* Does the relation make one article a copy of the other? */
bool relation_is_copy(enum wcy_relation relation);
#endif
