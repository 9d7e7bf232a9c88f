#include "base/buf.h"

#include "base/grow.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

bool buf_reserve(struct buf *b, size_t more)
{
    size_t need;
    if (!size_add(b->len, more, &need))
        return false;
    return GROW(b->ptr, b->cap, need);
}

bool buf_append(struct buf *b, const void *bytes, size_t len)
{
    if (len == 0)
        return true;
    if (!buf_reserve(b, len))
        return false;
    memcpy(b->ptr + b->len, bytes, len);
    b->len += len;
    return true;
}

bool buf_printf(struct buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    bool ok = len >= 0 && buf_reserve(b, (size_t)len + 1);
    if (ok) {
        vsnprintf(b->ptr + b->len, (size_t)len + 1, format, again);
        b->len += (size_t)len;
    }
    va_end(again);
    va_end(args);
    return ok;
}

void buf_release(struct buf *b)
{
    free(b->ptr);
    *b = (struct buf)BUF_INIT;
}
