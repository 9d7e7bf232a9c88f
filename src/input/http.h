/*
 * http: an HTTP response as a web archive keeps it, and its body as the page that was sent.
 *
 * Archives keep what came over the wire, or something like it: bodies may be declared compressed or
 * chunked and be neither, or be cut. The body that can be had is returned, with a word on what was
 * wrong with it.
 */
#ifndef INPUT_HTTP_H
#define INPUT_HTTP_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

struct http_response {
    unsigned status;
    struct slice headers; /* all of them, for headers_get */
    struct slice body;    /* as kept: see http_body */
};

/* False when the bytes do not start with a status line of HTTP. */
bool http_read(struct slice bytes, struct http_response *response);

enum http_result {
    HTTP_OK,        /* the whole body */
    HTTP_PARTLY,    /* the body's beginning; the rest is broken or missing */
    HTTP_BROKEN,    /* nothing of it can be decoded */
    HTTP_TOO_LARGE, /* it unpacks to more than `limit` bytes */
    HTTP_NOMEM
};

/* The body without Transfer-Encoding and Content-Encoding, borrowed or in `arena`; at most `limit`
   bytes, so that no decompression bomb goes off. `*why` (static) tells what is wrong. */
enum http_result http_body(const struct http_response *response, size_t limit, struct arena *arena,
                           struct slice *body, const char **why);

/* The body of a message with "Transfer-Encoding: chunked". HTTP_BROKEN when it is not chunked at
   all; then the body was probably stored decoded. */
enum http_result http_dechunk(struct slice raw, struct arena *arena, struct slice *body);

#endif
