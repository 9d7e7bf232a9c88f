#include "serve/exchange.h"

#include "cli/exit_code.h"
#include "cli/opt_value.h"
#include "serve/gzip_out.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xxhash.h>

/* Shorter answers gain nothing. */
#define GZIP_FROM 1024

double exchange_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

struct exchange *exchange_new(struct server *server, struct MHD_Connection *connection,
                              const char *target)
{
    struct exchange *x = calloc(1, sizeof *x);
    if (!x)
        return NULL;
    x->server = server;
    x->connection = connection;
    x->started = exchange_now();
    x->route_number = SIZE_MAX;
    x->target = strdup(target);
    if (x->target)
        return x;
    exchange_free(x);
    return NULL;
}

void exchange_free(struct exchange *x)
{
    json_release(&x->json);
    free(x->body);
    free(x->target);
    free(x);
}

bool exchange_take(struct exchange *x, const char *bytes, size_t len)
{
    if (x->body_len + len > x->server->options->max_body) {
        x->too_large = true;
        x->body_len = 0;
        return true;
    }
    if (x->body_len + len > x->body_cap) {
        size_t cap = x->body_cap ? 2 * x->body_cap : 8192;
        while (cap < x->body_len + len)
            cap *= 2;
        char *bigger = realloc(x->body, cap);
        if (!bigger)
            return false;
        x->body = bigger;
        x->body_cap = cap;
    }
    memcpy(x->body + x->body_len, bytes, len);
    x->body_len += len;
    return true;
}

const char *exchange_parameter(const struct exchange *x, const char *name)
{
    return MHD_lookup_connection_value(x->connection, MHD_GET_ARGUMENT_KIND, name);
}

const char *exchange_header(const struct exchange *x, const char *name)
{
    return MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name);
}

bool exchange_count(struct exchange *x, const char *name, uint64_t most, uint64_t *value)
{
    const char *text = exchange_parameter(x, name);
    char *end;
    if (!text)
        return true;
    errno = 0;
    unsigned long long n = strtoull(text, &end, 10);
    if (*text >= '0' && *text <= '9' && *end == '\0' && errno == 0 && n <= most) {
        *value = n;
        return true;
    }
    exchange_error(x, MHD_HTTP_BAD_REQUEST, "'%s' is a number from 0 to %llu", name,
                   (unsigned long long)most);
    return false;
}

bool exchange_share(struct exchange *x, const char *name, double *value)
{
    const char *text = exchange_parameter(x, name);
    char *end;
    if (!text)
        return true;
    double share = strtod(text, &end);
    if (*text && *end == '\0' && share >= 0 && share <= 1) {
        *value = share;
        return true;
    }
    exchange_error(x, MHD_HTTP_BAD_REQUEST, "'%s' is a fraction from 0 to 1", name);
    return false;
}

bool exchange_span(struct exchange *x, const char *name, uint64_t *seconds)
{
    const char *text = exchange_parameter(x, name);
    if (!text || opt_parse_span(text, seconds))
        return true;
    exchange_error(x, MHD_HTTP_BAD_REQUEST, "'%s' is a span of time such as 12h, 30d or 4w", name);
    return false;
}

bool exchange_time(struct exchange *x, const char *name, int64_t *time)
{
    const char *text = exchange_parameter(x, name);
    if (!text)
        return true;
    *time = wcy_time((struct wcy_slice){text, strlen(text)});
    if (*time != WCY_NO_TIME)
        return true;
    exchange_error(x, MHD_HTTP_BAD_REQUEST, "'%s' is no time; write 2024-03-01", name);
    return false;
}

bool exchange_flag(struct exchange *x, const char *name, bool *value)
{
    const char *text = NULL;
    size_t len = 0;
    if (MHD_lookup_connection_value_n(x->connection, MHD_GET_ARGUMENT_KIND, name, strlen(name),
                                      &text, &len) == MHD_NO)
        return true;
    bool yes = !text || len == 0 || strcmp(text, "1") == 0 || strcmp(text, "true") == 0;
    if (yes || strcmp(text, "0") == 0 || strcmp(text, "false") == 0) {
        *value = yes;
        return true;
    }
    exchange_error(x, MHD_HTTP_BAD_REQUEST, "'%s' is 0 or 1", name);
    return false;
}

