#include "time_opt.h"

enum { DAY = 24 * 3600 };

const struct opt time_opts[] = {
    OPT(STRING, 0, "since", "DATE", struct time_args, since,
        "from this date or time on, such as 2024-03-01 or 2024-03-01T09:30:00Z"),
    OPT(STRING, 0, "until", "DATE", struct time_args, until,
        "up to this date, including it, or up to this time"),
    OPT_END,
};

static int parse(const struct command *command, const char *name, const char *text, int64_t *time)
{
    if (!text)
        return EXIT_DONE;
    *time = wcy_time(cli_slice(text));
    if (*time != WCY_NO_TIME)
        return EXIT_DONE;
    return usage_error(command, "'--%s %s' is no date; write it as 2024-03-01", name, text);
}

int time_bounds(const struct command *command, const struct time_args *args, int64_t *since,
                int64_t *until)
{
    *since = *until = WCY_NO_TIME;
    int code = parse(command, "since", args->since, since);
    if (code == EXIT_DONE)
        code = parse(command, "until", args->until, until);
    /* No time of day was given: the day is meant, and the end is not included. */
    if (code == EXIT_DONE && args->until && !strchr(args->until, ':') && *until % DAY == 0)
        *until += DAY;
    if (code == EXIT_DONE && args->since && args->until && *since >= *until)
        return usage_error(command, "'--since' is after '--until'");
    return code;
}
