#include "sketch/shingle.h"

#include "base/bits.h"
#include "base/grow.h"
#include "sketch/kernel.h"

#include <stdlib.h>

void shingles_release(struct shingles *s)
{
    free(s->hash);
    free(s->start);
    free(s->end);
    *s = (struct shingles){0};
}

static uint64_t shingle_hash(const uint64_t *t, size_t n)
{
    uint64_t h = 0;
    for (size_t i = 0; i < n; i++)
        h = h * SHINGLE_BASE + t[i];
    return shingle_mix(h);
}

/* A window of tokens: the polynomial of their hashes, kept up by adding at its end and dropping at
   its start. `power` is SHINGLE_BASE to the number of tokens. */
struct window {
    uint64_t sum, power;
};

static inline void window_add(struct window *w, uint64_t token)
{
    w->sum = w->sum * SHINGLE_BASE + token;
    w->power *= SHINGLE_BASE;
}

/* The inverse of SHINGLE_BASE modulo 2^64. */
#define SHINGLE_BASE_INVERSE UINT64_C(0x0887493432BADB37)

static inline void window_drop(struct window *w, uint64_t token)
{
    w->power *= SHINGLE_BASE_INVERSE;
    w->sum -= token * w->power;
}

static bool shingles_mixed(struct shingles *s, const struct tokens *t, unsigned width)
{
    size_t cap = s->cap_range;
    if (!GROW(s->start, s->cap_range, t->count) || !GROW(s->end, cap, t->count))
        return false;
    unsigned need = TOKEN_WORD_WEIGHT * width, weight = 0;
    size_t end = 0;
    struct window window = {0, 1};
    for (size_t i = 0; i < t->count; i++) {
        while (end < t->count && weight < need) {
            window_add(&window, t->hash[end]);
            weight += t->weight[end++];
        }
        if (weight < need)
            break;
        s->hash[s->count] = shingle_mix(window.sum);
        s->start[s->count] = (uint32_t)i;
        s->end[s->count++] = (uint32_t)end;
        weight -= t->weight[i];
        window_drop(&window, t->hash[i]);
    }
    s->ranges = true;
    return true;
}

bool shingles_make(struct shingles *s, const struct tokens *t, unsigned width)
{
    s->count = 0;
    s->width = width;
    s->ranges = false;
    s->kernel = t->kernel ? t->kernel : kernel_best();
    if (!GROW(s->hash, s->cap, t->count))
        return false;
    if (!t->uniform)
        return shingles_mixed(s, t, width);
    s->count = t->count < width ? 0 : t->count - width + 1;
    if (width == 5)
        s->kernel->shingle_five(s->hash, t->hash, s->count);
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

#define BUCKET_BITS_MAX 12

/* A bucket of more is not chance (somebody crafted the text), and insertion must not cost quadratic
   time. */
#define BUCKET_FULL 32

/* How the hashes are spread: by which bits, into how many buckets. A sample has its top bits clear,
   so these are left out. */
struct spread {
    unsigned shift;
    size_t buckets;
};

static struct spread spread_make(const uint64_t *items, size_t count)
{
    uint64_t any = 1;
    for (size_t i = 0; i < count; i++)
        any |= items[i];
    unsigned bits = 1, used = bits_width(any);
    while (bits < BUCKET_BITS_MAX && ((size_t)1 << bits) < count)
        bits++;
    return (struct spread){used > bits ? used - bits : 0, (size_t)1 << bits};
}

/* Sorts what is nearly sorted. */
static void insert_all(uint64_t *out, const uint64_t *in, size_t count)
{
    out[0] = in[0];
    for (size_t i = 1; i < count; i++) {
        uint64_t v = in[i];
        size_t j = i;
        for (; j > 0 && out[j - 1] > v; j--)
            out[j] = out[j - 1];
        out[j] = v;
    }
}

/* Spreads into one or two buckets an item; insertion then moves hardly anything. */
static void sort_uniform(uint64_t *items, size_t count, uint64_t *scratch)
{
    uint32_t at[(1 << BUCKET_BITS_MAX) + 1], sum = 0, fullest = 0;
    struct spread by = spread_make(items, count);
    memset(at, 0, by.buckets * sizeof *at);
    for (size_t i = 0; i < count; i++)
        at[items[i] >> by.shift]++;
    for (size_t b = 0; b < by.buckets; b++) {
        uint32_t here = at[b];
        fullest = here > fullest ? here : fullest;
        at[b] = sum;
        sum += here;
    }
    if (fullest > BUCKET_FULL + count / by.buckets) {
        qsort(items, count, sizeof *items, compare_u64);
        return;
    }
    for (size_t i = 0; i < count; i++)
        scratch[at[items[i] >> by.shift]++] = items[i];
    insert_all(items, scratch, count);
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

uint64_t shingle_set_first_shared(const uint64_t *a, size_t n_a, const uint64_t *b, size_t n_b)
{
    size_t i = 0, k = 0;
    while (i < n_a && k < n_b && a[i] != b[k])
        if (a[i] < b[k])
            i++;
        else
            k++;
    return i < n_a && k < n_b ? a[i] : UINT64_MAX;
}

size_t shingle_set_shared(const uint64_t *a, size_t n_a, const uint64_t *b, size_t n_b)
{
    /* An empty set may have no address. */
    return n_a && n_b ? kernel_best()->shared(a, n_a, b, n_b) : 0;
}

double shingle_jaccard(size_t n_a, size_t n_b, size_t shared)
{
    size_t all = n_a + n_b - shared;
    return all ? (double)shared / (double)all : 0.0;
}
