/*
 * bench_provenance: what credits, originals and round-ups cost of an `add`.
 *
 *   bench_provenance FILE.jsonl FOLDER [ROUNDS]
 *
 * Indexes FILE on one thread into FOLDER/0, FOLDER/1, ..., which must not exist, in turns with all
 * of provenance, without one of its parts and without all of it, and compares the processor time of
 * the fastest run of each. A part is left out by putting a function that does nothing in the place
 * of those that do its work (the linker's --wrap, see credit.mk); the program itself has no such
 * switch.
 */
#include "article/credit.h"
#include "bench_jsonl.h"
#include "match/batch.h"
#include "match/composite.h"
#include "match/decide.h"
#include "match/heading.h"
#include "wirecopy.h"

#include <time.h>

enum part { CREDITS, ORIGINALS, ROUNDUPS, PARTS };
static const char *const names[] = {"credits", "originals", "round-ups", "all of it"};
static bool off[PARTS];

/* ------------------------------------------------------------------ the parts */

#define WRAPPED(type, name, ...)                                                                   \
    type __real_##name(__VA_ARGS__);                                                               \
    type __wrap_##name(__VA_ARGS__);                                                               \
    type __wrap_##name(__VA_ARGS__)

WRAPPED(int, credits_find, struct arena *arena, struct slice text, struct slice site,
        struct credit **out, size_t *count, struct wcy_error *err)
{
    *count = 0;
    return off[CREDITS] ? 0 : __real_credits_find(arena, text, site, out, count, err);
}

WRAPPED(int, credits_from_meta, struct arena *arena, const struct credit_meta *meta,
        struct credit **out, size_t *count, struct wcy_error *err)
{
    *count = 0;
    return off[CREDITS] ? 0 : __real_credits_from_meta(arena, meta, out, count, err);
}

WRAPPED(int, decide_original, struct evidence *e, const struct star_graph *g,
        const uint32_t *members, size_t count, uint32_t centre, struct arena *arena,
        struct decision *out, struct wcy_error *err)
{
    *out = (struct decision){.best = centre};
    return off[ORIGINALS] ? 0
                          : __real_decide_original(e, g, members, count, centre, arena, out, err);
}

WRAPPED(size_t, heading_find, struct slice text, struct slice *headings)
{
    return off[ROUNDUPS] ? 0 : __real_heading_find(text, headings);
}

WRAPPED(int, batch_suspect, struct batch *b, struct wcy_error *err)
{
    return off[ROUNDUPS] ? 0 : __real_batch_suspect(b, err);
}

/* Without pieces there are no suspects. */
WRAPPED(bool, composite_is_piece, const struct pair *p)
{
    return !off[ROUNDUPS] && __real_composite_is_piece(p);
}

/* ------------------------------------------------------------------ measuring */

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double time_add(const char *file, const char *folder, int run)
{
    char path[4096];
    struct wcy_index *index = NULL;
    struct wcy_error err = {0};
    const struct wcy_add_options options = {.threads = 1};
    snprintf(path, sizeof path, "%s/%d", folder, run);
    if (wcy_index_open(&index, path, WCY_OPEN_CREATE, NULL, &err) != 0)
        die(err.message);
    double start = seconds();
    if (wcy_add(index, &file, 1, &options, NULL, &err) != 0)
        die(err.message);
    double took = seconds() - start;
    wcy_index_close(index);
    return took;
}

int main(int argc, char **argv)
{
    double best[PARTS + 2]; /* without each part, without all, with all */
    int rounds = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 7, run = 0;
    if (argc < 3 || rounds < 1)
        die("usage: bench_provenance FILE.jsonl FOLDER [ROUNDS]");
    for (int r = 0; r < rounds; r++)
        for (int k = 0; k < PARTS + 2; k++) {
            for (int p = 0; p < PARTS; p++)
                off[p] = k == p || k == PARTS;
            double took = time_add(argv[1], argv[2], run++);
            best[k] = r == 0 || took < best[k] ? took : best[k];
        }
    double whole = best[PARTS + 1], without = best[PARTS];
    printf("add %.3f s, without provenance %.3f s\n", whole, without);
    for (int k = 0; k <= PARTS; k++)
        printf("%-10s %6.3f s  %+5.1f %%\n", names[k], whole - best[k],
               100 * (whole - best[k]) / without);
    return 100 * (whole - without) / without <= 15 ? 0 : 2;
}
