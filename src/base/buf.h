/*
 * buf: a growable run of bytes that it owns.
 *
 * `BUF_INIT` or all zeros is a valid empty buffer. Appending returns false when memory runs out and
 * then changes nothing. `buf_release` frees; `buf_clear` only empties.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
    char *ptr;
    size_t len, cap;
};

#define BUF_INIT                                                                                   \
    {                                                                                              \
        NULL, 0, 0                                                                                 \
    }

bool buf_reserve(struct buf *b, size_t more);
bool buf_append(struct buf *b, const void *bytes, size_t len);
bool buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_release(struct buf *b);

static inline void buf_clear(struct buf *b)
{
    b->len = 0;
}

static inline bool buf_append_slice(struct buf *b, struct slice s)
{
    return buf_append(b, s.ptr, s.len);
}

static inline bool buf_append_byte(struct buf *b, char byte)
{
    return buf_append(b, &byte, 1);
}

/* What the buffer holds, valid until the next change. */
static inline struct slice buf_slice(const struct buf *b)
{
    return slice_make(b->ptr, b->len);
}

#endif
