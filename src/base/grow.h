/*
 * grow: checked sizes and growable arrays.
 *
 * A growable array is three plain fields, `T *items; size_t count, cap`, kept by its owner; `GROW`
 * makes room for `need` items in all and leaves the array untouched when memory runs out.
 */
#ifndef BASE_GROW_H
#define BASE_GROW_H

#include <stdbool.h>
#include <stddef.h>

/* *out = a * b; false on overflow. */
static inline bool size_mul(size_t a, size_t b, size_t *out)
{
    return !__builtin_mul_overflow(a, b, out);
}

/* *out = a + b; false on overflow. */
static inline bool size_add(size_t a, size_t b, size_t *out)
{
    return !__builtin_add_overflow(a, b, out);
}

/* The array moved or grown to hold at least `need` items of `size` bytes, or NULL (the old array
   stays valid). `*cap` is updated on success. Use through GROW. */
void *grow_array(void *items, size_t *cap, size_t need, size_t size);

/* True when `items` (a typed pointer lvalue) now has room for `need` items; false: out of memory.
 */
#define GROW(items, cap, need)                                                                     \
    ((need) <= (cap) || grow_assign((void **)&(items), &(cap), (need), sizeof *(items)))

/* The statement behind GROW. */
bool grow_assign(void **items, size_t *cap, size_t need, size_t size);

#endif
