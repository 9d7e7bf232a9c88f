/*
 * bench_text: how fast text in memory becomes fingerprints, on one core.
 *
 *   bench_text FILE.jsonl[.zst] [ROUNDS [KERNEL]]
 *
 * Prints one JSON object: gigabytes of text a second for each step of the text stage, and for all
 * of it; the best of ROUNDS (5) rounds over all articles of the file. It counts processor time,
 * which other programs on the machine disturb less. A round does the first step, the first two, or
 * all three, and a step is the difference: reading the clock between the steps of one article would
 * cost as much as a step. KERNEL (avx512, avx2, portable) is the best one that the machine has.
 */
#include "base/buf.h"
#include "sketch/fingerprint.h"
#include "sketch/kernel.h"
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

static void run_stage(struct stage *s, struct slice text, int last_step)
{
    bool ok = tokens_scan(&s->tokens, text, 0);
    if (last_step >= STEP_SHINGLES)
        ok = ok && shingles_make(&s->shingles, &s->tokens, SHINGLE_WIDTH);
    if (last_step >= STEP_FINGERPRINTS)
        ok = ok && fingerprints_make(&s->prints, &s->shingles, SCALE, FLOOR);
    if (!ok)
        die("out of memory");
}

/* One round over all texts up to a step; returns its processor seconds. */
static double run_round(struct stage *s, const struct texts *t, int last_step)
{
    double start = now(CLOCK_PROCESS_CPUTIME_ID);
    size_t from = 0;
    for (size_t i = 0; i < t->count; from = t->ends[i++])
        run_stage(s, slice_make(t->bytes.ptr + from, t->ends[i] - from), last_step);
    return now(CLOCK_PROCESS_CPUTIME_ID) - start;
}

/* The lower of the two; 0 is none yet. */
static void keep_best(double *best, double value)
{
    if (*best <= 0 || value < *best)
        *best = value;
}

static const struct kernel *find_kernel(const char *name)
{
    const struct kernel *list[KERNELS_MAX];
    size_t n = kernel_list(list);
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i]->name, name) == 0)
            return list[i];
    die("this machine has no such kernel");
}

int main(int argc, char **argv)
{
    if (argc < 2)
        die("usage: bench_text FILE.jsonl[.zst] [ROUNDS [KERNEL]]");
    struct texts texts = {.bytes = BUF_INIT};
    read_texts(&texts, argv[1]);
    struct stage stage = {.tokens.kernel = argc > 3 ? find_kernel(argv[3]) : kernel_best()};
    double best[N_STEPS] = {0};
    for (unsigned long k = argc > 2 ? strtoul(argv[2], NULL, 10) : 5; k > 0; k--)
        for (int step = 0; step < N_STEPS; step++)
            keep_best(&best[step], run_round(&stage, &texts, step));
    double gigabytes = (double)texts.bytes.len * 1e-9;
    printf("{\"articles\":%zu,\"kernel\":\"%s\",\"tokens\":%.3f,\"shingles\":%.3f,"
           "\"fingerprints\":%.3f,\"all\":%.3f}\n",
           texts.count, stage.tokens.kernel->name, gigabytes / best[STEP_TOKENS],
           gigabytes / (best[STEP_SHINGLES] - best[STEP_TOKENS]),
           gigabytes / (best[STEP_FINGERPRINTS] - best[STEP_SHINGLES]),
           gigabytes / best[STEP_FINGERPRINTS]);
    tokens_release(&stage.tokens);
    shingles_release(&stage.shingles);
    fingerprints_release(&stage.prints);
    free(texts.ends);
    buf_release(&texts.bytes);
    return 0;
}
