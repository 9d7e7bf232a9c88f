#include "article/html_trees.h"

#include <stdbool.h>

void trees_add_portable(const struct tree *trees, size_t count, const float (*columns)[TREE_ROWS],
                        float sums[TREE_ROWS])
{
    for (size_t t = 0; t < count; t++) {
        const struct tree *tree = &trees[t];
        uint32_t left[TREE_ROWS];
        for (size_t k = 0; k < TREE_ROWS; k++)
            left[k] = (1u << TREE_LEAVES) - 1;
        for (size_t i = 0; i < TREE_NODES; i++) {
            const float *column = columns[tree->feature[i]];
            uint32_t mask = tree->mask[i];
            float limit = tree->limit[i];
            for (size_t k = 0; k < TREE_ROWS; k++)
                left[k] &= column[k] > limit ? mask : UINT32_MAX;
        }
        for (size_t k = 0; k < TREE_ROWS; k++)
            sums[k] += tree->leaf[__builtin_ctz(left[k])];
    }
}

#ifdef __x86_64__
static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2");
}

static bool has_avx512(void)
{
    return __builtin_cpu_supports("avx512f");
}
#endif

size_t trees_list(trees_fn *list[TREES_MAX])
{
    size_t n = 0;
#ifdef __x86_64__
    if (has_avx512())
        list[n++] = trees_add_avx512;
    if (has_avx2())
        list[n++] = trees_add_avx2;
#endif
    list[n++] = trees_add_portable;
    return n;
}

trees_fn *trees_best(void)
{
    trees_fn *list[TREES_MAX];
    trees_list(list);
    return list[0];
}
