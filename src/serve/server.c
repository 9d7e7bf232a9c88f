#include "serve/server.h"

#include "cli/exit_code.h"
#include "serve/route.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* A request's line and headers must fit in here. */
#define HEADER_BYTES  ((size_t)32 << 10)
#define STACK_BYTES   ((size_t)512 << 10)
/* An answer that nobody takes is given up after so many times the time a request may take. */
#define SENDING       6
/* Seconds that a question waits for a processor, and a listing for its turn. */
#define QUESTION_WAIT 10
#define LISTING_WAIT  60
/* When more than this share of the connections is taken a request has less time to arrive, but that
   share of it at least. */
#define CROWDED       .75
#define LEAST_SHARE   .1
/* Seconds that requests have to finish when the server is stopped. */
#define STOP_WAIT     10

/* The server and the connections that it watches. */
struct running {
    struct server server;
    pthread_mutex_t lock; /* of the list of clients */
    struct client *clients;
    struct MHD_Daemon *daemon;
};

static void client_address(struct client *c, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *a = info ? info->client_addr : NULL;
    const void *bytes = NULL;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    c->address[0] = '-';
    c->address[1] = '\0';
    if (a && a->sa_family == AF_INET) {
        memcpy(&v4, a, sizeof v4);
        bytes = &v4.sin_addr;
    } else if (a && a->sa_family == AF_INET6) {
        memcpy(&v6, a, sizeof v6);
        bytes = &v6.sin6_addr;
    }
    if (bytes)
        inet_ntop(a->sa_family, bytes, c->address, sizeof c->address);
}

static void add_client(struct running *r, struct MHD_Connection *connection, void **context)
{
    struct client *c = calloc(1, sizeof *c);
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (!c)
        return;
    c->fd = info ? info->connect_fd : -1;
    c->since = exchange_now();
    client_address(c, connection);
    pthread_mutex_lock(&r->lock);
    c->next = r->clients;
    if (c->next)
        c->next->previous = c;
    r->clients = c;
    pthread_mutex_unlock(&r->lock);
    atomic_fetch_add(&r->server.metrics.connections, 1);
    *context = c;
}

static void remove_client(struct running *r, void **context)
{
    struct client *c = *context;
    if (!c)
        return;
    pthread_mutex_lock(&r->lock);
    if (c->next)
        c->next->previous = c->previous;
    if (c->previous)
        c->previous->next = c->next;
    else
        r->clients = c->next;
    pthread_mutex_unlock(&r->lock);
    atomic_fetch_sub(&r->server.metrics.connections, 1);
    free(c);
    *context = NULL;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **own,
                          enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        add_client(context, connection, own);
    else
        remove_client(context, own);
}

/* Marks what the client is at, and since when. */
static void set_busy(struct running *r, struct exchange *x, bool busy)
{
    if (!x->client)
        return;
    pthread_mutex_lock(&r->lock);
    x->client->busy = busy;
    x->client->since = exchange_now();
    pthread_mutex_unlock(&r->lock);
}

/* Seconds for a request to arrive. When connections run out there are fewer, so that many slow
   clients do not keep the others out for long. */
static double patience(const struct running *r)
{
    const struct serve_options *o = r->server.options;
    double used = (double)atomic_load(&r->server.metrics.connections) / o->connections;
    double share = used < CROWDED ? 1 : (1 - used) / (1 - CROWDED);
    return o->seconds * (share > LEAST_SHARE ? share : LEAST_SHARE);
}

/* Ends connections whose request does not come to an end (a byte a second keeps a mere timeout of
   silence from ever firing), or whose answer is not taken. */
static void sweep(struct running *r)
{
    double now = exchange_now(), whole = r->server.options->seconds, limit = patience(r);
    pthread_mutex_lock(&r->lock);
    for (struct client *c = r->clients; c; c = c->next)
        if (c->fd >= 0 && now - c->since > (c->busy ? SENDING * whole + LISTING_WAIT : limit))
            shutdown(c->fd, SHUT_RDWR);
    pthread_mutex_unlock(&r->lock);
}

