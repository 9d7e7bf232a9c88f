/*
 * credit_shingles: the shingles of a text that its credit lines have a part in.
 *
 * Credit lines differ from copy to copy, and are the same on all that a source sells: they are left
 * out of the informative sets, by which is decided (see textset.h). The text keeps its bytes, and
 * the whole sets, which similarities are told of, keep them, too.
 */
#ifndef MATCH_CREDIT_SHINGLES_H
#define MATCH_CREDIT_SHINGLES_H

#include "article/credit.h"
#include "base/arena.h"
#include "sketch/shingle.h"

/* Buffers of one thread. All zeros is a valid start. */
struct credit_shingles {
    struct arena arena;   /* reset by each call */
    struct tokens tokens; /* of one credit line */
    uint64_t *hashes;     /* ascending, distinct */
    size_t count, cap;
};

void credit_shingles_release(struct credit_shingles *c);

/* Fills `hashes`. `tokens` and `shingles` are those of `text`, `credits` what was found in it and
   in its page, also read back from a row. */
int credit_shingles_find(struct credit_shingles *c, struct slice text, const struct credit *credits,
                         size_t n, const struct tokens *tokens, const struct shingles *shingles,
                         uint64_t seed, struct wcy_error *err);

/* Copies the ascending `set` to `out`, which may be the same, without these hashes; returns how
   many are left. */
size_t credit_shingles_drop(const struct credit_shingles *c, const uint64_t *set, size_t n,
                            uint64_t *out);

#endif
