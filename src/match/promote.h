/*
 * promote: when the first of several identical texts goes, the next one takes its place.
 *
 * Only the first article of a normalised text has postings and pairs; its twins are found through
 * it. So when it is removed or replaced, its postings and pairs pass on to its oldest twin.
 */
#ifndef MATCH_PROMOTE_H
#define MATCH_PROMOTE_H

#include "base/radix.h"
#include "index/meta.h"
#include "index/segments.h"
#include "match/gone.h"

/* The entries of all promotions of one transaction. All zeros is a valid start. */
struct promoted {
    struct radix_item *prints, *links;
    size_t n_prints, cap_prints, n_links, cap_links;
    struct gone heirs; /* that have their postings already */
};

/* When several articles go in one transaction, all of them must be in `gone` before the first call:
   what an heir gets here is not seen by the next call, so an heir must stay. `article` is in `gone`
   now; its row and pairs are still there. `lists` are the segment lists of the transaction,
   TABLE_SEGMENTED of them. Articles from number `fresh` on have their own postings already. *heir
   is the twin that takes over; 0 when there is none, or when `article` was not the first. What the
   heir gets is collected in `to`. */
int promote_twin(struct store *s, MDB_txn *txn, struct meta *meta, struct segments *lists,
                 const struct gone *gone, uint64_t article, uint64_t fresh, struct promoted *to,
                 uint64_t *heir, struct wcy_error *err);

/* Writes what was collected, one segment a table, and frees it. */
int promote_finish(MDB_txn *txn, struct meta *meta, struct segments *lists, struct promoted *p,
                   struct wcy_error *err);

/* Frees it. */
void promote_abandon(struct promoted *p);

#endif
