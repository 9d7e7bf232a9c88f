#include "command.h"

struct dump_args {
    struct common_args common;
    const char *output;
};

static const struct opt dump_opts[] = {
    OPT(FILE, 'o', "output", "FILE", struct dump_args, output,
        "write to FILE, compressed when its name ends in .gz or .zst"),
    OPT_END,
};

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("Options", dump_opts),
    OPT_GROUP("General", common_opts, struct dump_args, common),
    OPT_GROUPS_END,
};

static int run(struct cli *cli, const void *args)
{
    const struct dump_args *a = args;
    int code = cli_open_index(cli, cli->operands[0]);
    if (code != EXIT_DONE)
        return code;
    if (wcy_dump(cli->index, a->output ? a->output : "-", &cli->error) != WCY_OK)
        return cli_fail(cli);
    return EXIT_DONE;
}

const struct command command_dump = {
    .name = "dump",
    .operands = "INDEX",
    .summary = "write an index as lines of JSON that 'load' reads",
    .examples = "wirecopy dump idx -o idx.dump.zst\n"
                "wirecopy dump idx | gzip > idx.dump.gz",
    .about =
        "Writes articles with their texts, pairs, clusters and the log of batches: all that cannot "
        "be derived. A dump outlives the format of indexes. Its last line has the number of lines "
        "and a digest, so that 'load' knows whether it is whole.",
    .groups = groups,
    .args_size = sizeof(struct dump_args),
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
