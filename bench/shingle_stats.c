/*
 * shingle_stats: how often the shingles of a corpus repeat.
 *
 *   shingle_stats FILE.jsonl[.zst] [LIMIT]
 *
 * One line of numbers, to compare a generated corpus with a real one: articles, shingles an
 * article, and the share of all shingle occurrences (article, shingle) whose shingle stands in 1,
 * 2, 3-4, 5-8, 9-16, ... articles. LIMIT reads only the first articles.
 */
#include "bench/shingle_sets.h"

#include <stdio.h>
#include <stdlib.h>

#define BANDS 12

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "shingle_stats: %s\n", what);
    exit(1);
}

/* 1 is band 0, 2 band 1, 3-4 band 2, 5-8 band 3 ... */
static size_t band_of(size_t df)
{
    size_t band = 0;
    while (band + 1 < BANDS && df > (size_t)1 << band)
        band++;
    return band;
}

static void count_bands(const struct posting *postings, size_t n, uint64_t *bands)
{
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && postings[to].hash == postings[from].hash; to++)
            ;
        bands[band_of(to - from)] += to - from;
    }
}

int main(int argc, char **argv)
{
    struct shingle_sets sets;
    struct wcy_error err;
    uint64_t bands[BANDS] = {0};
    if (argc < 2 || argc > 3)
        die("usage: shingle_stats FILE.jsonl[.zst] [LIMIT]");
    if (sets_load(&sets, argv[1], argc == 3 ? strtoul(argv[2], NULL, 10) : 0, &err) != 0)
        die(err.message);
    struct posting *postings = sets_postings(&sets);
    if (!postings)
        die("out of memory");
    count_bands(postings, sets.total, bands);
    printf("articles %zu shingles/article %.0f df", sets.count,
           (double)sets.total / (double)(sets.count ? sets.count : 1));
    for (size_t i = 0; i < BANDS; i++)
        printf(" <=%zu:%.5f", (size_t)1 << i,
               (double)bands[i] / (double)(sets.total ? sets.total : 1));
    putchar('\n');
    free(postings);
    sets_release(&sets);
    return 0;
}
