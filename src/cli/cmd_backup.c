#include "command.h"

struct backup_args {
    struct common_args common;
};

static const struct opt_group groups[] = {
    OPT_GROUP("General", common_opts, struct backup_args, common),
    OPT_GROUPS_END,
};

static int run(struct cli *cli, const void *args)
{
    (void)args;
    fflush(NULL); /* the library forks */
    if (wcy_backup(cli->operands[0], cli->operands[1], &cli->error) != WCY_OK)
        return cli_fail(cli);
    return EXIT_DONE;
}

const struct command command_backup = {
    .name = "backup",
    .operands = "INDEX DEST",
    .summary = "copy an index while it is in use",
    .examples = "wirecopy backup idx idx.bak\n"
                "wirecopy backup idx /mnt/backup/idx-$(date +%F)",
    .about =
        "Copies the last committed state to the new folder DEST, which is an index like the first. "
        "Readers and a writer may go on meanwhile. The copy is checked before it appears under its "
        "name; of a damaged index none is made. Copying the files of an index that is in use with "
        "other programs gives broken copies.",
    .groups = groups,
    .args_size = sizeof(struct backup_args),
    .min_operands = 2,
    .max_operands = 2,
    .run = run,
};
