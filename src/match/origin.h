/*
 * origin: which member of a cluster the others come from, and why.
 *
 * A pure function of what is known about the members: no index, no I/O. The answer may be a source
 * outside the corpus, when the members credit one that none of them belongs to.
 */
#ifndef MATCH_ORIGIN_H
#define MATCH_ORIGIN_H

#include "article/article.h"
#include "base/arena.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/* One article of the cluster. */
struct origin_member {
    struct slice site;            /* registrable domain or outlet name */
    int64_t time;                 /* of publication, or WCY_NO_TIME */
    const struct credit *credits; /* as credits_find and credits_from_meta give them */
    size_t n_credits;
    uint32_t shingles; /* size of its shingle set */
    bool revised;      /* its title says that it is an update or a correction */
    /* Where no member says whose text it is: */
    bool series;   /* its site has more of a series that this is one of */
    double record; /* 0 to 1: how much its site is credited by other articles of the corpus */
};

/* Share of member a's shingles found in member b, 0 when they were not compared. */
typedef double origin_contained_fn(void *context, size_t a, size_t b);

enum origin_reason_kind {
    ORIGIN_CREDIT,        /* `by` credits it: `credit` says how */
    ORIGIN_COMPLETE,      /* it has the others' text, and little that none of them has */
    ORIGIN_EARLIEST,      /* no other member is dated before it */
    ORIGIN_AGENCY,        /* its site sells its text */
    ORIGIN_OWN_MARK,      /* it carries its own site's mark */
    ORIGIN_CREDITS_NONE,  /* others credit a source, it does not */
    ORIGIN_FIRST_VERSION, /* it came before `by`, a later version on the same site */
    ORIGIN_SERIES,        /* its site has more of the series that this is one of */
    ORIGIN_RECORD         /* its site is credited by other articles of the corpus */
};

/* One reason for the decision; `weight` is its share of the log-odds. */
struct origin_reason {
    enum origin_reason_kind kind;
    size_t by;                   /* the member that shows it */
    const struct credit *credit; /* of ORIGIN_CREDIT and ORIGIN_OWN_MARK, else NULL */
    double weight;
};

#define ORIGIN_NONE SIZE_MAX

struct origin {
    size_t original; /* the member, or ORIGIN_NONE when the source is outside the corpus */
    size_t best;     /* the member that is nearest to the source; `original` when there is one */
    struct slice source; /* the original's site, or the credited source outside the corpus */
    double confidence;   /* 0 to 1: how far ahead of the runner-up it is */
    const struct origin_reason *reasons; /* heaviest first */
    size_t n_reasons;
};

/* Whether a credit says whose text it is: not the site's own mark, not who helped. */
bool origin_credit_counts(const struct credit *credit);

/* Decides. Ties go to the member that comes first, so give them in a stable order (indexing order).
   `members` needs at least one. The result lives in `arena` and borrows from the members. Returns 0
   or WCY_ENOMEM. */
int origin_decide(struct arena *arena, const struct origin_member *members, size_t n,
                  origin_contained_fn *contained, void *context, struct origin *out,
                  struct wcy_error *err);

/* "credit", "complete", ...; static. */
const char *origin_reason_name(enum origin_reason_kind kind);

#endif
