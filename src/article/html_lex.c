#include "article/html_lex.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static inline bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
}

/* What may end the name of a tag or of an attribute. */
enum { ENDS_TAG = 1, ENDS_ATTR = 2 };

static const unsigned char ends_name[256] = {
    ['='] = ENDS_ATTR,
    ['>'] = ENDS_TAG | ENDS_ATTR,
    ['/'] = ENDS_TAG | ENDS_ATTR,
    [' '] = ENDS_TAG | ENDS_ATTR,
    ['\t'] = ENDS_TAG | ENDS_ATTR,
    ['\n'] = ENDS_TAG | ENDS_ATTR,
    ['\f'] = ENDS_TAG | ENDS_ATTR,
    ['\r'] = ENDS_TAG | ENDS_ATTR,
};

static inline const char *name_end(const char *at, const char *end, unsigned kind)
{
    while (at < end && !(ends_name[(unsigned char)*at] & kind))
        at++;
    return at;
}

static inline bool is_alpha(char c)
{
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'z';
}

/* Most of what is looked for is near: the first bytes are compared here, without a call. */
#define NEAR_BYTES 32

static inline const char *find_byte(const char *at, const char *end, char byte)
{
#ifdef __SSE2__
    for (size_t i = 0; i < NEAR_BYTES && end - at >= 16; i += 16, at += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)at);
        unsigned hits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(byte)));
        if (hits)
            return at + __builtin_ctz(hits);
    }
#endif
    const char *found = at < end ? memchr(at, byte, (size_t)(end - at)) : NULL;
    return found ? found : end;
}

static bool equal_nocase(const char *at, const char *lower, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((at[i] >= 'A' && at[i] <= 'Z' ? at[i] | 0x20 : at[i]) != lower[i])
            return false;
    return true;
}

/* ------------------------------------------------------------------ attributes */

static const struct {
    char name[15];
    uint8_t len;
} attr_table[ATTR_COUNT] = {
#define X(symbol, name) {name, sizeof(name) - 1},
    HTML_ATTRS(X)
#undef X
};

/* Where the names of each length begin in the table. */
static const uint8_t attr_first[16] = {
    ATTR_ID,
    ATTR_ID,
    ATTR_ID,
    ATTR_REL,
    ATTR_HREF,
    ATTR_CLASS,
    ATTR_HIDDEN,
    ATTR_CHARSET,
    ATTR_DATETIME,
    ATTR_ITEMSCOPE,
    ATTR_HTTP_EQUIV,
    ATTR_ARIA_HIDDEN,
    ATTR_DATA_COMPONENT,
    ATTR_DATA_COMPONENT,
    ATTR_DATA_COMPONENT,
    ATTR_COUNT,
};

static int attr_find(const char *name, size_t len)
{
    if (len < 2 || len > 14)
        return -1;
    char first = (char)(name[0] | 0x20);
    for (int a = attr_first[len]; a < attr_first[len + 1]; a++)
        if (attr_table[a].name[0] == first && equal_nocase(name, attr_table[a].name, len))
            return a;
    return -1;
}

/* Value after '=': `at` stands behind white space. Returns where scanning goes on. */
static const char *attr_value(const char *at, const char *end, struct slice *value)
{
    if (at < end && (*at == '"' || *at == '\'')) {
        const char *close = find_byte(at + 1, end, *at);
        *value = slice_make(at + 1, (size_t)(close - at - 1));
        return close < end ? close + 1 : end;
    }
    const char *from = at;
    while (at < end && *at != '>' && !is_space(*at))
        at++;
    *value = slice_make(from, (size_t)(at - from));
    return at;
}

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && is_space(*at))
        at++;
    return at;
}

/* One attribute; `at` stands on its first byte, which is not '>', '/' or white space. */
static const char *attr_scan(const char *at, const char *end, struct html_token *token)
{
    const char *name = at; /* a leading '=' belongs to the name */
    at = name_end(at + 1, end, ENDS_ATTR);
    size_t len = (size_t)(at - name);
    struct slice value = {at, 0};
    const char *after = skip_space(at, end);
    if (after < end && *after == '=')
        at = attr_value(skip_space(after + 1, end), end, &value);
    int attr = attr_find(name, len);
    if (attr >= 0 && !(token->attrs >> attr & 1)) { /* the first one counts */
        token->attrs |= 1u << attr;
        token->attr[attr] = value;
    }
    return at;
}

/* Everything after the tag's name, up to and including '>'. */
static const char *tag_rest(const char *at, const char *end, struct html_token *token)
{
    token->attrs = 0;
    token->self_closing = false;
    while (at < end) {
        at = skip_space(at, end);
        if (at == end)
            break;
        if (*at == '>')
            return at + 1;
        if (*at == '/') {
            token->self_closing = at + 1 < end && at[1] == '>';
            at++;
        } else {
            at = attr_scan(at, end, token);
        }
    }
    return end;
}

