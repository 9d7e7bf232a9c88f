#include "sketch/scan.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "sketch/unicode.h"

#include <string.h>

/* What an ASCII byte is: its folded byte, or one of these two (neither is a folded letter or
   digit, which are all over 0x2F). */
#define ASCII_SEPARATOR 0
#define ASCII_NOT       1

#define S ASCII_SEPARATOR
#define N ASCII_NOT
/* clang-format off */
static const unsigned char ascii_fold[256] = {
    S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S,
    S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S,
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', S, S, S, S, S, S, S,
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's',
    't', 'u', 'v', 'w', 'x', 'y', 'z', S, S, S, S, S, S,
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's',
    't', 'u', 'v', 'w', 'x', 'y', 'z', S, S, S, S, S,
    N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
    N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
    N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
    N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
};
/* clang-format on */
#undef S
#undef N

void scan_end_token(struct scan *s, uint32_t end)
{
    if (s->len == 0)
        return;
    struct tokens *t = s->out;
    t->hash[t->count] = hash64_seed(s->word, s->len, s->seed);
    t->weight[t->count] = TOKEN_WORD_WEIGHT;
    t->digits[t->count] = s->digits;
    if (t->positions) {
        t->from[t->count] = s->from;
        t->to[t->count] = end;
    }
    t->count++;
    s->len = 0;
    s->digits = 0;
}

/* Adds one folded code point to the word. */
static void scan_letter(struct scan *s, uint32_t cp, uint32_t from, uint32_t to)
{
    if (s->len == 0)
        s->from = from;
    if (cp >= '0' && cp <= '9')
        s->digits = 1;
    s->len += (uint32_t)utf8_put((char *)s->word + s->len, cp);
    if (s->len >= TOKEN_MAX)
        scan_end_token(s, to);
}

static void scan_ideograph(struct scan *s, uint32_t cp, uint32_t from, uint32_t to)
{
    struct tokens *t = s->out;
    scan_end_token(s, from);
    s->from = from;
    s->len = (uint32_t)utf8_put((char *)s->word, cp);
    scan_end_token(s, to);
    t->weight[t->count - 1] = TOKEN_IDEOGRAPH_WEIGHT;
    t->uniform = false;
}

/* An ideograph of three bytes that folds to itself, the most frequent ones. */
static inline void scan_ideograph_as_is(struct scan *s, const unsigned char *p, uint32_t from)
{
    struct tokens *t = s->out;
    t->hash[t->count] = hash64_seed(p, 3, s->seed);
    t->weight[t->count] = TOKEN_IDEOGRAPH_WEIGHT;
    t->digits[t->count] = 0;
    if (t->positions) {
        t->from[t->count] = from;
        t->to[t->count] = from + 3;
    }
    t->count++;
    t->uniform = false;
}

/* Hangul syllables decompose by arithmetic (The Unicode Standard, section 3.12), so that composed
   and decomposed Korean agree. */
static void scan_hangul(struct scan *s, uint32_t cp, uint32_t from, uint32_t to)
{
    uint32_t index = cp - 0xAC00, tail = index % 28;
    scan_letter(s, 0x1100 + index / 588, from, to);
    scan_letter(s, 0x1161 + index % 588 / 28, from, to);
    if (tail)
        scan_letter(s, 0x11A7 + tail, from, to);
}

/* `before` is where a token that was begun earlier ends when this separates. */
static void scan_entry(struct scan *s, uint32_t entry, uint32_t cp, uint32_t from, uint32_t to,
                       uint32_t before)
{
    uint32_t folded = entry & UNICODE_CODE_POINT;
    if (folded == 0)
        folded = cp;
    switch (unicode_class(entry)) {
    case UNICODE_SEPARATOR:
        scan_end_token(s, before);
        break;
    case UNICODE_WORD:
        scan_letter(s, folded, from, to);
        break;
    case UNICODE_IDEOGRAPH:
        scan_ideograph(s, folded, from, to);
        break;
    case UNICODE_IGNORE:
        break;
    }
}

static void scan_code_point(struct scan *s, uint32_t cp, uint32_t from, uint32_t to)
{
    uint32_t entry = unicode_fold(cp);
    if (entry & UNICODE_SEQUENCE) {
        const uint32_t *seq = unicode_sequences + (entry & (UNICODE_SEQUENCE - 1));
        /* From the second entry on, a token that ends here ends behind the character. */
        for (uint32_t i = 1; i <= seq[0]; i++)
            scan_entry(s, seq[i], cp, from, to, i == 1 ? from : to);
    } else if (cp >= 0xAC00 && cp < 0xD7A4) {
        scan_hangul(s, cp, from, to);
    } else {
        scan_entry(s, entry, cp, from, to, from);
    }
}

