/* The sums of trees for AVX2 and AVX-512: a row a lane. */
#include "article/html_trees.h"

#ifdef __x86_64__

#include <immintrin.h>

/* The number of the lowest set bit of up to 16 is the exponent of that bit as a float. */
#define EXPONENT_SHIFT 23
#define EXPONENT_BIAS  127

__attribute__((target("avx512f"))) void trees_add_avx512(const struct tree *trees, size_t count,
                                                         const float (*columns)[TREE_ROWS],
                                                         float sums[TREE_ROWS])
{
    __m512 sum = _mm512_loadu_ps(sums);
    for (size_t t = 0; t < count; t++) {
        const struct tree *tree = &trees[t];
        __m512i left = _mm512_set1_epi32((1 << TREE_LEAVES) - 1);
        for (size_t i = 0; i < TREE_NODES; i++) {
            __mmask16 over = _mm512_cmp_ps_mask(_mm512_loadu_ps(columns[tree->feature[i]]),
                                                _mm512_set1_ps(tree->limit[i]), _CMP_GT_OQ);
            left = _mm512_mask_and_epi32(left, over, left, _mm512_set1_epi32(tree->mask[i]));
        }
        __m512i lowest = _mm512_and_si512(left, _mm512_sub_epi32(_mm512_setzero_si512(), left));
        __m512i exponent =
            _mm512_srli_epi32(_mm512_castps_si512(_mm512_cvtepi32_ps(lowest)), EXPONENT_SHIFT);
        __m512i leaf = _mm512_sub_epi32(exponent, _mm512_set1_epi32(EXPONENT_BIAS));
        sum = _mm512_add_ps(sum, _mm512_permutexvar_ps(leaf, _mm512_loadu_ps(tree->leaf)));
    }
    _mm512_storeu_ps(sums, sum);
}

#define AVX2 __attribute__((target("avx2")))

/* The values of the leaves that are left over in eight rows. */
static inline AVX2 __m256 leaf_values(const struct tree *tree, __m256i left)
{
    __m256i lowest = _mm256_and_si256(left, _mm256_sub_epi32(_mm256_setzero_si256(), left));
    __m256i exponent =
        _mm256_srli_epi32(_mm256_castps_si256(_mm256_cvtepi32_ps(lowest)), EXPONENT_SHIFT);
    __m256i leaf = _mm256_sub_epi32(exponent, _mm256_set1_epi32(EXPONENT_BIAS));
    __m256 low = _mm256_permutevar8x32_ps(_mm256_loadu_ps(tree->leaf), leaf);
    __m256 high = _mm256_permutevar8x32_ps(_mm256_loadu_ps(tree->leaf + 8), leaf);
    /* bit 3 of the number, moved to where blendv looks, tells the halves apart */
    return _mm256_blendv_ps(low, high, _mm256_castsi256_ps(_mm256_slli_epi32(leaf, 28)));
}

/* What is left of `left` when the rows of `column` over the limit lose the leaves not in `mask`. */
static inline AVX2 __m256i leaves_left(__m256i left, const float *column, __m256 limit,
                                       __m256i mask)
{
    __m256 over = _mm256_cmp_ps(_mm256_loadu_ps(column), limit, _CMP_GT_OQ);
    return _mm256_andnot_si256(_mm256_andnot_si256(mask, _mm256_castps_si256(over)), left);
}

AVX2 void trees_add_avx2(const struct tree *trees, size_t count, const float (*columns)[TREE_ROWS],
                         float sums[TREE_ROWS])
{
    __m256 first = _mm256_loadu_ps(sums), second = _mm256_loadu_ps(sums + 8);
    for (size_t t = 0; t < count; t++) {
        const struct tree *tree = &trees[t];
        __m256i a = _mm256_set1_epi32((1 << TREE_LEAVES) - 1), b = a;
        for (size_t i = 0; i < TREE_NODES; i++) {
            const float *column = columns[tree->feature[i]];
            __m256 limit = _mm256_set1_ps(tree->limit[i]);
            __m256i mask = _mm256_set1_epi32(tree->mask[i]);
            a = leaves_left(a, column, limit, mask);
            b = leaves_left(b, column + 8, limit, mask);
        }
        first = _mm256_add_ps(first, leaf_values(tree, a));
        second = _mm256_add_ps(second, leaf_values(tree, b));
    }
    _mm256_storeu_ps(sums, first);
    _mm256_storeu_ps(sums + 8, second);
}

#endif
