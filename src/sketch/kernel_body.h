/*
 * kernel_body: what the variants of the kernels share.
 *
 * Always inlined, so that each variant's copy is compiled for its own instruction set.
 */
#ifndef SKETCH_KERNEL_BODY_H
#define SKETCH_KERNEL_BODY_H

#include "sketch/kernel.h"
#include "sketch/shingle.h"

#define KERNEL_INLINE static inline __attribute__((always_inline))

/* A block's bits as they come from comparing bytes. */
struct block_masks {
    uint64_t word; /* ASCII letters and digits */
    uint64_t high; /* above ASCII */
    uint64_t newline;
};

/* The length of the separator at p, which starts with 0xC2 or 0xE2, or 0 if it is none of the usual
   ones: no-break space and guillemets; hyphens, dashes, quotation marks, bullets, the ellipsis
   (U+2010 to U+2027). All are separators in the fold tables; these here are the ones that English,
   French, German or Spanish text is full of. */
KERNEL_INLINE unsigned usual_separator(const unsigned char *p)
{
    if (p[0] == 0xE2)
        return p[1] == 0x80 && p[2] >= 0x90 && p[2] <= 0xA7 ? 3 : 0;
    if (p[0] == 0xC2)
        return p[1] == 0xA0 || p[1] == 0xAB || p[1] == 0xBB ? 2 : 0;
    return 0;
}

/* Bits of the usual separators that start in a block, given where their lead bytes may be; *carry
   are the bits that fall into the next block. */
KERNEL_INLINE uint64_t usual_separators(const unsigned char *text, uint64_t leads, uint64_t *carry)
{
    uint64_t found = 0;
    for (; leads; leads &= leads - 1) {
        unsigned at = (unsigned)__builtin_ctzll(leads), len = usual_separator(text + at);
        uint64_t bits = (UINT64_C(1) << len) - 1;
        found |= bits << at;
        if (at + len > 64)
            *carry |= bits >> (64 - at);
    }
    return found;
}

/* Puts a block into the masks of its piece. `leads`: where a usual separator may start. */
KERNEL_INLINE void piece_put(struct piece_masks *m, size_t block, const unsigned char *text,
                             struct block_masks b, uint64_t leads, uint64_t *carry)
{
    uint64_t high = b.high & ~*carry;
    *carry = 0;
    if (leads & high)
        high &= ~usual_separators(text, leads & high, carry);
    uint64_t run = b.word | high, odd = run == UINT64_MAX ? run : high;
    m->run[block] = run;
    m->odd[block] = odd;
    m->newline[block] = b.newline;
    m->any_odd |= odd;
}

/* Writes one set bit's position and clears it; the top bit's when none is left. */
KERNEL_INLINE uint64_t edge_put(uint16_t *at, uint64_t edges, unsigned base)
{
    *at = (uint16_t)(base + (unsigned)__builtin_ctzll(edges | UINT64_C(1) << 63));
    return edges & (edges - 1);
}

KERNEL_INLINE uint64_t edges_put_eight(uint16_t *at, uint64_t edges, unsigned base)
{
    edges = edge_put(at, edges, base);
    edges = edge_put(at + 1, edges, base);
    edges = edge_put(at + 2, edges, base);
    edges = edge_put(at + 3, edges, base);
    edges = edge_put(at + 4, edges, base);
    edges = edge_put(at + 5, edges, base);
    edges = edge_put(at + 6, edges, base);
    return edge_put(at + 7, edges, base);
}

/* The set bits of one block's edges. A block of common text has some twenty; so many are always
   written, as the exact number cannot be guessed, and what is too much is overwritten. */
KERNEL_INLINE size_t edges_put(uint16_t *at, uint64_t edges, unsigned base)
{
    size_t n = (size_t)__builtin_popcountll(edges);
    edges = edges_put_eight(at, edges, base);
    edges = edges_put_eight(at + 8, edges, base);
    edges = edges_put_eight(at + 16, edges, base);
    for (size_t done = 24; done < n; done += 8)
        edges = edges_put_eight(at + done, edges, base);
    return n;
}

/* Bits where a run starts or ends; *last is the top bit of the block before. */
KERNEL_INLINE uint64_t run_edges(uint64_t run, uint64_t *last)
{
    uint64_t edges = run ^ (run << 1 | *last);
    *last = run >> 63;
    return edges;
}

