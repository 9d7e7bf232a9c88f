/* The kernels for AVX2 with BMI (x86-64-v3). */
#include "sketch/kernel_body.h"

#ifdef __x86_64__

#include <immintrin.h>

#define TARGET __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))

/* Bits of the bytes of `low` and `high` (64 bytes of text) that compare as true. */
static inline TARGET uint64_t bits_of(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high)
                                                     << 32;
}

static inline TARGET __m256i equal_to(__m256i v, char byte)
{
    return _mm256_cmpeq_epi8(v, _mm256_set1_epi8(byte));
}

/* ASCII letters and digits. AVX2 has signed comparison only: the range is shifted to the bottom of
   the signed bytes. */
static inline TARGET __m256i word_bytes(__m256i v)
{
    __m256i lower = _mm256_or_si256(v, _mm256_set1_epi8(0x20));
    __m256i letter = _mm256_add_epi8(lower, _mm256_set1_epi8((char)(0x80 - 'a')));
    __m256i digit = _mm256_add_epi8(v, _mm256_set1_epi8((char)(0x80 - '0')));
    return _mm256_or_si256(_mm256_cmpgt_epi8(_mm256_set1_epi8(-128 + 26), letter),
                           _mm256_cmpgt_epi8(_mm256_set1_epi8(-128 + 10), digit));
}

static TARGET void classify_avx2(struct piece_masks *m, const unsigned char *text, size_t blocks)
{
    uint64_t carry = 0;
    m->any_odd = 0;
    for (size_t b = 0; b < blocks; b++, text += KERNEL_BLOCK) {
        __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)text);
        __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(text + 32));
        struct block_masks masks = {
            .word = bits_of(word_bytes(low), word_bytes(high)),
            .high = bits_of(low, high),
            .newline = bits_of(equal_to(low, '\n'), equal_to(high, '\n')),
        };
        uint64_t leads = 0;
        if (masks.high)
            leads =
                bits_of(_mm256_or_si256(equal_to(low, (char)0xE2), equal_to(low, (char)0xC2)),
                        _mm256_or_si256(equal_to(high, (char)0xE2), equal_to(high, (char)0xC2)));
        piece_put(m, b, text, masks, leads, &carry);
    }
}

static TARGET void edges_avx2(struct piece_edges *e, const uint64_t *run, size_t blocks)
{
    edges_body(e, run, blocks);
}

static TARGET void take_words_avx2(struct piece_words *words, const struct piece_hashes *h,
                                   const uint16_t *edge, size_t runs, size_t index)
{
    (void)h;
    take_words_body(words, edge, runs, index);
}

static TARGET void hash_words_avx2(const struct piece_words *words, const struct piece_hashes *h)
{
    hash_words_body(words, h);
}

const struct kernel kernel_avx2 = {
    .name = "avx2",
    .classify = classify_avx2,
    .edges = edges_avx2,
    .take_words = take_words_avx2,
    .hash_words = hash_words_avx2,
};

#endif
