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

/* How far behind a piece a kernel reads: a separator may stand across its end, and short words are
   loaded as so many bytes. */
#define KERNEL_AHEAD 16

/* What the bytes of a piece are. A run is as many bytes as possible that are ASCII letters and
   digits or above ASCII; the usual separators above ASCII are no part of it. */
struct piece_masks {
    uint64_t run[KERNEL_BLOCKS];
    uint64_t odd[KERNEL_BLOCKS]; /* bytes of runs that are above ASCII, or of very long runs */
    uint64_t newline[KERNEL_BLOCKS];
    uint64_t any_odd; /* not zero: some bit in `odd` is set */
};

/* Where the runs of a piece start and end, in turn, and how many of these edges come before each
   block. The kernels may write and read a vector more. */
struct piece_edges {
    uint16_t at[KERNEL_PIECE + KERNEL_BLOCK];
    uint16_t before[KERNEL_BLOCKS];
    size_t count;
};

/* A plain word in a piece: where it starts, how long it is, and which token of the piece it is. */
typedef uint32_t word_ref;
#define WORD_REF_AT(w)    ((w)&0x7FF)
#define WORD_REF_LEN(w)   ((w) >> 11 & 0x7F)
#define WORD_REF_INDEX(w) ((w) >> 18)

/* No plain run is longer: it would fill a block and be odd. */
#define WORD_REF_LEN_MAX 126

/* The words of a piece that still must be hashed, apart by the kind of hash they need
   (word_hash.h). */
enum { WORDS_TINY, WORDS_SMALL, WORDS_MEDIUM, WORDS_LONG, WORDS_KINDS };
struct piece_words {
    word_ref items[WORDS_KINDS][KERNEL_PIECE / 2 + KERNEL_BLOCK];
    size_t count[WORDS_KINDS];
};

/* Where the hashes of a piece's words come from and go to. */
struct piece_hashes {
    const unsigned char *text;
    struct word_key key;
    uint64_t *hash; /* of the piece's first token; has room for a vector more, as has `digits` */
    uint8_t *digits;
};

struct kernel {
    const char *name;

    /* Fills `m` for `blocks` blocks. */
    void (*classify)(struct piece_masks *m, const unsigned char *text, size_t blocks);

    /* A run that reaches the end of the last block has no end. */
    void (*edges)(struct piece_edges *e, const uint64_t *run, size_t blocks);

    /* Takes plain words: `runs` runs whose edges start at `edge`. They are the tokens `index` and
       following of the piece. Each is hashed at once or noted in `words` for hash_words. */
    void (*take_words)(struct piece_words *words, const struct piece_hashes *h,
                       const uint16_t *edge, size_t runs, size_t index);

    /* Hashes the words that were noted. */
    void (*hash_words)(const struct piece_words *words, const struct piece_hashes *h);

    /* Hashes of the shingles of five tokens (shingle.h): out[i] of t[i] to t[i + 4]. */
    void (*shingle_five)(uint64_t *out, const uint64_t *t, size_t count);

    /* Copies the hashes below `limit`; returns how many. `out` has room for all. */
    size_t (*sample)(uint64_t *out, const uint64_t *in, size_t count, uint64_t limit);

    /* How many hashes two sorted sets share. */
    size_t (*shared)(const uint64_t *a, size_t n_a, const uint64_t *b, size_t n_b);
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