static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
    struct running *r = context;
    struct exchange *x = exchange_new(&r->server, connection, target);
    if (!x)
        return NULL;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    x->client = info ? info->socket_context : NULL;
    atomic_fetch_add(&r->server.metrics.requests, 1);
    MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT,
                              r->server.options->seconds);
    return x;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **own,
                         enum MHD_RequestTerminationCode code)
{
    struct running *r = context;
    struct exchange *x = *own;
    (void)connection;
    (void)code;
    if (!x)
        return;
    struct metrics *m = &r->server.metrics;
    double seconds = exchange_now() - x->started;
    struct access_line line = {.client = x->client ? x->client->address : "-",
                               .method = *x->method ? x->method : "-",
                               .target = x->target,
                               .status = x->status,
                               .bytes = x->sent,
                               .milliseconds = seconds * 1e3};
    metrics_count(m, x->route_number < n_routes ? x->route_number : n_routes, x->status, seconds);
    atomic_fetch_sub(&m->requests, 1);
    atomic_fetch_add(&m->bytes_in, x->body_len);
    atomic_fetch_add(&m->bytes_out, x->sent);
    access_log_write(&r->server.log, &line);
    set_busy(r, x, false);
    exchange_free(x);
    *own = NULL;
}

/* The reason to refuse a request before its body is read; 0: none. */
static unsigned refuse_stranger(struct exchange *x)
{
    struct access_headers h = {.host = exchange_header(x, "Host"),
                               .authorization = exchange_header(x, "Authorization"),
                               .origin = exchange_header(x, "Origin"),
                               .fetch_site = exchange_header(x, "Sec-Fetch-Site")};
    bool open = x->route && x->route->open;
    switch (access_check(&x->server->options->access, &h, open)) {
    case ACCESS_NO_TOKEN:
        return exchange_error(x, MHD_HTTP_UNAUTHORIZED, "a token is needed");
    case ACCESS_WRONG_HOST:
        return exchange_error(x, MHD_HTTP_MISDIRECTED_REQUEST,
                              "the Host header names another machine; see --host");
    case ACCESS_OTHER_SITE:
        return exchange_error(x, MHD_HTTP_FORBIDDEN, "pages of other sites may not ask");
    case ACCESS_GRANTED:
        break;
    }
    return 0;
}

static enum MHD_Result check_parameter(void *context, enum MHD_ValueKind kind, const char *key,
                                       const char *value)
{
    struct exchange *x = context;
    (void)kind;
    (void)value;
    for (size_t i = 0; i < ROUTE_PARAMETERS && x->route->parameters[i]; i++)
        if (strcmp(x->route->parameters[i], key) == 0)
            return MHD_YES;
    exchange_error(x, MHD_HTTP_BAD_REQUEST, "unknown parameter '%s'", key);
    x->refused = true;
    return MHD_NO;
}

static unsigned refuse_request(struct exchange *x, const char *path)
{
    bool get = strcmp(x->method, "GET") == 0 || strcmp(x->method, "HEAD") == 0;
    bool post = strcmp(x->method, "POST") == 0;
    const char *length = exchange_header(x, "Content-Length");
    x->route = route_find(path, &x->rest);
    if (x->route)
        x->route_number = (size_t)(x->route - routes);
    unsigned status = refuse_stranger(x);
    if (status != 0)
        return status;
    if (!x->route)
        return exchange_error(x, MHD_HTTP_NOT_FOUND, "nothing here; see /openapi.json");
    if (!(get && x->route->get) && !(post && x->route->post))
        return exchange_error(x, MHD_HTTP_METHOD_NOT_ALLOWED, "this is read with GET%s",
                              x->route->post ? " or POST" : "");
    if (length && strtoull(length, NULL, 10) > x->server->options->max_body)
        return exchange_error(x, MHD_HTTP_CONTENT_TOO_LARGE, "at most %llu bytes",
                              (unsigned long long)x->server->options->max_body);
    MHD_get_connection_values(x->connection, MHD_GET_ARGUMENT_KIND, check_parameter, x);
    return x->refused ? MHD_HTTP_BAD_REQUEST : 0;
}

