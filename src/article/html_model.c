#include "article/html_model.h"

#include "article/html_trees.h"

#include <math.h>

#ifdef __SSE2__
#include <emmintrin.h>
#include <xmmintrin.h>
#endif

#include "article/html_model_table.inc"

static float probability(float log_odds)
{
    return 1.0f / (1.0f + expf(-log_odds));
}

#define FIRST_COUNT  (sizeof first_trees / sizeof first_trees[0])
#define SECOND_COUNT (sizeof second_trees / sizeof second_trees[0])

/* A block that is this far down after so many trees stays down; most blocks of a page are. */
#define LOST_TREES 40u
#define LOST_SUM   -3.0f

_Static_assert(LOST_TREES <= FIRST_COUNT, "the first sum is shorter than its own shortcut");

/* Four rows into four lanes of the columns. */
static void put_rows(const float *const rows[4], float (*columns)[TREE_ROWS], size_t lane)
{
    size_t f = 0;
#ifdef __SSE2__
    for (; f + 4 <= F_COUNT; f += 4) {
        __m128 a = _mm_loadu_ps(rows[0] + f), b = _mm_loadu_ps(rows[1] + f);
        __m128 c = _mm_loadu_ps(rows[2] + f), d = _mm_loadu_ps(rows[3] + f);
        _MM_TRANSPOSE4_PS(a, b, c, d);
        _mm_storeu_ps(columns[f] + lane, a);
        _mm_storeu_ps(columns[f + 1] + lane, b);
        _mm_storeu_ps(columns[f + 2] + lane, c);
        _mm_storeu_ps(columns[f + 3] + lane, d);
    }
#endif
    for (; f < F_COUNT; f++)
        for (size_t k = 0; k < 4; k++)
            columns[f][lane + k] = rows[k][f];
}

/* The features of the blocks list[i..], up to TREE_ROWS; where the list ends its last one again. */
static void put_columns(const struct html_features *features, const uint32_t *list, size_t i,
                        size_t n, float (*columns)[TREE_ROWS])
{
    for (size_t k = 0; k < TREE_ROWS; k += 4) {
        const float *rows[4];
        for (size_t j = 0; j < 4; j++)
            rows[j] = features->rows[list[i + k + j < n ? i + k + j : n - 1]];
        put_rows(rows, columns, k);
    }
}

/* Adds trees from..to of the first sum to those of the `n` blocks in `list`. */
static void first_add(const struct html_features *features, size_t from, size_t to,
                      const uint32_t *list, size_t n, float *sums)
{
    trees_fn *add = trees_best();
    for (size_t i = 0; i < n; i += TREE_ROWS) {
        float columns[F_COUNT][TREE_ROWS], some[TREE_ROWS];
        put_columns(features, list, i, n, columns);
        for (size_t k = 0; k < TREE_ROWS; k++)
            some[k] = sums[list[i + k < n ? i + k : n - 1]];
        add(first_trees + from, to - from, (const float(*)[TREE_ROWS])columns, some);
        for (size_t k = 0; k < TREE_ROWS && i + k < n; k++)
            sums[list[i + k]] = some[k];
    }
}

void html_model_first(const struct html_features *features, size_t n, uint32_t *list, float *out)
{
    size_t alive = 0;
    for (size_t i = 0; i < n; i++) {
        list[i] = (uint32_t)i;
        out[i] = 0;
    }
    first_add(features, 0, LOST_TREES, list, n, out);
    for (size_t i = 0; i < n; i++)
        if (out[i] > LOST_SUM)
            list[alive++] = (uint32_t)i;
    first_add(features, LOST_TREES, FIRST_COUNT, list, alive, out);
    for (size_t i = 0; i < n; i++)
        out[i] = probability(out[i]);
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

/* The second sum of the `n` blocks in `list`, as probabilities. */
static void second_scores(const struct html_page *page, const struct html_features *features,
                          const float *first, float (*sums)[2], const uint32_t *list, size_t n,
                          float *scores)
{
    trees_fn *add = trees_best();
    for (size_t i = 0; i < n; i += TREE_ROWS) {
        float columns[F_COUNT + K_COUNT][TREE_ROWS], some[TREE_ROWS] = {0}, context[K_COUNT];
        put_columns(features, list, i, n, columns);
        for (size_t k = 0; k < TREE_ROWS; k++) {
            uint32_t block = list[i + k < n ? i + k : n - 1];
            html_model_context(page, first, sums, block, context);
            for (size_t f = 0; f < K_COUNT; f++)
                columns[F_COUNT + f][k] = context[f];
        }
        add(second_trees, SECOND_COUNT, (const float(*)[TREE_ROWS])columns, some);
        for (size_t k = 0; k < TREE_ROWS && i + k < n; k++)
            scores[list[i + k]] = probability(some[k]);
    }
}

float *html_model_scores(const struct html_page *page, const struct html_features *features,
                         struct arena *arena)
{
    size_t n = page->n_blocks, open = 0;
    float *first = arena_zalloc(arena, n + 1, sizeof(float));
    float *scores = arena_zalloc(arena, n + 1, sizeof(float));
    uint32_t *list = arena_zalloc(arena, n + 1, sizeof(uint32_t));
    float(*sums)[2] = arena_zalloc(arena, n + 1, sizeof *sums);
    if (!first || !scores || !list || !sums)
        return NULL;
    html_model_first(features, n, list, first);
    html_model_sums(page, features, first, sums);
    for (size_t i = 0; i < n; i++) {
        scores[i] = first[i];
        if (!is_settled(first, n, i))
            list[open++] = (uint32_t)i;
    }
    second_scores(page, features, first, sums, list, open, scores);
    return scores;
}
