#include "json_out.h"

#include "codepoint.h"
#include "number.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void put_escaped(FILE *out, unsigned char c)
{
    switch (c) {
    case '"':
    case '\\':
        fprintf(out, "\\%c", c);
        break;
    case '\n':
        fputs("\\n", out);
        break;
    case '\t':
        fputs("\\t", out);
        break;
    default:
        fprintf(out, "\\u%04x", c);
    }
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

static void put_quoted(FILE *out, struct wcy_slice s)
{
    fputc('"', out);
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        while (at < s.len && is_plain((unsigned char)s.ptr[at]))
            at++;
        if (at > from)
            fwrite(s.ptr + from, 1, at - from, out);
        if (at == s.len)
            break;
        uint32_t c = codepoint_next(s, &at);
        char bytes[4];
        if (c < 0x80)
            put_escaped(out, (unsigned char)c);
        else
            fwrite(bytes, 1, codepoint_encode(c, bytes), out);
    }
    fputc('"', out);
}

static void before_value(struct json *j, const char *key)
{
    if (j->comma)
        fputc(',', j->out);
    if (key)
        fprintf(j->out, "\"%s\":", key);
    j->comma = true;
}

void json_open(struct json *j, const char *key, char bracket)
{
    before_value(j, key);
    fputc(bracket, j->out);
    j->comma = false;
}

void json_close(struct json *j, char bracket)
{
    fputc(bracket, j->out);
    j->comma = true;
}

void json_end_line(struct json *j)
{
    fputc('\n', j->out);
    j->comma = false;
}

void json_text(struct json *j, const char *key, struct wcy_slice value)
{
    before_value(j, key);
    put_quoted(j->out, value);
}

void json_name(struct json *j, const char *key, struct wcy_slice value)
{
    if (value.len == 0)
        json_null(j, key);
    else
        json_text(j, key, value);
}

void json_string(struct json *j, const char *key, const char *value)
{
    json_text(j, key, (struct wcy_slice){value, strlen(value)});
}

void json_number(struct json *j, const char *key, double value)
{
    before_value(j, key);
    if (isfinite(value))
        fprintf(j->out, "%.6g", value); /* the program never sets LC_NUMERIC: always a point */
    else
        fputs("null", j->out);
}

void json_count(struct json *j, const char *key, uint64_t value)
{
    before_value(j, key);
    fprintf(j->out, "%" PRIu64, value);
}

void json_bool(struct json *j, const char *key, bool value)
{
    before_value(j, key);
    fputs(value ? "true" : "false", j->out);
}

void json_null(struct json *j, const char *key)
{
    before_value(j, key);
    fputs("null", j->out);
}

void json_cluster(struct json *j, const char *key, uint64_t number)
{
    if (number == 0)
        json_null(j, key);
    else
        json_count(j, key, number);
}

void json_range(struct json *j, const char *key, uint64_t from, uint64_t to)
{
    json_open(j, key, '[');
    json_count(j, NULL, from);
    json_count(j, NULL, to);
    json_close(j, ']');
}

void json_time(struct json *j, const char *key, int64_t time)
{
    char text[NUMBER_MAX];
    if (time == WCY_NO_TIME)
        json_null(j, key);
    else
        json_string(j, key, number_time(text, time));
}

void json_seconds(struct json *j, const char *key, int64_t seconds)
{
    before_value(j, key);
    if (seconds == WCY_NO_TIME)
        fputs("null", j->out);
    else
        fprintf(j->out, "%" PRId64, seconds);
}
