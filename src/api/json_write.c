#include "api/json_write.h"

#include "base/utf8.h"
#include "wirecopy.h"

#include <math.h>

static bool comma(struct buf *to)
{
    char last = to->len ? to->ptr[to->len - 1] : '{';
    return last == '{' || last == '[' || buf_append_byte(to, ',');
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
        size_t bad, n = utf8_sequence(value.ptr + i, value.len - i, &bad);
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
