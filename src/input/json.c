#include "input/json.h"

#include "base/utf8.h"

#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* One bit for each of the 16 bytes at `p`: set for a quote, a backslash and a control character,
   the three that end a run of plain string. */
static inline unsigned special_mask(const char *p)
{
#ifdef __SSE2__
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
    __m128i slash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
    /* SSE2 has no unsigned comparison: min(v, 31) == v means v < 32. */
    __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(31)), v);
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, slash), control));
#else
    unsigned mask = 0;
    for (unsigned i = 0; i < 16; i++)
        mask |= (unsigned)(p[i] == '"' || p[i] == '\\' || (unsigned char)p[i] < ' ') << i;
    return mask;
#endif
}

/* The first quote, backslash or control character from `p` on. There is one: the padding. */
static inline const char *skip_plain(const char *p)
{
    unsigned mask;
    while ((mask = special_mask(p)) == 0)
        p += 16;
    return p + __builtin_ctz(mask);
}

static bool json_fail(struct json_object *o, const char *problem)
{
    o->problem = problem;
    return false;
}

static void skip_blanks(struct json_object *o)
{
    while (o->at < o->end && (*o->at == ' ' || *o->at == '\t' || *o->at == '\n' || *o->at == '\r'))
        o->at++;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The four digits of \uXXXX, or -1. */
static int hex4(const char *p)
{
    int code = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_value(p[i]);
        if (digit < 0)
            return -1;
        code = code << 4 | digit;
    }
    return code;
}

/* The cursor is on a backslash; moves behind the escape. */
static bool check_escape(struct json_object *o)
{
    if (o->end - o->at < 2)
        return json_fail(o, "the line ends inside a string");
    switch (o->at[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
        o->at += 2;
        return true;
    case 'u':
        if (o->end - o->at < 6 || hex4(o->at + 2) < 0)
            return json_fail(o, "\\u without four hexadecimal digits");
        o->at += 6;
        return true;
    default:
        return json_fail(o, "unknown escape in a string");
    }
}

/* The cursor is on the opening quote; moves behind the closing one. */
static bool read_string(struct json_object *o, struct json_value *value)
{
    const char *from = ++o->at;
    value->type = JSON_STRING;
    value->escaped = false;
    for (;;) {
        o->at = skip_plain(o->at);
        if (o->at >= o->end) {
            o->at = o->end;
            return json_fail(o, "the line ends inside a string");
        }
        if (*o->at == '"')
            break;
        if (*o->at != '\\')
            return json_fail(o, *o->at ? "control character in a string" : "NUL byte in a string");
        value->escaped = true;
        if (!check_escape(o))
            return false;
    }
    value->raw = slice_make(from, (size_t)(o->at - from));
    o->at++;
    return true;
}

static bool read_digits(struct json_object *o)
{
    const char *from = o->at;
    while (o->at < o->end && *o->at >= '0' && *o->at <= '9')
        o->at++;
    return o->at > from;
}

static bool read_number(struct json_object *o, struct json_value *value)
{
    const char *from = o->at;
    value->type = JSON_NUMBER;
    if (*o->at == '-')
        o->at++;
    bool zero = o->at < o->end && *o->at == '0';
    if (!read_digits(o) || (zero && o->at[-1] != '0') ||
        (zero && o->at - from > (*from == '-' ? 2 : 1)))
        return json_fail(o, "not a JSON value");
    if (o->at < o->end && *o->at == '.') {
        o->at++;
        if (!read_digits(o))
            return json_fail(o, "number without digits behind the point");
    }
    if (o->at < o->end && (*o->at == 'e' || *o->at == 'E')) {
        o->at++;
        if (o->at < o->end && (*o->at == '+' || *o->at == '-'))
            o->at++;
        if (!read_digits(o))
            return json_fail(o, "number without an exponent");
    }
    value->raw = slice_make(from, (size_t)(o->at - from));
    return true;
}

static bool read_word(struct json_object *o, struct json_value *value, enum json_type type,
                      const char *word)
{
    size_t len = strlen(word);
    if ((size_t)(o->end - o->at) < len || memcmp(o->at, word, len) != 0)
        return json_fail(o, "not a JSON value");
    value->type = type;
    value->raw = slice_make(o->at, len);
    o->at += len;
    return true;
}

static bool read_value(struct json_object *o, struct json_value *value, int depth);

/* The cursor is on '[' or '{'; moves behind its partner. */
static bool read_nested(struct json_object *o, struct json_value *value, int depth)
{
    const char *from = o->at;
    bool object = *o->at == '{';
    char close = object ? '}' : ']';
    struct json_value item;
    if (depth >= JSON_MAX_DEPTH)
        return json_fail(o, "nested too deeply");
    o->at++;
    skip_blanks(o);
    bool more = o->at == o->end || *o->at != close;
    while (more) {
        if (object) {
            skip_blanks(o);
            if (o->at == o->end || *o->at != '"')
                return json_fail(o, "member without a name in quotes");
            if (!read_string(o, &item))
                return false;
            skip_blanks(o);
            if (o->at == o->end || *o->at++ != ':')
                return json_fail(o, "no colon behind a member's name");
        }
        if (!read_value(o, &item, depth + 1))
            return false;
        skip_blanks(o);
        more = o->at < o->end && *o->at == ',';
        o->at += more;
    }
    if (o->at == o->end || *o->at != close)
        return json_fail(o, "array or object without an end");
    o->at++;
    value->type = object ? JSON_OBJECT : JSON_ARRAY;
    value->raw = slice_make(from, (size_t)(o->at - from));
    return true;
}

static bool read_value(struct json_object *o, struct json_value *value, int depth)
{
    skip_blanks(o);
    value->escaped = false;
    if (o->at == o->end)
        return json_fail(o, "the line ends too early");
    switch (*o->at) {
    case '"':
        return read_string(o, value);
    case '{':
    case '[':
        return read_nested(o, value, depth);
    case 't':
        return read_word(o, value, JSON_TRUE, "true");
    case 'f':
        return read_word(o, value, JSON_FALSE, "false");
    case 'n':
        return read_word(o, value, JSON_NULL, "null");
    default:
        return read_number(o, value);
    }
}

void json_begin(struct json_object *object, struct slice line)
{
    *object = (struct json_object){line.ptr, line.ptr + line.len, NULL, true};
}

/* Behind the closing brace: nothing but blanks may follow. */
static int close_object(struct json_object *o)
{
    o->at++;
    skip_blanks(o);
    if (o->at == o->end)
        return 0;
    o->problem = "more text behind the object";
    return -1;
}

int json_next(struct json_object *o, struct json_member *member)
{
    struct json_value key;
    skip_blanks(o);
    if (o->first) {
        if (o->at == o->end || *o->at != '{') {
            o->problem = "not a JSON object";
            return -1;
        }
        o->at++;
        skip_blanks(o);
    }
    bool end = o->at < o->end && *o->at == '}';
    if (end)
        return close_object(o);
    if (!o->first) {
        if (o->at == o->end || *o->at != ',') {
            o->problem = o->at == o->end ? "the line ends too early" : "no comma between members";
            return -1;
        }
        o->at++;
        skip_blanks(o);
    }
    o->first = false;
    if (o->at == o->end || *o->at != '"') {
        o->problem =
            o->at == o->end ? "the line ends too early" : "member without a name in quotes";
        return -1;
    }
    if (!read_string(o, &key))
        return -1;
    skip_blanks(o);
    if (o->at == o->end || *o->at != ':') {
        o->problem = "no colon behind a member's name";
        return -1;
    }
    o->at++;
    member->key = key.raw;
    return read_value(o, &member->value, 1) ? 1 : -1;
}

/* What an escape of one letter stands for. */
static char escape_value(char letter)
{
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return letter;
    }
}

