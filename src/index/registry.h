/*
 * registry: the indexes that this process has open.
 *
 * LMDB's file locks belong to the process: a second environment on the same file would drop the
 * first one's locks when it is closed, and readers would be cut off from under. So it is refused.
 */
#ifndef INDEX_REGISTRY_H
#define INDEX_REGISTRY_H

#include "base/error.h"

#include <stdbool.h>
#include <sys/types.h>

struct registered {
    struct registered *next;
    dev_t device;
    ino_t inode;
    pid_t process; /* a child that was forked does not have its parent's indexes open */
};

/* Enters the folder; WCY_EUSAGE when it is open already. `r` is the caller's and stays where it is
   until registry_leave, which may be called for one that was never entered (all zeros). */
int registry_enter(struct registered *r, const char *folder, struct wcy_error *err);
void registry_leave(struct registered *r);

/* Is the folder still the one that was entered? `compact` may have put another one in its place. */
bool registry_is_current(const struct registered *r, const char *folder);

#endif
