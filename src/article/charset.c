#include "article/charset.h"

#include "article/charset_table.h"
#include "article/html_lex.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <uchardet/uchardet.h>

typedef const struct charset_encoding encoding;

#define LABEL_COUNT (sizeof labels / sizeof labels[0])

/* How far into the page a declaration is looked for: the standard asks for 1,024 bytes, but pages
   with more in front of it are read all the same. */
#define DECLARATION_BYTES 32768u

/* What the detector is given, from the first byte beyond ASCII on. */
#define DETECT_BYTES 65536u

#define LABEL_MAX 32

/* ------------------------------------------------------------------ labels */

static encoding *encoding_find(struct slice label)
{
    char lower[LABEL_MAX + 1];
    label = slice_trim(label);
    while (label.len && (label.ptr[0] == '"' || label.ptr[0] == '\''))
        label = slice_sub(label, 1, label.len);
    while (label.len && strchr("\"';, ", label.ptr[label.len - 1]))
        label.len--;
    if (label.len == 0 || label.len > LABEL_MAX)
        return NULL;
    for (size_t i = 0; i < label.len; i++)
        lower[i] =
            (char)(label.ptr[i] >= 'A' && label.ptr[i] <= 'Z' ? label.ptr[i] | 0x20 : label.ptr[i]);
    lower[label.len] = '\0';
    size_t low = 0, high = LABEL_COUNT;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = strcmp(labels[mid].label, lower);
        if (order == 0)
            return &encodings[labels[mid].encoding];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

const char *charset_name(struct slice label)
{
    encoding *e = encoding_find(label);
    return e ? e->name : NULL;
}

static encoding *encoding_named(const char *name)
{
    return encoding_find(slice_str(name));
}

static bool is_utf8(encoding *e)
{
    return e == &encodings[0];
}

static bool is_utf16(encoding *e)
{
    return e && strncmp(e->name, "UTF-16", 6) == 0;
}

/* ------------------------------------------------------------------ UTF-8 */

static size_t ascii_run(const char *s, size_t len)
{
    size_t i = 0;
    while (i + 8 <= len && !(get_le64(s + i) & UINT64_C(0x8080808080808080)))
        i += 8;
    while (i < len && !(s[i] & '\x80'))
        i++;
    return i;
}

size_t charset_valid_prefix(struct slice s)
{
    size_t i = 0, bad;
    while (i < s.len) {
        i += ascii_run(s.ptr + i, s.len - i);
        while (i < s.len && s.ptr[i] & '\x80') {
            size_t n = utf8_sequence(s.ptr + i, s.len - i, &bad);
            if (n == 0)
                return i;
            i += n;
        }
    }
    return i;
}

struct utf8_count {
    size_t good, bad; /* sequences of several bytes, and broken ones */
};

static struct utf8_count utf8_count(struct slice s)
{
    struct utf8_count count = {0, 0};
    size_t i = 0, bad;
    while (i < s.len) {
        i += ascii_run(s.ptr + i, s.len - i);
        if (i == s.len)
            break;
        size_t n = utf8_sequence(s.ptr + i, s.len - i, &bad);
        count.good += n > 0;
        count.bad += n == 0;
        i += n ? n : bad;
    }
    return count;
}

static int charset_repair(struct charset_result *out, struct slice s, size_t n_bad,
                          struct arena *arena, struct wcy_error *err)
{
    size_t size, extra, n = 0, bad;
    if (__builtin_mul_overflow(n_bad, (size_t)2, &extra) ||
        __builtin_add_overflow(s.len, extra + 1, &size))
        return fail_nomem(err);
    char *text = arena_alloc(arena, size);
    if (!text)
        return fail_nomem(err);
    for (size_t i = 0; i < s.len;) {
        size_t run = charset_valid_prefix(slice_sub(s, i, s.len));
        memcpy(text + n, s.ptr + i, run);
        n += run;
        i += run;
        if (i == s.len)
            break;
        utf8_sequence(s.ptr + i, s.len - i, &bad);
        memcpy(text + n, "\xEF\xBF\xBD", 3);
        n += 3;
        i += bad;
        out->bad++;
    }
    out->text = slice_make(text, n);
    return 0;
}

/* ------------------------------------------------------------------ declarations */

static encoding *from_mark(struct slice s, size_t *length)
{
    *length = 0;
    if (s.len >= 3 && memcmp(s.ptr, "\xEF\xBB\xBF", 3) == 0) {
        *length = 3;
        return &encodings[0];
    }
    if (s.len >= 2 && memcmp(s.ptr, "\xFF\xFE", 2) == 0) {
        *length = 2;
        return encoding_named("utf-16le");
    }
    if (s.len >= 2 && memcmp(s.ptr, "\xFE\xFF", 2) == 0) {
        *length = 2;
        return encoding_named("utf-16be");
    }
    return NULL;
}

/* The label behind "charset=" or "encoding=" in `s`. */
static struct slice label_after(struct slice s, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n < s.len; i++) {
        if (strncasecmp(s.ptr + i, word, n) != 0)
            continue;
        size_t at = i + n;
        while (at < s.len && (s.ptr[at] == ' ' || s.ptr[at] == '='))
            at++;
        size_t to = at;
        if (to < s.len && (s.ptr[to] == '"' || s.ptr[to] == '\''))
            to++;
        while (to < s.len && !strchr(" ;\"'?>", s.ptr[to]))
            to++;
        return slice_sub(s, at, to);
    }
    return slice_make(NULL, 0);
}

