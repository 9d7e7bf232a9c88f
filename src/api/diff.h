/*
 * diff: the passages that two texts share, as byte ranges.
 */
#ifndef API_DIFF_H
#define API_DIFF_H

#include "base/error.h"
#include "base/slice.h"
#include "sketch/passage.h"

struct diff_side {
    struct tokens tokens;
    struct shingles shingles;
};

/* Buffers for comparing one text with others. All zeros is a valid start. */
struct diff_space {
    struct diff_side a, b;
    struct passages found;
};

void diff_space_release(struct diff_space *d);

/* Takes the first text; runs of at least `width` words. False when memory runs out. */
bool diff_first(struct diff_space *d, struct slice a, unsigned width);

/* Finds the passages that the first text shares with `b`: d->found.count of them. False when memory
   runs out. */
bool diff_second(struct diff_space *d, struct slice b, unsigned width);

/* The byte ranges of passage `i`. */
struct wcy_passage diff_passage(const struct diff_space *d, size_t i);

#endif
