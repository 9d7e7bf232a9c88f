#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

void *grow_array(void *items, size_t *cap, size_t need, size_t size)
{
    size_t want = *cap < 8 ? 8 : *cap + *cap / 2;
    size_t bytes;
    if (want < need)
        want = need;
    if (!size_mul(want, size, &bytes))
        return NULL;
    void *moved = realloc(items, bytes);
    if (moved)
        *cap = want;
    return moved;
}

bool grow_assign(void **items, size_t *cap, size_t need, size_t size)
{
    void *old;
    /* memcpy: reading a `T *` through a `void **` would break the aliasing rules. */
    memcpy(&old, (void *)items, sizeof old);
    void *moved = grow_array(old, cap, need, size);
    if (!moved)
        return false;
    memcpy((void *)items, &moved, sizeof moved);
    return true;
}