static encoding *from_meta(struct slice s)
{
    struct slice head = slice_sub(s, 0, DECLARATION_BYTES);
    if (head.len > 5 && memcmp(head.ptr, "<?xml", 5) == 0) {
        encoding *e = encoding_find(label_after(slice_sub(head, 0, 200), "encoding"));
        if (e)
            return is_utf16(e) ? &encodings[0] : e;
    }
    struct html_lex lex = html_lex_make(head);
    struct html_token token;
    while (html_lex_next(&lex, &token)) {
        if (token.kind != HTML_START || token.tag != HTML_META)
            continue;
        struct slice label = html_attr(&token, ATTR_CHARSET);
        if (label.len == 0 && token.attrs >> ATTR_HTTP_EQUIV & 1)
            label = label_after(html_attr(&token, ATTR_CONTENT), "charset");
        encoding *e = encoding_find(label);
        if (e) /* a page that could be read this far as ASCII is not UTF-16 */
            return is_utf16(e) ? &encodings[0] : e;
    }
    return NULL;
}

static encoding *from_detection(struct slice s)
{
    size_t from = ascii_run(s.ptr, s.len);
    struct slice sample = slice_sub(s, from > 64 ? from - 64 : 0, from + DETECT_BYTES);
    uchardet_t detector = uchardet_new();
    encoding *found = NULL;
    if (!detector)
        return NULL;
    if (uchardet_handle_data(detector, sample.ptr, sample.len) == 0) {
        uchardet_data_end(detector);
        found = encoding_named(uchardet_get_charset(detector));
    }
    uchardet_delete(detector);
    return found;
}

/* UTF-16 without a mark: ASCII text has a zero in every other byte. */
static encoding *from_zeros(struct slice s)
{
    size_t zeros[2] = {0, 0}, n = s.len < 1024 ? s.len : 1024;
    for (size_t i = 0; i < n; i++)
        zeros[i & 1] += s.ptr[i] == '\0';
    if (n < 8 || (zeros[0] < n / 5 && zeros[1] < n / 5))
        return NULL;
    return encoding_named(zeros[1] > zeros[0] ? "utf-16le" : "utf-16be");
}

/* ------------------------------------------------------------------ conversion */

static int convert(struct charset_result *out, struct slice s, encoding *e, struct arena *arena,
                   struct wcy_error *err)
{
    struct buf text = BUF_INIT;
    int rc = WCY_ENOMEM;
    size_t in_left = s.len;
    union {
        const char *from;
        char *iconv_takes_this; /* POSIX forgot the const; iconv does not write through it */
    } in = {s.ptr};
    iconv_t cd = iconv_open("UTF-8", e->iconv);
    if (cd == (iconv_t)-1)
        return charset_repair(out, s, utf8_count(s).bad, arena, err);
    out->bad = 0;
    while (in_left > 0) {
        if (!buf_reserve(&text, in_left + in_left / 2 + 16))
            goto out;
        char *to = text.ptr + text.len;
        size_t room = text.cap - text.len, result;
        result = iconv(cd, &in.iconv_takes_this, &in_left, &to, &room);
        text.len = (size_t)(to - text.ptr);
        if (result == (size_t)-1 && errno != E2BIG && in_left > 0) {
            if (!buf_append(&text, "\xEF\xBF\xBD", 3))
                goto out;
            out->bad++;
            in.from++;
            in_left--;
        }
    }
    out->text = arena_dup(arena, buf_slice(&text));
    if (out->text.ptr)
        rc = 0;
out:
    iconv_close(cd);
    buf_release(&text);
    return rc ? fail_nomem(err) : 0;
}

