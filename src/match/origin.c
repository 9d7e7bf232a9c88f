#include "match/origin.h"

#include "article/credit.h"
#include "base/grow.h"

#include <math.h>
#include <stdlib.h>

/*
 * Log-odds of each kind of evidence. Credits bring their own weight; these are for the rest, so
 * that one solid credit outweighs the time and the completeness together, and they decide without
 * one.
 */
static const double EARLIEST_MINUTE = 1.5; /* dated to the minute and before all others */
static const double EARLIEST_DAY = .5;     /* dated to the day */
static const double COMPLETE = 3;          /* per unit of completeness ahead of the average */
static const double LONGER = 1.3; /* of two texts, one within the other, the longer is more often
                                     the source: papers cut more than they add */
static const double AGENCY_SITE = 1;
static const double OWN_MARK = .2;
static const double CREDITS_NONE = 1.5;
static const double FIRST_VERSION = 1;
static const double SERIES = 2; /* more than a date: crawlers give one to the reprint, too */
static const double RECORD = .7;
static const double IN_BETWEEN =
    .4; /* factor for a member that is credited beside a source outside: the surest words ("appeared
           first on", 5) then weigh no more than the name in a byline (2), which the text brings
           along from where it was written */
static const double SAME_STORY = .7;     /* containment of versions of one story */
static const double STRONG_CREDIT = 2.5; /* passes on what others credit the member with */
static const double WEAK_CREDIT = 1;     /* credits below it name who helped, not the source */

enum {
    DAY = 24 * 3600,
    SAME_MINUTE = 120, /* seconds: no order between times that are as close */
    UPDATES = 3 * DAY, /* later dates than that are the crawler's, not the update's */
    MAX_COMPARED = 64  /* members looked at for completeness; the rest add nothing new */
};

/* Something the text may come from: a member, or a credited source outside the corpus. */
struct contender {
    size_t member; /* ORIGIN_NONE for a source outside */
    struct slice source;
    double score, credited; /* `credited`: the part that credits made */
};

/* A credited source and the contender it is: members credit the same few sources. */
struct resolved {
    struct slice source;
    size_t contender;
};

struct decision {
    struct arena *arena;
    const struct origin_member *members;
    size_t n;
    struct contender *contenders; /* the members first, then the sources outside */
    size_t n_contenders, cap;
    struct origin_reason *reasons; /* of all contenders; `owners[i]` has reason i */
    size_t *owners;
    size_t n_reasons, cap_reasons;
    struct resolved *resolved;
    size_t n_resolved, cap_resolved;
    size_t *upstream;    /* the contender that each member credits most, or ORIGIN_NONE */
    bool *passes_on;     /* whether that credit is strong */
    bool outside_agency; /* some member credits an agency outside the corpus */
    bool no_memory;
};

/* ------------------------------------------------------------------ growing in an arena */

static void *grow_in(struct arena *arena, void *items, size_t count, size_t *cap, size_t size)
{
    if (count < *cap)
        return items;
    size_t more = *cap ? 2 * *cap : 16, bytes;
    void *bigger = size_mul(more, size, &bytes) ? arena_alloc(arena, bytes) : NULL;
    if (bigger && count)
        memcpy(bigger, items, count * size);
    if (bigger)
        *cap = more;
    return bigger;
}

static struct contender *add_contender(struct decision *d, size_t member, struct slice source)
{
    struct contender *grown =
        grow_in(d->arena, d->contenders, d->n_contenders, &d->cap, sizeof *grown);
    if (!grown) {
        d->no_memory = true;
        return NULL;
    }
    d->contenders = grown;
    grown[d->n_contenders] = (struct contender){member, source, 0, 0};
    return &grown[d->n_contenders++];
}

static void add_reason(struct decision *d, size_t contender, enum origin_reason_kind kind,
                       size_t by, const struct credit *credit, double weight)
{
    size_t cap = d->cap_reasons;
    struct origin_reason *reasons =
        grow_in(d->arena, d->reasons, d->n_reasons, &d->cap_reasons, sizeof *reasons);
    size_t *owners = grow_in(d->arena, d->owners, d->n_reasons, &cap, sizeof *owners);
    if (!reasons || !owners) {
        d->no_memory = true;
        return;
    }
    d->reasons = reasons;
    d->owners = owners;
    d->reasons[d->n_reasons] = (struct origin_reason){kind, by, credit, weight};
    d->owners[d->n_reasons++] = contender;
    d->contenders[contender].score += weight;
    if (kind == ORIGIN_CREDIT)
        d->contenders[contender].credited += weight;
}

