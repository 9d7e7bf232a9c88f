/* The kernels for AVX-512 with VBMI2 (Ice Lake, Zen 4 and later). */
#include "sketch/kernel_body.h"

#ifdef __x86_64__

#include <immintrin.h>

#define TARGET                                                                                     \
    __attribute__((target("avx2,bmi,bmi2,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2")))

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
    m->any_odd = 0;
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

/* Writes the first `count` of 64 positions, or a vector full of them. */
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

static TARGET void edges_avx512(struct piece_edges *e, const uint64_t *run, size_t blocks)
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
        e->before[b] = (uint16_t)n;
        positions_put(e->at + n, _mm512_maskz_compress_epi8(edges, all), count,
                      (uint16_t)(b * KERNEL_BLOCK));
        n += count;
    }
    e->count = n;
}

static inline TARGET __m512i set64(uint64_t v)
{
    return _mm512_set1_epi64((long long)v);
}

/* a | b | c */
static inline TARGET __m512i or3(__m512i a, __m512i b, __m512i c)
{
    return _mm512_ternarylogic_epi64(a, b, c, 0xFE);
}

/* word_hash_tiny where `tiny` is set, else word_hash_small, of the folded bytes in `v`. Both are
   the same steps with other constants, once they have picked their bytes. */
static inline TARGET __m512i hash_eight(__m512i v, __m512i len, __mmask8 tiny,
                                        const struct word_key *key)
{
    __m512i bits = _mm512_slli_epi64(len, 3), byte = set64(0xFF);
    __m512i mid_bits = _mm512_and_si512(_mm512_srli_epi64(bits, 1), set64(0x38));
    __m512i mid = _mm512_and_si512(_mm512_srlv_epi64(v, mid_bits), byte);
    __m512i end = _mm512_srlv_epi64(v, _mm512_sub_epi64(bits, set64(8)));
    __m512i tiny_in = or3(_mm512_slli_epi64(_mm512_and_si512(v, byte), 16),
                          _mm512_slli_epi64(mid, 24), _mm512_and_si512(end, byte));
    tiny_in = _mm512_or_si512(tiny_in, _mm512_slli_epi64(len, 8));
    __m512i h = _mm512_xor_si512(tiny_in, set64(key->tiny));

    __m512i last = _mm512_srlv_epi64(v, _mm512_sub_epi64(bits, set64(32)));
    __m512i small =
        _mm512_or_si512(_mm512_slli_epi64(v, 32), _mm512_and_si512(last, set64(UINT32_MAX)));
    small = _mm512_xor_si512(small, set64(key->small));
    small = _mm512_ternarylogic_epi64(small, _mm512_rol_epi64(small, 49),
                                      _mm512_rol_epi64(small, 24), 0x96);

    h = _mm512_mask_blend_epi64(tiny, small, _mm512_xor_si512(h, _mm512_srli_epi64(h, 33)));
    __m512i prime = set64(UINT64_C(0x9FB21C651E98DF25));
    h = _mm512_mullo_epi64(
        h, _mm512_mask_blend_epi64(tiny, prime, set64(UINT64_C(0xC2B2AE3D27D4EB4F))));
    __m512i mixed = _mm512_srlv_epi64(h, _mm512_mask_blend_epi64(tiny, set64(35), set64(29)));
    mixed = _mm512_mask_add_epi64(mixed, (__mmask8)~tiny, mixed, len);
    h = _mm512_mullo_epi64(
        _mm512_xor_si512(h, mixed),
        _mm512_mask_blend_epi64(tiny, prime, set64(UINT64_C(0x165667B19E3779F9))));
    mixed = _mm512_srlv_epi64(h, _mm512_mask_blend_epi64(tiny, set64(28), set64(32)));
    return _mm512_xor_si512(h, mixed);
}

/* Notes the words of `take` under their kind. */
static inline TARGET void note_words(struct piece_words *words, int kind, __mmask8 take,
                                     __m256i refs)
{
    word_ref *items = words->items[kind] + words->count[kind];
    _mm256_storeu_si256((__m256i *)(void *)items, _mm256_maskz_compress_epi32(take, refs));
    words->count[kind] += (unsigned)__builtin_popcount(take);
}

/* Eight words: up to eight bytes long hashed at once, which costs less than putting them apart; the
   longer ones, one in nine, noted. The lanes over `runs` give what is overwritten later. */
