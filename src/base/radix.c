#include "base/radix.h"

#include <string.h>

#define BITS   11
#define BINS   (1u << BITS)
#define PASSES 6

static unsigned digit(uint64_t key, unsigned pass)
{
    return (unsigned)(key >> (BITS * pass)) & (BINS - 1);
}

static void radix_count(const struct radix_item *items, size_t count, size_t bins[PASSES][BINS])
{
    memset(bins, 0, sizeof(size_t) * PASSES * BINS);
    for (size_t i = 0; i < count; i++)
        for (unsigned p = 0; p < PASSES; p++)
            bins[p][digit(items[i].key, p)]++;
}

/* Counts to start positions; false when one bin holds everything. */
static int radix_starts(size_t *bins, size_t count)
{
    size_t at = 0;
    for (unsigned b = 0; b < BINS; b++) {
        size_t n = bins[b];
        if (n == count)
            return 0;
        bins[b] = at;
        at += n;
    }
    return 1;
}

void radix_sort(struct radix_item *items, struct radix_item *scratch, size_t count)
{
    size_t bins[PASSES][BINS];
    struct radix_item *from = items, *to = scratch;
    if (count < 2)
        return;
    radix_count(items, count, bins);
    for (unsigned p = 0; p < PASSES; p++) {
        if (!radix_starts(bins[p], count))
            continue;
        for (size_t i = 0; i < count; i++)
            to[bins[p][digit(from[i].key, p)]++] = from[i];
        struct radix_item *swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, count * sizeof *items);
}
