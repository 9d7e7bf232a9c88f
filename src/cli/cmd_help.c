#include "command.h"

#include "suggest.h"

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("Options", common_opts),
    OPT_GROUPS_END,
};

static const char *first_example(const struct command *command, int *len)
{
    *len = (int)strcspn(command->examples, "\n");
    return command->examples;
}

void command_print_list(FILE *out)
{
    fputs("wirecopy finds the copies in a news corpus.\n\nUsage:\n"
          "  wirecopy COMMAND [options] [arguments]\n\nCommands:\n",
          out);
    for (unsigned i = 0; commands[i]; i++)
        fprintf(out, "  %-11s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\nOne example each:\n", out);
    for (unsigned i = 0; commands[i]; i++) {
        int len = 0;
        const char *example = first_example(commands[i], &len);
        fprintf(out, "  %.*s\n", len, example);
    }
    fputs("\n'wirecopy help COMMAND' shows more examples and the options of a command;\n"
          "'man wirecopy' has the exit codes. 'wirecopy --version' names the version.\n",
          out);
}

static int run(struct cli *cli, const void *args)
{
    (void)args;
    if (cli->n_operands == 0) {
        command_print_list(stdout);
        return EXIT_DONE;
    }
    const char *name = cli->operands[0];
    const struct command *command = command_find(name);
    if (command) {
        command_print_help(stdout, command, cli->out.width ? cli->out.width : 80);
        return EXIT_DONE;
    }
    struct suggest s = SUGGEST_INIT(name);
    for (unsigned i = 0; commands[i]; i++)
        suggest_offer(&s, commands[i]->name);
    if (suggest_best(&s))
        return usage_error(NULL, "no command '%s'; did you mean '%s'?", name, suggest_best(&s));
    return usage_error(NULL, "no command '%s'", name);
}

const struct command command_help = {
    .name = "help",
    .operands = "[COMMAND]",
    .summary = "show the commands, or the options of one",
    .examples = "wirecopy help query",
    .about = "Without COMMAND, lists the commands.",
    .groups = groups,
    .args_size = sizeof(struct common_args),
    .max_operands = 1,
    .run = run,
};