/* ------------------------------------------------------------------ versions */

static bool has_hour(int64_t time)
{
    return time % DAY != 0; /* midnight: no time of day was given */
}

/* -1, 0 or 1: whether `a` was published before `b`, at the same time or at a time nobody knows, or
   after it. Dates without a time of day are compared as dates. */
static int time_order(int64_t a, int64_t b)
{
    if (a == WCY_NO_TIME || b == WCY_NO_TIME)
        return 0;
    if (!has_hour(a) || !has_hour(b))
        return (a / DAY > b / DAY) - (a / DAY < b / DAY);
    int64_t gap = a - b;
    return gap > -SAME_MINUTE && gap < SAME_MINUTE ? 0 : gap < 0 ? -1 : 1;
}

/* Whether `a` is the earlier of two versions on one site: by time when that can be told, else
   because stories grow. */
static bool earlier_version(const struct decision *d, size_t a, size_t b)
{
    int64_t s = d->members[a].time, t = d->members[b].time;
    int order = time_order(s, t);
    if (d->members[a].revised != d->members[b].revised)
        return d->members[b].revised;
    if (order != 0 && s - t < UPDATES && t - s < UPDATES)
        return order < 0;
    if (d->members[a].shingles != d->members[b].shingles)
        return d->members[a].shingles < d->members[b].shingles;
    return order < 0 || (order == 0 && a < b);
}

/* The first version of member `i`'s story on its site. */
static size_t first_version(const struct decision *d, size_t i, origin_contained_fn *contained,
                            void *context)
{
    size_t first = i;
    for (size_t k = 0; k < d->n; k++)
        if (k != i && d->members[k].site.len && slice_eq(d->members[k].site, d->members[i].site) &&
            earlier_version(d, k, first) && contained && contained(context, k, i) >= SAME_STORY &&
            contained(context, i, k) >= SAME_STORY)
            first = k;
    return first;
}

/* ------------------------------------------------------------------ credits */

/* The source outside that this is another name of: one copy says "The Riverton Courier", another
   rivertoncourier.com. */
static size_t known_outside(const struct decision *d, struct slice source)
{
    for (size_t i = d->n; i < d->n_contenders; i++)
        if (credit_is_site(source, d->contenders[i].source, d->arena) ||
            credit_is_site(d->contenders[i].source, source, d->arena))
            return i;
    return ORIGIN_NONE;
}

/* The member on the credited site, the earliest version of several; else a source outside. */
static size_t resolve(struct decision *d, struct slice source)
{
    size_t best = ORIGIN_NONE;
    for (size_t i = 0; i < d->n; i++)
        if (credit_is_site(source, d->members[i].site, d->arena) &&
            (best == ORIGIN_NONE || earlier_version(d, i, best)))
            best = i;
    if (best == ORIGIN_NONE)
        best = known_outside(d, source);
    if (best == ORIGIN_NONE && add_contender(d, ORIGIN_NONE, source))
        best = d->n_contenders - 1;
    return best;
}

static size_t credited(struct decision *d, struct slice source)
{
    for (size_t i = 0; i < d->n_resolved; i++)
        if (slice_eq(d->resolved[i].source, source))
            return d->resolved[i].contender;
    struct resolved *grown =
        grow_in(d->arena, d->resolved, d->n_resolved, &d->cap_resolved, sizeof *grown);
    size_t contender = grown ? resolve(d, source) : ORIGIN_NONE;
    if (contender == ORIGIN_NONE) {
        d->no_memory = true;
        return ORIGIN_NONE;
    }
    d->resolved = grown;
    grown[d->n_resolved++] = (struct resolved){source, contender};
    return contender;
}

/* A member that says the same in several ways still says it once: its heaviest credit to each
   source counts. */
static bool is_heaviest(const struct origin_member *m, size_t k)
{
    for (size_t i = 0; i < m->n_credits; i++) {
        const struct credit *a = &m->credits[i], *b = &m->credits[k];
        if (i != k && slice_eq(a->source, b->source) &&
            (a->weight > b->weight || (a->weight == b->weight && i < k)))
            return false;
    }
    return true;
}

bool origin_credit_counts(const struct credit *credit)
{
    return !slice_eq_str(credit->kind, "self") && credit->weight >= WEAK_CREDIT;
}

static bool counts(const struct origin_member *m, size_t k)
{
    return origin_credit_counts(&m->credits[k]) && is_heaviest(m, k);
}

/* Whether the member credits a source outside the corpus: a member that it credits as well is then
   on the way from there to here. */
