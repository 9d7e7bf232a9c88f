#include "match/relation.h"

#include "index/text_store.h"

#include <math.h>

/* Containment within a site needs so many times min_shared shingles: the pages that people called
   different in ecir20-web share less (doc/accuracy.md). */
#define CONTAINED_WITHIN_FACTOR 13

/* Bulletins of two days agree in a third of their numbers by chance and in some fixed ones ("No. 2
   corn", the year); copies in nearly all. Texts that are much alike need more to be told apart. */
#define ALIKE 0.7

/* Days between two articles of one site from which on likeness means recurrence. */
#define RECURRING_DAYS 7

/* ... and from which on only texts all but the same are copies: last year's notice has another year
   in it, maybe in words. */
#define YEARLY_DAYS 180

/* Texts of one site from different days that are less alike than that are told apart: follow-ups,
   the daily notices of a congress. */
#define FOLLOW_UP 0.65
#define DAY       86400

/* Texts as alike as that are copies, whatever their numbers. */
#define CERTAIN 0.97

static uint32_t shared_of(const uint64_t *a, uint32_t n_a, const uint64_t *b, uint32_t n_b)
{
    return (uint32_t)shingle_set_shared(a, n_a, b, n_b);
}

void relation_compare(const struct textset *a, const struct textset *b, struct pair *pair)
{
    pair->estimated = a->sampled || b->sampled;
    pair->full =
        (struct overlap){a->n_all, b->n_all, shared_of(a->all, a->n_all, b->all, b->n_all)};
    pair->informative = pair->full;
    if (a->informative != a->all || b->informative != b->all)
        pair->informative = (struct overlap){
            a->n_informative, b->n_informative,
            shared_of(a->informative, a->n_informative, b->informative, b->n_informative)};
}

/* What a decision goes by. */
struct evidence {
    const struct wcy_thresholds *t;
    struct overlap overlap;
    uint32_t least; /* shared shingles that mean something */
    bool same_title;
    bool foreign; /* it cannot be furniture: the sites are known and differ, and it is rare */
};

/* Enough text in common to speak of copying? Texts too short for that count only when they agree
   completely, and under one title: "Watch the video above." is on many pages. */
static bool is_enough(const struct evidence *e)
{
    struct overlap o = e->overlap;
    if (o.shared >= e->least)
        return true;
    return e->same_title && o.shared > 0 && o.shared == o.size_a && o.shared == o.size_b;
}

/* A page that holds another, or is held by it. Within one site, or when sites are unknown, what
   they share may be furniture: then it must be a good deal of text. */
static bool is_contained(const struct evidence *e)
{
    double contained = fmax(overlap_in_a(e->overlap), overlap_in_b(e->overlap));
    if (e->foreign)
        return contained >= e->t->contained;
    return contained >= e->t->contained_within &&
           e->overlap.shared >= e->least * CONTAINED_WITHIN_FACTOR;
}

static enum wcy_relation judge(const struct evidence *e)
{
    double jaccard = overlap_jaccard(e->overlap);
    if (!is_enough(e))
        return WCY_OVERLAP;
    if (jaccard >= e->t->near)
        return WCY_NEAR_DUPLICATE;
    if (jaccard >= e->t->edited_within)
        return WCY_EDITED;
    if (is_contained(e))
        return e->overlap.size_b <= e->overlap.size_a ? WCY_ABRIDGED : WCY_EXTENDED;
    return e->foreign && jaccard >= e->t->edited ? WCY_EDITED : WCY_OVERLAP;
}

/* A text that several sites have word for word is on another site than any. */
static bool other_site(const struct textset *a, const struct textset *b)
{
    return a->site_key && b->site_key &&
           (a->site_key != b->site_key || a->many_sites || b->many_sites);
}

static int64_t seconds_apart(int64_t a, int64_t b)
{
    return a < b ? b - a : a - b;
}