/* Decodes the escape at `p` (already checked) to `*to`; returns the bytes it takes. */
static size_t decode_escape(const char *p, const char *end, char **to, size_t *lone)
{
    if (p[1] != 'u') {
        *(*to)++ = escape_value(p[1]);
        return 2;
    }
    unsigned code = (unsigned)hex4(p + 2);
    size_t used = 6;
    if (code >= 0xd800 && code <= 0xdfff) {
        unsigned low = 0;
        if (code < 0xdc00 && end - p >= 12 && p[6] == '\\' && p[7] == 'u')
            low = (unsigned)hex4(p + 8);
        if (low >= 0xdc00 && low <= 0xdfff) {
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            used = 12;
        } else {
            code = 0xfffd;
            ++*lone;
        }
    }
    *to += utf8_put(*to, code);
    return used;
}

struct slice json_decode(const struct json_value *value, struct arena *arena, size_t *lone)
{
    struct slice raw = value->raw;
    if (!value->escaped)
        return raw;
    /* No escape is shorter than what it stands for. The copy below writes 16
       bytes at a time, hence the room behind. */
    char *out = arena_alloc(arena, raw.len + 16), *to = out;
    const char *p = raw.ptr, *end = raw.ptr + raw.len;
    if (!out)
        return slice_make(NULL, 0);
    while (p < end) {
        /* Reading on behind the string is safe (JSON_PADDING) and its quote stops the run. */
        unsigned mask;
        while ((mask = special_mask(p)) == 0) {
            memcpy(to, p, 16);
            p += 16;
            to += 16;
        }
        memcpy(to, p, 16);
        p += __builtin_ctz(mask);
        to += __builtin_ctz(mask);
        if (p < end)
            p += decode_escape(p, end, &to, lone);
    }
    return slice_make(out, (size_t)(to - out));
}
