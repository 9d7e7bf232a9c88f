/*
 * command: what main() knows about a subcommand, and what a subcommand knows about this run.
 *
 * A subcommand is one entry in the table of command.c and one file cmd_NAME.c. Its options land in
 * a struct of its own that starts with `struct common_args`. main() parses, shows help, runs it,
 * closes the index and checks that all output was written.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "exit_code.h"
#include "opt.h"
#include "term.h"
#include "wirecopy.h"

#include <string.h>

struct cli;

struct command {
    const char *name;
    const char *operands; /* "INDEX INPUT..." */
    const char *summary;  /* for the list of commands; lower-case, no full stop */
    const char *examples; /* lines as they would be typed */
    const char *about;    /* what it does and what the exit code says, in sentences */
    const struct opt_group *groups;
    size_t args_size;
    const void *defaults; /* NULL: all zeros */
    unsigned min_operands, max_operands;
    bool paged;                                    /* what it prints for people may be long */
    int (*run)(struct cli *cli, const void *args); /* returns an exit code */
};

#define MANY_OPERANDS 0x7fffffffu

/* Options that every command has. */
struct common_args {
    bool json, quiet, help;
    unsigned verbose;
    int colour; /* enum when */
};

extern const struct opt common_opts[];

struct cli {
    const struct command *command;
    const struct common_args *common;
    const char *const *operands;
    size_t n_operands;
    struct term out, err;    /* of standard output and standard error */
    struct wcy_index *index; /* see cli_open_index; main() closes it */
    struct wcy_error error;  /* for library calls */
};

/* One of them in each cmd_NAME.c. */
extern const struct command command_add, command_dedup, command_query, command_show,
    command_clusters, command_pairs, command_diff, command_extract, command_export, command_report,
    command_serve, command_remove, command_flows, command_stat, command_check, command_repair,
    command_backup, command_compact, command_dump, command_load, command_completion, command_help;

/* All of them in the order of the help, ending with NULL. */
extern const struct command *const commands[];

const struct command *command_find(const char *name);

/* Prints --help. */
void command_print_help(FILE *out, const struct command *command, unsigned width);

/* Prints the list of commands with an example each. */
void command_print_list(FILE *out);

/* Says what is wrong with the arguments and how to get help; returns EXIT_BAD_USAGE. */
int usage_error(const struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Opens the index. An easy slip is to name the input first, so a file in the index's place is told
   apart. Returns 0 or an exit code, having complained. */
int cli_open_index_as(struct cli *cli, const char *path, unsigned flags,
                      const struct wcy_parameters *parameters);

/* Opens the index for reading into cli->index; returns 0 or an exit code, having complained. */
int cli_open_index(struct cli *cli, const char *path);

/* Prints cli->error; returns its exit code. */
int cli_fail(const struct cli *cli);

/* False once writing to standard output has failed: stop producing. */
bool cli_can_write(const struct cli *cli);

/* When the user is about to type into a program that reads "-": says so. */
void cli_hint_stdin(const struct cli *cli, const char *const *inputs, size_t n_inputs);

static inline struct wcy_slice cli_slice(const char *str)
{
    return (struct wcy_slice){str, str ? strlen(str) : 0};
}

#endif
