/*
 * kernel: the inner loops of the sketch module, in the variants that processors run.
 *
 * Every variant gives exactly what the portable one gives (tests/unit/test_sketch_simd.c compares
 * them); which one is used shows in speed only. The choice costs a few loads from memory, so it is
 * made for each text anew and no state is kept.
 */
#ifndef SKETCH_KERNEL_H
#define SKETCH_KERNEL_H

#include "sketch/word_hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A text is scanned in pieces of so many bytes, as blocks of 64: a bit a byte. */
#define KERNEL_BLOCK  64
#define KERNEL_BLOCKS 32
#define KERNEL_PIECE  (KERNEL_BLOCK * KERNEL_BLOCKS)

/* How far behind a block's end the classifier looks: a character may stand across it. */
#define KERNEL_AHEAD 2

/* What the bytes of a piece are. A run is as many bytes as possible that are ASCII letters and
   digits or above ASCII; the usual separators above ASCII are no part of it. */
struct piece_masks {
    uint64_t run[KERNEL_BLOCKS];
    uint64_t high[KERNEL_BLOCKS]; /* bytes of runs that are above ASCII */
    uint64_t newline[KERNEL_BLOCKS];
    uint64_t any_high; /* not zero: some bit in `high` is set */
};

/* A short ASCII word in a piece: where it starts, how long it is, and which token it is. */
typedef uint64_t word_ref;

static inline word_ref word_ref_make(unsigned at, unsigned len, size_t index)
{
    return (uint64_t)index << 32 | len << 16 | at;
}

/* The words of a piece, apart by the kind of hash they need (word_hash.h). */
enum { WORDS_TINY, WORDS_SMALL, WORDS_MEDIUM, WORDS_KINDS };
struct piece_words {
    word_ref items[WORDS_KINDS][KERNEL_PIECE / 2 + 1];
    size_t count[WORDS_KINDS];
};

struct kernel {
    const char *name;

    /* Fills `m` for `blocks` blocks; carries a separator that starts in a block into the next.
       Reads KERNEL_AHEAD bytes more than the blocks. */
    void (*classify)(struct piece_masks *m, const unsigned char *text, size_t blocks);

    /* Writes where runs start and end, in turn; returns how many. A run that reaches the end of the
       last block has no end. `at` has room for KERNEL_PIECE + KERNEL_BLOCK. */
    size_t (*edges)(uint16_t *at, const uint64_t *run, size_t blocks);

    /* Sets hash[i] and digits[i] for each word i. */
    void (*hash_words)(const struct piece_words *words, const unsigned char *text,
                       const struct word_key *key, uint64_t *hash, uint8_t *digits);
};

/* The variants that this machine can run, the best one first; returns their number. */
#define KERNELS_MAX 3
size_t kernel_list(const struct kernel *list[KERNELS_MAX]);

/* The best one. */
const struct kernel *kernel_best(void);

extern const struct kernel kernel_portable;
#ifdef __x86_64__
extern const struct kernel kernel_avx2, kernel_avx512;
#endif

#endif
