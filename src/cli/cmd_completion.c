#include "command.h"
#include "completion.h"

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("Options", common_opts),
    OPT_GROUPS_END,
};

static int run(struct cli *cli, const void *args)
{
    (void)args;
    const char *shell = cli->operands[0];
    if (strcmp(shell, "bash") == 0)
        completion_bash(stdout);
    else if (strcmp(shell, "zsh") == 0)
        completion_zsh(stdout);
    else if (strcmp(shell, "fish") == 0)
        completion_fish(stdout);
    else
        return usage_error(cli->command, "no completion for '%s', only for bash, zsh and fish",
                           shell);
    return EXIT_DONE;
}

const struct command command_completion = {
    .name = "completion",
    .operands = "bash|zsh|fish",
    .summary = "print shell completion",
    .examples = "source <(wirecopy completion bash)\n"
                "wirecopy completion zsh > ~/.zfunc/_wirecopy\n"
                "wirecopy completion fish > ~/.config/fish/completions/wirecopy.fish",
    .about = "Prints a script that completes commands, options and file names. 'make install' puts "
             "the three where the shells look for them.",
    .groups = groups,
    .args_size = sizeof(struct common_args),
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
