/*
 * shared_opts: groups of options that several commands have, and what they become for the library.
 */
#ifndef CLI_SHARED_OPTS_H
#define CLI_SHARED_OPTS_H

#include "command.h"
#include "opt.h"
#include "skips.h"
#include "wirecopy.h"

/* How inputs are read. */
struct input_args {
    int format; /* enum wcy_input_format */
    struct opt_list fields;
    uint64_t max_record;
    bool strict;
};

extern const struct opt input_opts[];

/* Skipped records go to `skips`. The result borrows from both. */
struct wcy_input_options input_options(const struct input_args *args, struct skips *skips);

/* How much of the machine is used. */
struct work_args {
    unsigned threads;
    uint64_t memory;
    int progress; /* enum when */
};

extern const struct opt work_opts[];

/* What is fixed when an index is made. */
struct creation_args {
    bool no_text;
    struct wcy_parameters parameters; /* zeros where the user said nothing */
};

extern const struct opt creation_opts[];  /* --no-text */
extern const struct opt parameter_opts[]; /* the parameters and thresholds */

/* Complains and returns EXIT_BAD_USAGE when the user asked for parameters that the open index does
   not have. */
int creation_check(struct cli *cli, const struct creation_args *args);

#endif