/* The entry of the character of two bytes at p, or that of a separator if there is none. */
static inline uint32_t scan_pair(const unsigned char *p, const unsigned char *end, uint32_t *cp)
{
    if (p[0] < 0xC2 || p[0] >= 0xE0 || end - p < 2 || (p[1] & 0xC0) != 0x80)
        return 0;
    *cp = (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    return unicode_fold(*cp);
}

/* The table keeps the Arabic letters with hamza and madda apart from those without; decomposed text
   has these as marks behind alef, waw and ya, which become the same letters here. The last letter
   of `word` is that one: marks in between are not there. */
static void scan_arabic_mark(unsigned char *word, unsigned len, uint32_t mark)
{
    static const struct {
        unsigned char letter[2], composed; /* both are of two bytes */
        uint32_t mark;
    } rows[] = {
        {{0xD8, 0xA7}, 0xA2, 0x653}, /* alef with madda */
        {{0xD8, 0xA7}, 0xA3, 0x654}, /* alef with hamza above */
        {{0xD8, 0xA7}, 0xA5, 0x655}, /* alef with hamza below */
        {{0xD9, 0x88}, 0xA4, 0x654}, /* waw */
        {{0xD9, 0x8A}, 0xA6, 0x654}  /* ya */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows && len >= 2; i++)
        if (rows[i].mark == mark && memcmp(word + len - 2, rows[i].letter, 2) == 0) {
            word[len - 2] = 0xD8;
            word[len - 1] = rows[i].composed;
            return;
        }
}

/* Adds letters of one and two bytes as long as they fold to one letter (most of Latin, Greek,
   Cyrillic, Hebrew and Arabic script) or to nothing: what scan_code_point does, without its calls.
 */
static size_t scan_letters(struct scan *s, const unsigned char *text, size_t at, size_t stop,
                           size_t end)
{
    unsigned len = s->len;
    uint8_t digits = s->digits;
    while (at < stop && len < TOKEN_MAX) {
        unsigned char folded = ascii_fold[text[at]];
        uint32_t cp, letter = folded;
        unsigned n = 1;
        if (folded == ASCII_SEPARATOR)
            break;
        if (folded == ASCII_NOT) {
            uint32_t entry = scan_pair(text + at, text + end, &cp);
            if ((entry & UNICODE_SEQUENCE) || !(entry >> 30 & 1)) /* neither word nor ignored */
                break;
            n = 2;
            if (unicode_class(entry) == UNICODE_IGNORE) {
                if (cp >= 0x653 && cp <= 0x655)
                    scan_arabic_mark(s->word, len, cp);
                at += n;
                continue;
            }
            letter = entry & UNICODE_CODE_POINT ? entry & UNICODE_CODE_POINT : cp;
            if (letter >= 0x800)
                break;
        }
        if (len == 0)
            s->from = (uint32_t)at;
        digits |= letter <= '9';
        if (letter < 0x80) {
            s->word[len++] = (unsigned char)letter;
        } else {
            s->word[len++] = (unsigned char)(0xC0 | letter >> 6);
            s->word[len++] = (unsigned char)(0x80 | (letter & 0x3F));
        }
        at += n;
    }
    s->len = len;
    s->digits = digits;
    return at;
}

/* Adds the character that is next. */
static size_t scan_next(struct scan *s, const unsigned char *text, size_t at, size_t end)
{
    size_t n;
    uint32_t cp = utf8_get((const char *)text + at, end - at, &n);
    uint32_t entry = unicode_fold(cp);
    if (unicode_class(entry) == UNICODE_IDEOGRAPH && !(entry & ~(UINT32_C(3) << 30)) && n == 3) {
        scan_end_token(s, (uint32_t)at);
        scan_ideograph_as_is(s, text + at, (uint32_t)at);
    } else {
        scan_code_point(s, cp, (uint32_t)at, (uint32_t)(at + n));
    }
    return at + n;
}

size_t scan_piece(struct scan *s, const unsigned char *text, size_t at, size_t stop, size_t end)
{
    while (at < stop) {
        at = scan_letters(s, text, at, stop, end);
        if (s->len >= TOKEN_MAX) {
            scan_end_token(s, (uint32_t)at);
        } else if (at < stop && ascii_fold[text[at]] == ASCII_SEPARATOR) {
            scan_end_token(s, (uint32_t)at);
            at++;
        } else if (at < stop) {
            at = scan_next(s, text, at, end);
        }
    }
    return at;
}

size_t scan_run_end(const unsigned char *text, size_t at, size_t end)
{
    while (at < end && ascii_fold[text[at]] != ASCII_SEPARATOR)
        at++;
    return at;
}
