#include "sketch/fingerprint.h"

#include "base/grow.h"
#include "sketch/kernel.h"

#include <stdlib.h>

void fingerprints_release(struct fingerprints *f)
{
    free(f->hash);
    *f = (struct fingerprints){0};
}

/* Sorts the first `count` hashes, drops repeats, and returns how many are left. */
static size_t fingerprints_sort(struct fingerprints *f, size_t count)
{
    return shingle_set_make(f->hash, count, f->hash + count);
}

bool fingerprints_make(struct fingerprints *f, const struct shingles *s, unsigned scale,
                       unsigned floor)
{
    /* Twice the shingles: the sort needs as much again. */
    if (!GROW(f->hash, f->cap, 2 * s->count + 2))
        return false;
    uint64_t limit = scale > 1 ? UINT64_MAX / scale : UINT64_MAX;
    const struct kernel *kernel = s->kernel ? s->kernel : kernel_best();
    f->count = fingerprints_sort(f, kernel->sample(f->hash, s->hash, s->count, limit));
    if (f->count >= floor || s->count <= f->count)
        return true;
    size_t all = s->count;
    memcpy(f->hash, s->hash, all * sizeof *f->hash);
    all = fingerprints_sort(f, all);
    f->count = all < floor ? all : floor;
    return true;
}

size_t fingerprints_of_set(const uint64_t *set, size_t count, unsigned scale, unsigned floor)
{
    uint64_t limit = scale > 1 ? UINT64_MAX / scale : UINT64_MAX;
    size_t n = 0;
    while (n < count && (set[n] < limit || n < floor))
        n++;
    return n;
}
