#include "article/credit_glyph.h"

/* The letters U+00C0 to U+017F without their accents and in lower case. */
static const char latin_base[] = "aaaaaaaceeeeiiiidnooooo*ouuuuypsaaaaaaaceeeeiiiidnooooo/ouuuuypy"
                                 "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
                                 "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* Decodes one character of two to four bytes; 0 when it is none. */
static uint32_t decode(const unsigned char *s, size_t room, size_t *len)
{
    size_t n = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
    if (s[0] < 0xC2 || s[0] > 0xF4 || room < n)
        return 0;
    uint32_t c = s[0] & (0xFFu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3F);
    }
    *len = n;
    return c;
}

uint32_t glyph_next_wide(const char **p, const char *end)
{
    const unsigned char *s = (const unsigned char *)*p;
    if (*p >= end)
        return 0;
    size_t len = 1;
    uint32_t c = s[0];
    if (c >= 0x80) {
        c = decode(s, (size_t)(end - *p), &len);
        if (c == 0)
            c = 0xDC00u + s[0]; /* a lone byte: nothing else folds to a surrogate */
    }
    *p += len;
    return c ? c : ' ';
}

static bool is_invisible(uint32_t c)
{
    return c == 0xAD || (c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x202A && c <= 0x202E) || c == 0x2060 || c == 0xFEFF ||
           (c >= 0x64B && c <= 0x652) || c == 0x640 || c == 0x670;
}

static uint32_t fold_arabic(uint32_t c)
{
    switch (c) {
    case 0x622: /* alef with madda, hamza above, hamza below, wasla */
    case 0x623:
    case 0x625:
    case 0x671:
        return 0x627;
    case 0x649: /* alef maksura, Persian yeh */
    case 0x6CC:
        return 0x64A;
    case 0x6A9: /* Persian kaf */
        return 0x643;
    case 0x629: /* teh marbuta */
        return 0x647;
    default:
        return c;
    }
}

static uint32_t fold_greek_cyrillic(uint32_t c)
{
    static const uint16_t accented[][2] = {
        {0x3AC, 0x3B1},
        {0x3AD, 0x3B5},
        {0x3AE, 0x3B7},
        {0x3AF, 0x3B9},
        {0x3CC, 0x3BF},
        {0x3CD, 0x3C5},
        {0x3CE, 0x3C9},
        {0x386, 0x3B1},
        {0x388, 0x3B5},
        {0x389, 0x3B7},
        {0x38A, 0x3B9},
        {0x38C, 0x3BF},
        {0x38E, 0x3C5},
        {0x38F, 0x3C9},
        {0x3C2, 0x3C3}
    };
    if (c >= 0x391 && c <= 0x3A9)
        return c + 0x20;
    if (c >= 0x410 && c <= 0x42F)
        return c + 0x20;
    if (c == 0x401 || c == 0x451) /* yo is often written ye */
        return 0x435;
    if (c >= 0x400 && c <= 0x40F)
        return c + 0x50;
    if (c < 0x3D0)
        for (size_t i = 0; i < sizeof accented / sizeof *accented; i++)
            if (accented[i][0] == c)
                return accented[i][1];
    return c;
}

static uint32_t fold_vietnamese(uint32_t c)
{
    static const struct {
        uint16_t to;
        char base;
    } ranges[] = {
        {0x1EB7, 'a'},
        {0x1EC7, 'e'},
        {0x1ECB, 'i'},
        {0x1EE3, 'o'},
        {0x1EF1, 'u'},
        {0x1EF9, 'y'}
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c <= ranges[i].to)
            return (unsigned char)ranges[i].base;
    return c;
}

/* General punctuation, U+2000 to U+2060. */
static uint32_t fold_punctuation(uint32_t c)
{
    if (c <= 0x200A || c == 0x202F || c == 0x205F)
        return ' ';
    if (c >= 0x2010 && c <= 0x2015)
        return '-';
    if ((c >= 0x2018 && c <= 0x201B) || c == 0x2032)
        return '\'';
    if ((c >= 0x201C && c <= 0x201F) || c == 0x2033)
        return '"';
    return c;
}

static uint32_t fold_high(uint32_t c)
{
    if (c >= 0xC0 && c <= 0x17F)
        return (unsigned char)latin_base[c - 0xC0];
    if (c == 0xA0 || c == 0x3000 || c == 0x1680)
        return ' ';
    if (c == 0xAB || c == 0xBB)
        return '"';
    if (c == 0xB4 || c == 0x2BC)
        return '\'';
    if (c >= 0x386 && c <= 0x45F)
        return fold_greek_cyrillic(c);
    if (c >= 0x622 && c <= 0x6CC)
        return fold_arabic(c);
    if (c >= 0x1EA0 && c <= 0x1EF9)
        return fold_vietnamese(c);
    if (c >= 0x2000 && c <= 0x2060)
        return fold_punctuation(c);
    if (c == 0x1A0 || c == 0x1A1)
        return 'o';
    if (c == 0x1AF || c == 0x1B0)
        return 'u';
    if (c == 0x218 || c == 0x219)
        return 's';
    if (c == 0x21A || c == 0x21B)
        return 't';
    if (c == 0x2212 || c == 0x2043 || c == 0xFE58 || c == 0xFE63)
        return '-';
    return c;
}

uint32_t glyph_fold_wide(const char **p, const char *end)
{
    for (;;) {
        uint32_t c = glyph_next(p, end);
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0;
        if (c < 0x80) {
            if (c >= 'A' && c <= 'Z')
                return c + 0x20;
            return c == '\t' || c == '\r' || c == '\f' || c == '\v' ? ' ' : c == '`' ? '\'' : c;
        }
        if (!is_invisible(c))
            return fold_high(c);
    }
}

