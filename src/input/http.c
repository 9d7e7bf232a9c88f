#include "input/http.h"

#include "input/headers.h"
#include "input/inflate.h"

#include <stdint.h>

/* More encodings on top of each other than any server sends. */
#define MAX_ENCODINGS 4

bool http_read(struct slice bytes, struct http_response *response)
{
    static const struct slice http = SLICE("HTTP/");
    size_t scanned = 0;
    uint64_t status;
    struct slice rest = bytes, line;
    if (!slice_starts(bytes, http) || !headers_line(&rest, &line))
        return false;
    const char *blank = memchr(line.ptr, ' ', line.len);
    if (!blank)
        return false;
    struct slice code = slice_trim(slice_sub(line, (size_t)(blank - line.ptr), line.len));
    if (code.len < 3 || !headers_number(slice_sub(code, 0, 3), &status) ||
        (code.len > 3 && code.ptr[3] != ' '))
        return false;
    size_t end = headers_end(bytes, &scanned);
    response->status = (unsigned)status;
    response->headers = slice_sub(bytes, 0, end ? end : bytes.len);
    response->body = slice_sub(bytes, end ? end : bytes.len, bytes.len);
    return true;
}

/* The number of hexadecimal digits at the start of `s`, and their value. 0: none, or too many. */
static size_t read_hex(struct slice s, uint64_t *value)
{
    size_t i = 0;
    *value = 0;
    for (; i < s.len; i++) {
        char c = s.ptr[i];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10)
                                                : 16;
        if (digit == 16)
            break;
        if (i == 15)
            return 0;
        *value = *value << 4 | digit;
    }
    return i;
}

/* The size line of a chunk; false when this is none. */
static bool read_chunk_size(struct slice *rest, uint64_t *size)
{
    struct slice line;
    struct slice after = *rest;
    if (!headers_line(&after, &line))
        return false;
    line = slice_trim(line);
    size_t digits = read_hex(line, size);
    struct slice extension = slice_trim(slice_sub(line, digits, line.len));
    if (digits == 0 || (extension.len && extension.ptr[0] != ';'))
        return false;
    *rest = after;
    return true;
}

enum http_result http_dechunk(struct slice raw, struct arena *arena, struct slice *body)
{
    struct slice rest = raw;
    uint64_t size;
    if (!read_chunk_size(&rest, &size))
        return HTTP_BROKEN;
    char *out = arena_alloc(arena, raw.len);
    if (!out)
        return HTTP_NOMEM;
    size_t used = 0;
    bool whole = true;
    while (size > 0) {
        size_t len = size < rest.len ? (size_t)size : rest.len;
        memcpy(out + used, rest.ptr, len);
        used += len;
        whole = len == size;
        rest = slice_sub(rest, len, rest.len);
        struct slice line_end;
        if (!whole || !headers_line(&rest, &line_end) || line_end.len ||
            !read_chunk_size(&rest, &size)) {
            whole = false;
            break;
        }
    }
    *body = slice_make(out, used);
    return whole ? HTTP_OK : HTTP_PARTLY;
}

static enum http_result undo_chunks(const struct http_response *response, struct arena *arena,
                                    struct slice *body, const char **why)
{
    struct slice coding = headers_get(response->headers, "Transfer-Encoding");
    if (!headers_same(coding, "chunked"))
        return HTTP_OK;
    struct slice plain;
    enum http_result result = http_dechunk(*body, arena, &plain);
    if (result == HTTP_BROKEN) /* stored without its chunks */
        return HTTP_OK;
    if (result == HTTP_PARTLY)
        *why = "the chunked body is cut or broken";
    if (result != HTTP_NOMEM)
        *body = plain;
    return result;
}

/* Undoes one encoding. Bodies that are not what they are said to be are taken as they are. */
static enum http_result undo_encoding(struct slice coding, size_t limit, struct arena *arena,
                                      struct slice *body, const char **why)
{
    struct slice plain;
    enum inflate_kind kind;
    if (headers_same(coding, "gzip") || headers_same(coding, "x-gzip"))
        kind = INFLATE_GZIP;
    else if (headers_same(coding, "deflate"))
        kind = INFLATE_DEFLATE;
    else if (headers_same(coding, "br"))
        kind = INFLATE_BROTLI;
    else if (coding.len == 0 || headers_same(coding, "identity") || headers_same(coding, "none") ||
             headers_same(coding, "utf-8"))
        return HTTP_OK;
    else {
        *why = "a content encoding that is not supported";
        return HTTP_BROKEN;
    }
    enum inflate_result result = inflate_body(kind, *body, limit, arena, &plain);
    if (result == INFLATE_NOMEM)
        return HTTP_NOMEM;
    if (result == INFLATE_TOO_LARGE) {
        *why = "the body unpacks to more than --max-record";
        return HTTP_TOO_LARGE;
    }
    if (result == INFLATE_NOT) {
        struct slice text = slice_trim(*body);
        if (text.len == 0 || text.ptr[0] == '<' || kind == INFLATE_GZIP)
            return HTTP_OK; /* the archive keeps it decoded */
        *why = "the compressed body is broken";
        return HTTP_BROKEN;
    }
    if (result == INFLATE_CUT)
        *why = "the compressed body is cut or broken";
    *body = plain;
    return result == INFLATE_CUT ? HTTP_PARTLY : HTTP_OK;
}

/* Cuts the last coding off a list such as "gzip, br": the one that was applied last. */
static struct slice last_coding(struct slice *list)
{
    size_t end = list->len;
    while (end && list->ptr[end - 1] != ',')
        end--;
    struct slice coding = slice_trim(slice_sub(*list, end, list->len));
    list->len = end ? end - 1 : 0;
    return coding;
}

enum http_result http_body(const struct http_response *response, size_t limit, struct arena *arena,
                           struct slice *body, const char **why)
{
    *body = response->body;
    *why = "";
    enum http_result worst = undo_chunks(response, arena, body, why);
    if (worst > HTTP_PARTLY)
        return worst;
    struct slice list = headers_get(response->headers, "Content-Encoding");
    for (int i = 0; i < MAX_ENCODINGS && list.len; i++) {
        enum http_result result = undo_encoding(last_coding(&list), limit, arena, body, why);
        if (result > HTTP_PARTLY)
            return result;
        if (result > worst)
            worst = result;
    }
    return worst;
}
