/*
 * gen_plan: which article comes next, a new story or a copy of an earlier one.
 *
 * A story is copied with a fixed chance; the number of its copies is heavy-tailed, and they follow
 * at random distances, most of them soon, as reprints do. Stories with copies to come are kept
 * until the last one is out, so memory does not grow with the corpus.
 */
#ifndef BENCH_GEN_PLAN_H
#define BENCH_GEN_PLAN_H

#include "bench/gen_chain.h"

struct story {
    uint64_t article; /* number of the article that carries the original */
    size_t waiting;   /* copies still to come */
    size_t n;         /* words */
    uint32_t words[];
};

struct plan_copy {
    uint64_t due; /* the first article number at which the copy may appear */
    struct story *story;
};

/* Stories are written so many at a time, which is faster (see chain_walk). */
#define PLAN_AHEAD 32

struct plan {
    const struct chain *chain;
    uint64_t seed, next_article, next_story;
    double mean_words; /* 0: as long as the base's articles */
    double copied;     /* share of the articles that are in a cluster */
    uint64_t spread;   /* longest distance between a story and its copies, in articles */
    struct plan_copy *heap;
    size_t count, cap;
    struct story *ahead[PLAN_AHEAD]; /* that of number k is in place k modulo PLAN_AHEAD */
};

/* The next article's story, or NULL when memory runs out. `*is_copy` says whether the article
   repeats it. The story lives until plan_done. */
struct story *plan_next(struct plan *p, bool *is_copy);
void plan_done(struct story *story);
void plan_release(struct plan *p);

#endif
