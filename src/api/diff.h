/*
 * diff: the passages that two texts share, as byte ranges.
 */
#ifndef API_DIFF_H
#define API_DIFF_H

#include "base/error.h"
#include "base/slice.h"

/* Runs of at least `width` words; `*out` is malloc'ed. */
int diff_texts(struct slice a, struct slice b, unsigned width, struct wcy_passage **out,
               size_t *count, struct wcy_error *err);

#endif
