/*
 * beside: a folder that is made beside another one, and takes its place whole or not at all.
 *
 * What it holds is synced before the folder is renamed, and the folder above it after; so at any
 * moment, also after a crash, there is the old index or the new one. Files are never renamed into a
 * folder that is in use: LMDB's lock file and data file belong together, and a process that opens
 * one of the old and one of the new would read nonsense. Whoever has the old folder open keeps it.
 */
#ifndef API_BESIDE_H
#define API_BESIDE_H

#include "base/error.h"

struct beside {
    char *path; /* the place, as the file system knows it */
    char *made; /* the folder beside it */
    int lock;   /* of that folder, held while it is filled; -1: none */
};

/* Makes the folder "PATH.SUFFIX", empty. One that a crash left behind is emptied; WCY_ELOCKED when
   another process is filling it. */
int beside_make(struct beside *b, const char *path, const char *suffix, struct wcy_error *err);

/* Moves the folder to its place, where nothing may be. */
int beside_place(struct beside *b, struct wcy_error *err);

/* Exchanges the two folders in one step; what was in the place is in `made` afterwards. */
int beside_swap(struct beside *b, struct wcy_error *err);

/* Moves what is in `made` to "PATH.NAME-N" with the first N that is free; `*kept` is malloc'ed. */
int beside_keep(struct beside *b, const char *name, char **kept, struct wcy_error *err);

/* Deletes `made`, if it is still there, with the files of an index in it, and frees the rest. */
void beside_drop(struct beside *b);

#endif
