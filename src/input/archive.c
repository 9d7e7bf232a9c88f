#include "input/archive.h"

#include "input/headers.h"

static const struct slice warc_magic = SLICE("WARC/");

/* The most blanks a header line of ARC has: version 2. */
#define ARC_FIELDS 10

/* The fields of an ARC header line, counted from its end: the URL in front may hold blanks. */
struct arc_line {
    struct slice url, date, type;
    uint64_t length;
};

/* The last blank-separated field of `line`, which is cut off. */
static struct slice last_field(struct slice *line)
{
    size_t end = line->len;
    while (end && line->ptr[end - 1] != ' ')
        end--;
    struct slice field = slice_sub(*line, end, line->len);
    line->len = end ? end - 1 : 0;
    return field;
}

static bool is_date(struct slice s)
{
    uint64_t value;
    return (s.len == 14 || s.len == 12) && headers_number(s, &value);
}

/* URL, address, date, type, length; in version 2 five more fields stand before the length. */
static bool read_arc_line(struct slice line, struct arc_line *out)
{
    struct slice fields[ARC_FIELDS];
    if (!headers_number(last_field(&line), &out->length))
        return false;
    size_t n = 0;
    while (n < ARC_FIELDS - 1 && line.len)
        fields[n++] = last_field(&line);
    /* fields[0] is the one before the length, fields[1] before that ... */
    size_t date = n > 1 && is_date(fields[1]) ? 1 : n > 6 && is_date(fields[6]) ? 6 : 0;
    if (date == 0 || n < date + 3)
        return false;
    out->date = fields[date];
    out->type = fields[date - 1];
    const char *start = line.len ? line.ptr : fields[n - 1].ptr;
    out->url = slice_make(start, (size_t)(fields[date + 1].ptr - start) - 1);
    return memchr(out->url.ptr, ':', out->url.len) != NULL;
}

static enum archive_answer arc_starts(struct slice window)
{
    struct slice rest = window, line = {NULL, 0};
    struct arc_line fields;
    if (!window.len || !memchr(window.ptr, '\n', window.len))
        return window.len < ARCHIVE_HEADER_MAX ? ARCHIVE_MORE : ARCHIVE_NO;
    headers_line(&rest, &line);
    return read_arc_line(line, &fields) ? ARCHIVE_YES : ARCHIVE_NO;
}

enum archive_answer archive_starts(enum format format, struct slice window)
{
    if (format == FORMAT_ARC)
        return arc_starts(window);
    size_t len = window.len < warc_magic.len ? window.len : warc_magic.len;
    if (len && memcmp(window.ptr, warc_magic.ptr, len) != 0)
        return ARCHIVE_NO;
    return len == warc_magic.len ? ARCHIVE_YES : ARCHIVE_MORE;
}

size_t archive_find(enum format format, struct slice window)
{
    size_t at = 0;
    while (at < window.len) {
        const char *end = memchr(window.ptr + at, '\n', window.len - at);
        if (!end)
            break;
        at = (size_t)(end - window.ptr) + 1;
        if (archive_starts(format, slice_sub(window, at, window.len)) != ARCHIVE_NO)
            return at;
    }
    return window.len;
}

static enum archive_kind warc_kind(struct slice type)
{
    if (headers_same(type, "response") || headers_same(type, "resource"))
        return ARCHIVE_PAGE;
    return headers_same(type, "conversion") ? ARCHIVE_TEXT : ARCHIVE_OTHER;
}

/* The length of the header at the start of `s` with the empty line that ends it, or 0 when that is
   not there. A new record inside of it means that it is broken: `*broken`, and the length up to
   there. (To look for the end alone would cost 64 KB a record in a file that is nothing but
   starts.) */
static size_t warc_header(struct slice s, bool *broken)
{
    for (size_t at = 0;;) {
        const char *end = s.len > at ? memchr(s.ptr + at, '\n', s.len - at) : NULL;
        if (!end)
            return 0;
        size_t next = (size_t)(end - s.ptr) + 1, len = next - 1 - at;
        while (len && s.ptr[at + len - 1] == '\r')
            len--;
        if (len == 0)
            return next;
        *broken = at > 0 && slice_starts(slice_sub(s, at, s.len), warc_magic);
        if (*broken)
            return at;
        at = next;
    }
}

static enum archive_answer read_warc(struct slice window, struct archive_head *head,
                                     const char **why)
{
    bool broken = false;
    head->header_len = warc_header(slice_sub(window, 0, ARCHIVE_HEADER_MAX), &broken);
    if (head->header_len == 0 && window.len < ARCHIVE_HEADER_MAX)
        return ARCHIVE_MORE;
    if (broken || head->header_len == 0) {
        if (head->header_len == 0)
            head->header_len = warc_magic.len;
        *why = "a header without an end";
        return ARCHIVE_NO;
    }
    struct slice headers = slice_sub(window, 0, head->header_len);
    head->type = headers_get(headers, "WARC-Type");
    head->kind = warc_kind(head->type);
    head->url = headers_get(headers, "WARC-Target-URI");
    if (head->url.len >= 2 && head->url.ptr[0] == '<' && head->url.ptr[head->url.len - 1] == '>')
        head->url = slice_sub(head->url, 1, head->url.len - 1);
    head->content = headers_get(headers, "Content-Type");
    head->date = headers_get(headers, "WARC-Date");
    if (!headers_number(headers_get(headers, "Content-Length"), &head->block_len) ||
        head->block_len > INT64_MAX) {
        *why = "no usable Content-Length";
        return ARCHIVE_NO;
    }
    return ARCHIVE_YES;
}

static enum archive_answer read_arc(struct slice window, struct archive_head *head,
                                    const char **why)
{
    static const struct slice version = SLICE("filedesc:");
    struct slice rest = window, line = {NULL, 0};
    struct arc_line fields;
    enum archive_answer starts = arc_starts(window);
    if (starts == ARCHIVE_MORE)
        return starts;
    headers_line(&rest, &line);
    head->header_len = window.len - rest.len;
    if (!read_arc_line(line, &fields) || fields.length > INT64_MAX) {
        *why = "not an ARC header line";
        return ARCHIVE_NO;
    }
    head->url = fields.url;
    head->content = fields.type;
    head->date = fields.date;
    head->block_len = fields.length;
    head->kind = slice_starts(fields.url, version) ? ARCHIVE_OTHER : ARCHIVE_PAGE;
    head->type = slice_str(head->kind == ARCHIVE_OTHER ? "filedesc" : "response");
    return ARCHIVE_YES;
}

enum archive_answer archive_read(enum format format, struct slice window, struct archive_head *head,
                                 const char **why)
{
    *head = (struct archive_head){.header_len = 0};
    return format == FORMAT_ARC ? read_arc(window, head, why) : read_warc(window, head, why);
}
