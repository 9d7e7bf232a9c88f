/*
 * metrics: what was asked and how long it took, counted for Prometheus.
 */
#ifndef SERVE_METRICS_H
#define SERVE_METRICS_H

#include "base/json_write.h"

#include <stdatomic.h>

#define METRIC_ROUTES  24
#define METRIC_BUCKETS 12 /* the last one has no upper bound */

struct route_metrics {
    atomic_uint_fast64_t by_class[6]; /* of the status: [2] counts 200 to 299 */
    atomic_uint_fast64_t buckets[METRIC_BUCKETS];
    atomic_uint_fast64_t micros; /* sum */
};

struct metrics {
    int64_t started;               /* seconds since 1970 */
    atomic_uint_fast64_t requests; /* under way */
    atomic_uint_fast64_t connections;
    atomic_uint_fast64_t bytes_in, bytes_out;
    struct route_metrics routes[METRIC_ROUTES];
};

/* An answer of route number `route`. */
void metrics_count(struct metrics *m, size_t route, unsigned status, double seconds);

/* The text format of Prometheus; `names[i]` is the path of route i. */
void metrics_write(const struct metrics *m, const char *const *names, size_t n_names,
                   const struct wcy_stat *stat, struct json *to);

#endif
