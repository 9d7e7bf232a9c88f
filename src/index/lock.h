/*
 * lock: one writer an index.
 *
 * A file `writer.lock` in the index folder, held with flock(2), which the kernel lets go when the
 * process ends however it ends. The file says who holds it.
 */
#ifndef INDEX_LOCK_H
#define INDEX_LOCK_H

#include "base/error.h"

/* Takes the lock or fails at once with WCY_ELOCKED, naming the holder. */
int lock_writer(const char *folder, int *fd, struct wcy_error *err);

/* Lets go; -1 is nothing. */
void lock_release(int fd);

#endif
