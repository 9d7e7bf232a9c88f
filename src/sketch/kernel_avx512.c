/* The kernels for AVX-512 with VBMI2 (Ice Lake, Zen 4 and later). */
#include "sketch/kernel_body.h"

#ifdef __x86_64__

#include <immintrin.h>

#define TARGET                                                                                     \
    __attribute__((                                                                                \
        target("avx2,bmi,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2")))

/* ASCII letters and digits. */
static inline TARGET uint64_t word_bits(__m512i v)
{
    __m512i letter =
        _mm512_sub_epi8(_mm512_or_si512(v, _mm512_set1_epi8(0x20)), _mm512_set1_epi8('a'));
    __m512i digit = _mm512_sub_epi8(v, _mm512_set1_epi8('0'));
    return _mm512_cmplt_epu8_mask(letter, _mm512_set1_epi8(26)) |
           _mm512_cmplt_epu8_mask(digit, _mm512_set1_epi8(10));
}

static inline TARGET uint64_t equal_bits(__m512i v, unsigned char byte)
{
    return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8((char)byte));
}

static TARGET void classify_avx512(struct piece_masks *m, const unsigned char *text, size_t blocks)
{
    uint64_t carry = 0;
    m->any_high = 0;
    for (size_t b = 0; b < blocks; b++, text += KERNEL_BLOCK) {
        __m512i v = _mm512_loadu_si512(text);
        struct block_masks masks = {
            .word = word_bits(v),
            .high = _mm512_movepi8_mask(v),
            .newline = equal_bits(v, '\n'),
        };
        uint64_t leads = masks.high ? equal_bits(v, 0xE2) | equal_bits(v, 0xC2) : 0;
        piece_put(m, b, text, masks, leads, &carry);
    }
}

/* Writes `count` of 64 positions; each of `at` is a multiple of 32 of them. */
static inline TARGET void positions_put(uint16_t *at, __m512i bytes, size_t count, uint16_t base)
{
    __m512i start = _mm512_set1_epi16((short)base);
    __m512i first = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(bytes));
    _mm512_storeu_si512(at, _mm512_add_epi16(first, start));
    if (count > 32) {
        __m512i second = _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(bytes, 1));
        _mm512_storeu_si512(at + 32, _mm512_add_epi16(second, start));
    }
}

static TARGET size_t edges_avx512(uint16_t *at, const uint64_t *run, size_t blocks)
{
    static const unsigned char count_up[64] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    __m512i all = _mm512_loadu_si512(count_up);
    size_t n = 0;
    uint64_t last = 0;
    for (size_t b = 0; b < blocks; b++) {
        uint64_t edges = run_edges(run[b], &last);
        size_t count = (size_t)__builtin_popcountll(edges);
        positions_put(at + n, _mm512_maskz_compress_epi8(edges, all), count,
                      (uint16_t)(b * KERNEL_BLOCK));
        n += count;
    }
    return n;
}

static TARGET void hash_words_avx512(const struct piece_words *words, const unsigned char *text,
                                     const struct word_key *key, uint64_t *hash, uint8_t *digits)
{
    hash_words_body(words, text, key, hash, digits);
}

const struct kernel kernel_avx512 = {
    .name = "avx512",
    .classify = classify_avx512,
    .edges = edges_avx512,
    .hash_words = hash_words_avx512,
};

#endif
