/*
 * token: a text as a sequence of token hashes.
 *
 * The token rule (doc/algorithm.md): fold every character (NFKD, case, marks, Arabic variants,
 * digits); a run of letters and digits of a script that writes spaces is one token of weight 2; a
 * Han, Kana, Thai, Lao, Khmer or Myanmar character is one token of weight 1; everything else
 * separates. The rule is local: a passage gives the same tokens wherever it stands. Tokens are
 * hashed with XXH3 over their folded UTF-8 bytes.
 *
 * Lines are kept too (the token range of each line that has tokens), because site furniture comes
 * in lines.
 */
#ifndef SKETCH_TOKEN_H
#define SKETCH_TOKEN_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Version of the rule; part of the index format. Raise it when any text's tokens change. */
#define TOKEN_RULE 1

#define TOKEN_WORD_WEIGHT      2
#define TOKEN_IDEOGRAPH_WEIGHT 1

/* The longest token in folded bytes; a longer run is cut into several tokens. */
#define TOKEN_MAX 256

struct kernel;

struct token_line {
    uint32_t first, end; /* tokens first .. end-1 */
};

struct tokens {
    uint64_t *hash;
    uint8_t *weight;
    uint8_t *digits;     /* 1: the token holds a digit */
    uint32_t *from, *to; /* byte range in the text; only with `positions` */
    size_t count, cap;
    struct token_line *lines;
    size_t n_lines, cap_lines;
    bool positions;              /* set before scanning to have from/to */
    bool uniform;                /* every token weighs TOKEN_WORD_WEIGHT */
    const struct kernel *kernel; /* set to force a variant (kernel.h); NULL: the best one */
};

/* All zeros is a valid empty value. Buffers are reused from scan to scan. */
void tokens_release(struct tokens *t);

/* Replaces the contents of `t` by the tokens of `text` (UTF-8; bad bytes separate), hashed with
   `seed`. Texts are shorter than 4 GiB. Returns false when memory runs out. */
bool tokens_scan(struct tokens *t, struct slice text, uint64_t seed);

/* 128 bits over all token hashes in order: equal for texts that differ only in case, punctuation,
   white space and the like. */
struct digest {
    uint64_t low, high;
};
struct digest tokens_digest(const struct tokens *t);

static inline bool digest_equal(struct digest a, struct digest b)
{
    return a.low == b.low && a.high == b.high;
}

/* Hash of the tokens of one line, to recognise it elsewhere. */
uint64_t tokens_line_hash(const struct tokens *t, struct token_line line);

#endif
