/*
 * bench_query: how long the library takes to answer one question.
 *
 *   bench_query INDEX QUERIES.jsonl [ROUNDS]
 *
 * Every article of QUERIES is asked about; the first round warms the caches and is not counted.
 * Prints one JSON object: the median and the 99th percentile of a query in microseconds on one
 * thread, by the clock on the wall and by the processor time of the thread (which other work on the
 * machine disturbs less), how many queries found something, and how many queries a second one and
 * two threads answer. Uses nothing but wirecopy.h.
 */
#include "wirecopy.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_QUERIES 100000

struct queries {
    struct wcy_article *items; /* only text is set; it is malloc'ed */
    size_t count;
};

struct worker {
    pthread_t thread;
    struct wcy_index *index;
    const struct queries *queries;
    size_t rounds, found;
    double *micros, *cpu_micros; /* of each query; may be NULL */
};

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_query: %s\n", what);
    exit(1);
}

static double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static struct queries read_queries(const char *file)
{
    struct queries q = {calloc(MAX_QUERIES, sizeof *q.items), 0};
    struct wcy_reader *reader = NULL;
    struct wcy_article article;
    struct wcy_error err;
    int rc = wcy_reader_open(&reader, &file, 1, NULL, &err);
    while (rc == 0 && q.items && q.count < MAX_QUERIES &&
           (rc = wcy_reader_next(reader, &article, &err)) == 0) {
        char *copy = malloc(article.text.len + 1);
        if (!copy)
            die("out of memory");
        memcpy(copy, article.text.ptr, article.text.len);
        q.items[q.count++].text = (struct wcy_slice){copy, article.text.len};
    }
    wcy_reader_close(reader);
    if (rc < 0)
        die(err.message);
    if (q.count == 0)
        die("no queries");
    return q;
}

static void *ask(void *context)
{
    struct worker *w = context;
    for (size_t k = 0; k < w->rounds * w->queries->count; k++) {
        struct wcy_matches *matches = NULL;
        struct wcy_error err;
        double start = now(CLOCK_MONOTONIC), cpu = now(CLOCK_THREAD_CPUTIME_ID);
        int rc =
            wcy_query(w->index, &w->queries->items[k % w->queries->count], NULL, &matches, &err);
        if (w->micros) {
            w->micros[k] = (now(CLOCK_MONOTONIC) - start) * 1e6;
            w->cpu_micros[k] = (now(CLOCK_THREAD_CPUTIME_ID) - cpu) * 1e6;
        }
        if (rc < 0)
            die(err.message);
        w->found += rc == 0;
        wcy_matches_free(matches);
    }
    return NULL;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Queries a second that `n` threads answer together. */
static double throughput(struct wcy_index *index, const struct queries *q, size_t n, size_t rounds)
{
    struct worker workers[2];
    double start = now(CLOCK_MONOTONIC);
    for (size_t i = 0; i < n; i++) {
        workers[i] = (struct worker){.index = index, .queries = q, .rounds = rounds};
        if (pthread_create(&workers[i].thread, NULL, ask, &workers[i]) != 0)
            die("cannot start a thread");
    }
    for (size_t i = 0; i < n; i++)
        pthread_join(workers[i].thread, NULL);
    return (double)(n * rounds * q->count) / (now(CLOCK_MONOTONIC) - start);
}

int main(int argc, char **argv)
{
    struct wcy_index *index = NULL;
    struct wcy_error err;
    if (argc < 3)
        die("usage: bench_query INDEX QUERIES.jsonl [ROUNDS]");
    size_t rounds = argc > 3 ? strtoul(argv[3], NULL, 10) : 3;
    struct queries q = read_queries(argv[2]);
    if (wcy_index_open(&index, argv[1], WCY_OPEN_READ, NULL, &err) != 0)
        die(err.message);
    struct worker warm = {.index = index, .queries = &q, .rounds = 1};
    ask(&warm);
    struct worker timed = {.index = index, .queries = &q, .rounds = rounds};
    size_t n = rounds * q.count;
    timed.micros = malloc((n + 1) * sizeof *timed.micros);
    timed.cpu_micros = malloc((n + 1) * sizeof *timed.cpu_micros);
    if (!timed.micros || !timed.cpu_micros || n == 0)
        die("out of memory, or no rounds");
    ask(&timed);
    qsort(timed.micros, n, sizeof *timed.micros, ascending);
    qsort(timed.cpu_micros, n, sizeof *timed.cpu_micros, ascending);
    double one = throughput(index, &q, 1, rounds), two = throughput(index, &q, 2, rounds);
    printf("{\"queries\":%zu,\"found\":%zu,\"median_us\":%.1f,\"p99_us\":%.1f,"
           "\"median_cpu_us\":%.1f,\"p99_cpu_us\":%.1f,"
           "\"per_second_1\":%.0f,\"per_second_2\":%.0f}\n",
           q.count, warm.found, timed.micros[n / 2], timed.micros[n * 99 / 100],
           timed.cpu_micros[n / 2], timed.cpu_micros[n * 99 / 100], one, two);
    free(timed.micros);
    free(timed.cpu_micros);
    for (size_t i = 0; i < q.count; i++)
        free((void *)(uintptr_t)q.items[i].text.ptr);
    free(q.items);
    wcy_index_close(index);
    return 0;
}
