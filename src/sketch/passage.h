/*
 * passage: the runs of tokens that two texts share.
 *
 * Greedy, in the order of the first text: where both have a shingle in common, the run is extended
 * token by token as far as it goes; of several places in the second text the longest run wins. This
 * is the maximal-match step of greedy string tiling (Wise 1993) with the shingles as seeds.
 */
#ifndef SKETCH_PASSAGE_H
#define SKETCH_PASSAGE_H

#include "sketch/shingle.h"

struct passage {
    uint32_t a_first, a_end; /* tokens of the first text */
    uint32_t b_first, b_end; /* tokens of the second */
};

/* All zeros is a valid start; buffers are reused. */
struct passages {
    struct passage *items;
    size_t count, cap;
    /* private: where the shingles of the second text are. Chains of shingles whose hashes meet in a
       slot, first ones first; index + 1, 0 ends. */
    uint32_t *slots, *next;
    size_t cap_slots, cap_next, mask;
};

void passages_release(struct passages *p);

/* Replaces the contents of `p`. False when memory runs out. */
bool passages_find(struct passages *p, const struct tokens *a, const struct shingles *sa,
                   const struct tokens *b, const struct shingles *sb);

#endif
