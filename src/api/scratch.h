/*
 * scratch: a temporary folder and the index in it.
 */
#ifndef API_SCRATCH_H
#define API_SCRATCH_H

#include "api/index.h"

struct scratch {
    char *folder;
    struct wcy_index index;
};

/* Makes a folder in `parent` (NULL: $TMPDIR, else /tmp) and an empty index in it. */
int scratch_open(struct scratch *s, const char *parent, const struct wcy_parameters *parameters,
                 struct wcy_error *err);

/* Removes both. */
void scratch_close(struct scratch *s);

/* Copies standard input to a file of the folder; *path is malloc'ed. */
int scratch_spool(const struct scratch *s, char **path, struct wcy_error *err);

#endif
