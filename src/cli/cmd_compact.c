#include "command.h"
#include "json_out.h"
#include "number.h"

struct compact_args {
    struct common_args common;
};

static const struct opt_group groups[] = {
    OPT_GROUP("General", common_opts, struct compact_args, common),
    OPT_GROUPS_END,
};

static int run(struct cli *cli, const void *args)
{
    const struct compact_args *a = args;
    struct wcy_compact_report r;
    char before[NUMBER_MAX], after[NUMBER_MAX];
    fflush(NULL); /* the library forks */
    if (wcy_compact(cli->operands[0], &r, &cli->error) != WCY_OK)
        return cli_fail(cli);
    if (a->common.json) {
        struct json j = JSON_TO(stdout);
        json_open(&j, NULL, '{');
        json_count(&j, "bytes_before", r.bytes_before);
        json_count(&j, "bytes_after", r.bytes_after);
        json_close(&j, '}');
        json_end_line(&j);
    }
    if (!a->common.quiet)
        fprintf(stderr, "%s before, %s after\n", number_bytes(before, (double)r.bytes_before),
                number_bytes(after, (double)r.bytes_after));
    return EXIT_DONE;
}

const struct command command_compact = {
    .name = "compact",
    .operands = "INDEX",
    .summary = "give back the space of what was removed",
    .examples = "wirecopy compact idx\n"
                "wirecopy remove idx --from takedown.txt && wirecopy compact idx",
    .about =
        "Writes the index anew, densely and without what was removed, and puts it in the place of "
        "the old one in one step: after a crash there is the one or the other. Answers stay the "
        "same. Needs as much free space as the index has.",
    .groups = groups,
    .args_size = sizeof(struct compact_args),
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
