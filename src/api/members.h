/*
 * members: a cluster's members as the library's users see them: with their certificates, which of
 * them are versions of which, and how long they came after the original.
 */
#ifndef API_MEMBERS_H
#define API_MEMBERS_H

#include "api/index.h"
#include "index/cluster_store.h"

struct members {
    struct wcy_member *items; /* the original first, then by time */
    uint64_t *articles;       /* their numbers, in the same order */
};

/* Both lists are the arena's; the strings borrow from the snapshot's transaction. */
int members_list(const struct snapshot *s, const struct cluster *c, struct arena *arena,
                 struct members *out, struct wcy_error *err);

#endif
