/*
 * bench_text: how fast text in memory becomes fingerprints, on one core.
 *
 *   bench_text FILE.jsonl[.zst] [ROUNDS]
 *
 * Prints one JSON object: gigabytes of text a second for each step of the text stage and for all of
 * it together; the best of ROUNDS (5) rounds over all articles of the file.
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

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
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

/* One round over all texts; adds the seconds of each step to `seconds`. */
static void run_round(const struct texts *t, double *seconds)
{
    struct tokens tokens = {0};
    struct shingles shingles = {0};
    struct fingerprints prints = {0};
    size_t from = 0;
    for (size_t i = 0; i < t->count; from = t->ends[i++]) {
        double start = now();
        if (!tokens_scan(&tokens, slice_make(t->bytes.ptr + from, t->ends[i] - from), 0))
            die("out of memory");
        double scanned = now();
        if (!shingles_make(&shingles, &tokens, SHINGLE_WIDTH))
            die("out of memory");
        double cut = now();
        if (!fingerprints_make(&prints, &shingles, SCALE, FLOOR))
            die("out of memory");
        seconds[STEP_TOKENS] += scanned - start;
        seconds[STEP_SHINGLES] += cut - scanned;
        seconds[STEP_FINGERPRINTS] += now() - cut;
    }
    tokens_release(&tokens);
    shingles_release(&shingles);
    fingerprints_release(&prints);
}

int main(int argc, char **argv)
{
    if (argc < 2)
        die("usage: bench_text FILE.jsonl[.zst] [ROUNDS]");
    struct texts texts = {.bytes = BUF_INIT};
    read_texts(&texts, argv[1]);
    double best[N_STEPS] = {0}, best_all = 0;
    for (unsigned long k = argc > 2 ? strtoul(argv[2], NULL, 10) : 5; k > 0; k--) {
        double seconds[N_STEPS] = {0};
        run_round(&texts, seconds);
        double all = seconds[0] + seconds[1] + seconds[2];
        if (best_all > 0 && all >= best_all)
            continue;
        best_all = all;
        for (int i = 0; i < N_STEPS; i++)
            best[i] = seconds[i];
    }
    double gigabytes = (double)texts.bytes.len * 1e-9;
    printf(
        "{\"articles\":%zu,\"tokens\":%.3f,\"shingles\":%.3f,\"fingerprints\":%.3f,\"all\":%.3f}\n",
        texts.count, gigabytes / best[STEP_TOKENS], gigabytes / best[STEP_SHINGLES],
        gigabytes / best[STEP_FINGERPRINTS], gigabytes / best_all);
    free(texts.ends);
    buf_release(&texts.bytes);
    return 0;
}