unsigned exchange_error(struct exchange *x, unsigned status, const char *format, ...)
{
    char message[600];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    json_clear(&x->json); /* writing starts anew */
    x->type = NULL;
    x->private = true;
    json_open(&x->json, NULL, '{');
    json_string(&x->json, "error", message);
    json_close(&x->json, '}');
    json_end_line(&x->json);
    return status;
}

unsigned exchange_failed(struct exchange *x, const struct wcy_error *err)
{
    /* Paths are the operator's business. */
    complain("%s", err->message);
    return exchange_error(
        x, err->code == WCY_EUSAGE ? MHD_HTTP_BAD_REQUEST : MHD_HTTP_INTERNAL_SERVER_ERROR, "%s",
        err->code == WCY_EUSAGE ? err->message : "the index failed");
}

/* Is `coding` among what the client accepts? "gzip;q=0" refuses it. */
static bool accepts_gzip(const struct exchange *x)
{
    const char *accept = exchange_header(x, "Accept-Encoding");
    const char *at = accept ? strstr(accept, "gzip") : NULL;
    if (!at)
        return false;
    const char *q = at + 4 + strspn(at + 4, " ");
    return !(q[0] == ';' && strstr(q, "q=0") == q + 1 + strspn(q + 1, " ") &&
             strspn(strstr(q, "q=0") + 3, ".0") == strcspn(strstr(q, "q=0") + 3, ", "));
}

/* "W/" in front does not matter when asking whether a copy is still good. */
static bool has_tag(const char *list, const char *tag)
{
    return list && (strcmp(list, "*") == 0 || strstr(list, tag));
}

static void add(struct MHD_Response *r, const char *name, const char *value)
{
    MHD_add_response_header(r, name, value);
}

static void add_headers(const struct exchange *x, struct MHD_Response *r, unsigned status)
{
    add(r, "Content-Type", x->type ? x->type : "application/json");
    add(r, "X-Content-Type-Options", "nosniff");
    add(r, "Referrer-Policy", "no-referrer");
    add(r, "Cross-Origin-Resource-Policy", "same-origin");
    add(r, "Cross-Origin-Opener-Policy", "same-origin");
    add(r, "X-Frame-Options", "DENY");
    add(r, "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    add(r, "Vary", "Accept-Encoding, Authorization");
    add(r, "Cache-Control", x->private ? "no-store" : "private, no-cache");
    if (status == MHD_HTTP_UNAUTHORIZED)
        add(r, "WWW-Authenticate", "Basic realm=\"wirecopy\", charset=\"UTF-8\"");
    if (status == MHD_HTTP_SERVICE_UNAVAILABLE)
        add(r, "Retry-After", "1");
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        add(r, "Allow", "GET, HEAD, POST");
}

/* Compresses the answer where that is wanted; true when it did. */
static bool compress(struct exchange *x)
{
    struct buf *b = &x->json.buf;
    if (b->len < GZIP_FROM || !accepts_gzip(x))
        return false;
    size_t len;
    char *smaller = gzip_out(b->ptr, b->len, &len);
    if (!smaller)
        return false;
    buf_release(b);
    *b = (struct buf){smaller, len, len};
    return true;
}

enum MHD_Result exchange_send(struct exchange *x, unsigned status)
{
    char tag[40] = "";
    struct buf *b = &x->json.buf;
    if (x->json.failed || !buf_reserve(b, 1))
        return MHD_NO;
    bool tagged = status == MHD_HTTP_OK && !x->private;
    uint64_t hash = tagged ? XXH3_64bits(b->ptr, b->len) : 0;
    bool gzip = compress(x);
    if (tagged) /* another tag for another representation */
        snprintf(tag, sizeof tag, "\"%016llx%s\"", (unsigned long long)hash, gzip ? "-gz" : "");
    if (tagged && has_tag(exchange_header(x, "If-None-Match"), tag)) {
        status = MHD_HTTP_NOT_MODIFIED;
        b->len = 0;
    }
    struct MHD_Response *r = MHD_create_response_from_buffer(b->len, b->ptr, MHD_RESPMEM_MUST_FREE);
    if (!r)
        return MHD_NO;
    x->sent = b->len;
    *b = (struct buf)BUF_INIT;
    x->status = status;
    add_headers(x, r, status);
    if (tagged)
        add(r, "ETag", tag);
    if (gzip && status != MHD_HTTP_NOT_MODIFIED)
        add(r, "Content-Encoding", "gzip");
    enum MHD_Result result = MHD_queue_response(x->connection, status, r);
    MHD_destroy_response(r);
    return result;
}
