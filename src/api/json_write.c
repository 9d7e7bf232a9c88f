#include "api/json_write.h"

#include "wirecopy.h"

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

bool json_optional_member(struct buf *to, const char *name, struct slice value)
{
    return value.len ? json_string_member(to, name, value)
                     : name_of(to, name) && buf_append(to, "null", 4);
}

bool json_number_member(struct buf *to, const char *name, double value)
{
    /* Shares: six decimals without trailing zeros, written as integers, because the decimal point
       of printf depends on the locale. */
    unsigned long long scaled = (unsigned long long)llround(value * 1e6);
    unsigned long long rest = scaled % 1000000;
    int digits = 6;
    for (; rest && rest % 10 == 0; rest /= 10)
        digits--;
    if (!name_of(to, name) || !buf_printf(to, "%llu", scaled / 1000000))
        return false;
    return rest == 0 || buf_printf(to, ".%0*llu", digits, rest);
}

bool json_integer_member(struct buf *to, const char *name, uint64_t value)
{
    return name_of(to, name) && buf_printf(to, "%llu", (unsigned long long)value);
}

bool json_lag_member(struct buf *to, const char *name, int64_t seconds)
{
    if (!name_of(to, name))
        return false;
    return seconds == WCY_NO_TIME ? buf_append(to, "null", 4)
                                  : buf_printf(to, "%lld", (long long)seconds);
}
