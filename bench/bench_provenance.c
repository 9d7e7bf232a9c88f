/*
 * bench_provenance: what credits, originals and round-ups cost of an `add`.
 *
 *   bench_provenance FILE.jsonl FOLDER
 *
 * Indexes FILE on one thread into FOLDER/index, which must not exist, and measures processor time.
 * Then the parts again, each alone: the credits of every text, the weighing of every cluster, and
 * the taking apart of every round-up. The last two read from the index what `add` has at hand, so
 * the share is an upper bound but for suspects that turned out to be no round-ups.
 */
#include "article/credit.h"
#include "bench_jsonl.h"
#include "wirecopy.h"

#include <time.h>

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double time_add(struct wcy_index *index, const char *file)
{
    const struct wcy_add_options options = {.threads = 1};
    struct wcy_error err = {0};
    double start = seconds();
    if (wcy_add(index, &file, 1, &options, NULL, &err) != 0)
        die(err.message);
    return seconds() - start;
}

static double time_credits(const char *file)
{
    struct arena arena = ARENA_INIT, work = ARENA_INIT;
    size_t n, count;
    struct credit *credits;
    struct record *records = read_records(file, &arena, &n);
    double start = seconds();
    for (size_t i = 0; i < n; i++) {
        if (credits_find(&work, records[i].text, records[i].site, &credits, &count, NULL) != 0)
            die("out of memory");
        arena_reset(&work);
    }
    double took = seconds() - start;
    free(records);
    arena_release(&work);
    arena_release(&arena);
    return took;
}

static double time_origins(struct wcy_index *index, size_t *n)
{
    struct wcy_cluster_iter *it = NULL;
    struct wcy_cluster c;
    struct wcy_origin *origin = NULL;
    double took = 0;
    if (wcy_cluster_iter_open(&it, index, 2, NULL) != 0)
        die("cannot list the clusters");
    for (*n = 0; wcy_cluster_iter_next(it, &c, NULL) == 0; ++*n) {
        double start = seconds();
        if (wcy_origin_get(index, c.number, &origin, NULL) != 0)
            die("cannot weigh a cluster");
        wcy_origin_free(origin);
        took += seconds() - start;
    }
    wcy_cluster_iter_close(it);
    return took;
}

static double time_roundups(struct wcy_index *index, size_t *n)
{
    struct wcy_export_iter *it = NULL;
    struct wcy_decision d;
    struct wcy_entry *entry = NULL;
    double took = 0;
    *n = 0;
    if (wcy_export_iter_open(&it, index, 0, NULL) != 0)
        die("cannot list the articles");
    while (wcy_export_iter_next(it, &d, NULL) == 0) {
        if (!d.composite)
            continue;
        double start = seconds();
        if (wcy_entry_get(index, WCY_BY_ID, d.article.id, 0, &entry, NULL) != 0)
            die("cannot read a round-up");
        wcy_entry_free(entry);
        took += seconds() - start;
        ++*n;
    }
    wcy_export_iter_close(it);
    return took;
}

int main(int argc, char **argv)
{
    char path[4096];
    struct wcy_index *index = NULL;
    struct wcy_error err = {0};
    size_t clusters, roundups;
    if (argc != 3)
        die("usage: bench_provenance FILE.jsonl FOLDER");
    snprintf(path, sizeof path, "%s/index", argv[2]);
    if (wcy_index_open(&index, path, WCY_OPEN_CREATE, NULL, &err) != 0)
        die(err.message);
    double add = time_add(index, argv[1]), credits = time_credits(argv[1]);
    double origins = time_origins(index, &clusters), pages = time_roundups(index, &roundups);
    double all = credits + origins + pages;
    printf("add %.3f s; credits %.3f s, %zu originals %.3f s, %zu round-ups %.3f s\n", add, credits,
           clusters, origins, roundups, pages);
    printf("provenance adds %.1f %% to the rest\n", 100 * all / (add - all));
    wcy_index_close(index);
    return 0;
}
