#include "match/required.h"

#include <math.h>

/* Jaccard .3: shingles in common, of both lengths together. */
#define JACCARD 0.23

/* The least containment of a stored pair, and one that is hardly ever missed. */
#define CONTAINED      0.5
#define WELL_CONTAINED 0.8

/* What part of the pairs at the very threshold may be missed; what is more alike is missed much
   less often. */
struct risk {
    double jaccard;        /* of Jaccard .3 */
    double well_contained; /* of containment .8 */
    double contained;      /* of containment .5; 1: not asked for */
};

static const struct risk fresh_risk = {0.005, 0.005, 0.05};
static const struct risk crowded_risk = {0.02, 0.1, 1};

/* Above so many trials the binomial distribution is as good as normal. */
#define MANY 300

double sampling_rate(const struct wcy_parameters *p, double shingles)
{
    double rate = 1.0 / p->scale, filled = p->floor / fmax(shingles, 1);
    return fmin(1, fmax(rate, filled));
}

double pair_shares(double a, double b)
{
    return fmin(JACCARD * (a + b), CONTAINED * fmin(a, b));
}

/* Standard deviations from the mean down to the quantile: Hastings' approximation (Abramowitz and
   Stegun 1964, 26.2.22), good to .003. */
static double deviations(double missed)
{
    double t = sqrt(-2 * log(missed));
    return t - (2.30753 + 0.27061 * t) / (1 + t * (0.99229 + t * 0.04481));
}

uint32_t binomial_quantile(double n, double chance, double missed)
{
    if (chance >= 1)
        return (uint32_t)n;
    if (n > MANY) {
        double least = n * chance - deviations(missed) * sqrt(n * chance * (1 - chance));
        return least > 0 ? (uint32_t)least : 0;
    }
    double term = pow(1 - chance, n), below = term; /* P(0), P(<= k) */
    uint32_t k = 0;
    while (k < n && below <= missed) {
        term *= (n - k) / (k + 1) * chance / (1 - chance);
        below += term;
        k++;
    }
    return k;
}

/* Fingerprints in common of texts of a and b shingles that share `shared`. The longer text samples
   less. It has a sketch of fixed size, or takes each shingle with the same chance. */
static uint32_t least_prints(const struct wcy_parameters *p, double a, double b, double shared,
                             double missed)
{
    double longer = fmax(a, b), rate = sampling_rate(p, longer);
    if (rate > 1.0 / p->scale)
        return binomial_quantile(floor(rate * longer + 0.5), shared / longer, missed);
    return binomial_quantile(floor(shared), rate, missed);
}

static uint32_t smaller(uint32_t x, uint32_t y)
{
    return y < x ? y : x;
}

static uint32_t least_of(const struct wcy_parameters *p, double a, double b, const struct risk *r)
{
    double shorter = fmin(a, b), alike = JACCARD * (a + b);
    uint32_t least = least_prints(p, a, b, WELL_CONTAINED * shorter, r->well_contained);
    if (r->contained < 1)
        least = smaller(least, least_prints(p, a, b, CONTAINED * shorter, r->contained));
    if (alike < shorter) /* or the lengths are too different */
        least = smaller(least, least_prints(p, a, b, alike, r->jaccard));
    return least < 1 ? 1 : smaller(least, UINT16_MAX);
}

static double class_least(unsigned own)
{
    return exp2(own / 8.0);
}

/* The least over the corners of both classes. */
static void make_row(struct required *r, const struct wcy_parameters *p, unsigned own)
{
    double ends[2] = {class_least(own), class_least(own + 1)};
    for (unsigned c = 0; c < POSTING_CLASSES; c++)
        r->fresh[c] = r->crowded[c] = UINT16_MAX;
    for (unsigned c = 0; c <= POSTING_CLASSES; c++)
        for (unsigned i = 0; i < 2; i++) {
            double other = posting_class_least(c);
            uint32_t fresh = least_of(p, ends[i], other, &fresh_risk);
            uint32_t crowded = least_of(p, ends[i], other, &crowded_risk);
            for (unsigned k = c ? c - 1 : 0; k <= c && k < POSTING_CLASSES; k++) {
                r->fresh[k] = (uint16_t)smaller(r->fresh[k], fresh);
                r->crowded[k] = (uint16_t)smaller(r->crowded[k], crowded);
            }
        }
}

const struct required *required_of(struct required_table *t, const struct wcy_parameters *p,
                                   uint32_t shingles)
{
    unsigned own = shingles > 1 ? (unsigned)(8 * log2(shingles)) : 0;
    if (own >= REQUIRED_CLASSES)
        own = REQUIRED_CLASSES - 1;
    if (!t->made[own])
        make_row(&t->rows[own], p, own);
    t->made[own] = true;
    return &t->rows[own];
}
