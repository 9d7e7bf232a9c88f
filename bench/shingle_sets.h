/*
 * shingle_sets: the full shingle sets of a file's articles, in memory.
 *
 * For checks only: nothing is sampled and nothing is capped, so that what the index finds can be
 * compared with what is there.
 */
#ifndef BENCH_SHINGLE_SETS_H
#define BENCH_SHINGLE_SETS_H

#include "base/arena.h"
#include "wirecopy.h"

#include <stddef.h>
#include <stdint.h>

struct shingle_set {
    const char *id;   /* NUL-terminated */
    uint64_t *hashes; /* ascending, each once */
    size_t n;
};

struct shingle_sets {
    struct arena arena; /* owns ids and hashes */
    struct shingle_set *items;
    size_t count, cap;
    uint64_t total; /* shingles of all sets */
};

/* Reads every article of `file` (at most `limit`, 0: all). */
int sets_load(struct shingle_sets *sets, const char *file, size_t limit, struct wcy_error *err);
void sets_release(struct shingle_sets *sets);

/* A shingle and the article that has it. */
struct posting {
    uint64_t hash;
    uint32_t set;
};

/* All postings, sorted by hash, then article; malloc'ed, NULL when memory runs out. */
struct posting *sets_postings(const struct shingle_sets *sets);

#endif
