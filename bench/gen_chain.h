/*
 * gen_chain: a random walk over the words of a base corpus.
 *
 * Mixing whole sentences of a 20,000-article base into millions of articles would repeat every
 * sentence hundreds of times: nearly all shingles would be frequent, while in news nine in ten
 * occur once. So the walk copies the base word by word and now and then jumps to another place
 * where the same word (or the same two words) stands. Stock phrases survive, because their
 * occurrences agree on what comes next; everything else becomes new. The two jump rates are set so
 * that the document frequencies of the result are those of the base (`make bench-corpus`,
 * bench/README.md).
 */
#ifndef BENCH_GEN_CHAIN_H
#define BENCH_GEN_CHAIN_H

#include "base/buf.h"
#include "bench/gen_random.h"
#include "wirecopy.h"

#include <stddef.h>
#include <stdint.h>

/* A word of generated text: a position in the base, or with this bit a number to print. */
#define CHAIN_NUMBER 0x80000000u

struct chain_word {
    uint32_t offset; /* of its bytes in `text` */
    uint32_t word;   /* which word it is */
    uint32_t group;  /* which (previous word, word) pair it is */
};

struct chain {
    struct buf text;          /* JSON-escaped words, each followed by a blank or a paragraph end */
    struct chain_word *words; /* `count` of them and a sentinel that ends the last */
    size_t count, cap;
    uint32_t *order;       /* positions sorted by (word, previous word) */
    uint32_t *word_start;  /* of each word in `order`; one more than there are words */
    uint32_t *group_start; /* of each pair in `order`, the same way */
    uint32_t *lengths;     /* words of each base article */
    size_t n_lengths, cap_lengths;
    double jump_word, jump_pair; /* chance of a jump after a word */
    double stock;                /* chance that a stock passage starts after a word */
};

/* Reads the base: any JSON Lines file that wirecopy reads. */
int chain_load(struct chain *c, const char *base, struct wcy_error *err);
void chain_release(struct chain *c);

/* One text to write: `n` words to `out`, from the stream `rng`. */
struct walk {
    struct rng rng;
    uint32_t *out;
    size_t n;
    /* private */
    uint32_t position, stock; /* words left of a stock passage */
    const uint32_t *jump;     /* where the range of places to jump to is found; NULL: no jump */
    const uint32_t *place;
    bool moved; /* the walk is free to start a stock passage */
};

/* Writes the texts side by side. Each is the same whatever else is written with it: several at once
   are only faster, because the base is much larger than the caches. */
void chain_walk(const struct chain *c, struct walk *walks, size_t n_walks);

/* A length in words, drawn from the base's; `mean` 0 keeps them, else they are scaled to it. */
size_t chain_length(const struct chain *c, struct rng *r, double mean);

/* Appends words as JSON string content, without the blank behind the last. */
bool chain_print(const struct chain *c, const uint32_t *words, size_t n, struct buf *out);

#endif
