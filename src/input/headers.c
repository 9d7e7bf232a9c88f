#include "input/headers.h"

#include <strings.h>

bool headers_line(struct slice *rest, struct slice *line)
{
    if (rest->len == 0)
        return false;
    const char *end = memchr(rest->ptr, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len;
    *line = slice_sub(*rest, 0, len);
    *rest = slice_sub(*rest, len + (end != NULL), rest->len);
    while (line->len && line->ptr[line->len - 1] == '\r')
        line->len--;
    return true;
}

size_t headers_end(struct slice s, size_t *scanned)
{
    size_t at = *scanned;
    while (at < s.len) {
        const char *end = memchr(s.ptr + at, '\n', s.len - at);
        if (!end)
            break;
        size_t next = (size_t)(end - s.ptr) + 1, i = next;
        while (i < s.len && s.ptr[i] == '\r')
            i++;
        if (i == s.len) { /* undecided: look at this line end again */
            *scanned = next - 1;
            return 0;
        }
        if (s.ptr[i] == '\n')
            return i + 1;
        at = i;
    }
    *scanned = s.len;
    return 0;
}

bool headers_same(struct slice a, const char *b)
{
    return strlen(b) == a.len && (a.len == 0 || strncasecmp(a.ptr, b, a.len) == 0);
}

struct slice headers_get(struct slice headers, const char *name)
{
    struct slice line;
    while (headers_line(&headers, &line)) {
        const char *colon = line.len ? memchr(line.ptr, ':', line.len) : NULL;
        if (!colon)
            continue;
        size_t len = (size_t)(colon - line.ptr);
        if (headers_same(slice_trim(slice_sub(line, 0, len)), name))
            return slice_trim(slice_sub(line, len + 1, line.len));
    }
    return slice_make(NULL, 0);
}

bool headers_number(struct slice s, uint64_t *out)
{
    uint64_t value = 0;
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || __builtin_mul_overflow(value, 10u, &value) ||
            __builtin_add_overflow(value, (uint64_t)(s.ptr[i] - '0'), &value))
            return false;
    }
    *out = value;
    return true;
}

struct slice headers_parameter(struct slice value, const char *name)
{
    while (value.len) {
        const char *semicolon = memchr(value.ptr, ';', value.len);
        size_t len = semicolon ? (size_t)(semicolon - value.ptr) : value.len;
        struct slice part = slice_sub(value, 0, len);
        value = slice_sub(value, len + 1, value.len);
        const char *equals = part.len ? memchr(part.ptr, '=', part.len) : NULL;
        if (!equals)
            continue;
        size_t at = (size_t)(equals - part.ptr);
        if (!headers_same(slice_trim(slice_sub(part, 0, at)), name))
            continue;
        part = slice_trim(slice_sub(part, at + 1, part.len));
        while (part.len && (part.ptr[0] == '"' || part.ptr[0] == '\''))
            part = slice_sub(part, 1, part.len);
        while (part.len && (part.ptr[part.len - 1] == '"' || part.ptr[part.len - 1] == '\''))
            part.len--;
        return part;
    }
    return slice_make(NULL, 0);
}
