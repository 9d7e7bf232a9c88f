/*
 * salvage: what is still readable of a damaged index.
 *
 * First every record whose checksum holds is taken from the damaged file into a store beside it,
 * without LMDB, which would crash. Then that store is mended: what depends on something lost goes,
 * so that it says nothing that is not so, and can be transferred like any index (transfer.h).
 */
#ifndef API_SALVAGE_H
#define API_SALVAGE_H

#include "api/index.h"
#include "index/segment.h"

/* An article that is lost. */
struct loss {
    uint64_t number;
    struct slice id; /* empty: unknown */
    const char *why; /* static */
};

struct salvage {
    struct store *store;
    MDB_txn *txn;
    struct meta meta;
    struct gone gone;
    void (*on_loss)(void *context, const struct loss *loss); /* may be NULL */
    void *context;
    bool damaged[TABLE_COUNT]; /* records of these tables were lost */
    bool counters_lost;        /* meta is from an older state: how much there was is not known */
    uint64_t lost;
    uint64_t files, batches, sites; /* records of these that were lost */
    /* to be done again on the index that is made of it */
    uint64_t *touched; /* articles whose clusters were lost */
    size_t n_touched, cap_touched;
    struct entry *pairs; /* (earlier, later): pairs that were lost */
    size_t n_pairs, cap_pairs;
};

/* Fills `store`, which is empty and open for writing, from the damaged file in `folder`. */
int salvage_read(struct salvage *s, struct store *store, const char *folder, struct wcy_error *err);

/* Makes what was read agree with itself; commits. */
int salvage_mend(struct salvage *s, struct wcy_error *err);

void salvage_release(struct salvage *s);

#endif
