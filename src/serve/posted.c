#include "serve/posted.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

struct posted {
    int fd; /* of a file in memory that the reader opens */
    struct wcy_reader *reader;
    char reason[200];
};

void posted_free(struct posted *p)
{
    if (!p)
        return;
    wcy_reader_close(p->reader);
    if (p->fd >= 0)
        close(p->fd);
    free(p);
}

static bool is_type(const char *type, const char *wanted)
{
    size_t len = strlen(wanted);
    return strncasecmp(type, wanted, len) == 0 && strchr("; \t", type[len]);
}

static void note_skip(void *context, const struct wcy_skip *skip)
{
    struct posted *p = context;
    if (!skip->repaired)
        snprintf(p->reason, sizeof p->reason, "%s%s%s", skip->reason, *skip->detail ? ": " : "",
                 skip->detail);
}

/* The reader opens files, so the body becomes one in memory. */
static bool make_file(struct posted *p, const char *bytes, size_t len)
{
    p->fd = memfd_create("body", MFD_CLOEXEC);
    for (size_t done = 0; p->fd >= 0 && done < len;) {
        ssize_t n = write(p->fd, bytes + done, len - done);
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return p->fd >= 0;
}

static unsigned read_file(struct exchange *x, struct posted *p, enum wcy_input_format format,
                          struct wcy_article *article)
{
    char path[64];
    const char *input = path;
    struct wcy_error err;
    struct wcy_input_options options = {.format = format,
                                        .max_record = 4 * x->server->options->max_body,
                                        .on_skip = note_skip,
                                        .context = p};
    snprintf(path, sizeof path, "/proc/self/fd/%d", p->fd);
    int status = wcy_reader_open(&p->reader, &input, 1, &options, &err);
    if (status == 0)
        status = wcy_reader_next(p->reader, article, &err);
    if (status < 0)
        return exchange_failed(x, &err);
    if (status == WCY_END)
        return exchange_error(x, MHD_HTTP_UNPROCESSABLE_CONTENT, "there is no article in it%s%s",
                              *p->reason ? ": " : "", p->reason);
    /* An id that the reader made up is none. */
    if (article->id.len >= 14 && memcmp(article->id.ptr, "/proc/self/fd/", 14) == 0)
        article->id = (struct wcy_slice){NULL, 0};
    return MHD_HTTP_OK;
}

/* One object may stand on several lines; outside of strings, where no line feed may be, they mean
   nothing. */
static void join_lines(char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (bytes[i] == '\n' || bytes[i] == '\r')
            bytes[i] = ' ';
}

/* The first byte that is no white space; 0: there is none. Anything else than a page or an object,
   such as compressed bytes, is not worth opening. */
static char first_byte(const struct exchange *x)
{
    size_t at = x->body_len >= 3 && memcmp(x->body, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (at < x->body_len && strchr(" \t\r\n", x->body[at]) && x->body[at])
        at++;
    return at < x->body_len ? x->body[at] : 0;
}

unsigned posted_read(struct exchange *x, struct posted **out, struct wcy_article *article)
{
    const char *type = exchange_header(x, "Content-Type");
    const char *coding = exchange_header(x, "Content-Encoding");
    if (coding && strcasecmp(coding, "identity") != 0)
        return exchange_error(x, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "send it uncompressed");
    if (x->body_len == 0)
        return exchange_error(x, MHD_HTTP_BAD_REQUEST, "the body is empty");
    if (!type || is_type(type, "text/plain")) {
        article->text = (struct wcy_slice){x->body, x->body_len};
        return MHD_HTTP_OK;
    }
    bool json = is_type(type, "application/json");
    if (!json && !is_type(type, "text/html"))
        return exchange_error(x, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE,
                              "send text/plain, text/html or application/json");
    if (first_byte(x) != (json ? '{' : '<'))
        return exchange_error(x, MHD_HTTP_BAD_REQUEST, "the body is %s",
                              json ? "no object of JSON" : "no page of HTML");
    struct posted *p = calloc(1, sizeof *p);
    if (!p)
        return exchange_error(x, MHD_HTTP_INTERNAL_SERVER_ERROR, "out of memory");
    if (json)
        join_lines(x->body, x->body_len);
    unsigned status = make_file(p, x->body, x->body_len)
                          ? read_file(x, p, json ? WCY_FORMAT_JSONL : WCY_FORMAT_HTML, article)
                          : exchange_error(x, MHD_HTTP_INTERNAL_SERVER_ERROR, "out of memory");
    if (status == MHD_HTTP_OK)
        *out = p;
    else
        posted_free(p);
    return status;
}
