/*
 * html_trees: sums of small decision trees over many rows at once.
 *
 * A tree has up to 16 leaves, numbered from left to right. Every node that sends a row to the right
 * rules out the leaves on its left; the first leaf that is left over is the row's. So all nodes of
 * a tree are asked, in any order and without a branch, and sixteen rows side by side (Lucchese et
 * al., "QuickScorer", SIGIR 2015). All variants give the same bytes.
 */
#ifndef ARTICLE_HTML_TREES_H
#define ARTICLE_HTML_TREES_H

#include <stddef.h>
#include <stdint.h>

#define TREE_LEAVES 16
#define TREE_NODES  (TREE_LEAVES - 1)
#define TREE_ROWS   16

struct tree {
    float limit[TREE_NODES]; /* a row goes right when its feature is over the limit */
    float leaf[TREE_LEAVES];
    uint16_t mask[TREE_NODES]; /* leaves that are possible then: bit 0 is the first */
    uint8_t feature[TREE_NODES];
};

/* Adds the values of `count` trees to the sums of TREE_ROWS rows; columns[f][k] is feature f of row
   k. */
typedef void trees_fn(const struct tree *trees, size_t count, const float (*columns)[TREE_ROWS],
                      float sums[TREE_ROWS]);

/* The variants that this machine can run, the best one first; returns their number. */
#define TREES_MAX 3
size_t trees_list(trees_fn *list[TREES_MAX]);

/* The best one. */
trees_fn *trees_best(void);

trees_fn trees_add_portable;
#ifdef __x86_64__
trees_fn trees_add_avx2, trees_add_avx512;
#endif

#endif
