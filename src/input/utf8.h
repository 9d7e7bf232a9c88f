/*
 * utf8: is it UTF-8, and if not, what is the nearest text that is?
 */
#ifndef INPUT_UTF8_H
#define INPUT_UTF8_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

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
size_t utf8_put(char *to, unsigned code);

#endif
