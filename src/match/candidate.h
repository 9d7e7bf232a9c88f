/*
 * candidate: articles that share enough fingerprints to be worth an exact comparison.
 */
#ifndef MATCH_CANDIDATE_H
#define MATCH_CANDIDATE_H

#include "match/gone.h"
#include "match/required.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of a fingerprint over the document-frequency cap only so many first articles are candidates: a
   story with thousands of copies is still found through its first ones, and a stock phrase costs
   next to nothing. */
#define STOP_KEEP 8

/* Exact comparisons an article gets at most: for pairs, and for mere shared passages. */
#define COMPARE_PAIRS    128
#define COMPARE_PASSAGES 24

/* Shingles that a passage worth comparing has, as estimated from the sketches. */
#define PASSAGE_SHINGLES 32

/* A passage that more earlier articles carry is crowded: a stock phrase, or a story with many
   copies. For it an article is compared with the first two of them only, or the cost of an article
   would grow with the index. */
#define PASSAGE_CROWD 8
#define PASSAGE_FIRST 2

struct candidate {
    uint64_t article;
    unsigned length;  /* class, see posting.h */
    uint32_t count;   /* fingerprints in common */
    uint32_t rare;    /* of these, fingerprints below the document-frequency cap, */
    uint32_t fresh;   /* and of these, such as few earlier articles carry */
    uint32_t passage; /* rare ones that may speak for a passage */
};

/* Is what is shared common text? (See kinship in relation.h.) One rare fingerprint may be chance.
   Only rare ones are counted: how many others are seen depends on the order of the articles. */
static inline bool candidate_is_common(const struct candidate *x)
{
    return x->rare < 2 && x->rare < x->count;
}

/* Do they share a few words only, and those with many others? */
static inline bool candidate_is_crowded(const struct candidate *x)
{
    return x->fresh < 2;
}

/* Counts candidates of one article at a time. All zeros is a valid start. */
struct candidate_counter {
    struct candidate *items;
    size_t count, cap;
    uint32_t *slots; /* item + 1, or 0 */
    size_t n_slots;
};

void candidate_counter_release(struct candidate_counter *c);
void candidate_counter_clear(struct candidate_counter *c);

/* What a shared fingerprint says: flags. */
enum print_evidence { PRINT_RARE = 1, PRINT_FRESH = 2, PRINT_PASSAGE = 4 };

/* ... to the `i`th of the `carriers` earlier articles that have it. */
static inline unsigned print_evidence(bool rare, size_t carriers, size_t i)
{
    if (!rare)
        return 0;
    if (carriers <= PASSAGE_CROWD)
        return PRINT_RARE | PRINT_FRESH | PRINT_PASSAGE;
    return PRINT_RARE | (i < PASSAGE_FIRST ? PRINT_PASSAGE : 0);
}

/* Counts one posting (see posting.h). False when memory runs out. */
bool candidate_count(struct candidate_counter *c, uint64_t posting, unsigned evidence);

/* What is asked of the candidates of one article. */
struct candidate_wish {
    const struct wcy_parameters *parameters;
    const struct required *required;
    uint32_t shingles;       /* of the article */
    uint32_t prints;         /* its fingerprints, */
    uint32_t stopped;        /* and of these, such as are over the document-frequency cap */
    const struct gone *gone; /* may be NULL */
};

/* Does it share fingerprints that stand for a long paragraph, and not just for one place? */
bool candidate_is_passage(const struct candidate_wish *wish, const struct candidate *x);

/* Keeps the candidates that can reach the similarity of a stored pair, or share a passage, best
   first, at most so many as may be compared. */
void candidate_select(struct candidate_counter *c, const struct candidate_wish *wish);

#endif
