#include "base/json_write.h"

#include "base/utf8.h"

#include <math.h>

void json_raw(struct json *j, const char *bytes, size_t len)
{
    if (j->out)
        fwrite_unlocked(bytes, 1, len, j->out);
    else if (!buf_append(&j->buf, bytes, len))
        j->failed = true;
}

static void put(struct json *j, const char *str)
{
    json_raw(j, str, strlen(str));
}

/* ------------------------------------------------------------------ strings */

static void put_unicode(struct json *j, unsigned c)
{
    static const char digits[] = "0123456789abcdef";
    const char text[] = {
        '\\', 'u', digits[c >> 12 & 15], digits[c >> 8 & 15], digits[c >> 4 & 15], digits[c & 15]};
    json_raw(j, text, sizeof text);
}

static bool is_plain(const struct json *j, unsigned char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' &&
           !(j->page && (c == '<' || c == '>' || c == '&'));
}

static void put_escaped(struct json *j, unsigned char c)
{
    if (c == '\n')
        put(j, "\\n");
    else if (c == '"' || c == '\\')
        put(j, c == '"' ? "\\\"" : "\\\\");
    else if (c == '\t' && !j->page)
        put(j, "\\t");
    else
        put_unicode(j, c);
}

/* What is no plain byte; gives its length. */
static size_t put_special(struct json *j, const unsigned char *p, size_t left)
{
    if (p[0] < 0x80) {
        put_escaped(j, p[0]);
        return 1;
    }
    size_t bad, n = utf8_sequence((const char *)p, left, &bad);
    if (n == 0)
        put(j, "\xef\xbf\xbd");
    else if (j->page && n == 3 && p[0] == 0xe2 && p[1] == 0x80 && (p[2] & 0xfe) == 0xa8)
        put_unicode(j, 0x2000u + (p[2] & 0x3fu));
    else
        json_raw(j, (const char *)p, n);
    return n ? n : 1;
}

static void put_quoted(struct json *j, struct wcy_slice s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    put(j, "\"");
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        while (at < s.len && is_plain(j, p[at]))
            at++;
        if (at > from)
            json_raw(j, s.ptr + from, at - from);
        if (at < s.len)
            at += put_special(j, p + at, s.len - at);
    }
    put(j, "\"");
}

/* ------------------------------------------------------------------ values */

void json_key(struct json *j, const char *key)
{
    if (j->comma)
        put(j, ",");
    if (key) {
        put(j, "\"");
        put(j, key);
        put(j, "\":");
    }
    j->comma = true;
}

void json_open(struct json *j, const char *key, char bracket)
{
    json_key(j, key);
    json_raw(j, &bracket, 1);
    j->comma = false;
}

void json_close(struct json *j, char bracket)
{
    json_raw(j, &bracket, 1);
    j->comma = true;
}

void json_end_line(struct json *j)
{
    put(j, "\n");
    j->comma = false;
}

void json_slice(struct json *j, const char *key, struct wcy_slice value)
{
    json_key(j, key);
    put_quoted(j, value);
}

void json_name(struct json *j, const char *key, struct wcy_slice value)
{
    if (value.len == 0)
        json_null(j, key);
    else
        json_slice(j, key, value);
}

void json_string(struct json *j, const char *key, const char *value)
{
    json_slice(j, key, (struct wcy_slice){value, strlen(value)});
}

static void put_digits(struct json *j, uint64_t value, bool negative)
{
    char text[24];
    size_t at = sizeof text;
    do
        text[--at] = (char)('0' + value % 10);
    while (value /= 10);
    if (negative)
        text[--at] = '-';
    json_raw(j, text + at, sizeof text - at);
}

void json_number(struct json *j, const char *key, double value)
{
    char text[40];
    if (!isfinite(value)) {
        json_null(j, key);
        return;
    }
    json_key(j, key);
    snprintf(text, sizeof text, "%.6g", value); /* LC_NUMERIC is never set: always a point */
    put(j, text);
}

void json_share(struct json *j, const char *key, double value)
{
    /* As integers: in a library the decimal point of printf is that of somebody's locale. */
    uint64_t scaled = (uint64_t)llround(value * 1e6), rest = scaled % 1000000;
    char text[8] = ".";
    size_t digits = 6;
    json_key(j, key);
    put_digits(j, scaled / 1000000, false);
    for (size_t i = 6; i > 0; rest /= 10)
        text[i--] = (char)('0' + rest % 10);
    while (digits > 0 && text[digits] == '0')
        digits--;
    if (digits > 0)
        json_raw(j, text, digits + 1);
}

void json_count(struct json *j, const char *key, uint64_t value)
{
    json_key(j, key);
    put_digits(j, value, false);
}

void json_signed(struct json *j, const char *key, int64_t value)
{
    json_key(j, key);
    put_digits(j, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, value < 0);
}

void json_bool(struct json *j, const char *key, bool value)
{
    json_key(j, key);
    put(j, value ? "true" : "false");
}

void json_null(struct json *j, const char *key)
{
    json_key(j, key);
    put(j, "null");
}

void json_seconds(struct json *j, const char *key, int64_t seconds)
{
    if (seconds == WCY_NO_TIME)
        json_null(j, key);
    else
        json_signed(j, key, seconds);
}
