/*
 * access: who may ask.
 *
 * Without a token only this machine can connect; then the Host header must name this machine, so
 * that a page elsewhere whose name was made to lead here (DNS rebinding) gets nothing. With a token
 * every request must bring it: "Authorization: Bearer TOKEN", or Basic with the token as password,
 * which browsers can ask for. Requests that a page of another site makes are refused in any case.
 */
#ifndef SERVE_ACCESS_H
#define SERVE_ACCESS_H

#include <stdbool.h>
#include <stddef.h>

struct access_rules {
    const char *token; /* NULL: none is asked for */
    const char *address;
    const char *const *hosts; /* more names that may stand in Host */
    size_t n_hosts;
};

/* The headers that matter; NULL where absent. */
struct access_headers {
    const char *host, *authorization, *origin, *fetch_site;
};

enum access { ACCESS_GRANTED, ACCESS_NO_TOKEN, ACCESS_WRONG_HOST, ACCESS_OTHER_SITE };

/* `open`: the token is not needed here. */
enum access access_check(const struct access_rules *rules, const struct access_headers *h,
                         bool open);

/* Is this address of the machine itself (127.0.0.0/8, ::1)? */
bool access_is_loopback(const char *address);

/* Reads a token from a file: one line of 16 characters or more. Returns NULL, having complained, or
   a malloc'ed string. */
char *access_read_token(const char *path);

#endif
