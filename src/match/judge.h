/*
 * judge: two articles of the index or the batch, compared exactly and decided on.
 */
#ifndef MATCH_JUDGE_H
#define MATCH_JUDGE_H

#include "match/frame.h"
#include "match/relation.h"
#include "match/textset.h"

/* One thread's. All zeros is a valid start but for the cache's source, transaction and limit. */
struct judge {
    struct textset_cache cache;
    struct frame_space frame;
    struct buf text_a, text_b;
};

void judge_release(struct judge *j);

/* Fills `pair`, of which a and b (a < b) are given. WCY_END: one of the articles is gone,
   or the two are not to be compared. */
int judge_pair(struct judge *j, struct kinship kin, struct pair *pair, struct wcy_error *err);

#endif