/* ------------------------------------------------------------------ raw content */

/* The first "</name" that ends the tag of this name, at or after `at`. */
static const char *find_end_tag(const char *at, const char *end, struct slice name)
{
    for (; (at = find_byte(at, end, '<')) < end; at++) {
        if ((size_t)(end - at) < name.len + 2 || at[1] != '/')
            continue;
        const char *after = at + 2 + name.len;
        char first = name.ptr[0];
        if ((at[2] | 0x20) != (first | 0x20))
            continue;
        bool same = true;
        for (size_t i = 1; same && i < name.len; i++)
            same = (at[2 + i] | 0x20) == (name.ptr[i] | 0x20);
        if (same && (after == end || *after == '>' || *after == '/' || is_space(*after)))
            return at;
    }
    return end;
}

/* Script data, double escaped: in <!-- <script> ... </script> --> the inner end tag does not count.
   `close` is the end tag that was found; true when it does count. */
static bool script_ends(const char *from, const char *close)
{
    const char *open = NULL;
    for (const char *at = from; (at = find_byte(at, close, '<')) < close; at++) {
        if (close - at >= 4 && memcmp(at, "<!--", 4) == 0) {
            open = at + 4;
            break;
        }
    }
    if (!open)
        return true;
    bool inside = false;
    for (const char *at = open; at < close; at++) {
        if (*at == '<' && close - at > 7 && equal_nocase(at + 1, "script", 6))
            inside = true;
        else if (*at == '-' && close - at >= 3 && memcmp(at, "-->", 3) == 0)
            return true;
    }
    return !inside;
}

/* `at` stands behind the start tag. The content goes to token->text; returns behind the end tag. */
static const char *raw_content(const char *at, const char *end, struct html_token *token)
{
    const char *close = end;
    if (token->tag != HTML_PLAINTEXT)
        close = find_end_tag(at, end, token->name);
    /* Only the first end tag is weighed, so that odd scripts cannot make this quadratic. */
    if (token->tag == HTML_SCRIPT && close < end && !script_ends(at, close))
        close = find_end_tag(close + 2, end, token->name);
    token->text = slice_make(at, (size_t)(close - at));
    if (close == end)
        return end;
    close = find_byte(close, end, '>');
    return close < end ? close + 1 : end;
}

/* ------------------------------------------------------------------ markup */

/* Behind "<!--": the end of the comment. */
static const char *skip_comment(const char *at, const char *end)
{
    if (at < end && *at == '>')
        return at + 1;
    if (end - at >= 2 && at[0] == '-' && at[1] == '>')
        return at + 2;
    for (; (at = find_byte(at, end, '>')) < end; at++) {
        if (at[-1] == '-' && at[-2] == '-')
            return at + 1;
        if (at[-1] == '!' && at[-2] == '-' && at[-3] == '-')
            return at + 1;
    }
    return end;
}

/* "<!...", "<?...", "</" and no letter: comments, doctypes and what is treated like them. */
static const char *skip_other(const char *at, const char *end)
{
    if (end - at >= 4 && memcmp(at, "<!--", 4) == 0)
        return skip_comment(at + 4, end);
    at = find_byte(at, end, '>');
    return at < end ? at + 1 : end;
}

static const char *scan_tag(const char *at, const char *end, struct html_token *token)
{
    token->kind = at[1] == '/' ? HTML_END : HTML_START;
    at += token->kind == HTML_END ? 2 : 1;
    const char *name = at;
    at = name_end(at, end, ENDS_TAG);
    token->name = slice_make(name, (size_t)(at - name));
    token->tag = html_tag_find(name, token->name.len);
    token->text = slice_make(NULL, 0);
    at = tag_rest(at, end, token);
    if (token->kind == HTML_START && html_tag_flags(token->tag) & TAG_RAW)
        at = raw_content(at, end, token);
    return at;
}

/* Does the '<' at `at` start markup, or is it only a character? */
static bool starts_markup(const char *at, const char *end)
{
    if (end - at < 2)
        return false;
    if (is_alpha(at[1]) || at[1] == '!' || at[1] == '?')
        return true;
    return at[1] == '/' && end - at >= 3;
}

bool html_lex_next(struct html_lex *lex, struct html_token *token)
{
    const char *from = lex->at, *end = lex->end;
    while (from < end) {
        const char *at = from;
        while ((at = find_byte(at, end, '<')) < end && !starts_markup(at, end))
            at++;
        if (at > from) {
            token->kind = HTML_TEXT;
            token->text = slice_make(from, (size_t)(at - from));
            lex->at = at;
            return true;
        }
        if (is_alpha(at[1]) || (at[1] == '/' && is_alpha(at[2]))) {
            lex->at = scan_tag(at, end, token);
            return true;
        }
        from = skip_other(at, end);
    }
    lex->at = end;
    token->kind = HTML_END_OF_PAGE;
    return false;
}
