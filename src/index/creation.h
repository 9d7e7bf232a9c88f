/*
 * creation: the first file of an index.
 *
 * It is made in a folder of its own, with its tables, and comes to its place when it is whole and
 * on disk. So there never is a data.mdb that is half made: after a crash there is an index or none.
 */
#ifndef INDEX_CREATION_H
#define INDEX_CREATION_H

#include "index/store.h"

/* Makes data.mdb in the store's folder, if there still is none; the writer's lock must be held.
   What an interrupted creation left behind is thrown away. */
int creation_run(const struct store *s, const char *const *tables, unsigned count,
                 struct wcy_error *err);

/* Gives lock.mdb its blocks before LMDB maps it: to touch one that the disk has no room for would
   end the process with SIGBUS. The folder must not be open in this process: closing a file lets go
   of all locks that the process has on it. */
int creation_reserve_lock(const struct store *s, unsigned readers, struct wcy_error *err);

/* Is this the name of a file of an unfinished creation? */
bool creation_owns(const char *name);

#endif
