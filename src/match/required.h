/*
 * required: how many fingerprints two texts must have in common to be compared.
 *
 * Texts worth comparing share so many shingles. Of these, both sketch a sample, so the number of
 * fingerprints they share is binomial, and its lower quantiles say who can be left out. Copies of a
 * story that many articles carry get many chances to be found, and stock phrases are carried by
 * many articles: for such candidates a higher quantile is asked.
 */
#ifndef MATCH_REQUIRED_H
#define MATCH_REQUIRED_H

#include "match/posting.h"
#include "wirecopy.h"

#include <stdbool.h>

/* The share of a text's shingles that is in its sketch (fingerprint.h). */
double sampling_rate(const struct wcy_parameters *p, double shingles);

/* Shingles that texts of these lengths share at least when they are a stored pair: Jaccard .3 or
   containment .5. */
double pair_shares(double a, double b);

/* What one text must share with others, by their length class. */
struct required {
    uint16_t fresh[POSTING_CLASSES];   /* fingerprints, when few articles carry them */
    uint16_t crowded[POSTING_CLASSES]; /* ... and when many do */
};

/* Classes of the text's own length: eighths of octaves, up to 2^20. */
#define REQUIRED_CLASSES 160

/* One thread's; rows are made when they are asked for. All zeros is a valid start. */
struct required_table {
    struct required rows[REQUIRED_CLASSES];
    bool made[REQUIRED_CLASSES];
};

/* The row of a text of so many shingles; for one table `p` is always the same. */
const struct required *required_of(struct required_table *t, const struct wcy_parameters *p,
                                   uint32_t shingles);

/* The largest k that a binomial number (n trials) is below in no more than `missed` of all cases.
 */
uint32_t binomial_quantile(double n, double chance, double missed);

#endif
