#include "match/odds.h"

#include <math.h>

/* One pair in 200 may be missed, as by candidate.h; the pairs at the very threshold, that is. */
#define MISSED 0.005

/* A short text's sketch is its lowest hashes, so where it ends varies: by 18 % (one standard
   deviation) for 32 of them. So far down it nearly always reaches. */
#define SURE 0.6

/* The query's rare fingerprints that every text of up to `longest` shingles would have in its
   sketch. */
static uint32_t trials(const struct wcy_parameters *p, double longest, const uint64_t *prints,
                       const bool *rare, uint32_t count)
{
    const double whole = 18446744073709551616.0;
    double end = fmax(1.0 / p->scale, SURE * sampling_rate(p, longest)) * whole;
    uint32_t n = 0;
    for (uint32_t i = 0; i < count && (double)prints[i] < end; i++)
        n += rare[i];
    return n;
}

void odds_make(struct odds *o, const struct candidate_wish *w, const uint64_t *prints,
               const bool *rare)
{
    const struct wcy_parameters *p = w->parameters;
    double own = fmax(w->shingles, 1);
    for (unsigned c = 0; c < POSTING_CLASSES; c++) {
        double from = posting_class_least(c), to = posting_class_least(c + 1);
        double shared = pair_shares(own, from);
        uint32_t pair =
            binomial_quantile(trials(p, to, prints, rare, w->prints), shared / own, MISSED);
        o->pair[c] = pair > 1 ? pair : 1;
    }
}

void odds_filter(const struct odds *o, const struct candidate_wish *w, struct candidate_counter *c)
{
    size_t kept = 0, passages = 0;
    for (size_t i = 0; i < c->count; i++) {
        const struct candidate *x = &c->items[i];
        bool pair = o->pair[x->length] <= 1 || x->rare >= o->pair[x->length];
        if (pair || (candidate_is_passage(w, x) && passages++ < COMPARE_PASSAGES))
            c->items[kept++] = *x;
    }
    c->count = kept;
}
