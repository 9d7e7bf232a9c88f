/*
 * fingerprint: the sample of an article's shingles that is indexed.
 *
 * FracMinHash (Irber et al. 2022): the shingles whose hash is below 2^64 / scale, the same ones in
 * every article, so that containment can be estimated without bias; with a floor, because a short
 * text would get too few: then the `floor` smallest hashes (bottom-k, Broder 1997).
 */
#ifndef SKETCH_FINGERPRINT_H
#define SKETCH_FINGERPRINT_H

#include "sketch/shingle.h"

/* A fingerprint is the upper 48 bits of its shingle's hash. What is found through it is compared
   exactly, so a chance match in 2^48 costs one comparison and saves a fifth of the index. */
static inline uint64_t fingerprint_of(uint64_t hash)
{
    return hash >> 16;
}

/* How many of a sorted shingle set's hashes are its sample: they are its first ones. */
size_t fingerprints_of_set(const uint64_t *set, size_t count, unsigned scale, unsigned floor);

/* A sample of whole hashes. */
struct fingerprints {
    uint64_t *hash; /* ascending, distinct */
    size_t count, cap;
};

void fingerprints_release(struct fingerprints *f);

/* Replaces the contents of `f`. False when memory runs out. */
bool fingerprints_make(struct fingerprints *f, const struct shingles *s, unsigned scale,
                       unsigned floor);

#endif
