/*
 * cut: a text made into tokens and shingles, for tests.
 */
#ifndef TESTS_CUT_H
#define TESTS_CUT_H

#include "base/hash.h"
#include "sketch/shingle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cut {
    struct tokens tokens;
    struct shingles shingles;
};

static inline void cut_slice(struct cut *c, struct slice text, unsigned width)
{
    if (!tokens_scan(&c->tokens, text, 0) || !shingles_make(&c->shingles, &c->tokens, width))
        abort();
}

static inline void cut_text(struct cut *c, const char *text, unsigned width)
{
    cut_slice(c, slice_str(text), width);
}

static inline void cut_release(struct cut *c)
{
    tokens_release(&c->tokens);
    shingles_release(&c->shingles);
}

/* The same numbers on every run (splitmix64, Steele et al. 2014). */
static inline uint64_t cut_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

#endif
