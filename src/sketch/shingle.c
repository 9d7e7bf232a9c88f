#include "sketch/shingle.h"

#include "base/grow.h"

#include <stdlib.h>

/* Odd, so that multiplication is a bijection; XXH64's first prime. */
#define BASE UINT64_C(0x9E3779B185EBCA87)

/* The final mix of XXH3 (XXH3_avalanche). */
static inline uint64_t shingle_mix(uint64_t h)
{
    h ^= h >> 37;
    h *= UINT64_C(0x165667919E3779F9);
    return h ^ (h >> 32);
}

void shingles_release(struct shingles *s)
{
    free(s->hash);
    free(s->start);
    free(s->end);
    *s = (struct shingles){0};
}

/* The common case, five words: independent products, which the compiler can overlap. */
static void shingle_five(uint64_t *out, const uint64_t *t, size_t count)
{
    const uint64_t b2 = BASE * BASE, b3 = b2 * BASE, b4 = b3 * BASE;
    for (size_t i = 0; i < count; i++)
        out[i] = shingle_mix(t[i] * b4 + t[i + 1] * b3 + t[i + 2] * b2 + t[i + 3] * BASE + t[i + 4]);
}

static uint64_t shingle_hash(const uint64_t *t, size_t n)
{
    uint64_t h = 0;
    for (size_t i = 0; i < n; i++)
        h = h * BASE + t[i];
    return shingle_mix(h);
}

static bool shingles_mixed(struct shingles *s, const struct tokens *t, unsigned width)
{
    size_t cap = s->cap_range;
    if (!GROW(s->start, s->cap_range, t->count) || !GROW(s->end, cap, t->count))
        return false;
    unsigned need = TOKEN_WORD_WEIGHT * width, weight = 0;
    size_t end = 0;
    for (size_t i = 0; i < t->count; i++) {
        while (end < t->count && weight < need)
            weight += t->weight[end++];
        if (weight < need)
            break;
        s->hash[s->count] = shingle_hash(t->hash + i, end - i);
        s->start[s->count] = (uint32_t)i;
        s->end[s->count++] = (uint32_t)end;
        weight -= t->weight[i];
    }
    s->ranges = true;
    return true;
}

bool shingles_make(struct shingles *s, const struct tokens *t, unsigned width)
{
    s->count = 0;
    s->width = width;
    s->ranges = false;
    if (!GROW(s->hash, s->cap, t->count))
        return false;
    if (!t->uniform)
        return shingles_mixed(s, t, width);
    s->count = t->count < width ? 0 : t->count - width + 1;
    if (width == 5)
        shingle_five(s->hash, t->hash, s->count);
    else
        for (size_t i = 0; i < s->count; i++)
            s->hash[i] = shingle_hash(t->hash + i, width);
    return true;
}

static int compare_u64(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

/* A bucket of a few: insertion sort. More than that is not chance (somebody crafted the text), and
   must not cost quadratic time. */
static void sort_bucket(uint64_t *items, size_t count)
{
    if (count > 32) {
        qsort(items, count, sizeof *items, compare_u64);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        uint64_t v = items[i];
        size_t j = i;
        for (; j > 0 && items[j - 1] > v; j--)
            items[j] = items[j - 1];
        items[j] = v;
    }
}

#define BUCKET_BITS_MAX 12

/* Spreads by the top bits into about count/2 buckets, then sorts each. */
static void sort_uniform(uint64_t *items, size_t count, uint64_t *scratch)
{
    uint32_t at[(1 << BUCKET_BITS_MAX) + 1] = {0};
    unsigned bits = 1;
    while (bits < BUCKET_BITS_MAX && ((size_t)2 << bits) < count)
        bits++;
    unsigned shift = 64 - bits;
    size_t buckets = (size_t)1 << bits;
    for (size_t i = 0; i < count; i++)
        at[(items[i] >> shift) + 1]++;
    for (size_t b = 1; b <= buckets; b++)
        at[b] += at[b - 1];
    for (size_t i = 0; i < count; i++)
        scratch[at[items[i] >> shift]++] = items[i];
    size_t from = 0;
    for (size_t b = 0; b < buckets; b++) {
        sort_bucket(scratch + from, at[b] - from);
        from = at[b];
    }
    memcpy(items, scratch, count * sizeof *items);
}

size_t shingle_set_make(uint64_t *hashes, size_t count, uint64_t *scratch)
{
    if (count < 2)
        return count;
    if (count > (size_t)64 << BUCKET_BITS_MAX)
        qsort(hashes, count, sizeof *hashes, compare_u64);
    else
        sort_uniform(hashes, count, scratch);
    size_t kept = 1;
    for (size_t i = 1; i < count; i++)
        if (hashes[i] != hashes[kept - 1])
            hashes[kept++] = hashes[i];
    return kept;
}

size_t shingle_set_shared(const uint64_t *a, size_t n_a, const uint64_t *b, size_t n_b)
{
    size_t i = 0, j = 0, shared = 0;
    /* No branch on the data: which side is smaller is a coin toss. */
    while (i < n_a && j < n_b) {
        uint64_t x = a[i], y = b[j];
        shared += x == y;
        i += x <= y;
        j += y <= x;
    }
    return shared;
}

double shingle_jaccard(size_t n_a, size_t n_b, size_t shared)
{
    size_t all = n_a + n_b - shared;
    return all ? (double)shared / (double)all : 0.0;
}