/* More than one broken sequence in fifty bytes beyond ASCII: these are not the bytes it says. */
static bool is_broken(const struct charset_result *result, struct slice s)
{
    size_t high = 0;
    for (size_t i = 0; i < s.len; i++)
        high += (s.ptr[i] & '\x80') != 0;
    return result->bad > 2 && result->bad * 50 > high;
}

static int decode_as(struct charset_result *out, struct slice s, encoding *e,
                     const struct utf8_count *count, struct arena *arena, struct wcy_error *err)
{
    out->name = e->name;
    if (is_utf8(e))
        return charset_repair(out, s, count->bad, arena, err);
    return convert(out, s, e, arena, err);
}

/* Not valid UTF-8. `said` are the declarations, best first, NULL where there is none. */
static int decode_declared(struct charset_result *out, struct slice s, encoding *const said[2],
                           const struct utf8_count *count, struct arena *arena,
                           struct wcy_error *err)
{
    encoding *pick = NULL, *found = NULL;
    bool mostly_utf8 = count->good >= 2 * count->bad;
    /* No other text looks like that much UTF-8 by chance, so nobody has to say it. */
    if (!said[0] && !said[1] && count->good >= 4 && count->good >= 4 * count->bad)
        pick = &encodings[0];
    for (int i = 0; i < 2 && !pick; i++)
        if (said[i] && (!is_utf8(said[i]) || mostly_utf8))
            pick = said[i];
    if (!pick || (said[0] && said[1] && said[0] != said[1] && !mostly_utf8)) {
        found = from_detection(s);
        if (!pick || found == said[1])
            pick = found;
    }
    if (!pick || (is_utf8(pick) && !mostly_utf8))
        pick = mostly_utf8 && count->good > 0 ? &encodings[0] : encoding_named("windows-1252");
    int rc = decode_as(out, s, pick, count, arena, err);
    if (rc || !is_broken(out, s) || is_utf8(pick))
        return rc;
    struct charset_result first = *out, second = {0};
    if (!found)
        found = from_detection(s);
    if (!found || found == pick || (is_utf8(found) && !mostly_utf8))
        return 0;
    rc = decode_as(&second, s, found, count, arena, err);
    *out = rc == 0 && second.bad < first.bad ? second : first;
    return rc;
}

int charset_decode(struct charset_result *out, struct slice bytes, struct slice http, bool is_html,
                   struct arena *arena, struct wcy_error *err)
{
    size_t mark;
    *out = (struct charset_result){bytes, encodings[0].name, 0};
    encoding *e = from_mark(bytes, &mark);
    struct slice s = slice_sub(bytes, mark, bytes.len);
    out->text = s;
    if (!is_utf16(e) && !(e = from_zeros(s))) {
        encoding *said[2] = {encoding_find(http), NULL};
        bool valid = charset_valid_prefix(s) == s.len;
        bool shifted = valid && s.len && memchr(s.ptr, '\x1B', s.len);
        if (valid && !shifted)
            return 0;
        said[1] = is_html ? from_meta(s) : NULL;
        if (valid) { /* ISO-2022-JP hides in ASCII */
            e = said[0] ? said[0] : said[1];
            if (!e || strcmp(e->name, "ISO-2022-JP") != 0)
                return 0;
            out->name = e->name;
            return convert(out, s, e, arena, err);
        }
        struct utf8_count count = utf8_count(s);
        return decode_declared(out, s, said, &count, arena, err);
    }
    out->name = e->name;
    return convert(out, s, e, arena, err);
}