static bool names_outside(struct decision *d, const struct origin_member *m)
{
    static const struct slice agency = SLICE("agency:");
    bool outside = false;
    for (size_t k = 0; k < m->n_credits; k++) {
        size_t target = counts(m, k) ? credited(d, m->credits[k].source) : ORIGIN_NONE;
        if (target == ORIGIN_NONE || target < d->n)
            continue;
        outside = true;
        if (slice_starts(m->credits[k].source, agency))
            d->outside_agency = true;
    }
    return outside;
}

static void weigh_credits(struct decision *d, size_t by)
{
    const struct origin_member *m = &d->members[by];
    bool outside = d->outside_agency || names_outside(d, m), own = false;
    double heaviest = 0;
    for (size_t k = 0; k < m->n_credits && !d->no_memory; k++) {
        const struct credit *credit = &m->credits[k];
        if (slice_eq_str(credit->kind, "self") && !own) {
            add_reason(d, by, ORIGIN_OWN_MARK, by, credit, OWN_MARK);
            own = true;
        }
        size_t target = counts(m, k) ? credited(d, credit->source) : ORIGIN_NONE;
        if (target == ORIGIN_NONE || target == by)
            continue;
        bool between = outside && target < d->n && !credit_site_is_agency(d->members[target].site);
        double factor = between ? IN_BETWEEN : 1;
        add_reason(d, target, ORIGIN_CREDIT, by, credit, factor * credit->weight);
        if (credit->weight > heaviest) {
            heaviest = credit->weight;
            d->upstream[by] = target;
            d->passes_on[by] = heaviest >= STRONG_CREDIT;
        }
    }
}

/* ------------------------------------------------------------------ time */

static void weigh_time(struct decision *d)
{
    size_t first = ORIGIN_NONE;
    for (size_t i = 0; i < d->n; i++)
        if (d->members[i].time != WCY_NO_TIME &&
            (first == ORIGIN_NONE || d->members[i].time < d->members[first].time))
            first = i;
    if (first == ORIGIN_NONE)
        return;
    int64_t start = d->members[first].time;
    for (size_t i = 0; i < d->n; i++) {
        int64_t time = d->members[i].time;
        if (time != WCY_NO_TIME && time_order(start, time) == 0)
            add_reason(d, i, ORIGIN_EARLIEST, i, NULL,
                       has_hour(time) && has_hour(start) ? EARLIEST_MINUTE : EARLIEST_DAY);
    }
}

/* ------------------------------------------------------------------ completeness */

/* How much of the others' text member `i` has, plus how much of its own text the nearest of them
   has: a cut copy lacks the first, a copy with a paragraph of its own the second. */
static double completeness(const struct decision *d, size_t i, origin_contained_fn *contained,
                           void *context)
{
    size_t n = d->n < MAX_COMPARED ? d->n : MAX_COMPARED;
    double has = 0, shared = 0;
    size_t others = 0;
    for (size_t k = 0; k < n; k++) {
        if (k == i)
            continue;
        others++;
        has += contained(context, k, i);
        double mine = contained(context, i, k);
        shared = mine > shared ? mine : shared;
    }
    return others ? LONGER * has / (double)others + shared : 0;
}

static void weigh_completeness(struct decision *d, origin_contained_fn *contained, void *context)
{
    if (d->n < 2 || !contained)
        return;
    size_t n = d->n < MAX_COMPARED ? d->n : MAX_COMPARED;
    double values[MAX_COMPARED], mean = 0;
    for (size_t i = 0; i < n; i++) {
        values[i] = completeness(d, i, contained, context);
        mean += values[i] / (double)n;
    }
    for (size_t i = 0; i < n; i++)
        if (fabs(values[i] - mean) > 1e-9)
            add_reason(d, i, ORIGIN_COMPLETE, i, NULL, COMPLETE * (values[i] - mean));
}

static void weigh_sites(struct decision *d)
{
    bool any = false;
    for (size_t i = 0; i < d->n; i++)
        any = any || d->upstream[i] != ORIGIN_NONE;
    for (size_t i = 0; i < d->n; i++) {
        if (credit_site_is_agency(d->members[i].site))
            add_reason(d, i, ORIGIN_AGENCY, i, NULL, AGENCY_SITE);
        if (any && d->upstream[i] == ORIGIN_NONE)
            add_reason(d, i, ORIGIN_CREDITS_NONE, i, NULL, CREDITS_NONE);
        if (d->members[i].series)
            add_reason(d, i, ORIGIN_SERIES, i, NULL, SERIES);
        if (d->members[i].record > 0)
            add_reason(d, i, ORIGIN_RECORD, i, NULL, RECORD * d->members[i].record);
    }
}

