/*
 * bench_text: how fast text in memory becomes fingerprints, on one core.
 *
 *   bench_text FILE.jsonl[.zst] [ROUNDS]
 *
 * Prints one JSON object: gigabytes of text a second for each step of the text stage, and for all
 * of it by processor time, which other programs on the machine disturb less; the best of ROUNDS (5)
 * rounds over all articles of the file.
 */
#include "base/buf.h"
#include "sketch/fingerprint.h"
#include "wirecopy.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SHINGLE_WIDTH 5
#define SCALE         16
#define FLOOR         8

enum { STEP_TOKENS, STEP_SHINGLES, STEP_FINGERPRINTS, N_STEPS };

struct texts {
    struct buf bytes;
    size_t *ends, count, cap;
};

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_text: %s\n", what);
    exit(1);
}

static double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void read_texts(struct texts *t, const char *file)
{
    struct wcy_reader *reader = NULL;
    struct wcy_article article;
    struct wcy_error err;
    int rc = wcy_reader_open(&reader, &file, 1, NULL, &err);
    while (rc == 0 && (rc = wcy_reader_next(reader, &article, &err)) == 0) {
        if (t->count == t->cap) {
            t->cap = t->cap ? 2 * t->cap : 1024;
            if (!(t->ends = realloc(t->ends, t->cap * sizeof *t->ends)))
                die("out of memory");
        }
        if (!buf_append(&t->bytes, article.text.ptr, article.text.len))
            die("out of memory");
        t->ends[t->count++] = t->bytes.len;
    }
    wcy_reader_close(reader);
    if (rc < 0)
        die(err.message);
    if (t->bytes.len == 0)
        die("no text");
}

struct stage {
    struct tokens tokens;
    struct shingles shingles;
    struct fingerprints prints;
};

/* Adds the seconds that each step took to `seconds`, unless it is NULL. */
static void run_stage(struct stage *s, struct slice text, double *seconds)
{
    double start = seconds ? now(CLOCK_MONOTONIC) : 0;
    bool ok = tokens_scan(&s->tokens, text, 0);
    double scanned = seconds ? now(CLOCK_MONOTONIC) : 0;
    ok = ok && shingles_make(&s->shingles, &s->tokens, SHINGLE_WIDTH);
    double cut = seconds ? now(CLOCK_MONOTONIC) : 0;
    if (!ok || !fingerprints_make(&s->prints, &s->shingles, SCALE, FLOOR))
        die("out of memory");
    if (!seconds)
        return;
    seconds[STEP_TOKENS] += scanned - start;
    seconds[STEP_SHINGLES] += cut - scanned;
    seconds[STEP_FINGERPRINTS] += now(CLOCK_MONOTONIC) - cut;
}

/* One round over all texts; returns its processor seconds. */
static double run_round(struct stage *s, const struct texts *t, double *seconds)
{
    double start = now(CLOCK_PROCESS_CPUTIME_ID);
    size_t from = 0;
    for (size_t i = 0; i < t->count; from = t->ends[i++])
        run_stage(s, slice_make(t->bytes.ptr + from, t->ends[i] - from), seconds);
    return now(CLOCK_PROCESS_CPUTIME_ID) - start;
}

/* The lower of the two; 0 is none yet. */
static void keep_best(double *best, double value)
{
    if (*best <= 0 || value < *best)
        *best = value;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        die("usage: bench_text FILE.jsonl[.zst] [ROUNDS]");
    struct texts texts = {.bytes = BUF_INIT};
    read_texts(&texts, argv[1]);
    struct stage stage = {0};
    double best[N_STEPS] = {0}, best_all = 0;
    for (unsigned long k = argc > 2 ? strtoul(argv[2], NULL, 10) : 5; k > 0; k--) {
        double seconds[N_STEPS] = {0};
        keep_best(&best_all, run_round(&stage, &texts, NULL));
        run_round(&stage, &texts, seconds);
        for (int i = 0; i < N_STEPS; i++)
            keep_best(&best[i], seconds[i]);
    }
    double gigabytes = (double)texts.bytes.len * 1e-9;
    printf(
        "{\"articles\":%zu,\"tokens\":%.3f,\"shingles\":%.3f,\"fingerprints\":%.3f,\"all\":%.3f}\n",
        texts.count, gigabytes / best[STEP_TOKENS], gigabytes / best[STEP_SHINGLES],
        gigabytes / best[STEP_FINGERPRINTS], gigabytes / best_all);
    tokens_release(&stage.tokens);
    shingles_release(&stage.shingles);
    fingerprints_release(&stage.prints);
    free(texts.ends);
    buf_release(&texts.bytes);
    return 0;
}
