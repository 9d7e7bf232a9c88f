/*
 * access_log: a line on standard output for every request.
 *
 *   2024-03-01T12:00:00Z 127.0.0.1 "POST /api/query?limit=3" 200 1234 0.8
 *
 * Time of the answer, client, method and target, status, bytes of the answer, milliseconds. What a
 * text parameter holds is left out: it may be somebody's unpublished article.
 */
#ifndef SERVE_ACCESS_LOG_H
#define SERVE_ACCESS_LOG_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct access_log {
    pthread_mutex_t lock;
    bool on, json;
};

struct access_line {
    const char *client, *method;
    const char *target; /* as it was sent */
    unsigned status;
    uint64_t bytes;
    double milliseconds;
};

void access_log_init(struct access_log *log, bool on, bool json);
void access_log_release(struct access_log *log);

void access_log_write(struct access_log *log, const struct access_line *line);

/* Brings what was written so far to its reader. */
void access_log_flush(struct access_log *log);

#endif
