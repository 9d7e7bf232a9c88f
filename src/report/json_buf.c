#include "report/json_buf.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void json_buf_release(struct json_buf *j)
{
    free(j->ptr);
    *j = (struct json_buf){0};
}

static bool reserve(struct json_buf *j, size_t more)
{
    if (j->failed)
        return false;
    if (j->cap - j->len >= more)
        return true;
    size_t cap = j->cap ? j->cap : 4096;
    while (cap - j->len < more && cap < SIZE_MAX / 2)
        cap *= 2;
    char *ptr = cap - j->len < more ? NULL : realloc(j->ptr, cap);
    if (!ptr) {
        j->failed = true;
        return false;
    }
    j->ptr = ptr;
    j->cap = cap;
    return true;
}

void json_buf_raw(struct json_buf *j, const char *bytes, size_t len)
{
    if (len > 0 && reserve(j, len)) {
        memcpy(j->ptr + j->len, bytes, len);
        j->len += len;
    }
}

static void put(struct json_buf *j, const char *str)
{
    json_buf_raw(j, str, strlen(str));
}

static void put_unicode(struct json_buf *j, unsigned c)
{
    char text[8];
    snprintf(text, sizeof(text), "\\u%04x", c & 0xffffu);
    put(j, text);
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
}

/* Length of the valid character that starts at `p`, or 0. */
static size_t valid_length(const unsigned char *p, size_t left)
{
    size_t len = p[0] >= 0xc2 && p[0] <= 0xdf   ? 2
                 : p[0] >= 0xe0 && p[0] <= 0xef ? 3
                 : p[0] >= 0xf0 && p[0] <= 0xf4 ? 4
                                                : 0;
    if (len == 0 || left < len)
        return 0;
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    }
    bool bad = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
               (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f);
    return bad ? 0 : len;
}

static size_t put_multibyte(struct json_buf *j, const unsigned char *p, size_t left)
{
    size_t len = valid_length(p, left);
    if (len == 0) {
        put(j, "\xef\xbf\xbd");
        return 1;
    }
    if (len == 3 && p[0] == 0xe2 && p[1] == 0x80 && (p[2] == 0xa8 || p[2] == 0xa9))
        put_unicode(j, p[2] == 0xa8 ? 0x2028 : 0x2029);
    else
        json_buf_raw(j, (const char *)p, len);
    return len;
}

static void put_quoted(struct json_buf *j, struct wcy_slice s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    put(j, "\"");
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        while (at < s.len && is_plain(p[at]))
            at++;
        json_buf_raw(j, s.ptr + from, at - from);
        if (at == s.len)
            break;
        if (p[at] >= 0x80) {
            at += put_multibyte(j, p + at, s.len - at);
            continue;
        }
        if (p[at] == '\n')
            put(j, "\\n");
        else if (p[at] == '"' || p[at] == '\\')
            json_buf_raw(j, p[at] == '"' ? "\\\"" : "\\\\", 2);
        else
            put_unicode(j, p[at]);
        at++;
    }
    put(j, "\"");
}

static void before_value(struct json_buf *j, const char *key)
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

void json_buf_open(struct json_buf *j, const char *key, char bracket)
{
    before_value(j, key);
    json_buf_raw(j, &bracket, 1);
    j->comma = false;
}

void json_buf_close(struct json_buf *j, char bracket)
{
    json_buf_raw(j, &bracket, 1);
    j->comma = true;
}

void json_buf_text(struct json_buf *j, const char *key, struct wcy_slice value)
{
    before_value(j, key);
    put_quoted(j, value);
}

void json_buf_name(struct json_buf *j, const char *key, struct wcy_slice value)
{
    if (value.len == 0)
        json_buf_null(j, key);
    else
        json_buf_text(j, key, value);
}

void json_buf_string(struct json_buf *j, const char *key, const char *value)
{
    json_buf_text(j, key, (struct wcy_slice){value, strlen(value)});
}

void json_buf_number(struct json_buf *j, const char *key, double value)
{
    char text[40];
    if (!isfinite(value)) {
        json_buf_null(j, key);
        return;
    }
    before_value(j, key);
    snprintf(text, sizeof(text), "%.6g", value); /* no locale for numbers: always a point */
    put(j, text);
}

void json_buf_count(struct json_buf *j, const char *key, uint64_t value)
{
    char text[24];
    before_value(j, key);
    snprintf(text, sizeof(text), "%" PRIu64, value);
    put(j, text);
}

void json_buf_signed(struct json_buf *j, const char *key, int64_t value)
{
    char text[24];
    before_value(j, key);
    snprintf(text, sizeof(text), "%" PRId64, value);
    put(j, text);
}

void json_buf_time(struct json_buf *j, const char *key, int64_t time)
{
    if (time == WCY_NO_TIME)
        json_buf_null(j, key);
    else
        json_buf_signed(j, key, time);
}

void json_buf_bool(struct json_buf *j, const char *key, bool value)
{
    before_value(j, key);
    put(j, value ? "true" : "false");
}

void json_buf_null(struct json_buf *j, const char *key)
{
    before_value(j, key);
    put(j, "null");
}

void json_buf_table(struct json_buf *j, const char *key, const char *const *fields)
{
    json_buf_open(j, key, '{');
    json_buf_open(j, "fields", '[');
    for (size_t i = 0; fields[i]; i++)
        json_buf_string(j, NULL, fields[i]);
    json_buf_close(j, ']');
    json_buf_open(j, "rows", '[');
}

void json_buf_end_table(struct json_buf *j)
{
    json_buf_close(j, ']');
    json_buf_close(j, '}');
}
