/*
 * server: an index behind HTTP, read-only.
 *
 * libmicrohttpd reads requests, one thread a connection; a table (route.h) says who answers. What
 * one client does must not hurt others: requests have a time and a size they may take, connections
 * are limited, and questions wait at a gate (gate.h) instead of fighting for the processors.
 */
#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include "serve/access.h"
#include "serve/access_log.h"
#include "serve/gate.h"
#include "serve/metrics.h"
#include "serve/overview_cache.h"

#include <signal.h>

struct serve_options {
    const char *address; /* to listen on, numeric */
    unsigned port;       /* 0: any free one */
    const char *name;    /* what the pages call the index */
    uint64_t max_body;   /* bytes of a request's body */
    unsigned seconds;    /* that a request may take to arrive */
    unsigned threads;    /* questions that are answered at a time */
    unsigned connections;
    bool no_text; /* hand out no texts */
    struct access_rules access;
    bool log, log_json;
    const volatile sig_atomic_t *stop;
};

struct server {
    struct wcy_index *index;
    const struct serve_options *options;
    struct gate questions, listings;
    struct metrics metrics;
    struct access_log log;
    struct overview_cache overview;
};

/* Called once the server listens. */
typedef void server_ready_fn(void *context, unsigned port);

/* Serves until *options->stop is set, then finishes the requests that are under way. Returns 0, or
   an exit code after complaining. */
int server_run(struct wcy_index *index, const struct serve_options *options, server_ready_fn *ready,
               void *context);

#endif
