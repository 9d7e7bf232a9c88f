/*
 * sink: a file being written, compressed if its name says so, that appears whole or not at all.
 */
#ifndef API_SINK_H
#define API_SINK_H

#include "base/error.h"
#include "base/slice.h"

struct sink;

/* "-" is standard output; other names are as base/output.h has them. One that ends in ".zst" or
   ".gz" is compressed. */
int sink_open(struct sink **out, const char *path, struct wcy_error *err);

int sink_write(struct sink *s, struct slice bytes, struct wcy_error *err);

/* Writes the rest, syncs, and puts the file in its place. The sink is freed whatever happens. */
int sink_finish(struct sink *s, struct wcy_error *err);

/* Gives up and removes what was written. NULL is fine. */
void sink_abandon(struct sink *s);

#endif
