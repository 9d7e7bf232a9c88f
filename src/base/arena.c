#include "base/arena.h"

#include "base/grow.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    alignas(max_align_t) char bytes[];
};

/* First block; later ones double up to the limit, so that a big batch needs few mallocs. */
#define ARENA_MIN_BLOCK ((size_t)16 << 10)
#define ARENA_MAX_BLOCK ((size_t)1 << 20)

static struct arena_block *arena_add_block(struct arena *a, size_t need)
{
    size_t size = a->blocks ? a->blocks->size * 2 : ARENA_MIN_BLOCK, bytes;
    if (size > ARENA_MAX_BLOCK)
        size = ARENA_MAX_BLOCK;
    if (size < need)
        size = need;
    if (!size_add(size, sizeof(struct arena_block), &bytes))
        return NULL;
    struct arena_block *block = malloc(bytes);
    if (!block)
        return NULL;
    block->next = a->blocks;
    block->used = 0;
    block->size = size;
    a->blocks = block;
    a->total += bytes;
    return block;
}

void *arena_alloc(struct arena *a, size_t size)
{
    const size_t align = alignof(max_align_t);
    size_t rounded;
    if (!size_add(size, align - 1, &rounded))
        return NULL;
    rounded &= ~(align - 1);
    struct arena_block *block = a->blocks;
    if (!block || block->size - block->used < rounded)
        block = arena_add_block(a, rounded);
    if (!block)
        return NULL;
    void *p = block->bytes + block->used;
    block->used += rounded;
    return p;
}

void *arena_zalloc(struct arena *a, size_t count, size_t size)
{
    size_t bytes;
    if (!size_mul(count, size, &bytes))
        return NULL;
    void *p = arena_alloc(a, bytes);
    if (p)
        memset(p, 0, bytes);
    return p;
}

struct slice arena_dup(struct arena *a, struct slice s)
{
    char *copy = arena_alloc(a, s.len + 1);
    if (!copy)
        return slice_make(NULL, 0);
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return slice_make(copy, s.len);
}

void arena_reset(struct arena *a)
{
    struct arena_block *keep = NULL;
    for (struct arena_block *b = a->blocks; b; b = b->next)
        if (!keep || b->size > keep->size)
            keep = b;
    struct arena_block *next;
    for (struct arena_block *b = a->blocks; b; b = next) {
        next = b->next;
        if (b != keep)
            free(b);
    }
    a->blocks = keep;
    a->total = 0;
    if (keep) {
        keep->next = NULL;
        keep->used = 0;
        a->total = keep->size + sizeof *keep;
    }
}

void arena_release(struct arena *a)
{
    struct arena_block *next;
    for (struct arena_block *b = a->blocks; b; b = next) {
        next = b->next;
        free(b);
    }
    *a = (struct arena)ARENA_INIT;
}
