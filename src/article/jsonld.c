#include "article/jsonld.h"

#include "base/grow.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

struct json_scan {
    const char *at, *end;
    uint32_t open;    /* innermost object or array, or JSON_NONE */
    struct slice key; /* read, and waiting for its value */
    bool has_key;
    struct json_tape *tape;
};

static bool value_add(struct json_scan *s, enum json_kind kind, struct slice text)
{
    struct json_tape *tape = s->tape;
    if (!GROW(tape->values, tape->cap, tape->count + 1))
        return false;
    tape->values[tape->count++] =
        (struct json_value){.kind = (uint8_t)kind,
                            .parent = s->open,
                            .end = (uint32_t)tape->count,
                            .key = s->has_key ? s->key : (struct slice){0},
                            .text = text};
    tape->values[tape->count - 1].end = (uint32_t)tape->count;
    s->has_key = false;
    return true;
}

/* `at` stands behind the opening quote. */
static struct slice scan_string(struct json_scan *s)
{
    const char *from = s->at, *at = from;
    while (at < s->end && *at != '"') {
        if (*at == '\\' && s->end - at > 1)
            at++;
        at++;
    }
    s->at = at < s->end ? at + 1 : s->end;
    return slice_make(from, (size_t)(at - from));
}

static bool scan_string_value(struct json_scan *s)
{
    s->at++;
    struct slice text = scan_string(s);
    bool in_object = s->open != JSON_NONE && s->tape->values[s->open].kind == JSON_OBJECT;
    if (!in_object || s->has_key)
        return value_add(s, JSON_STRING, text);
    const char *at = s->at;
    while (at < s->end && (unsigned char)*at <= ' ')
        at++;
    if (at < s->end && *at == ':') {
        s->key = text;
        s->has_key = true;
        s->at = at + 1;
    }
    return true;
}

static bool scan_open(struct json_scan *s, enum json_kind kind)
{
    s->at++;
    if (!value_add(s, kind, slice_make(NULL, 0)))
        return false;
    s->open = (uint32_t)s->tape->count - 1;
    return true;
}

static void scan_close(struct json_scan *s)
{
    s->at++;
    s->has_key = false;
    if (s->open == JSON_NONE)
        return;
    s->tape->values[s->open].end = (uint32_t)s->tape->count;
    s->open = s->tape->values[s->open].parent;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' ||
           c == '+' || c == '.';
}

static bool scan_word(struct json_scan *s)
{
    const char *from = s->at;
    while (s->at < s->end && is_word(*s->at))
        s->at++;
    bool in_object = s->open != JSON_NONE && s->tape->values[s->open].kind == JSON_OBJECT;
    if (s->open == JSON_NONE || (in_object && !s->has_key))
        return true;
    return value_add(s, JSON_OTHER, slice_make(from, (size_t)(s->at - from)));
}

uint32_t json_read(struct json_tape *tape, struct slice text, bool *ok)
{
    struct json_scan s = {text.ptr, text.ptr ? text.ptr + text.len : NULL, JSON_NONE, {0}, false,
                          tape};
    size_t first = tape->count;
    bool good = true;
    while (good && s.at < s.end && tape->count < JSON_MAX_VALUES) {
        char c = *s.at;
        if (c == '"' && s.open != JSON_NONE)
            good = scan_string_value(&s);
        else if (c == '{' || c == '[')
            good = scan_open(&s, c == '{' ? JSON_OBJECT : JSON_ARRAY);
        else if (c == '}' || c == ']')
            scan_close(&s);
        else if (is_word(c))
            good = scan_word(&s);
        else if (c == '<' && s.end - s.at >= 9 && memcmp(s.at, "<![CDATA[", 9) == 0)
            s.at += 9; /* its brackets are no arrays */
        else
            s.at++;
    }
    while (s.open != JSON_NONE)
        scan_close(&s);
    if (!good)
        *ok = false;
    return tape->count > first ? (uint32_t)first : JSON_NONE;
}

uint32_t json_member(const struct json_tape *tape, uint32_t object, const char *key)
{
    if (object == JSON_NONE || tape->values[object].kind != JSON_OBJECT)
        return JSON_NONE;
    for (uint32_t i = object + 1; i < tape->values[object].end; i = tape->values[i].end)
        if (slice_eq_str(tape->values[i].key, key))
            return i;
    return JSON_NONE;
}

/* ------------------------------------------------------------------ escapes */

static bool hex4(const char *s, size_t len, uint32_t *out)
{
    uint32_t code = 0;
    if (len < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        char c = s[i], lower = (char)(c | 0x20);
        if (c >= '0' && c <= '9')
            code = code * 16 + (uint32_t)(c - '0');
        else if (lower >= 'a' && lower <= 'f')
            code = code * 16 + (uint32_t)(lower - 'a' + 10);
        else
            return false;
    }
    *out = code;
    return true;
}

/* \uXXXX, or two of them for one code point. `s` starts behind the 'u'; returns bytes used. */
static size_t unescape_unicode(const char *s, size_t len, uint32_t *code)
{
    uint32_t low;
    if (!hex4(s, len, code)) {
        *code = 0xFFFD;
        return 0;
    }
    bool high = *code >= 0xD800 && *code < 0xDC00;
    if (high && len >= 10 && s[4] == '\\' && s[5] == 'u' && hex4(s + 6, len - 6, &low) &&
        low >= 0xDC00 && low < 0xE000) {
        *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
        return 10;
    }
    if (*code >= 0xD800 && *code < 0xE000)
        *code = 0xFFFD;
    return 4;
}

static struct slice unescape(struct slice raw, struct arena *arena)
{
    static const char plain[] = "nrtbf", means[] = "\n\r\t\b\f";
    if (raw.len == 0 || !memchr(raw.ptr, '\\', raw.len))
        return raw;
    /* An escape is never shorter than what it stands for, but for a broken "\u" (2 to 3). */
    char *out = arena_alloc(arena, raw.len + raw.len / 2 + 4);
    size_t n = 0;
    if (!out)
        return slice_make(NULL, 0);
    for (size_t i = 0; i < raw.len; i++) {
        if (raw.ptr[i] != '\\' || i + 1 == raw.len) {
            out[n++] = raw.ptr[i];
            continue;
        }
        char c = raw.ptr[++i];
        const char *known = memchr(plain, c, sizeof plain - 1);
        if (c == 'u') {
            uint32_t code;
            i += unescape_unicode(raw.ptr + i + 1, raw.len - i - 1, &code);
            n += utf8_put(out + n, code);
        } else {
            out[n++] = known ? means[known - plain] : c;
        }
    }
    return slice_make(out, n);
}

struct slice json_text(const struct json_tape *tape, uint32_t value, struct arena *arena)
{
    if (value == JSON_NONE)
        return slice_make(NULL, 0);
    const struct json_value *v = &tape->values[value];
    while (v->kind == JSON_ARRAY && v->end > value + 1)
        v = &tape->values[++value];
    if (v->kind == JSON_STRING)
        return unescape(v->text, arena);
    return v->kind == JSON_OTHER && !slice_eq_str(v->text, "null") ? v->text : slice_make(NULL, 0);
}

void json_release(struct json_tape *tape)
{
    free(tape->values);
    *tape = (struct json_tape){0};
}
