#include "article/html_entity.h"

#include "base/utf8.h"

#include "article/html_entity_table.inc"

#include <string.h>

#define ENTITY_COUNT (sizeof entity_table / sizeof entity_table[0])

/* Longest name, with its ';', and longest legacy name, which needs none. */
#define ENTITY_NAME_MAX   32
#define ENTITY_LEGACY_MAX 6

/* What &#128; to &#159; mean: they are read as windows-1252. */
static const uint16_t entity_c1[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

/* ------------------------------------------------------------------ references */

static size_t decode_number(struct slice s, char *out, size_t *out_len)
{
    size_t i = 2, first;
    uint32_t code = 0, base = 10;
    if (i < s.len && (s.ptr[i] | 0x20) == 'x') {
        base = 16;
        i++;
    }
    for (first = i; i < s.len; i++) {
        char c = s.ptr[i], lower = (char)(c | 0x20);
        uint32_t digit = 99;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if (base == 16 && lower >= 'a' && lower <= 'f')
            digit = (uint32_t)(lower - 'a' + 10);
        if (digit >= base)
            break;
        if (code <= 0x10FFFF)
            code = code * base + digit;
    }
    if (i == first)
        return 0;
    if (code >= 0x80 && code < 0xA0)
        code = entity_c1[code - 0x80];
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        code = 0xFFFD;
    *out_len = utf8_put(out, code);
    return i < s.len && s.ptr[i] == ';' ? i + 1 : i;
}

static const char *entity_find(const char *name, size_t len)
{
    size_t low = 0, high = ENTITY_COUNT;
    while (low < high) {
        size_t mid = low + (high - low) / 2, mid_len = entity_table[mid].len;
        int order = memcmp(entity_table[mid].name, name, mid_len < len ? mid_len : len);
        if (order == 0 && mid_len == len)
            return entity_table[mid].text;
        if (order < 0 || (order == 0 && mid_len < len))
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

static size_t name_length(struct slice s)
{
    size_t i = 1;
    while (i < s.len && i < ENTITY_NAME_MAX &&
           ((s.ptr[i] >= '0' && s.ptr[i] <= '9') ||
            ((s.ptr[i] | 0x20) >= 'a' && (s.ptr[i] | 0x20) <= 'z')))
        i++;
    return i - 1;
}

static size_t put_text(const char *text, size_t used, char *out, size_t *out_len)
{
    *out_len = strlen(text);
    memcpy(out, text, *out_len);
    return used;
}

size_t html_entity_decode(struct slice s, bool attribute, char out[HTML_ENTITY_MAX],
                          size_t *out_len)
{
    if (s.len < 3)
        return 0;
    if (s.ptr[1] == '#')
        return decode_number(s, out, out_len);
    size_t len = name_length(s);
    const char *text;
    if (len > 0 && len + 1 < s.len && s.ptr[len + 1] == ';' &&
        (text = entity_find(s.ptr + 1, len + 1)))
        return put_text(text, len + 2, out, out_len);
    for (size_t n = len < ENTITY_LEGACY_MAX ? len : ENTITY_LEGACY_MAX; n >= 2; n--) {
        if (!(text = entity_find(s.ptr + 1, n)))
            continue;
        bool more = n < len || (n + 1 < s.len && s.ptr[n + 1] == '=');
        return attribute && more ? 0 : put_text(text, n + 1, out, out_len);
    }
    return 0;
}

/* ------------------------------------------------------------------ short texts */

struct slice html_text_clean(struct arena *arena, struct slice s, bool attribute)
{
    s = slice_trim(s);
    bool plain = true;
    for (size_t i = 0; plain && i < s.len; i++)
        plain = s.ptr[i] != '&' && (unsigned char)s.ptr[i] >= ' ' && s.ptr[i] != '\xC2' &&
                !(s.ptr[i] == ' ' && s.ptr[i - 1] == ' ');
    if (plain)
        return s;
    char *out = arena_alloc(arena, html_decoded_max(s.len));
    size_t n = 0;
    if (!out)
        return slice_make(NULL, 0);
    for (size_t i = 0; i < s.len;) {
        char piece[HTML_ENTITY_MAX] = {s.ptr[i]};
        size_t len = 1, used = 0;
        if (s.ptr[i] == '&')
            used = html_entity_decode(slice_sub(s, i, s.len), attribute, piece, &len);
        i += used ? used : 1;
        if (len == 1 && piece[0] == '\xC2' && i < s.len && s.ptr[i] == '\xA0') {
            piece[0] = ' ';
            i++;
        }
        if ((len == 1 && (unsigned char)piece[0] <= ' ') ||
            (len == 2 && memcmp(piece, "\xC2\xA0", 2) == 0)) {
            if (n > 0 && out[n - 1] != ' ')
                out[n++] = ' ';
            continue;
        }
        memcpy(out + n, piece, len);
        n += len;
    }
    return slice_trim(slice_make(out, n));
}
