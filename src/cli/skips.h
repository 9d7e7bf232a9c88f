/*
 * skips: the records that were not taken, one line each on standard error.
 *
 *   wirecopy: news.jsonl, record 17: broken JSON (unclosed string)
 *
 * After SKIPS_SHOWN lines for one reason the rest is only counted, unless `verbose`, and
 * skips_finish prints the counts.
 */
#ifndef CLI_SKIPS_H
#define CLI_SKIPS_H

#include "progress.h"
#include "wirecopy.h"

#define SKIPS_SHOWN   20
#define SKIPS_REASONS 32 /* the library has about a dozen */

struct skip_reason {
    char name[64];
    bool quiet; /* its lines are not shown */
    uint64_t count;
};

struct skips {
    struct progress *progress; /* may be NULL; its bar is erased before a line */
    bool quiet;                /* no lines for records that were repaired and kept */
    bool verbose; /* lines for all, also for what is no article, such as an image in an archive */
    uint64_t skipped; /* records and whole files left out; not those that were expected */
    uint64_t files;   /* of them, whole files */
    unsigned n_reasons;
    struct skip_reason reasons[SKIPS_REASONS];
};

/* A wcy_skip_fn; `context` is the struct skips. */
void skips_note(void *context, const struct wcy_skip *skip);

/* Prints how many more there were by reason. */
void skips_finish(const struct skips *s);

/* The exit code of a reading command that is done: EXIT_NO_INPUT when nothing at all could be
   opened, EXIT_SKIPPED when something was left out, else `code`. */
int skips_exit_code(const struct skips *s, uint64_t articles, int code);

#endif
