/*
 * readers: one writer, eight reading threads, four reading processes and one that sleeps.
 *
 *   readers [SECONDS [SEED]]
 *
 * The writer adds a story with its four copies at a time, or removes one with all of them, in one
 * transaction each. So in every snapshot the number of articles is a multiple of five, and every
 * article stands in a cluster of five. A snapshot that is held open meanwhile shows the same to its
 * end, does not stop the writer, and is reported to it. Prints TAP.
 */
#include "base/buf.h"
#include "wirecopy.h"

#include <ftw.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define THREADS   8
#define PROCESSES 4
#define COPIES    5 /* articles of a story */
#define LIVE      40
#define WORDS     90

struct shared {
    char dir[256], path[320], input[320];
    struct wcy_index *index;
    uint64_t seed;
    atomic_bool stop;
    atomic_ullong snapshots, stories; /* stories: added so far */
    atomic_uint failures;
};

struct reader {
    struct shared *shared;
    struct wcy_index *index;
    uint64_t random;
    char problem[600];
};

static uint64_t draw(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static bool wrong(struct reader *r, const char *what, uint64_t number)
{
    if (!r->problem[0])
        snprintf(r->problem, sizeof r->problem, "%s (%" PRIu64 ")", what, number);
    return false;
}

/* ------------------------------------------------------------------ stories */

/* The text of a copy: in each copy other words of the story are replaced. */
static bool story_text(struct buf *b, uint64_t seed, uint64_t story, unsigned copy)
{
    uint64_t state =
        (seed + 1) * UINT64_C(0x9E3779B97F4A7C15) ^ story * UINT64_C(0xBF58476D1CE4E5B9);
    state |= 1;
    bool ok = true;
    for (unsigned i = 0; i < WORDS && ok; i++) {
        unsigned word = (unsigned)(draw(&state) >> 44);
        bool changed = copy > 0 && i % 30 == 5 * copy;
        ok = buf_printf(b, changed ? "%sc%xz" : "%sq%xz", i ? " " : "", word);
    }
    return ok;
}

static bool story_write(struct shared *s, uint64_t story)
{
    struct buf b = BUF_INIT;
    bool ok = true;
    for (unsigned c = 0; c < COPIES && ok; c++)
        ok = buf_printf(&b, "{\"id\":\"s%" PRIu64 "-%u\",\"site\":\"site%u.example\",\"text\":\"",
                        story, c, c) &&
             story_text(&b, s->seed, story, c) && buf_append(&b, "\"}\n", 3);
    FILE *f = ok ? fopen(s->input, "w") : NULL;
    ok = f && fwrite(b.ptr, 1, b.len, f) == b.len;
    if (f && fclose(f) != 0)
        ok = false;
    buf_release(&b);
    return ok;
}

/* ------------------------------------------------------------------ what readers check */

static bool check_stat(struct reader *r)
{
    struct wcy_stat stat;
    struct wcy_error err = {0};
    if (wcy_stat(r->index, &stat, &err) != 0)
        return wrong(r, err.message, 0);
    if (stat.articles % COPIES != 0 || stat.clusters * COPIES != stat.articles)
        return wrong(r, "stat shows half a batch", stat.articles);
    return true;
}

static bool check_export(struct reader *r)
{
    struct wcy_export_iter *it = NULL;
    struct wcy_decision d;
    struct wcy_error err = {0};
    uint64_t count = 0, kept = 0, alone = 0;
    int status = wcy_export_iter_open(&it, r->index, 1, &err);
    while (status == 0 && (status = wcy_export_iter_next(it, &d, &err)) == 0) {
        count++;
        kept += d.keep != 0;
        alone += d.cluster == 0 || d.article.text.len == 0;
    }
    wcy_export_iter_close(it);
    if (status < 0)
        return wrong(r, err.message, 0);
    if (count % COPIES != 0 || kept * COPIES != count || alone)
        return wrong(r, "the articles are half a batch", count);
    return true;
}

static bool check_clusters(struct reader *r)
{
    struct wcy_cluster_iter *it = NULL;
    struct wcy_cluster c;
    struct wcy_error err = {0};
    bool ok = true;
    int status = wcy_cluster_iter_open(&it, r->index, 2, &err);
    while (status == 0 && ok && (status = wcy_cluster_iter_next(it, &c, &err)) == 0)
        ok = c.size == COPIES || wrong(r, "a cluster is half a batch", c.size);
    wcy_cluster_iter_close(it);
    return ok && (status >= 0 || wrong(r, err.message, 0));
}

static bool check_pairs(struct reader *r)
{
    struct wcy_pair_iter *it = NULL;
    struct wcy_pair p;
    struct wcy_error err = {0};
    uint64_t count = 0;
    int status = wcy_pair_iter_open(&it, r->index, 0.3, 0.5, &err);
    while (status == 0 && (status = wcy_pair_iter_next(it, &p, &err)) == 0)
        count++;
    wcy_pair_iter_close(it);
    if (status < 0)
        return wrong(r, err.message, 0);
    return count % (COPIES * (COPIES - 1) / 2) == 0 ||
           wrong(r, "the pairs are half a batch", count);
}

static bool check_query(struct reader *r)
{
    struct buf b = BUF_INIT;
    struct wcy_matches *matches = NULL;
    struct wcy_error err = {0};
    uint64_t last = atomic_load(&r->shared->stories), story = last - draw(&r->random) % (LIVE + 10);
    if (!story_text(&b, r->shared->seed, story, 0))
        return wrong(r, "out of memory", 0);
    struct wcy_article article = {
        .text = {b.ptr, b.len}
    };
    int status = wcy_query(r->index, &article, NULL, &matches, &err);
    size_t n = wcy_matches_count(matches);
    wcy_matches_free(matches);
    buf_release(&b);
    if (status < 0)
        return wrong(r, err.message, 0);
    return n == 0 || n == COPIES || wrong(r, "a query finds half a batch", n);
}

static bool look(struct reader *r)
{
    static bool (*const checks[])(struct reader *) = {check_stat, check_export, check_clusters,
                                                      check_pairs, check_query};
    atomic_fetch_add(&r->shared->snapshots, 1);
    return checks[(draw(&r->random) >> 33) % 5](r);
}

static void *read_on(void *argument)
{
    struct reader *r = argument;
    while (!atomic_load(&r->shared->stop))
        if (!look(r)) {
            atomic_fetch_add(&r->shared->failures, 1);
            break;
        }
    return NULL;
}

/* ------------------------------------------------------------------ the sleeper, the processes */

struct sleeper {
    struct reader reader;
    uint64_t before, after;
};

/* Opens an iterator, sleeps, and then counts what it shows. */
static void *sleep_on(void *argument)
{
    struct sleeper *s = argument;
    struct shared *shared = s->reader.shared;
    struct wcy_export_iter *it = NULL;
    struct wcy_decision d;
    struct wcy_stat stat = {0};
    struct wcy_error err = {0};
    const struct timespec pause = {.tv_nsec = 20000000};
    do {
        wcy_export_iter_close(it);
        it = NULL;
        s->before = wcy_stat(s->reader.index, &stat, &err) == 0 ? stat.articles : 0;
        if (wcy_export_iter_open(&it, s->reader.index, 0, &err) != 0)
            break;
        /* Again when a batch came between the two. */
    } while (wcy_stat(s->reader.index, &stat, &err) == 0 && stat.articles != s->before);
    while (!atomic_load(&shared->stop))
        nanosleep(&pause, NULL);
    while (it && wcy_export_iter_next(it, &d, &err) == 0)
        s->after++;
    wcy_export_iter_close(it);
    if (s->after != s->before)
        wrong(&s->reader, "a snapshot changed while it was open", s->after);
    return NULL;
}

/* Another process: the index is opened again every now and then. */
_Noreturn static void read_in_process(struct shared *s, unsigned number, long until)
{
    struct reader r = {.shared = s, .random = s->seed * 1000 + number + 1};
    struct wcy_error err = {0};
    atomic_store(&s->stories, 60);
    while (time(NULL) < until && !r.problem[0]) {
        if (wcy_index_open(&r.index, s->path, WCY_OPEN_READ, NULL, &err) != 0) {
            wrong(&r, err.message, 0);
            break;
        }
        for (int i = 0; i < 200 && time(NULL) < until && look(&r);)
            i++;
        wcy_index_close(r.index);
    }
    if (r.problem[0])
        printf("# process %u: %s\n", number, r.problem);
    fflush(stdout);
    _exit(r.problem[0] != 0);
}

/* ------------------------------------------------------------------ the writer */

struct writer {
    uint64_t live[LIVE], count, changes, most_behind;
    char problem[600];
};

static bool add_story(struct shared *s, struct writer *w)
{
    const char *input = s->input;
    const struct wcy_add_options options = {.threads = 2};
    struct wcy_report report;
    struct wcy_error err = {0};
    uint64_t story = atomic_load(&s->stories) + 1;
    if (!story_write(s, story) || wcy_add(s->index, &input, 1, &options, &report, &err) != 0) {
        snprintf(w->problem, sizeof w->problem, "adding: %s", err.message);
        return false;
    }
    atomic_store(&s->stories, story);
    w->live[w->count++] = story;
    if (report.behind > w->most_behind)
        w->most_behind = report.behind;
    return true;
}

static bool remove_story(struct shared *s, struct writer *w, uint64_t *random)
{
    char names[COPIES][40];
    struct wcy_slice ids[COPIES];
    struct wcy_error err = {0};
    uint64_t removed = 0, at = draw(random) % w->count;
    for (unsigned c = 0; c < COPIES; c++) {
        int n = snprintf(names[c], sizeof names[c], "s%" PRIu64 "-%u", w->live[at], c);
        ids[c] = (struct wcy_slice){names[c], (size_t)n};
    }
    w->live[at] = w->live[--w->count];
    if (wcy_remove(s->index, ids, COPIES, &removed, &err) == 0 && removed == COPIES)
        return true;
    snprintf(w->problem, sizeof w->problem, "removing: %s", err.message);
    return false;
}

static void write_on(struct shared *s, struct writer *w, long until)
{
    uint64_t random = s->seed + 77;
    bool ok = true;
    while (ok && time(NULL) < until && atomic_load(&s->failures) == 0) {
        bool remove = w->count == LIVE || (w->count > 10 && draw(&random) >> 62 == 0);
        ok = remove ? remove_story(s, w, &random) : add_story(s, w);
        w->changes++;
    }
}

/* ------------------------------------------------------------------ the run */

static int remove_path(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

static unsigned number;

static bool report(const char *what, const char *problem)
{
    printf("%sok %u - %s\n", problem[0] ? "not " : "", ++number, what);
    if (problem[0])
        printf("# %s\n", problem);
    return !problem[0];
}

static bool index_open(struct shared *s)
{
    struct wcy_error err = {0};
    if (wcy_index_open(&s->index, s->path, WCY_OPEN_CREATE, NULL, &err) == 0)
        return true;
    printf("Bail out! %s\n", err.message);
    return false;
}

/* Threads in this process; the index is open. */
static bool run_threads(struct shared *s, struct writer *w, long until)
{
    pthread_t threads[THREADS + 1];
    struct reader readers[THREADS];
    struct sleeper sleeper = {
        .reader = {.shared = s, .index = s->index}
    };
    bool ok = true;
    for (unsigned i = 0; i < THREADS; i++) {
        readers[i] =
            (struct reader){.shared = s, .index = s->index, .random = s->seed * 31 + i + 1};
        if (pthread_create(&threads[i], NULL, read_on, &readers[i]) != 0)
            return false;
    }
    if (pthread_create(&threads[THREADS], NULL, sleep_on, &sleeper) != 0)
        return false;
    write_on(s, w, until);
    atomic_store(&s->stop, true);
    for (unsigned i = 0; i <= THREADS; i++)
        pthread_join(threads[i], NULL);
    printf("# %" PRIu64 " changes, %llu snapshots in threads, oldest reader %" PRIu64
           " commits behind\n",
           w->changes, atomic_load(&s->snapshots), w->most_behind);
    ok &= report("the writer is not stopped", w->problem);
    for (unsigned i = 0; i < THREADS; i++)
        ok &= report("a reading thread sees whole batches", readers[i].problem);
    ok &= report("a snapshot stays the same while it is open", sleeper.reader.problem);
    return ok & report("the writer is told of a snapshot that stays open",
                       w->most_behind > w->changes / 2 ? "" : "it is not");
}

int main(int argc, char **argv)
{
    static struct shared s;
    static struct writer w;
    long seconds = argc > 1 ? strtol(argv[1], NULL, 10) : 20;
    s.seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    snprintf(s.dir, sizeof s.dir, "%s/wirecopy-readers-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(s.dir))
        return 1;
    snprintf(s.path, sizeof s.path, "%s/idx", s.dir);
    snprintf(s.input, sizeof s.input, "%s/input.jsonl", s.dir);
    bool ok = index_open(&s) && add_story(&s, &w);
    wcy_index_close(s.index); /* no handle across fork */
    long until = time(NULL) + seconds;
    pid_t children[PROCESSES];
    fflush(stdout);
    for (unsigned i = 0; i < PROCESSES && ok; i++)
        if ((children[i] = fork()) == 0)
            read_in_process(&s, i, until);
    ok = ok && index_open(&s) && run_threads(&s, &w, until);
    for (unsigned i = 0; i < PROCESSES; i++) {
        int status = 1;
        waitpid(children[i], &status, 0);
        ok &= report("a reading process sees whole batches", status ? "it failed" : "");
    }
    wcy_index_close(s.index);
    printf("1..%u\n", number);
    nftw(s.dir, remove_path, 16, FTW_DEPTH | FTW_PHYS);
    return ok ? 0 : 1;
}
