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

static inline TARGET __m256i load4(const uint64_t *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

static inline TARGET __m256i set64(uint64_t v)
{
    return _mm256_set1_epi64x((long long)v);
}

/* a * b modulo 2^64, from products of halves. */
static inline TARGET __m256i multiply(__m256i a, uint64_t b)
{
    __m256i low = set64(b), high = set64(b >> 32);
    __m256i cross = _mm256_add_epi64(_mm256_mul_epu32(_mm256_srli_epi64(a, 32), low),
                                     _mm256_mul_epu32(a, high));
    return _mm256_add_epi64(_mm256_mul_epu32(a, low), _mm256_slli_epi64(cross, 32));
}

static TARGET void shingle_five_avx2(uint64_t *out, const uint64_t *t, size_t count)
{
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        __m256i h = load4(t + i);
        for (size_t k = 1; k < 5; k++)
            h = _mm256_add_epi64(multiply(h, SHINGLE_BASE), load4(t + i + k));
        h = multiply(_mm256_xor_si256(h, _mm256_srli_epi64(h, 37)), SHINGLE_MIX);
        _mm256_storeu_si256((__m256i *)(void *)(out + i),
                            _mm256_xor_si256(h, _mm256_srli_epi64(h, 32)));
    }
    shingle_five_body(out, t, i, count);
}

static TARGET size_t sample_avx2(uint64_t *out, const uint64_t *in, size_t count, uint64_t limit)
{
    return sample_body(out, 0, in, count, limit);
}

/* Which of four hashes are among four others. */
static inline TARGET unsigned among(__m256i a, __m256i b)
{
    __m256i same = _mm256_cmpeq_epi64(a, b);
    __m256i by_1 = _mm256_cmpeq_epi64(a, _mm256_permute4x64_epi64(b, 0x39));
    __m256i by_2 = _mm256_cmpeq_epi64(a, _mm256_permute4x64_epi64(b, 0x4E));
    __m256i by_3 = _mm256_cmpeq_epi64(a, _mm256_permute4x64_epi64(b, 0x93));
    __m256i any = _mm256_or_si256(_mm256_or_si256(same, by_1), _mm256_or_si256(by_2, by_3));
    return (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(any));
}

/* Block by block, all of one with all of the other; the block that ends first moves on. */
static TARGET size_t shared_avx2(const uint64_t *a, size_t n_a, const uint64_t *b, size_t n_b)
{
    size_t i = 0, j = 0, shared = 0;
    while (i + 4 <= n_a && j + 4 <= n_b) {
        uint64_t x = a[i + 3], y = b[j + 3];
        shared += (unsigned)__builtin_popcount(among(load4(a + i), load4(b + j)));
        i += (size_t)(x <= y) * 4;
        j += (size_t)(y <= x) * 4;
    }
    return shared + shared_body(a + i, n_a - i, b + j, n_b - j);
}

const struct kernel kernel_avx2 = {
    .name = "avx2",
    .classify = classify_avx2,
    .edges = edges_avx2,
    .take_words = take_words_avx2,
    .hash_words = hash_words_avx2,
    .shingle_five = shingle_five_avx2,
    .sample = sample_avx2,
    .shared = shared_avx2,
};

#endif
