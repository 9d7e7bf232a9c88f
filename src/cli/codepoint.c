#include "codepoint.h"

#include <stdbool.h>

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* Bytes that follow the lead byte, or 0 for a byte that leads nothing; `*bits` gets its payload. */
static unsigned lead_byte(unsigned char byte, uint32_t *bits)
{
    if (byte >= 0xc2 && byte <= 0xdf) {
        *bits = byte & 0x1fu;
        return 1;
    }
    if (byte >= 0xe0 && byte <= 0xef) {
        *bits = byte & 0x0fu;
        return 2;
    }
    if (byte >= 0xf0 && byte <= 0xf4) {
        *bits = byte & 0x07u;
        return 3;
    }
    return 0;
}

uint32_t codepoint_next(struct wcy_slice text, size_t *at)
{
    static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    size_t from = (*at)++;
    unsigned char first = (unsigned char)text.ptr[from];
    if (first < 0x80)
        return first;
    uint32_t c = 0;
    unsigned more = lead_byte(first, &c);
    if (more == 0 || text.len - from <= more)
        return CODEPOINT_REPLACEMENT;
    for (unsigned i = 1; i <= more; i++) {
        if (!is_continuation(text.ptr[from + i]))
            return CODEPOINT_REPLACEMENT;
        c = c << 6 | ((unsigned char)text.ptr[from + i] & 0x3fu);
    }
    if (c < smallest[more] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return CODEPOINT_REPLACEMENT;
    *at = from + more + 1;
    return c;
}

unsigned codepoint_encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    unsigned more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned lead[] = {0, 0xc0, 0xe0, 0xf0};
    out[0] = (char)(lead[more] | c >> (6 * more));
    for (unsigned i = 1; i <= more; i++)
        out[i] = (char)(0x80u | (c >> (6 * (more - i)) & 0x3fu));
    return more + 1;
}

size_t codepoint_floor(struct wcy_slice text, size_t at)
{
    if (at >= text.len)
        return text.len;
    for (unsigned back = 0; back < 3 && at > 0 && is_continuation(text.ptr[at]); back++)
        at--;
    return at;
}
