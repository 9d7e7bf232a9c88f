#include "command.h"

#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

/* One a line, so that a new command is a new line. */
// clang-format off
const struct command *const commands[] = {
    &command_add,
    &command_dedup,
    &command_query,
    &command_show,
    &command_clusters,
    &command_flows,
    &command_pairs,
    &command_diff,
    &command_extract,
    &command_export,
    &command_report,
    &command_serve,
    &command_remove,
    &command_stat,
    &command_check,
    &command_repair,
    &command_backup,
    &command_compact,
    &command_dump,
    &command_load,
    &command_completion,
    &command_help,
    NULL,
};
// clang-format on

static const char *const colour_choices[] = {"auto", "always", "never", NULL};

const struct opt common_opts[] = {
    OPT(FLAG, 0, "json", NULL, struct common_args, json,
        "print JSON Lines instead of text for people"),
    OPT(FLAG, 'q', "quiet", NULL, struct common_args, quiet,
        "no progress and no summary, only problems"),
    OPT(TALLY, 'v', "verbose", NULL, struct common_args, verbose, "say more"),
    OPT_ONE_OF(0, "color", "WHEN", struct common_args, colour, colour_choices,
               "auto (a terminal, unless NO_COLOR is set), always or never"),
    OPT(FLAG, 'h', "help", NULL, struct common_args, help, "show this help"),
    OPT_END,
};

const struct command *command_find(const char *name)
{
    for (unsigned i = 0; commands[i]; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    }
    return NULL;
}

void command_print_help(FILE *out, const struct command *command, unsigned width)
{
    fprintf(out, "wirecopy %s: %s\n\nExamples:\n", command->name, command->summary);
    for (const char *line = command->examples; *line;) {
        size_t len = strcspn(line, "\n");
        fprintf(out, "  %.*s\n", (int)len, line);
        line += len + (line[len] == '\n');
    }
    fprintf(out, "\nUsage:\n  wirecopy %s [options]%s%s\n\n", command->name,
            *command->operands ? " " : "", command->operands);
    opt_print_wrapped(out, command->about, 0, 0, width);
    opt_print_help(out, command->groups, width);
}

int usage_error(const struct command *command, const char *format, ...)
{
    char message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    complain("%s", message);
    if (command)
        fprintf(stderr, "Usage: wirecopy %s [options]%s%s; try 'wirecopy %s --help'\n",
                command->name, *command->operands ? " " : "", command->operands, command->name);
    else
        fputs("Try 'wirecopy help'\n", stderr);
    return EXIT_BAD_USAGE;
}

int cli_open_index_as(struct cli *cli, const char *path, unsigned flags,
                      const struct wcy_parameters *parameters)
{
    struct stat status;
    if (stat(path, &status) == 0 && !S_ISDIR(status.st_mode)) {
        complain("'%s' is a file, not the folder of an index; the index is named first", path);
        return EXIT_NO_INDEX;
    }
    if (wcy_index_open(&cli->index, path, flags, parameters, &cli->error) != WCY_OK)
        return cli_fail(cli);
    return EXIT_DONE;
}

int cli_open_index(struct cli *cli, const char *path)
{
    return cli_open_index_as(cli, path, WCY_OPEN_READ, NULL);
}

int cli_fail(const struct cli *cli)
{
    return complain_error(&cli->error);
}

bool cli_can_write(const struct cli *cli)
{
    return !ferror(cli->out.out);
}

void cli_hint_stdin(const struct cli *cli, const char *const *inputs, size_t n_inputs)
{
    for (size_t i = 0; i < n_inputs; i++) {
        if (strcmp(inputs[i], "-") == 0 && isatty(STDIN_FILENO) && !cli->common->quiet)
            fputs("wirecopy: reading from the terminal; end with Ctrl-D on a line of its own\n",
                  stderr);
    }
}
