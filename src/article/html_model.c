#include "article/html_model.h"

#include <math.h>
#include <string.h>

/* A node of a tree: rows with row[feature] <= limit go to next[0], others to next[1]; values below
   zero are leaves, ~value their index. */
struct tree_node {
    float limit;
    int16_t next[2];
    uint8_t feature;
};

struct tree {
    uint16_t node, leaf; /* where its nodes and leaves start */
};

#include "article/html_model_table.inc"

static float probability(float log_odds)
{
    return 1.0f / (1.0f + expf(-log_odds));
}

static float tree_value(const struct tree_node *nodes, const float *leaves, const float *row)
{
    int at = 0;
    do /* indexed, not branched: no processor can guess these */
        at = nodes[at].next[row[nodes[at].feature] > nodes[at].limit];
    while (at >= 0);
    return leaves[~at];
}

#define FIRST_COUNT (sizeof first_trees / sizeof first_trees[0])

/* A block that is this far down after so many trees stays down; most blocks of a page are. */
#define LOST_TREES 40u
#define LOST_SUM   -3.0f

/* Eight rows go down a tree side by side: one alone would wait for memory at every step. */
#define LANES 8

_Static_assert(LOST_TREES <= FIRST_COUNT, "the first sum is shorter than its own shortcut");

static void tree_add(size_t tree, const float *const rows[LANES], float sums[LANES])
{
    const struct tree_node *nodes = first_nodes + first_trees[tree].node;
    const float *leaves = first_leaves + first_trees[tree].leaf;
    int at[LANES] = {0};
    bool more = true;
    while (more) {
        more = false;
        for (int k = 0; k < LANES; k++) {
            const struct tree_node *node = nodes + (at[k] >= 0 ? at[k] : 0);
            int next = node->next[rows[k][node->feature] > node->limit];
            at[k] = at[k] >= 0 ? next : at[k];
            more |= at[k] >= 0;
        }
    }
    for (int k = 0; k < LANES; k++)
        sums[k] += leaves[~at[k]];
}

void html_model_first(const struct html_features *features, size_t n, float *out)
{
    for (size_t i = 0; i < n; i += LANES) {
        const float *rows[LANES];
        float sums[LANES] = {0}, lost[LANES];
        for (size_t k = 0; k < LANES; k++)
            rows[k] = features->rows[i + k < n ? i + k : n - 1];
        size_t t = 0;
        for (; t < LOST_TREES; t++)
            tree_add(t, rows, sums);
        memcpy(lost, sums, sizeof sums);
        bool all = true;
        for (size_t k = 0; k < LANES; k++)
            all = all && lost[k] <= LOST_SUM;
        for (; t < FIRST_COUNT && !all; t++)
            tree_add(t, rows, sums);
        for (size_t k = 0; k < LANES && i + k < n; k++) /* the same whatever its neighbours are */
            out[i + k] = probability(lost[k] <= LOST_SUM ? lost[k] : sums[k]);
    }
}

void html_model_sums(const struct html_page *page, const struct html_features *features,
                     const float *first, float (*sums)[2])
{
    sums[0][0] = sums[0][1] = 0;
    for (size_t i = 0; i < page->n_blocks; i++) {
        sums[i + 1][0] = sums[i][0] + first[i] * features->stats[i].words;
        sums[i + 1][1] = sums[i][1] + features->stats[i].words;
    }
}

static float mean_over(float (*sums)[2], size_t from, size_t to)
{
    float words = sums[to][1] - sums[from][1];
    return words > 0 ? (sums[to][0] - sums[from][0]) / words : 0;
}

void html_model_context(const struct html_page *page, const float *first, float (*sums)[2],
                        size_t i, float out[K_COUNT])
{
    size_t n = page->n_blocks;
    const struct html_node *parent = &page->nodes[page->nodes[page->blocks[i].node].parent];
    const struct html_node *grand = &page->nodes[parent->parent];
    float total = sums[n][0] > 1 ? sums[n][0] : 1;
    out[K_SELF] = first[i];
    for (size_t k = 1; k <= 3; k++) {
        out[K_PREV1 + k - 1] = i >= k ? first[i - k] : -1;
        out[K_NEXT1 + k - 1] = i + k < n ? first[i + k] : -1;
    }
    out[K_PARENT] = mean_over(sums, parent->block_from, parent->block_to);
    out[K_GRAND] = mean_over(sums, grand->block_from, grand->block_to);
    out[K_BEFORE] = sums[i][0] / total;
    out[K_AFTER] = (sums[n][0] - sums[i + 1][0]) / total;
    size_t low = i > 8 ? i - 8 : 0, high = i + 9 < n ? i + 9 : n;
    out[K_NEAR] = mean_over(sums, low, high);
}

/* Below this the first sum is sure; where it is sure of all neighbours, too, as in menus, the
   second would only say the same. */
#define SURE 0.02f

static bool is_settled(const float *first, size_t n, size_t i)
{
    size_t low = i > 3 ? i - 3 : 0, high = i + 4 < n ? i + 4 : n;
    for (size_t k = low; k < high; k++)
        if (first[k] >= SURE)
            return false;
    return true;
}

float *html_model_scores(const struct html_page *page, const struct html_features *features,
                         struct arena *arena)
{
    size_t n = page->n_blocks;
    float *first = arena_zalloc(arena, n + 1, sizeof(float));
    float *scores = arena_zalloc(arena, n + 1, sizeof(float));
    float(*sums)[2] = arena_zalloc(arena, n + 1, sizeof *sums);
    if (!first || !scores || !sums)
        return NULL;
    html_model_first(features, n, first);
    html_model_sums(page, features, first, sums);
    for (size_t i = 0; i < n; i++) {
        float row[F_COUNT + K_COUNT], sum = 0;
        if (is_settled(first, n, i)) {
            scores[i] = first[i];
            continue;
        }
        memcpy(row, features->rows[i], sizeof features->rows[i]);
        html_model_context(page, first, sums, i, row + F_COUNT);
        for (size_t t = 0; t < sizeof second_trees / sizeof second_trees[0]; t++)
            sum += tree_value(second_nodes + second_trees[t].node,
                              second_leaves + second_trees[t].leaf, row);
        scores[i] = probability(sum);
    }
    return scores;
}
