/*
 * credit_glyph: reading text character by character the way credits are compared.
 *
 * Copies of a credit differ in case, accents, width, and in the kind of quote, dash and blank, so
 * everything here works on folded characters: lower case without accents, ASCII for full-width
 * forms, one apostrophe, one dash, one blank. Bytes that are not UTF-8 stand for themselves.
 */
#ifndef ARTICLE_CREDIT_GLYPH_H
#define ARTICLE_CREDIT_GLYPH_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/* The slow halves of functions below: anything but printable ASCII. */
uint32_t glyph_next_wide(const char **p, const char *end);
uint32_t glyph_fold_wide(const char **p, const char *end);
bool glyph_is_word_wide(uint32_t c);
const char *glyph_skip_blanks_wide(const char *p, const char *end);

/* The character at `*p` as it stands, and `*p` moved behind it; 0 at `end`. */
static inline uint32_t glyph_next(const char **p, const char *end)
{
    if (*p < end && (signed char)**p > 0)
        return (unsigned char)*(*p)++;
    return glyph_next_wide(p, end);
}

/* The same folded; invisible characters and combining accents are skipped. 0 at `end`. */
static inline uint32_t glyph_fold(const char **p, const char *end)
{
    if (*p < end && (signed char)**p >= ' ' && **p != '`') {
        uint32_t c = (unsigned char)*(*p)++;
        return c >= 'A' && c <= 'Z' ? c + 0x20 : c;
    }
    return glyph_fold_wide(p, end);
}

/* The folded character at `p`, without moving. */
static inline uint32_t glyph_peek(const char *p, const char *end)
{
    return glyph_fold(&p, end);
}

/* Of a folded character: part of a word, that is a letter or digit of any script. */
static inline bool glyph_is_word(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
    return glyph_is_word_wide(c);
}

bool glyph_is_cjk(uint32_t c);   /* Han, Kana: scripts without blanks between words */
bool glyph_is_close(uint32_t c); /* may follow the end of a sentence or name: . ) ] " ! ... */

/* Of a character as it stands: a letter that is, or has no case and therefore passes for, upper. */
bool glyph_is_upper(uint32_t c);

/* `p` moved over blanks. */
static inline const char *glyph_skip_blanks(const char *p, const char *end)
{
    while (p < end && *p == ' ')
        p++;
    return p < end && (signed char)*p < ' ' ? glyph_skip_blanks_wide(p, end) : p;
}

/* `p` moved over blanks and closing characters. */
const char *glyph_skip_close(const char *p, const char *end);

/* `p` moved over what may stand before a line's first word: blanks, bullets, dashes, quotes,
   brackets. */
const char *glyph_skip_lead(const char *p, const char *end);

/* `p` moved behind one dash, written in any way, with the blanks on both sides; `p` itself when
   there is none. */
const char *glyph_skip_dash(const char *p, const char *end);

/* `s` without blanks, quotes, brackets and dashes at both ends, and without closing characters
   at the end. */
struct slice glyph_bare(struct slice s);

#endif
