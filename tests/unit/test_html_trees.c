/* html_trees: every variant adds exactly what a walk down the tree finds. */
#include "article/html_trees.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* The tree
 *             x0 > 1
 *          no /    \ yes
 *       x1 > 5     x0 > 2
 *       /   \       /   \
 *      10   20     30   40 */
static const struct tree small = {
    .limit = {1,      5,     2,     3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f,
              3e38f},
    .leaf = {10, 20, 30, 40},
    .mask = {0xFFFC, 0xFFFE, 0xFFFB, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF,
              0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF},
    .feature = {0, 1, 0               },
};

static float walk(const float x[2])
{
    if (x[0] > 1)
        return x[0] > 2 ? 40 : 30;
    return x[1] > 5 ? 20 : 10;
}

static void a_small_tree(void **state)
{
    (void)state;
    trees_fn *list[TREES_MAX];
    float columns[2][TREE_ROWS];
    for (size_t k = 0; k < TREE_ROWS; k++) {
        columns[0][k] = (float)(k % 4);
        columns[1][k] = (float)k;
    }
    for (size_t n = trees_list(list); n-- > 0;) {
        float sums[TREE_ROWS];
        for (size_t k = 0; k < TREE_ROWS; k++)
            sums[k] = (float)k;
        list[n](&small, 1, (const float(*)[TREE_ROWS])columns, sums);
        for (size_t k = 0; k < TREE_ROWS; k++) {
            const float x[2] = {columns[0][k], columns[1][k]};
            assert_true(sums[k] == (float)k + walk(x));
        }
    }
}

static uint32_t random_next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* A chain to the right: node i rules out leaf i. All leaves are in use. */
static void full_trees(void **state)
{
    (void)state;
    enum { TREES = 50, FEATURES = 7 };
    static struct tree trees[TREES];
    float columns[FEATURES][TREE_ROWS], expected[TREE_ROWS] = {0};
    uint32_t seed = 7;
    for (size_t f = 0; f < FEATURES; f++)
        for (size_t k = 0; k < TREE_ROWS; k++)
            columns[f][k] = (float)(random_next(&seed) % 100) / 10;
    for (size_t t = 0; t < TREES; t++) {
        for (size_t i = 0; i < TREE_NODES; i++) {
            trees[t].limit[i] = (float)(random_next(&seed) % 40) / 10;
            trees[t].feature[i] = (uint8_t)(random_next(&seed) % FEATURES);
            trees[t].mask[i] = (uint16_t)(0xFFFF & ~(1u << i));
        }
        for (size_t i = 0; i < TREE_LEAVES; i++)
            trees[t].leaf[i] = (float)(random_next(&seed) % 1000) / 999;
        for (size_t k = 0; k < TREE_ROWS; k++) {
            size_t i = 0;
            while (i < TREE_NODES && columns[trees[t].feature[i]][k] > trees[t].limit[i])
                i++;
            expected[k] += trees[t].leaf[i];
        }
    }
    trees_fn *list[TREES_MAX];
    for (size_t n = trees_list(list); n-- > 0;) {
        float sums[TREE_ROWS] = {0};
        list[n](trees, TREES, (const float(*)[TREE_ROWS])columns, sums);
        assert_memory_equal(sums, expected, sizeof sums);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_tree),
        cmocka_unit_test(full_trees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