/* The next day's story on one matter takes over much of the last one's, and is another story. */
static bool is_follow_up(const struct textset *a, const struct textset *b, const struct pair *p)
{
    return p->relation == WCY_EDITED && a->site_key && a->site_key == b->site_key &&
           a->time != WCY_NO_TIME && b->time != WCY_NO_TIME &&
           seconds_apart(a->time, b->time) >= DAY && overlap_jaccard(p->informative) < FOLLOW_UP;
}

/* A site that writes much the same again weeks later puts out a notice that recurs: a new year's
   address, a ceremony, a call for entries. Corrections and updates come within days. */
static bool is_recurring(const struct textset *a, const struct textset *b, const struct pair *p,
                         double near)
{
    if (!a->site_key || a->site_key != b->site_key || a->time == WCY_NO_TIME ||
        b->time == WCY_NO_TIME)
        return false;
    int64_t apart = seconds_apart(a->time, b->time);
    return apart > RECURRING_DAYS * DAY &&
           overlap_jaccard(p->informative) < (apart > YEARLY_DAYS * DAY ? CERTAIN : near);
}

/* Some bits of the least shingle that two texts share: pieces of one text that have the same are
   most likely the same passage. */
static uint16_t passage_of(const struct textset *a, const struct textset *b)
{
    uint64_t least = shingle_set_first_shared(a->informative, a->n_informative, b->informative,
                                              b->n_informative);
    return (uint16_t)least ? (uint16_t)least : 1;
}

void relation_decide(const struct wcy_thresholds *t, const struct textset *a,
                     const struct textset *b, struct kinship kin, struct pair *p)
{
    struct evidence e = {.t = t,
                         .overlap = p->informative,
                         .least = p->estimated ? t->min_shared / DENSE_SCALE : t->min_shared,
                         .same_title = a->title_key == b->title_key,
                         .foreign = other_site(a, b) && !kin.common};
    p->relation = judge(&e);
    if (p->relation == WCY_OVERLAP && other_site(a, b) && overlap_jaccard(p->full) >= t->near) {
        /* One site's furniture (the fixed words of its bulletins) is another's copy. */
        e.overlap = p->full;
        p->relation = judge(&e);
    }
    p->weak = !is_enough(&e);
    p->common = kin.common;
    p->crowded = kin.crowded;
    if (kin.identical)
        p->relation = WCY_IDENTICAL;
    else if (overlap_jaccard(p->full) < CERTAIN &&
             template_siblings(a->numbers, a->n_numbers, b->numbers, b->n_numbers,
                               overlap_jaccard(p->full) < ALIKE ? 0.65 : 0.5))
        p->relation = WCY_TEMPLATE;
    else if (relation_is_copy(p->relation) && is_recurring(a, b, p, t->near))
        p->relation = WCY_TEMPLATE;
    else if (is_follow_up(a, b, p))
        p->relation = WCY_OVERLAP;
    if (p->relation == WCY_OVERLAP && p->informative.shared)
        p->passage = passage_of(a, b);
}

bool relation_is_within(uint64_t window, int64_t a, int64_t b)
{
    return !window || a == WCY_NO_TIME || b == WCY_NO_TIME ||
           seconds_apart(a, b) <= (int64_t)window;
}

bool relation_is_wanted(const struct wcy_parameters *p, const struct textset *a,
                        const struct textset *b)
{
    if (p->same_site == WCY_SAME_SITE_IGNORE && a->site_key && a->site_key == b->site_key)
        return false;
    if (p->languages == WCY_LANGUAGES_SAME && a->lang_key && b->lang_key &&
        a->lang_key != b->lang_key)
        return false;
    return relation_is_within(p->window, a->time, b->time);
}

bool relation_needs_frame(const struct wcy_thresholds *t, const struct textset *a,
                          const struct textset *b, const struct pair *p)
{
    return p->relation == WCY_EDITED && !other_site(a, b) && !p->estimated &&
           overlap_jaccard(p->informative) < t->near;
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
