/* The kernels in plain C: eight bytes at a time in one register. */
#include "sketch/kernel_body.h"

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
#define TOPS       EACH(0x80)

/* Of eight bytes' top bits, the first byte's lowest. The product moves bit 8i to bit 56 + i. */
static inline uint64_t gather_tops(uint64_t v)
{
    return ((v & TOPS) >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

/* Top bits of the bytes of `v`, all below 0x80, that are at least `least`. */
static inline uint64_t at_least(uint64_t v, unsigned least)
{
    return v + EACH(0x80 - least);
}

/* Top bits of the bytes that are equal to `byte`. */
static inline uint64_t equal_to(uint64_t v, unsigned byte)
{
    uint64_t differs = v ^ EACH(byte);
    return ~(((differs & ~TOPS) + ~TOPS) | differs);
}

static void classify_portable(struct piece_masks *m, const unsigned char *text, size_t blocks)
{
    uint64_t carry = 0;
    m->any_odd = 0;
    for (size_t b = 0; b < blocks; b++, text += KERNEL_BLOCK) {
        struct block_masks masks = {0};
        uint64_t leads = 0;
        for (unsigned i = 0; i < KERNEL_BLOCK; i += 8) {
            uint64_t v = XXH_readLE64(text + i), ascii = v & ~TOPS, lower = ascii | EACH(0x20);
            uint64_t letter = at_least(lower, 'a') & ~at_least(lower, 'z' + 1);
            uint64_t digit = at_least(ascii, '0') & ~at_least(ascii, '9' + 1);
            masks.word |= gather_tops((letter | digit) & ~v) << i;
            masks.newline |= gather_tops(equal_to(v, '\n')) << i;
            if (v & TOPS) {
                masks.high |= gather_tops(v) << i;
                leads |= gather_tops(equal_to(v, 0xE2) | equal_to(v, 0xC2)) << i;
            }
        }
        piece_put(m, b, text, masks, leads, &carry);
    }
}

static void edges_portable(struct piece_edges *e, const uint64_t *run, size_t blocks)
{
    edges_body(e, run, blocks);
}

static void take_words_portable(struct piece_words *words, const struct piece_hashes *h,
                                const uint16_t *edge, size_t runs, size_t index)
{
    (void)h;
    take_words_body(words, edge, runs, index);
}

static void hash_words_portable(const struct piece_words *words, const struct piece_hashes *h)
{
    hash_words_body(words, h);
}

static void shingle_five_portable(uint64_t *out, const uint64_t *t, size_t count)
{
    shingle_five_body(out, t, 0, count);
}

static size_t sample_portable(uint64_t *out, const uint64_t *in, size_t count, uint64_t limit)
{
    return sample_body(out, 0, in, count, limit);
}

static size_t shared_portable(const uint64_t *a, size_t n_a, const uint64_t *b, size_t n_b)
{
    return shared_body(a, n_a, b, n_b);
}

const struct kernel kernel_portable = {
    .name = "portable",
    .classify = classify_portable,
    .edges = edges_portable,
    .take_words = take_words_portable,
    .hash_words = hash_words_portable,
    .shingle_five = shingle_five_portable,
    .sample = sample_portable,
    .shared = shared_portable,
};