bool glyph_is_cjk(uint32_t c)
{
    return (c >= 0x3041 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

bool glyph_is_word_wide(uint32_t c)
{
    if (c < 0xC0)
        return c == 0xAA || c == 0xB5 || c == 0xBA;
    if (c >= 0x2000 && c <= 0x2BFF)
        return false;
    if (c >= 0x3000 && c <= 0x303F)
        return c == 0x3005 || c == 0x3007;
    if (c >= 0xDC00 && c <= 0xDFFF)
        return false;
    return c != 0xD7 && c != 0xF7 && c != 0x60C && c != 0x61B && c != 0x61F && c != 0x66A &&
           c != 0x6D4 && c != 0x964 && c != 0x965 && c != 0x30FB && !(c >= 0xFE30 && c <= 0xFE6F) &&
           !(c >= 0xFF01 && c <= 0xFF65);
}

bool glyph_is_close(uint32_t c)
{
    switch (c) {
    case '.':
    case ')':
    case ']':
    case '"':
    case '\'':
    case '!':
    case '?':
    case ';':
    case '>':
    case '*':
    case '_':
    case 0x2026: /* ... */
    case 0x2122: /* TM */
    case 0xAE:   /* (R) */
    case 0x3002: /* ideographic full stop, brackets */
    case 0x3011:
    case 0x300D:
    case 0x300F:
    case 0x300B:
    case 0x6D4:
    case 0x964:
        return true;
    default:
        return false;
    }
}

bool glyph_is_upper(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z';
    if (c >= 0xC0 && c <= 0xDE)
        return c != 0xD7;
    if (c >= 0xDF && c <= 0xFF)
        return false;
    if (c >= 0x100 && c <= 0x17F) /* even is upper, but for the stretches that start on odd */
        return (c >= 0x139 && c <= 0x148) || c >= 0x179 ? c % 2 == 1 : c % 2 == 0;
    if (c >= 0x386 && c <= 0x3AB)
        return true;
    if (c >= 0x3AC && c <= 0x3CE)
        return false;
    if (c >= 0x400 && c <= 0x42F)
        return true;
    if (c >= 0x430 && c <= 0x45F)
        return false;
    if (c >= 0x1EA0 && c <= 0x1EF9)
        return c % 2 == 0;
    return glyph_is_word(c);
}

const char *glyph_skip_blanks_wide(const char *p, const char *end)
{
    for (const char *q = p; p < end; p = q)
        if (glyph_fold(&q, end) != ' ')
            break;
    return p;
}

const char *glyph_skip_close(const char *p, const char *end)
{
    for (const char *q = p; p < end; p = q) {
        uint32_t c = glyph_fold(&q, end);
        if (c != ' ' && !glyph_is_close(c))
            break;
    }
    return p;
}

/* A dash whose UTF-8 bytes were read as Windows-1252 and written again as UTF-8. */
static const char *skip_garbled(const char *p, const char *end)
{
    static const char head[] = "\xC3\xA2\xE2\x82\xAC";
    if ((size_t)(end - p) < sizeof head + 1 || memcmp(p, head, sizeof head - 1) != 0)
        return p;
    const char *q = p + sizeof head - 1;
    glyph_next(&q, end);
    return q;
}

static bool is_lead(uint32_t c)
{
    return c == ' ' || c == '-' || c == '"' || c == '?' || c == '\'' || c == '(' || c == '[' ||
           c == '*' || c == '_' || c == '>' || c == '|' || c == '#' || c == '~' || c == '+' ||
           c == '=' || c == 0x2022 || c == 0xB7 || c == 0x300A || c == 0x300C || c == 0x3010 ||
           c == 0x300E || (c >= 0x2190 && c <= 0x2BFF);
}

const char *glyph_skip_lead(const char *p, const char *end)
{
    while (p < end) {
        if ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z')
            return p;
        const char *q = skip_garbled(p, end);
        if (q == p) {
            uint32_t c = glyph_fold(&q, end);
            if (!is_lead(c))
                return p;
            if (c == '?' && (q == end || *q != ' '))
                return p;
            /* "(c) 2024": the bracket belongs to the sign */
            if (c == '(' && end - q >= 2 && (q[0] | 0x20) == 'c' && q[1] == ')')
                return q;
        }
        p = q;
    }
    return p;
}

const char *glyph_skip_dash(const char *p, const char *end)
{
    const char *q = glyph_skip_blanks(p, end);
    if (q < end && (signed char)*q > ' ' && *q != '-')
        return p;
    const char *dash = skip_garbled(q, end);
    bool found = dash != q;
    while (!found && dash < end) {
        const char *next = dash;
        uint32_t c = glyph_fold(&next, end);
        if (c != '-' && c != 0x2500 && c != 0x30FC)
            break;
        while (glyph_peek(next, end) == '-')
            glyph_fold(&next, end);
        dash = next;
        found = true;
    }
    return found ? glyph_skip_blanks(dash, end) : p;
}

static bool is_trail(uint32_t c)
{
    return c == ' ' || c == '-' || c == ',' || c == ':' || glyph_is_close(c);
}

struct slice glyph_bare(struct slice s)
{
    const char *end = s.ptr + s.len;
    const char *p = glyph_skip_lead(s.ptr, end);
    for (const char *q = end; q > p && (signed char)q[-1] >= ' '; q--)
        if (!is_trail(glyph_peek(q - 1, q)))
            return slice_make(p, (size_t)(q - p));
    const char *last = p; /* not ASCII: characters can only be read forwards */
    for (const char *q = p; q < end;)
        if (!is_trail(glyph_fold(&q, end)))
            last = q;
    return slice_make(p, (size_t)(last - p));
}
