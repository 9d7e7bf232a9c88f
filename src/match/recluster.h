/*
 * recluster: bringing the clusters up to date after a batch or a removal.
 *
 * Only what was touched is made anew: the new articles, and what they are connected with by copies
 * (see cluster_graph.h).
 */
#ifndef MATCH_RECLUSTER_H
#define MATCH_RECLUSTER_H

#include "base/number_set.h"
#include "index/meta.h"
#include "index/segments.h"
#include "match/gone.h"

struct textset_pool;

/* Articles whose pairs changed. */
struct touched {
    const uint64_t *articles;
    size_t count;
    uint64_t first_new; /* articles from here on are new: all they are paired with is touched */
    const struct number_set *suspects; /* that may be round-ups by their headlines; may be NULL */
    struct textset_pool *sets;         /* at hand; NULL: none */
};

/* Makes the clusters around the touched articles anew within the write transaction `txn`, in which
   the pairs are already stored. Counts go to `meta`. */
int recluster(struct store *s, MDB_txn *txn, struct meta *meta, const struct segments *links,
              const struct gone *gone, const struct touched *touched, struct wcy_error *err);

#endif
