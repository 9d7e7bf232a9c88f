/*
 * utf8: code points to bytes and back; is it UTF-8, and if not, what is the nearest text that is?
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Stands for bytes that are no UTF-8. */
#define UTF8_REPLACEMENT 0xFFFDu

/* True when `s` is well-formed UTF-8 (no surrogates, no overlong forms, up to U+10FFFF). Reads
   nothing beyond the slice. */
bool utf8_valid(struct slice s);

#define UTF8_PADDING 64

/* A copy of `s` in which every maximal part of an ill-formed sequence became U+FFFD, as the WHATWG
   decoder does it; `*bad` counts the replacements. UTF8_PADDING zero bytes stand behind it. `.ptr`
   is NULL when memory runs out. */
struct slice utf8_repair(struct slice s, struct arena *arena, size_t *bad);

/* Writes code point `code` (a scalar value) to `to`, which has room for 4 bytes; returns how many
   were written. */
static inline size_t utf8_put(char *to, uint32_t code)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (char)(0xc0 | code >> 6);
        to[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        to[0] = (char)(0xe0 | code >> 12);
        to[1] = (char)(0x80 | (code >> 6 & 0x3f));
        to[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | code >> 18);
    to[1] = (char)(0x80 | (code >> 12 & 0x3f));
    to[2] = (char)(0x80 | (code >> 6 & 0x3f));
    to[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

/* The length of the well-formed sequence at `s`, which has `len` bytes, at least one; or 0, and
   then
   `*bad` is the length of the maximal ill-formed part, at least 1: what one U+FFFD stands for.
   Table 3-7 of the Unicode Standard. */
static inline size_t utf8_sequence(const char *s, size_t len, size_t *bad)
{
    const unsigned char *p = (const unsigned char *)s;
    unsigned char c = p[0], low = 0x80, high = 0xbf;
    size_t need = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
    *bad = 1;
    if (c == 0xe0)
        low = 0xa0;
    else if (c == 0xed)
        high = 0x9f;
    else if (c == 0xf0)
        low = 0x90;
    else if (c == 0xf4)
        high = 0x8f;
    for (size_t i = 1; i < need; i++) {
        if (i >= len || p[i] < low || p[i] > high) {
            *bad = i;
            return 0;
        }
        low = 0x80;
        high = 0xbf;
    }
    return need;
}

/* The code point at `s`, which has `len` bytes, at least one; it is `*size` bytes long. U+FFFD and
   size 1 where the bytes are no UTF-8. */
static inline uint32_t utf8_get(const char *s, size_t len, size_t *size)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t bad, n = utf8_sequence(s, len, &bad);
    *size = n ? n : 1;
    if (n < 2)
        return n ? p[0] : UTF8_REPLACEMENT;
    uint32_t code = p[0] & 0x7fu >> n;
    for (size_t i = 1; i < n; i++)
        code = code << 6 | (p[i] & 0x3fu);
    return code;
}

#endif
