/*
 * gen_copy: what happens to a text when somebody else prints it.
 */
#ifndef BENCH_GEN_COPY_H
#define BENCH_GEN_COPY_H

#include "bench/gen_chain.h"

/* A growable text. */
struct words {
    uint32_t *items;
    size_t count, cap;
};

/* Appends; false when memory runs out. */
bool words_append(struct words *w, const uint32_t *items, size_t n);

/* Appends `n` words of new text. */
bool words_append_new(struct words *w, const struct chain *c, struct rng *r, size_t n);

/* What a copy did to its story; the name goes into the truth file. */
const char *copy_write(struct words *out, const struct chain *c, struct rng *r,
                       const uint32_t *words, size_t n);

/* Replaces, drops or inserts about `edits` words at random places. */
bool copy_edit(struct words *w, const struct chain *c, struct rng *r, size_t edits);

#endif