KERNEL_INLINE void edges_body(struct piece_edges *e, const uint64_t *run, size_t blocks)
{
    size_t n = 0;
    uint64_t last = 0;
    for (size_t b = 0; b < blocks; b++) {
        e->before[b] = (uint16_t)n;
        n += edges_put(e->at + n, run_edges(run[b], &last), (unsigned)(b * KERNEL_BLOCK));
    }
    e->count = n;
}

/* Notes each word under its kind. Written to all kinds and kept in one: that has no branch to guess
   wrong. */
KERNEL_INLINE void take_words_body(struct piece_words *words, const uint16_t *edge, size_t runs,
                                   size_t index)
{
    size_t tiny = words->count[WORDS_TINY], small = words->count[WORDS_SMALL];
    size_t medium = words->count[WORDS_MEDIUM], big = words->count[WORDS_LONG];
    for (size_t i = 0; i < runs; i++) {
        unsigned at = edge[2 * i], len = edge[2 * i + 1] - at;
        word_ref w = (word_ref)(index + i) << 18 | len << 11 | at;
        words->items[WORDS_TINY][tiny] = w;
        words->items[WORDS_SMALL][small] = w;
        words->items[WORDS_MEDIUM][medium] = w;
        words->items[WORDS_LONG][big] = w;
        tiny += len < 4;
        small += len - 4 < 5;
        medium += len - 9 < 8;
        big += len > 16;
    }
    words->count[WORDS_TINY] = tiny;
    words->count[WORDS_SMALL] = small;
    words->count[WORDS_MEDIUM] = medium;
    words->count[WORDS_LONG] = big;
}

/* One kind of words; `hash_one` is inlined. */
#define HASH_WORDS(kind, hash_one)                                                                 \
    for (size_t k = 0; k < words->count[kind]; k++) {                                              \
        word_ref w = words->items[kind][k];                                                        \
        struct word_hash one = hash_one(text + WORD_REF_AT(w), WORD_REF_LEN(w), &key);             \
        hash[WORD_REF_INDEX(w)] = one.hash;                                                        \
        digits[WORD_REF_INDEX(w)] = one.digits;                                                    \
    }

/* Everything in local variables: a store to `digits` might change any other for all that the
   compiler knows. */
KERNEL_INLINE void hash_words_body(const struct piece_words *words, const struct piece_hashes *h)
{
    const unsigned char *text = h->text;
    struct word_key key = h->key;
    uint64_t *hash = h->hash;
    uint8_t *digits = h->digits;
    HASH_WORDS(WORDS_TINY, word_hash_tiny)
    HASH_WORDS(WORDS_SMALL, word_hash_small)
    HASH_WORDS(WORDS_MEDIUM, word_hash_medium)
    HASH_WORDS(WORDS_LONG, word_hash_long)
}

/* Powers of the base of the polynomial, modulo 2^64. */
#define BASE_2 (SHINGLE_BASE * SHINGLE_BASE)
#define BASE_3 (BASE_2 * SHINGLE_BASE)
#define BASE_4 (BASE_2 * BASE_2)

/* Independent products, which the processor can overlap. From shingle `i` on, as the others do. */
KERNEL_INLINE void shingle_five_body(uint64_t *out, const uint64_t *t, size_t i, size_t count)
{
    for (; i < count; i++)
        out[i] = shingle_mix(t[i] * BASE_4 + t[i + 1] * BASE_3 + t[i + 2] * BASE_2 +
                             t[i + 3] * SHINGLE_BASE + t[i + 4]);
}

/* Without a branch on the data. */
KERNEL_INLINE size_t sample_body(uint64_t *out, size_t n, const uint64_t *in, size_t count,
                                 uint64_t limit)
{
    for (size_t i = 0; i < count; i++) {
        out[n] = in[i];
        n += in[i] < limit;
    }
    return n;
}

/* No branch on the data: which side is smaller is a coin toss. */
KERNEL_INLINE size_t shared_body(const uint64_t *a, size_t n_a, const uint64_t *b, size_t n_b)
{
    size_t i = 0, j = 0, shared = 0;
    while (i < n_a && j < n_b) {
        uint64_t x = a[i], y = b[j];
        shared += x == y;
        i += x <= y;
        j += y <= x;
    }
    return shared;
}

#endif
