/*
 * recluster: bringing the clusters up to date after a batch or a removal.
 *
 * Only what was touched is made anew: the new articles, and what they are connected with by copies
 * (see cluster_graph.h).
 */
#ifndef MATCH_RECLUSTER_H
#define MATCH_RECLUSTER_H

#include "index/meta.h"
#include "index/segments.h"
#include "match/gone.h"

/* Makes the clusters around the `touched` articles anew within the write transaction `txn`, in
   which the pairs are already stored. Articles from `first_new` on are new: all they are paired
   with is touched. Counts go to `meta`. */
int recluster(struct store *s, MDB_txn *txn, struct meta *meta, const struct segments *links,
              const struct gone *gone, const uint64_t *touched, size_t n_touched,
              uint64_t first_new, struct wcy_error *err);

#endif
