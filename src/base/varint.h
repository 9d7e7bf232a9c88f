/*
 * varint: unsigned integers in 7-bit groups, least first (LEB128), and length-prefixed bytes.
 *
 * The reader checks every bound; after a failed read `ok` is false and all further reads give 0.
 */
#ifndef BASE_VARINT_H
#define BASE_VARINT_H

#include "base/buf.h"

static inline bool varint_put(struct buf *b, uint64_t v)
{
    char bytes[10];
    size_t n = 0;
    for (; v >= 0x80; v >>= 7)
        bytes[n++] = (char)(v | 0x80);
    bytes[n++] = (char)v;
    return buf_append(b, bytes, n);
}

static inline bool varint_put_bytes(struct buf *b, struct slice s)
{
    return varint_put(b, s.len) && buf_append_slice(b, s);
}

struct varint_reader {
    const unsigned char *at, *end;
    bool ok;
};

static inline struct varint_reader varint_reader(struct slice s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    return (struct varint_reader){p, s.len ? p + s.len : p, true};
}

static inline uint64_t varint_get(struct varint_reader *r)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64 && r->at < r->end; shift += 7) {
        unsigned char byte = *r->at++;
        v |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return v;
    }
    r->ok = false;
    r->at = r->end;
    return 0;
}

static inline struct slice varint_get_bytes(struct varint_reader *r)
{
    uint64_t len = varint_get(r);
    if (len > (size_t)(r->end - r->at)) {
        r->ok = false;
        r->at = r->end;
        return slice_make(NULL, 0);
    }
    struct slice s = slice_make((const char *)r->at, (size_t)len);
    r->at += len;
    return s;
}

/* Signed numbers fold to unsigned: 0, -1, 1, -2, ... */
static inline uint64_t varint_zigzag(int64_t v)
{
    return (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0);
}

static inline int64_t varint_unzigzag(uint64_t v)
{
    return (int64_t)(v >> 1 ^ ((v & 1) ? UINT64_MAX : 0));
}

#endif
