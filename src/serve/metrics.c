#include "serve/metrics.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

/* Seconds. */
static const double bounds[METRIC_BUCKETS - 1] = {.0005, .001, .0025, .005, .01, .025,
                                                  .05,   .1,   .25,   1,    5};

void metrics_count(struct metrics *m, size_t route, unsigned status, double seconds)
{
    if (route >= METRIC_ROUTES)
        return;
    struct route_metrics *r = &m->routes[route];
    size_t bucket = 0;
    while (bucket < METRIC_BUCKETS - 1 && seconds > bounds[bucket])
        bucket++;
    atomic_fetch_add_explicit(&r->buckets[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&r->by_class[status / 100 % 6], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&r->micros, (uint64_t)(seconds * 1e6), memory_order_relaxed);
}

static uint64_t get(const atomic_uint_fast64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

/* A short text. */
__attribute__((format(printf, 2, 3))) static void print(struct json *to, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    json_raw(to, text, n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}

static void put(struct json *to, const char *name, const char *type, const char *help,
                uint64_t value)
{
    print(to, "# HELP wirecopy_%s %s\n# TYPE wirecopy_%s %s\nwirecopy_%s %" PRIu64 "\n", name, help,
          name, type, name, value);
}

static void put_requests(const struct metrics *m, const char *const *names, size_t n,
                         struct json *to)
{
    print(to, "# HELP wirecopy_http_requests_total Answers, by route and class of status.\n"
              "# TYPE wirecopy_http_requests_total counter\n");
    for (size_t i = 0; i < n; i++)
        for (unsigned class = 1; class < 6; class ++) {
            uint64_t count = get(&m->routes[i].by_class[class]);
            if (count > 0)
                print(to, "wirecopy_http_requests_total{route=\"%s\",code=\"%uxx\"} %" PRIu64 "\n",
                      names[i], class, count);
        }
}

static void put_times(const struct metrics *m, const char *const *names, size_t n, struct json *to)
{
    print(to, "# HELP wirecopy_http_request_seconds Time from request to answer.\n"
              "# TYPE wirecopy_http_request_seconds histogram\n");
    for (size_t i = 0; i < n; i++) {
        const struct route_metrics *r = &m->routes[i];
        uint64_t sum = 0;
        for (size_t k = 0; k < METRIC_BUCKETS; k++)
            sum += get(&r->buckets[k]);
        if (sum == 0)
            continue;
        sum = 0;
        for (size_t k = 0; k < METRIC_BUCKETS - 1; k++) {
            sum += get(&r->buckets[k]);
            print(to, "wirecopy_http_request_seconds_bucket{route=\"%s\",le=\"%g\"} %" PRIu64 "\n",
                  names[i], bounds[k], sum);
        }
        sum += get(&r->buckets[METRIC_BUCKETS - 1]);
        print(to,
              "wirecopy_http_request_seconds_bucket{route=\"%s\",le=\"+Inf\"} %" PRIu64 "\n"
              "wirecopy_http_request_seconds_sum{route=\"%s\"} %.6f\n"
              "wirecopy_http_request_seconds_count{route=\"%s\"} %" PRIu64 "\n",
              names[i], sum, names[i], (double)get(&r->micros) / 1e6, names[i], sum);
    }
}

/* Pages of memory that are resident: the second field of /proc/self/statm. */
static uint64_t resident_bytes(void)
{
    unsigned long long size = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    char line[128];
    if (f && fgets(line, sizeof line, f)) {
        char *rest = NULL;
        size = strtoull(line, &rest, 10);
        resident = size > 0 ? strtoull(rest, NULL, 10) : 0;
    }
    if (f)
        fclose(f);
    return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

void metrics_write(const struct metrics *m, const char *const *names, size_t n_names,
                   const struct wcy_stat *stat, struct json *to)
{
    put_requests(m, names, n_names, to);
    put_times(m, names, n_names, to);
    put(to, "http_requests_in_flight", "gauge", "Requests under way.", get(&m->requests));
    put(to, "http_connections", "gauge", "Open connections.", get(&m->connections));
    put(to, "http_received_bytes_total", "counter", "Bytes of bodies that came in.",
        get(&m->bytes_in));
    put(to, "http_sent_bytes_total", "counter", "Bytes of bodies that went out.",
        get(&m->bytes_out));
    put(to, "start_time_seconds", "gauge", "When the server started, since 1970.",
        (uint64_t)m->started);
    put(to, "resident_bytes", "gauge", "Resident memory, mapped pages of the index too.",
        resident_bytes());
    put(to, "index_articles", "gauge", "Articles in the index.", stat->articles);
    put(to, "index_clusters", "gauge", "Clusters in the index.", stat->clusters);
    put(to, "index_pairs", "gauge", "Stored pairs.", stat->pairs);
    put(to, "index_batches_total", "counter", "Batches that were committed.", stat->batches);
    put(to, "index_bytes", "gauge", "Bytes of the index on disk.", stat->bytes);
}
