/*
 * html_entity: character references ("&amp;", "&#8217;", "&eacute") to UTF-8.
 */
#ifndef ARTICLE_HTML_ENTITY_H
#define ARTICLE_HTML_ENTITY_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/* Longest decoded reference: two code points of three bytes. */
#define HTML_ENTITY_MAX 8

/* Room for `len` bytes of text once decoded: "&nGt;" (5 bytes) stands for 6. */
static inline size_t html_decoded_max(size_t len)
{
    return len + len / 4 + HTML_ENTITY_MAX;
}

/* `s` starts with '&'. Writes the decoded text to `out` and its length to `*out_len`; returns how
   many bytes of `s` the reference takes, 0 when it is none ("AT&T"). `attribute`: in attribute
   values "&copy=2" is no reference. */
size_t html_entity_decode(struct slice s, bool attribute, char out[HTML_ENTITY_MAX],
                          size_t *out_len);

/* `s` with references decoded and white space collapsed and trimmed, in the arena; `s` itself when
   nothing changes. The empty slice when memory runs out. */
struct slice html_text_clean(struct arena *arena, struct slice s, bool attribute);

#endif