/* ------------------------------------------------------------------ deciding */

/* The best contender of those from `from` up to `to`; ORIGIN_NONE when there is none. */
static size_t best_of(const struct decision *d, size_t from, size_t to)
{
    size_t best = ORIGIN_NONE;
    for (size_t i = from; i < to; i++) {
        const struct contender *c = &d->contenders[i];
        if (best == ORIGIN_NONE || c->score > d->contenders[best].score + 1e-9 ||
            (c->score > d->contenders[best].score - 1e-9 && i < d->n &&
             time_order(d->members[i].time, d->members[best].time) < 0))
            best = i;
    }
    return best;
}

static double runner_up(const struct decision *d, size_t winner)
{
    double score = 0;
    bool any = false;
    for (size_t i = 0; i < d->n_contenders; i++)
        if (i != winner && (!any || d->contenders[i].score > score)) {
            score = d->contenders[i].score;
            any = true;
        }
    return any ? score : -3;
}

static int heavier(const void *a, const void *b)
{
    const struct origin_reason *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return (x->by > y->by) - (x->by < y->by);
}

static void keep_reasons(struct decision *d, size_t winner, struct origin *out)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_reasons; i++)
        if (d->owners[i] == winner && d->reasons[i].weight > 0)
            d->reasons[n++] = d->reasons[i];
    if (n)
        qsort(d->reasons, n, sizeof *d->reasons, heavier);
    out->reasons = n ? d->reasons : NULL;
    out->n_reasons = n;
}

/* Whom the others credit may say itself where it has the text from: the end of that chain. A chain
   that bites its tail says nothing. */
static size_t follow(const struct decision *d, size_t contender)
{
    size_t at = contender;
    for (size_t steps = 0; at < d->n && d->passes_on[at]; steps++) {
        if (steps == d->n)
            return contender;
        at = d->upstream[at];
    }
    return at;
}

/* How far the winner is ahead: sources outside have nothing but their credits to show, so theirs
   are compared with the members' credits. */
static double lead_of(const struct decision *d, size_t winner, size_t inside)
{
    const struct contender *c = &d->contenders[winner];
    if (winner >= d->n)
        return c->credited - (d->passes_on[inside] ? 0 : d->contenders[inside].credited);
    return c->score - runner_up(d, winner);
}

static void conclude(struct decision *d, origin_contained_fn *contained, void *context,
                     struct origin *out)
{
    size_t inside = best_of(d, 0, d->n), outside = best_of(d, d->n, d->n_contenders);
    size_t winner = inside;
    /* With equal credits the member is but credited beside the source. */
    if (outside != ORIGIN_NONE && d->contenders[outside].credited >= d->contenders[inside].credited)
        winner = outside;
    winner = follow(d, winner);
    if (winner < d->n)
        inside = winner;
    size_t first = first_version(d, inside, contained, context);
    if (first != inside)
        add_reason(d, inside, ORIGIN_FIRST_VERSION, inside, NULL, FIRST_VERSION);
    out->original = winner < d->n ? first : ORIGIN_NONE;
    out->best = first;
    out->source = d->contenders[winner].source;
    out->confidence = 1 / (1 + exp(-lead_of(d, winner, inside)));
    keep_reasons(d, winner, out);
}

int origin_decide(struct arena *arena, const struct origin_member *members, size_t n,
                  origin_contained_fn *contained, void *context, struct origin *out,
                  struct wcy_error *err)
{
    struct decision d = {.arena = arena, .members = members, .n = n};
    d.upstream = arena_zalloc(arena, n, sizeof *d.upstream);
    d.passes_on = arena_zalloc(arena, n, sizeof *d.passes_on);
    if (!d.upstream || !d.passes_on)
        return fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        add_contender(&d, i, members[i].site);
        d.upstream[i] = ORIGIN_NONE;
    }
    for (size_t i = 0; i < n && !d.no_memory; i++)
        names_outside(&d, &members[i]);
    for (size_t i = 0; i < n && !d.no_memory; i++)
        weigh_credits(&d, i);
    if (!d.no_memory) {
        weigh_sites(&d);
        weigh_time(&d);
        weigh_completeness(&d, contained, context);
    }
    if (d.no_memory || d.n_contenders < n)
        return fail_nomem(err);
    conclude(&d, contained, context, out);
    return d.no_memory ? fail_nomem(err) : 0;
}

const char *origin_reason_name(enum origin_reason_kind kind)
{
    static const char *const names[] = {"credit",        "complete", "earliest",
                                        "agency",        "own-mark", "credits-none",
                                        "first-version", "series",   "record"};
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "";
}
