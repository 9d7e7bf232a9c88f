#include "command.h"

struct load_args {
    struct common_args common;
};

static const struct opt_group groups[] = {
    OPT_GROUP("General", common_opts, struct load_args, common),
    OPT_GROUPS_END,
};

static int run(struct cli *cli, const void *args)
{
    static const char *const standard_input = "-";
    const char *input = cli->n_operands > 1 ? cli->operands[1] : standard_input;
    (void)args;
    cli_hint_stdin(cli, &input, 1);
    fflush(NULL); /* the library forks */
    if (wcy_load(cli->operands[0], input, &cli->error) != WCY_OK)
        return cli_fail(cli);
    return EXIT_DONE;
}

const struct command command_load = {
    .name = "load",
    .operands = "INDEX [FILE]",
    .summary = "make an index from a dump",
    .examples = "wirecopy load idx2 idx.dump.zst\n"
                "wirecopy dump idx | wirecopy load idx3",
    .about =
        "Makes the new index INDEX from the dump FILE, or from standard input. It answers as the "
        "index that was dumped. A dump that was cut or changed is refused, and no index is made.",
    .groups = groups,
    .args_size = sizeof(struct load_args),
    .min_operands = 1,
    .max_operands = 2,
    .run = run,
};