static inline TARGET void take_eight(struct piece_words *words, const struct piece_hashes *h,
                                     const uint16_t *edge, size_t runs, size_t index)
{
    __mmask8 used = (__mmask8)(runs < 8 ? (1u << runs) - 1 : 0xFF);
    __m256i pairs = _mm256_maskz_loadu_epi32(used, edge);
    __m256i at = _mm256_and_si256(pairs, _mm256_set1_epi32(0xFFFF));
    __m256i len = _mm256_sub_epi32(_mm256_srli_epi32(pairs, 16), at);
    __m512i v = _mm512_i32gather_epi64(at, (const long long *)(const void *)h->text, 1);
    __m512i len64 = _mm512_cvtepu32_epi64(len);
    __mmask8 tiny = _mm256_cmplt_epu32_mask(len, _mm256_set1_epi32(4));
    __m512i folded = _mm512_or_si512(v, _mm512_set1_epi8(0x20));
    _mm512_storeu_si512(h->hash + index, hash_eight(folded, len64, tiny, &h->key));

    __m512i beyond = _mm512_sllv_epi64(_mm512_set1_epi64(-1), _mm512_slli_epi64(len64, 3));
    __m512i no_letter = _mm512_ternarylogic_epi64(v, beyond, _mm512_set1_epi8(0x40), 0x02);
    __mmask8 digits = _mm512_test_epi64_mask(no_letter, no_letter);
    _mm_storel_epi64((__m128i *)(void *)(h->digits + index), _mm_maskz_set1_epi8(digits, 1));

    __mmask8 longer = _mm256_cmpgt_epu32_mask(len, _mm256_set1_epi32(8));
    __mmask8 big = _mm256_cmpgt_epu32_mask(len, _mm256_set1_epi32(16));
    __m256i ids =
        _mm256_add_epi32(_mm256_set1_epi32((int)index), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    __m256i refs = _mm256_or_si256(_mm256_slli_epi32(ids, 18),
                                   _mm256_or_si256(_mm256_slli_epi32(len, 11), at));
    note_words(words, WORDS_MEDIUM, longer & (__mmask8)~big, refs);
    if (big)
        note_words(words, WORDS_LONG, big, refs);
}

static TARGET void take_words_avx512(struct piece_words *words, const struct piece_hashes *h,
                                     const uint16_t *edge, size_t runs, size_t index)
{
    for (size_t i = 0; i < runs; i += 8)
        take_eight(words, h, edge + 2 * i, runs - i, index + i);
}

static TARGET void hash_words_avx512(const struct piece_words *words, const struct piece_hashes *h)
{
    hash_words_body(words, h);
}

static inline TARGET __m512i load8(const uint64_t *p)
{
    return _mm512_loadu_si512(p);
}

static inline TARGET __m512i product(const uint64_t *p, uint64_t by)
{
    return _mm512_mullo_epi64(load8(p), set64(by));
}

static TARGET void shingle_five_avx512(uint64_t *out, const uint64_t *t, size_t count)
{
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        __m512i a = _mm512_add_epi64(product(t + i, BASE_4), product(t + i + 1, BASE_3));
        __m512i b = _mm512_add_epi64(product(t + i + 2, BASE_2), product(t + i + 3, SHINGLE_BASE));
        __m512i h = _mm512_add_epi64(_mm512_add_epi64(a, b), load8(t + i + 4));
        h = _mm512_xor_si512(h, _mm512_srli_epi64(h, 37));
        h = _mm512_mullo_epi64(h, set64(SHINGLE_MIX));
        _mm512_storeu_si512(out + i, _mm512_xor_si512(h, _mm512_srli_epi64(h, 32)));
    }
    shingle_five_body(out, t, i, count);
}

static TARGET size_t sample_avx512(uint64_t *out, const uint64_t *in, size_t count, uint64_t limit)
{
    size_t i = 0, n = 0;
    for (; i + 8 <= count; i += 8) {
        __m512i v = load8(in + i);
        __mmask8 below = _mm512_cmplt_epu64_mask(v, set64(limit));
        _mm512_storeu_si512(out + n, _mm512_maskz_compress_epi64(below, v));
        n += (unsigned)__builtin_popcount(below);
    }
    return sample_body(out, n, in + i, count - i, limit);
}

/* Which of eight hashes are among eight others. */
static inline TARGET __mmask8 among(__m512i a, __m512i b)
{
    __m512i b4 = _mm512_alignr_epi64(b, b, 4);
    unsigned found = _mm512_cmpeq_epi64_mask(a, b) | _mm512_cmpeq_epi64_mask(a, b4);
    found |= _mm512_cmpeq_epi64_mask(a, _mm512_alignr_epi64(b, b, 1));
    found |= _mm512_cmpeq_epi64_mask(a, _mm512_alignr_epi64(b, b, 2));
    found |= _mm512_cmpeq_epi64_mask(a, _mm512_alignr_epi64(b, b, 3));
    found |= _mm512_cmpeq_epi64_mask(a, _mm512_alignr_epi64(b, b, 5));
    found |= _mm512_cmpeq_epi64_mask(a, _mm512_alignr_epi64(b, b, 6));
    found |= _mm512_cmpeq_epi64_mask(a, _mm512_alignr_epi64(b, b, 7));
    return (__mmask8)found;
}

/* Block by block, all of one with all of the other; the block that ends first moves on. */
static TARGET size_t shared_avx512(const uint64_t *a, size_t n_a, const uint64_t *b, size_t n_b)
{
    size_t i = 0, j = 0, shared = 0;
    while (i + 8 <= n_a && j + 8 <= n_b) {
        uint64_t x = a[i + 7], y = b[j + 7];
        shared += (unsigned)__builtin_popcount(among(load8(a + i), load8(b + j)));
        i += (size_t)(x <= y) * 8;
        j += (size_t)(y <= x) * 8;
    }
    return shared + shared_body(a + i, n_a - i, b + j, n_b - j);
}

const struct kernel kernel_avx512 = {
    .name = "avx512",
    .classify = classify_avx512,
    .edges = edges_avx512,
    .take_words = take_words_avx512,
    .hash_words = hash_words_avx512,
    .shingle_five = shingle_five_avx512,
    .sample = sample_avx512,
    .shared = shared_avx512,
};

#endif
