#include "match/relation.h"

#include <math.h>

static uint32_t shared_of(const uint64_t *a, uint32_t n_a, const uint64_t *b, uint32_t n_b)
{
    return (uint32_t)shingle_set_shared(a, n_a, b, n_b);
}

void relation_compare(const struct textset *a, const struct textset *b, struct pair *pair)
{
    pair->estimated = a->sampled || b->sampled;
    pair->full = (struct overlap){a->n_all, b->n_all, shared_of(a->all, a->n_all, b->all, b->n_all)};
    pair->informative = pair->full;
    if (a->informative != a->all || b->informative != b->all)
        pair->informative =
            (struct overlap){a->n_informative, b->n_informative,
                             shared_of(a->informative, a->n_informative, b->informative,
                                       b->n_informative)};
}

bool relation_is_enough(const struct wcy_thresholds *t, const struct pair *p, bool same_title)
{
    struct overlap o = p->informative;
    uint32_t least = p->estimated ? t->min_shared / 4 : t->min_shared;
    if (o.shared >= least)
        return true;
    return same_title && o.shared > 0 && o.shared == o.size_a && o.shared == o.size_b;
}

enum wcy_relation relation_decide(const struct wcy_thresholds *t, const struct pair *p,
                                  bool same_title)
{
    struct overlap o = p->informative;
    double jaccard = overlap_jaccard(o);
    if (!relation_is_enough(t, p, same_title))
        return WCY_OVERLAP;
    if (jaccard >= t->near)
        return WCY_NEAR_DUPLICATE;
    if (jaccard >= t->edited)
        return WCY_EDITED;
    if (fmax(overlap_in_a(o), overlap_in_b(o)) >= t->contained)
        return o.size_b <= o.size_a ? WCY_ABRIDGED : WCY_EXTENDED;
    return WCY_OVERLAP;
}

bool relation_is_stored(const struct pair *p)
{
    double contained = fmax(overlap_in_a(p->full), overlap_in_b(p->full));
    uint32_t least = p->estimated ? PAIR_SHARED / 4 : PAIR_SHARED;
    return overlap_jaccard(p->full) >= PAIR_JACCARD || contained >= PAIR_CONTAINMENT ||
           relation_is_copy(p->relation) || p->informative.shared >= least;
}

bool relation_is_copy(enum wcy_relation relation)
{
    switch (relation) {
    case WCY_IDENTICAL:
    case WCY_NEAR_DUPLICATE:
    case WCY_EDITED:
    case WCY_ABRIDGED:
    case WCY_EXTENDED:
    case WCY_VERSION_OF:
        return true;
    case WCY_NONE:
    case WCY_OVERLAP:
    case WCY_TEMPLATE:
    case WCY_COMPOSITE:
    case WCY_ORIGINAL:
        break;
    }
    return false;
}
