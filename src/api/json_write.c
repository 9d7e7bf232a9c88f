#include "api/json_write.h"

#include <math.h>

static bool comma(struct buf *to)
{
    char last = to->len ? to->ptr[to->len - 1] : '{';
    return last == '{' || last == '[' || buf_append_byte(to, ',');
}

/* Length of the well-formed UTF-8 sequence at the start of `s`, or 0. */
static size_t sequence(struct slice s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    if (!p || s.len == 0)
        return 0;
    size_t n = p[0] < 0x80 ? 1 : p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (n == 0 || p[0] > 0xF4 || n > s.len)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ||
        (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
        return 0;
    return n;
}

static bool escape(struct buf *to, unsigned char c)
{
    switch (c) {
    case '"':
        return buf_append(to, "\\\"", 2);
    case '\\':
        return buf_append(to, "\\\\", 2);
    case '\n':
        return buf_append(to, "\\n", 2);
    case '\t':
        return buf_append(to, "\\t", 2);
    default:
        return buf_printf(to, "\\u%04x", c);
    }
}

bool json_quoted(struct buf *to, struct slice value)
{
    bool ok = buf_append_byte(to, '"');
    size_t from = 0; /* plain bytes not yet copied start here */
    for (size_t i = 0; i < value.len && ok;) {
        unsigned char c = (unsigned char)value.ptr[i];
        size_t n = sequence(slice_sub(value, i, value.len));
        if (n > 0 && c >= 0x20 && c != '"' && c != '\\' && c != 0x7F) {
            i += n;
            continue;
        }
        ok = buf_append(to, value.ptr + from, i - from);
        ok = ok && (n ? escape(to, c) : buf_append(to, "\xEF\xBF\xBD", 3));
        from = ++i;
    }
    return ok && buf_append(to, value.ptr + from, value.len - from) && buf_append_byte(to, '"');
}

static bool name_of(struct buf *to, const char *name)
{
    return comma(to) && json_quoted(to, slice_str(name)) && buf_append_byte(to, ':');
}

bool json_string_member(struct buf *to, const char *name, struct slice value)
{
    return name_of(to, name) && json_quoted(to, value);
}

bool json_number_member(struct buf *to, const char *name, double value)
{
    /* Four decimals, written as integers: printf's decimal point depends on the locale. */
    long long scaled = llround(value * 10000);
    return name_of(to, name) &&
           buf_printf(to, "%lld.%04lld", scaled / 10000, scaled < 0 ? -scaled % 10000 : scaled % 10000);
}

bool json_integer_member(struct buf *to, const char *name, uint64_t value)
{
    return name_of(to, name) && buf_printf(to, "%llu", (unsigned long long)value);
}
