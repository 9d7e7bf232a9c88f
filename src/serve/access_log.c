#include "serve/access_log.h"

#include "cli/json_out.h"
#include "cli/number.h"

#include <string.h>
#include <time.h>

#define TARGET_MOST 300

void access_log_init(struct access_log *log, bool on, bool json)
{
    pthread_mutex_init(&log->lock, NULL);
    log->on = on;
    log->json = json;
}

void access_log_release(struct access_log *log)
{
    access_log_flush(log);
    pthread_mutex_destroy(&log->lock);
}

/* The target without what its text parameter holds, and cut. Bytes that could drive a terminal or
   break the line were not accepted by the parser of requests, or are replaced. */
static void clean_target(char *to, size_t room, const char *target)
{
    size_t n = 0;
    bool hide = false;
    for (const char *p = target; *p && n + 4 < room; p++) {
        if (*p == '&')
            hide = false;
        if (!hide)
            to[n++] = *p > ' ' && *p < 127 && *p != '"' && *p != '\\' ? *p : '?';
        if ((*p == '?' || *p == '&') && strncmp(p + 1, "text=", 5) == 0 && n + 9 < room) {
            memcpy(to + n, "text=...", 8);
            n += 8;
            hide = true;
        }
    }
    to[n] = '\0';
}

static void write_json(const struct access_line *l, const char *target, const char *time)
{
    struct json j = JSON_TO(stdout);
    json_open(&j, NULL, '{');
    json_string(&j, "time", time);
    json_string(&j, "client", l->client);
    json_string(&j, "method", l->method);
    json_string(&j, "target", target);
    json_count(&j, "status", l->status);
    json_count(&j, "bytes", l->bytes);
    json_number(&j, "milliseconds", l->milliseconds);
    json_close(&j, '}');
    json_end_line(&j);
}

void access_log_write(struct access_log *log, const struct access_line *l)
{
    char target[TARGET_MOST], now[NUMBER_MAX];
    if (!log->on)
        return;
    clean_target(target, sizeof target, l->target);
    number_time(now, (int64_t)time(NULL));
    pthread_mutex_lock(&log->lock);
    if (log->json)
        write_json(l, target, now);
    else
        fprintf(stdout, "%s %s \"%s %s\" %u %llu %.1f\n", now, l->client, l->method, target,
                l->status, (unsigned long long)l->bytes, l->milliseconds);
    pthread_mutex_unlock(&log->lock);
}

void access_log_flush(struct access_log *log)
{
    pthread_mutex_lock(&log->lock);
    fflush(stdout);
    pthread_mutex_unlock(&log->lock);
}
