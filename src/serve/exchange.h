/*
 * exchange: one request and its answer.
 *
 * A handler writes its answer through `x->json` and returns the status. What
 * it wrote is sent with an ETag, compressed when the client likes that. exchange_error writes what
 * went wrong as {"error": "..."}.
 */
#ifndef SERVE_EXCHANGE_H
#define SERVE_EXCHANGE_H

#include "cli/json_out.h"
#include "serve/server.h"

#include <microhttpd.h>

struct route;

/* The client of a connection; see server.c. */
struct client {
    struct client *next, *previous;
    int fd;
    double since; /* the last answer, or the start: a request must arrive in time from then on */
    bool busy;    /* an answer is being made or sent */
    char address[64];
};

struct exchange {
    struct server *server;
    struct MHD_Connection *connection;
    struct client *client;
    const struct route *route; /* NULL: none, or not looked for yet */
    size_t route_number;
    const char *rest; /* of the path behind the route's; decoded */
    char *target;     /* as it was sent */
    char method[8];
    double started;
    bool begun, refused, too_large;
    char *body;
    size_t body_len, body_cap;
    /* the answer */
    struct json json;
    const char *type; /* media type; NULL: JSON */
    bool private;     /* about a text that was sent: never kept by caches */
    unsigned status;
    uint64_t sent;
};

/* Monotonic seconds. */
double exchange_now(void);

struct exchange *exchange_new(struct server *server, struct MHD_Connection *connection,
                              const char *target);
void exchange_free(struct exchange *x);

/* Takes a piece of the body. False: out of memory. */
bool exchange_take(struct exchange *x, const char *bytes, size_t len);

/* A parameter of the query string, or NULL. */
const char *exchange_parameter(const struct exchange *x, const char *name);

/* Parameters as numbers. False, with an error written, when they are none. */
bool exchange_count(struct exchange *x, const char *name, uint64_t most, uint64_t *value);
bool exchange_share(struct exchange *x, const char *name, double *value);
bool exchange_span(struct exchange *x, const char *name, uint64_t *seconds); /* 12h, 30d, 4w */
bool exchange_time(struct exchange *x, const char *name, int64_t *time);     /* as articles' */
/* "1", "true" or nothing: true; "0", "false": false. */
bool exchange_flag(struct exchange *x, const char *name, bool *value);

const char *exchange_header(const struct exchange *x, const char *name);

/* Makes the answer an error; returns `status`. */
unsigned exchange_error(struct exchange *x, unsigned status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same from the library's error. */
unsigned exchange_failed(struct exchange *x, const struct wcy_error *err);

/* Sends what was written. */
enum MHD_Result exchange_send(struct exchange *x, unsigned status);

#endif
