#include "match/candidate.h"

#include "base/grow.h"
#include "match/posting.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void candidate_counter_release(struct candidate_counter *c)
{
    free(c->items);
    free(c->slots);
    *c = (struct candidate_counter){0};
}

static size_t slot_of(const struct candidate_counter *c, uint64_t article)
{
    return (size_t)((article * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & (c->n_slots - 1);
}

void candidate_counter_clear(struct candidate_counter *c)
{
    /* Few entries in a big table: unset them one by one. */
    if (c->count < c->n_slots / 8) {
        for (size_t i = 0; i < c->count; i++) {
            size_t s = slot_of(c, c->items[i].article);
            while (c->slots[s] != 0) {
                c->slots[s] = 0;
                s = (s + 1) & (c->n_slots - 1);
            }
        }
    } else if (c->slots) {
        memset(c->slots, 0, c->n_slots * sizeof *c->slots);
    }
    c->count = 0;
}

static bool counter_grow(struct candidate_counter *c)
{
    size_t n = c->n_slots ? 2 * c->n_slots : 1024;
    uint32_t *slots = calloc(n, sizeof *slots);
    if (!slots)
        return false;
    free(c->slots);
    c->slots = slots;
    c->n_slots = n;
    for (size_t i = 0; i < c->count; i++) {
        size_t s = slot_of(c, c->items[i].article);
        while (slots[s])
            s = (s + 1) & (n - 1);
        slots[s] = (uint32_t)(i + 1);
    }
    return true;
}

bool candidate_count(struct candidate_counter *c, uint64_t posting, unsigned evidence)
{
    uint64_t article = posting_article(posting);
    if (2 * (c->count + 1) > c->n_slots && !counter_grow(c))
        return false;
    size_t s = slot_of(c, article);
    while (c->slots[s] && c->items[c->slots[s] - 1].article != article)
        s = (s + 1) & (c->n_slots - 1);
    if (!c->slots[s]) {
        if (!GROW(c->items, c->cap, c->count + 1))
            return false;
        c->items[c->count] =
            (struct candidate){.article = article, .length = posting_length_class(posting)};
        c->slots[s] = (uint32_t)++c->count;
    }
    struct candidate *x = &c->items[c->slots[s] - 1];
    x->count++;
    x->rare += (evidence & PRINT_RARE) != 0;
    x->fresh += (evidence & PRINT_FRESH) != 0;
    x->passage += (evidence & PRINT_PASSAGE) != 0;
    return true;
}

/* What a candidate of each length class must share. */
struct requirement {
    uint32_t pair[POSTING_CLASSES];  /* fingerprints, to be compared for a pair */
    double a_print[POSTING_CLASSES]; /* shingles in common that one fingerprint stands for */
};

double candidate_sampling_rate(const struct wcy_parameters *p, double shingles)
{
    double rate = 1.0 / p->scale, filled = p->floor / fmax(shingles, 1);
    return fmin(1, fmax(rate, filled));
}

double candidate_pair_shares(double a, double b)
{
    return fmin(0.23 * (a + b), 0.5 * fmin(a, b));
}

/* Fingerprints that texts of these lengths share at least when they are a stored pair (Jaccard .3
   or containment .5). What both sample is a sample at the lower of the two rates, so the number is
   binomial; 2.6 standard deviations below its mean one pair in 200 is missed. */
static double least_shared(const struct wcy_parameters *p, double a, double b)
{
    double mean = candidate_pair_shares(a, b) *
                  fmin(candidate_sampling_rate(p, a), candidate_sampling_rate(p, b));
    return mean - 2.6 * sqrt(mean);
}

static void require(struct requirement *r, const struct wcy_parameters *p, uint32_t shingles)
{
    for (unsigned c = 0; c < POSTING_CLASSES; c++) {
        double from = posting_class_least(c), to = posting_class_least(c + 1);
        double least = fmin(least_shared(p, shingles, from), least_shared(p, shingles, to));
        r->pair[c] = least > 1 ? (uint32_t)least : 1;
        r->a_print[c] =
            1 / fmin(candidate_sampling_rate(p, shingles), candidate_sampling_rate(p, from));
    }
}

static bool is_pair_candidate(const struct requirement *r, const struct candidate *x)
{
    return x->count >= r->pair[x->length];
}

/* Fingerprints that stand for a long paragraph. */
static bool is_passage_candidate(const struct requirement *r, const struct candidate *x)
{
    return x->passage >= 2 && x->passage * r->a_print[x->length] >= PASSAGE_SHINGLES;
}

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->article < y->article ? -1 : x->article > y->article;
}

void candidate_select(struct candidate_counter *c, const struct wcy_parameters *parameters,
                      uint32_t shingles, const struct gone *gone)
{
    struct requirement r;
    size_t kept = 0, count = c->count;
    require(&r, parameters, shingles);
    /* The slots point at items by position: unset them before the items move. */
    candidate_counter_clear(c);
    for (size_t i = 0; i < count; i++) {
        struct candidate x = c->items[i];
        if ((is_pair_candidate(&r, &x) || is_passage_candidate(&r, &x)) &&
            !(gone && gone_has(gone, x.article)))
            c->items[kept++] = x;
    }
    if (kept > 0) /* qsort takes no NULL */
        qsort(c->items, kept, sizeof *c->items, compare_candidates);
    size_t pairs = 0, passages = 0, best = 0;
    for (size_t i = 0; i < kept; i++) {
        bool pair = is_pair_candidate(&r, &c->items[i]);
        if (pair ? pairs++ < COMPARE_PAIRS : passages++ < COMPARE_PASSAGES)
            c->items[best++] = c->items[i];
    }
    c->count = best;
}
