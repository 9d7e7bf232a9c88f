/* The kernels for AVX2 with BMI (x86-64-v3). */
#include "sketch/kernel_body.h"

#ifdef __x86_64__

#include <immintrin.h>

#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))

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

static inline TARGET __m256i load4(const uint64_t *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

static inline TARGET __m256i set64(uint64_t v)
{
    return _mm256_set1_epi64x((long long)v);
}

/* a * b modulo 2^64, from products of halves. */
static inline TARGET __m256i multiply(__m256i a, __m256i b)
{
    __m256i high = _mm256_srli_epi64(b, 32);
    __m256i cross =
        _mm256_add_epi64(_mm256_mul_epu32(_mm256_srli_epi64(a, 32), b), _mm256_mul_epu32(a, high));
    return _mm256_add_epi64(_mm256_mul_epu32(a, b), _mm256_slli_epi64(cross, 32));
}

static inline TARGET __m256i xor3(__m256i a, __m256i b, __m256i c)
{
    return _mm256_xor_si256(_mm256_xor_si256(a, b), c);
}

/* `yes` where `mask` is set, else `no`; for constants. */
static inline TARGET __m256i pick(__m256i mask, uint64_t yes, uint64_t no)
{
    return _mm256_blendv_epi8(set64(no), set64(yes), mask);
}

/* What word_hash_tiny makes of the folded bytes in `v` before it multiplies. */
static inline TARGET __m256i tiny_start(__m256i v, __m256i len, __m256i bits, uint64_t key)
{
    __m256i byte = set64(0xFF),
            mid_bits = _mm256_and_si256(_mm256_srli_epi64(bits, 1), set64(0x38));
    __m256i mid = _mm256_and_si256(_mm256_srlv_epi64(v, mid_bits), byte);
    __m256i last = _mm256_and_si256(_mm256_srlv_epi64(v, _mm256_sub_epi64(bits, set64(8))), byte);
    __m256i in = xor3(_mm256_slli_epi64(_mm256_and_si256(v, byte), 16), _mm256_slli_epi64(mid, 24),
                      xor3(last, _mm256_slli_epi64(len, 8), set64(key)));
    return _mm256_xor_si256(in, _mm256_srli_epi64(in, 33));
}

/* The same for word_hash_small. */
static inline TARGET __m256i small_start(__m256i v, __m256i bits, uint64_t key)
{
    __m256i last = _mm256_srlv_epi64(v, _mm256_sub_epi64(bits, set64(32)));
    __m256i in =
        xor3(_mm256_slli_epi64(v, 32), _mm256_and_si256(last, set64(UINT32_MAX)), set64(key));
    __m256i by_49 = _mm256_xor_si256(_mm256_slli_epi64(in, 49), _mm256_srli_epi64(in, 15));
    __m256i by_24 = _mm256_xor_si256(_mm256_slli_epi64(in, 24), _mm256_srli_epi64(in, 40));
    return xor3(in, by_49, by_24);
}

/* The hashes of up to eight bytes. The rest of both functions are the same steps with other
   constants. */
static inline TARGET __m256i hash_four(__m256i v, __m256i len, __m256i bits,
                                       const struct word_key *key)
{
    const uint64_t prime = UINT64_C(0x9FB21C651E98DF25);
    __m256i tiny = _mm256_cmpgt_epi64(set64(4), len);
    __m256i h = _mm256_blendv_epi8(small_start(v, bits, key->small),
                                   tiny_start(v, len, bits, key->tiny), tiny);
    h = multiply(h, pick(tiny, UINT64_C(0xC2B2AE3D27D4EB4F), prime));
    __m256i mixed = _mm256_srlv_epi64(h, pick(tiny, 29, 35));
    mixed = _mm256_add_epi64(mixed, _mm256_andnot_si256(tiny, len));
    h = multiply(_mm256_xor_si256(h, mixed), pick(tiny, UINT64_C(0x165667B19E3779F9), prime));
    return _mm256_xor_si256(h, _mm256_srlv_epi64(h, pick(tiny, 32, 28)));
}

/* Bits of the words that hold a digit: a byte of the word without bit 6. */
static inline TARGET unsigned digit_words(__m256i v, __m256i bits)
{
    __m256i beyond = _mm256_sllv_epi64(set64(UINT64_MAX), bits);
    __m256i letters = _mm256_or_si256(v, beyond), bit_6 = _mm256_set1_epi8(0x40);
    __m256i all = _mm256_cmpeq_epi64(_mm256_and_si256(letters, bit_6), bit_6);
    return ~(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(all)) & 0xF;
}

/* Four words: up to eight bytes long hashed at once, which costs less than putting them apart. No
   gather instruction: it is slow on many processors. */
static inline TARGET void take_four(const struct piece_hashes *h, const uint16_t *edge,
                                    size_t index)
{
    const unsigned char *text = h->text;
    __m256i v = _mm256_set_epi64x(
        (long long)XXH_readLE64(text + edge[6]), (long long)XXH_readLE64(text + edge[4]),
        (long long)XXH_readLE64(text + edge[2]), (long long)XXH_readLE64(text + edge[0]));
    __m128i pairs = _mm_loadu_si128((const __m128i *)(const void *)edge);
    __m128i at = _mm_and_si128(pairs, _mm_set1_epi32(0xFFFF));
    __m256i len = _mm256_cvtepu32_epi64(_mm_sub_epi32(_mm_srli_epi32(pairs, 16), at));
    __m256i bits = _mm256_slli_epi64(len, 3), folded = _mm256_or_si256(v, _mm256_set1_epi8(0x20));
    _mm256_storeu_si256((__m256i *)(void *)(h->hash + index),
                        hash_four(folded, len, bits, &h->key));
    /* Each bit to a byte of its own. */
    uint32_t digits = (digit_words(v, bits) * 0x00204081u) & 0x01010101u;
    memcpy(h->digits + index, &digits, sizeof digits);
}

/* The words that are longer, one in nine, are noted without a branch. */
static TARGET void take_words_avx2(struct piece_words *words, const struct piece_hashes *h,
                                   const uint16_t *edge, size_t runs, size_t index)
{
    const struct piece_hashes hashes = *h; /* a copy that no store can change */
    size_t medium = words->count[WORDS_MEDIUM], big = words->count[WORDS_LONG], i = 0;
    for (; i + 4 <= runs; i += 4) {
        take_four(&hashes, edge + 2 * i, index + i);
        for (size_t k = i; k < i + 4; k++) {
            unsigned at = edge[2 * k], len = edge[2 * k + 1] - at;
            word_ref w = (word_ref)(index + k) << 18 | len << 11 | at;
            words->items[WORDS_MEDIUM][medium] = w;
            words->items[WORDS_LONG][big] = w;
            medium += len - 9 < 8;
            big += len > 16;
        }
    }
    words->count[WORDS_MEDIUM] = medium;
    words->count[WORDS_LONG] = big;
    take_words_body(words, edge + 2 * i, runs - i, index + i);
}

static TARGET void hash_words_avx2(const struct piece_words *words, const struct piece_hashes *h)
{
    hash_words_body(words, h);
}

/* Polynomials of two tokens each. */
static inline TARGET __m256i pairs_of(const uint64_t *t)
{
    return _mm256_add_epi64(multiply(load4(t), set64(SHINGLE_BASE)), load4(t + 1));
}

/* Two pairs make four tokens, and a fifth follows: a product less than one for each token. The next
   pairs are those of the next four shingles, too. */
static TARGET void shingle_five_avx2(uint64_t *out, const uint64_t *t, size_t count)
{
    size_t i = 0;
    if (count >= 5) {
        __m256i pairs = pairs_of(t);
        for (; i + 5 <= count; i += 4) {
            __m256i next = pairs_of(t + i + 4),
                    second = _mm256_permute2x128_si256(pairs, next, 0x21);
            __m256i h = _mm256_add_epi64(multiply(pairs, set64(BASE_2)), second);
            h = _mm256_add_epi64(multiply(h, set64(SHINGLE_BASE)), load4(t + i + 4));
            h = multiply(_mm256_xor_si256(h, _mm256_srli_epi64(h, 37)), set64(SHINGLE_MIX));
            _mm256_storeu_si256((__m256i *)(void *)(out + i),
                                _mm256_xor_si256(h, _mm256_srli_epi64(h, 32)));
            pairs = next;
        }
    }
    shingle_five_body(out, t, i, count);
}

/* The halves of four hashes, those first that a mask has: a byte a half, the first in the lowest.
 */
static const uint64_t sample_order[16] = {
    UINT64_C(0x0000000000000000), UINT64_C(0x0000000000000100), UINT64_C(0x0000000000000302),
    UINT64_C(0x0000000003020100), UINT64_C(0x0000000000000504), UINT64_C(0x0000000005040100),
    UINT64_C(0x0000000005040302), UINT64_C(0x0000050403020100), UINT64_C(0x0000000000000706),
    UINT64_C(0x0000000007060100), UINT64_C(0x0000000007060302), UINT64_C(0x0000070603020100),
    UINT64_C(0x0000000007060504), UINT64_C(0x0000070605040100), UINT64_C(0x0000070605040302),
    UINT64_C(0x0706050403020100),
};

static TARGET size_t sample_avx2(uint64_t *out, const uint64_t *in, size_t count, uint64_t limit)
{
    const __m256i top = set64(UINT64_C(1) << 63), below = _mm256_xor_si256(set64(limit), top);
    size_t i = 0, n = 0;
    for (; i + 4 <= count; i += 4) {
        __m256i v = load4(in + i);
        __m256i taken = _mm256_cmpgt_epi64(below, _mm256_xor_si256(v, top));
        unsigned which = (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(taken));
        __m256i order = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)sample_order[which]));
        _mm256_storeu_si256((__m256i *)(void *)(out + n), _mm256_permutevar8x32_epi32(v, order));
        n += (unsigned)__builtin_popcount(which);
    }
    return sample_body(out, n, in + i, count - i, limit);
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
