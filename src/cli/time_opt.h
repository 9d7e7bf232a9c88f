/*
 * time_opt: --since and --until, for commands that look at a span of time.
 */
#ifndef CLI_TIME_OPT_H
#define CLI_TIME_OPT_H

#include "command.h"

struct time_args {
    const char *since, *until;
};

extern const struct opt time_opts[];

/* What the two mean for the library: from `*since` up to, not including, `*until`; WCY_NO_TIME
   where nothing was said. A date alone as --until includes that day. Returns 0 or EXIT_BAD_USAGE,
   having complained. */
int time_bounds(const struct command *command, const struct time_args *args, int64_t *since,
                int64_t *until);

#endif