static unsigned answer(struct exchange *x)
{
    struct server *s = x->server;
    struct gate *gate = x->route->gate == GATE_QUESTIONS  ? &s->questions
                        : x->route->gate == GATE_LISTINGS ? &s->listings
                                                          : NULL;
    if (x->too_large)
        return exchange_error(x, MHD_HTTP_CONTENT_TOO_LARGE, "at most %llu bytes",
                              (unsigned long long)s->options->max_body);
    if (gate && !gate_enter(gate, gate == &s->questions ? QUESTION_WAIT : LISTING_WAIT))
        return exchange_error(x, MHD_HTTP_SERVICE_UNAVAILABLE, "too busy; ask again");
    unsigned status = x->route->answer(x);
    if (gate)
        gate_leave(gate);
    return status;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *data, size_t *size, void **own)
{
    struct running *r = context;
    struct exchange *x = *own;
    (void)version;
    if (!x)
        return MHD_NO;
    if (!x->begun) {
        x->begun = true;
        snprintf(x->method, sizeof x->method, "%s", method);
        unsigned status = refuse_request(x, path);
        return status ? exchange_send(x, status) : MHD_YES;
    }
    if (*size > 0) {
        bool taken = x->too_large || exchange_take(x, data, *size);
        *size = 0;
        return taken ? MHD_YES : MHD_NO;
    }
    set_busy(r, x, true);
    /* Silence is ours from now on; sweep() watches over the sending. */
    MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, 0u);
    return exchange_send(x, answer(x));
}

/* Fills the address to listen on; its length, or 0. */
static socklen_t make_address(const struct serve_options *o, struct sockaddr_storage *to)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)o->port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)o->port)};
    if (inet_pton(AF_INET, o->address, &v4.sin_addr) == 1) {
        memcpy(to, &v4, sizeof v4);
        return sizeof v4;
    }
    if (inet_pton(AF_INET6, o->address, &v6.sin6_addr) == 1) {
        memcpy(to, &v6, sizeof v6);
        return sizeof v6;
    }
    return 0;
}

static bool listen_on(struct running *r)
{
    const struct serve_options *o = r->server.options;
    struct sockaddr_storage address = {0};
    socklen_t len = make_address(o, &address);
    unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_ITC;
    if (len == 0) {
        complain("'%s' is no address; give an IPv4 or IPv6 address", o->address);
        return false;
    }
    if (address.ss_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    errno = 0;
    r->daemon = MHD_start_daemon(
        flags, (uint16_t)o->port, NULL, NULL, on_request, r, MHD_OPTION_SOCK_ADDR, &address,
        MHD_OPTION_CONNECTION_LIMIT, o->connections, MHD_OPTION_CONNECTION_TIMEOUT, o->seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEADER_BYTES, MHD_OPTION_THREAD_STACK_SIZE, STACK_BYTES,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, r, MHD_OPTION_NOTIFY_COMPLETED, on_completed, r,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, r, MHD_OPTION_END);
    if (!r->daemon)
        complain("cannot listen on %s, port %u: %s", o->address, o->port,
                 errno ? strerror(errno) : "the server did not start");
    return r->daemon;
}

/* Takes no more connections, lets requests finish, and ends. */
static void stop(struct running *r)
{
    int fd = MHD_quiesce_daemon(r->daemon);
    if (fd >= 0)
        close(fd);
    double until = exchange_now() + STOP_WAIT;
    while (atomic_load(&r->server.metrics.requests) > 0 && exchange_now() < until) {
        nanosleep(&(struct timespec){0, 20000000}, NULL);
        sweep(r);
    }
    MHD_stop_daemon(r->daemon);
}

static void running_release(struct running *r)
{
    struct server *s = &r->server;
    gate_release(&s->questions);
    gate_release(&s->listings);
    overview_cache_release(&s->overview);
    access_log_release(&s->log);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

int server_run(struct wcy_index *index, const struct serve_options *options, server_ready_fn *ready,
               void *context)
{
    struct running *r = calloc(1, sizeof *r);
    if (!r) {
        complain("out of memory");
        return EXIT_INTERNAL;
    }
    struct server *s = &r->server;
    s->index = index;
    s->options = options;
    s->metrics.started = (int64_t)time(NULL);
    pthread_mutex_init(&r->lock, NULL);
    gate_init(&s->questions, options->threads);
    gate_init(&s->listings, 1);
    access_log_init(&s->log, options->log, options->log_json);
    overview_cache_init(&s->overview);
    bool listens = listen_on(r);
    if (listens) {
        const union MHD_DaemonInfo *info =
            MHD_get_daemon_info(r->daemon, MHD_DAEMON_INFO_BIND_PORT);
        ready(context, info ? info->port : options->port);
        while (!*options->stop) {
            nanosleep(&(struct timespec){0, 200000000}, NULL);
            sweep(r);
            access_log_flush(&s->log);
        }
        stop(r);
    }
    running_release(r);
    return listens ? 0 : EXIT_IO;
}
