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

bool candidate_is_passage(const struct candidate_wish *w, const struct candidate *x)
{
    if (x->passage < 2)
        return false;
    double longer = fmax(w->shingles, posting_class_least(x->length));
    return x->passage >= PASSAGE_SHINGLES * sampling_rate(w->parameters, longer);
}

/* So many fingerprints are always asked for, where the lengths imply as many. */
#define LEAST_SHARED 3

/* Fingerprints over the document-frequency cap are hardly counted; of the others as many should be
   shared in proportion. Of few that are left, some are shared by chance. */
static bool is_pair(const struct candidate_wish *w, const struct candidate *x)
{
    const uint16_t *row = candidate_is_crowded(x) ? w->required->crowded : w->required->fresh;
    uint32_t least = row[x->length], asked = least * (w->prints - w->stopped) / w->prints;
    if (asked < LEAST_SHARED)
        asked = least < LEAST_SHARED ? least : LEAST_SHARED;
    return x->count >= asked;
}

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->article < y->article ? -1 : x->article > y->article;
}

void candidate_select(struct candidate_counter *c, const struct candidate_wish *w)
{
    size_t kept = 0, count = c->count;
    /* The slots point at items by position: unset them before the items move. */
    candidate_counter_clear(c);
    for (size_t i = 0; i < count; i++) {
        struct candidate x = c->items[i];
        if ((is_pair(w, &x) || candidate_is_passage(w, &x)) &&
            !(w->gone && gone_has(w->gone, x.article)))
            c->items[kept++] = x;
    }
    if (kept > 0) /* qsort takes no NULL */
        qsort(c->items, kept, sizeof *c->items, compare_candidates);
    size_t pairs = 0, passages = 0, best = 0;
    for (size_t i = 0; i < kept; i++) {
        bool pair = is_pair(w, &c->items[i]);
        if (pair ? pairs++ < COMPARE_PAIRS : passages++ < COMPARE_PASSAGES)
            c->items[best++] = c->items[i];
    }
    c->count = best;
}
