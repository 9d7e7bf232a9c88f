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

bool candidate_count(struct candidate_counter *c, uint64_t posting, bool rare)
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
        c->items[c->count] = (struct candidate){article, posting_size(posting), 0, 0};
        c->slots[s] = (uint32_t)++c->count;
    }
    struct candidate *x = &c->items[c->slots[s] - 1];
    x->count++;
    x->rare += rare;
    return true;
}

/* Shingles that a passage worth comparing has, as estimated from the sketches. */
#define PASSAGE_SHINGLES 32

/* Fingerprints that two sketches, the smaller of size `size`, share at least when the texts are a
   stored pair. Its containment is .46 or more (Jaccard .3 of equal sizes). Sketches that were
   filled up to the floor are samples of different rates, of which the lower counts: half of that.
   The number is binomial; 2.6 standard deviations below the mean one in 200 is missed. */
static uint32_t required(uint32_t size)
{
    double mean = 0.23 * size, least = mean - 2.6 * sqrt(mean);
    return least > 1 ? (uint32_t)least : 1;
}

static bool is_pair_candidate(const struct candidate *x, uint32_t prints)
{
    return x->count >= required(x->size < prints ? x->size : prints);
}

/* Rare fingerprints that stand for a long paragraph: each for so many of the article's shingles. */
static bool is_passage_candidate(const struct candidate *x, double shingles_a_print)
{
    return x->rare >= 2 && x->rare * shingles_a_print >= PASSAGE_SHINGLES;
}

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->article < y->article ? -1 : x->article > y->article;
}

void candidate_select(struct candidate_counter *c, uint32_t prints, uint32_t shingles,
                      const struct gone *gone)
{
    size_t kept = 0;
    double a_print = prints ? (double)shingles / prints : 0;
    /* The slots point at items by position: unset them before the items move. */
    size_t count = c->count;
    candidate_counter_clear(c);
    for (size_t i = 0; i < count; i++) {
        struct candidate x = c->items[i];
        if ((is_pair_candidate(&x, prints) || is_passage_candidate(&x, a_print)) &&
            !(gone && gone_has(gone, x.article)))
            c->items[kept++] = x;
    }
    if (kept > 0) /* qsort takes no NULL */
        qsort(c->items, kept, sizeof *c->items, compare_candidates);
    size_t pairs = 0, passages = 0, best = 0;
    for (size_t i = 0; i < kept; i++) {
        bool pair = is_pair_candidate(&c->items[i], prints);
        if (pair ? pairs++ < COMPARE_PAIRS : passages++ < COMPARE_PASSAGES)
            c->items[best++] = c->items[i];
    }
    c->count = best;
}
