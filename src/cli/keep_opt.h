/*
 * keep_opt: --keep, for commands that choose one article of each cluster.
 */
#ifndef CLI_KEEP_OPT_H
#define CLI_KEEP_OPT_H

#include "command.h"

struct keep_args {
    const char *policy;
};

extern const struct opt keep_opts[];

/* The sites of a list, one a line. */
struct keep_sites {
    char *bytes;
    const char **items;
    size_t count;
};

void keep_sites_release(struct keep_sites *sites);

/* Turns --keep into what the library wants, which borrows from `sites`. Returns 0 or an exit code,
   having complained. */
int keep_policy(const struct command *command, const struct keep_args *args,
                struct keep_sites *sites, struct wcy_keep *keep);

#endif
