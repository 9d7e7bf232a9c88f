/*
 * decide: the original of a star, from the index's rows and the comparisons in the graph.
 */
#ifndef MATCH_DECIDE_H
#define MATCH_DECIDE_H

#include "base/arena.h"
#include "match/evidence.h"
#include "match/star.h"

struct decision {
    uint32_t best;       /* the node nearest to the source: the original when it is in the corpus */
    bool outside;        /* the source is outside the corpus */
    struct slice source; /* whose text it is, or empty; in the arena */
};

/* Decides which of the nodes `members` the others come from; see origin.h. In a star of thousands
   the earliest one is taken. */
int decide_original(struct evidence *e, const struct star_graph *g, const uint32_t *members,
                    size_t count, uint32_t centre, struct arena *arena, struct decision *out,
                    struct wcy_error *err);

#endif
