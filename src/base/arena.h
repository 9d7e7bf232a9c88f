/*
 * arena: many small allocations that are freed together.
 *
 * All zeros is a valid empty arena. `arena_reset` keeps the largest block for the next round, so a
 * worker that handles record after record stops calling malloc. Not safe for use by two threads at
 * once. Pointers live until the arena is reset or released.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/slice.h"

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    size_t total;               /* bytes held, for memory accounting */
};

#define ARENA_INIT                                                                                 \
    {                                                                                              \
        NULL, 0                                                                                    \
    }

/* `size` bytes aligned for any type, not cleared; NULL when memory runs out. */
void *arena_alloc(struct arena *a, size_t size);

/* The same, cleared. */
void *arena_zalloc(struct arena *a, size_t count, size_t size);

/* A copy of the slice, with a NUL behind it that is not counted; `.ptr` is NULL on failure. */
struct slice arena_dup(struct arena *a, struct slice s);

void arena_reset(struct arena *a);
void arena_release(struct arena *a);

#endif
