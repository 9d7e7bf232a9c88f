#include "command.h"
#include "pager.h"
#include "suggest.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <unistd.h>

/* With standard descriptors closed, the index file could become descriptor 1 and be printed into.
   They are opened in the wrong direction, so that using them fails as it should. */
static void guard_descriptors(void)
{
    static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};
    for (int fd = 0; fd < 3; fd++) {
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF && open("/dev/null", modes[fd]) != fd)
            _exit(EXIT_IO);
    }
}

static void prepare_output(void)
{
    /* Only the character type, for wcwidth: numbers keep their point everywhere. */
    setlocale(LC_CTYPE, "C.UTF-8");
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    /* One thread prints; without locks the JSON writer is several times faster. */
    __fsetlocking(stdout, FSETLOCKING_BYCALLER);
}

/* A full disk shows only when the last bytes are written. */
static int finish_output(int code)
{
    errno = 0;
    bool failed = ferror(stdout);
    if (fflush(stdout) == 0 && !failed)
        return code;
    if (errno == EPIPE)
        return EXIT_BROKEN_PIPE;
    complain("cannot write to standard output: %s", errno ? strerror(errno) : "write error");
    return EXIT_IO;
}

static int check_operands(const struct command *command, size_t n, char **operands)
{
    if (n < command->min_operands)
        return usage_error(command, "'%s' needs %s", command->name, command->operands);
    if (n > command->max_operands)
        return usage_error(command, "'%s' is too many: '%s' takes %s",
                           operands[command->max_operands], command->name,
                           *command->operands ? command->operands : "options only");
    return EXIT_DONE;
}

static int run_parsed(const struct command *command, const void *args, char **operands, size_t n)
{
    struct cli cli = {.command = command, .common = args, .n_operands = n};
    cli.operands = (const char *const *)operands;
    term_init(&cli.out, stdout, (enum when)cli.common->colour);
    term_init(&cli.err, stderr, (enum when)cli.common->colour);
    if (cli.common->help) {
        command_print_help(stdout, command, cli.out.width ? cli.out.width : 80);
        return EXIT_DONE;
    }
    int code = check_operands(command, n, operands);
    struct pager pager = {0};
    if (code == EXIT_DONE && command->paged && cli.out.tty && !cli.common->json)
        pager_start(&pager);
    if (code == EXIT_DONE)
        code = command->run(&cli, args);
    pager_finish(&pager);
    wcy_index_close(cli.index);
    return code;
}

static int run_command(const struct command *command, int argc, char **argv)
{
    struct opt_result result;
    void *args = calloc(1, command->args_size);
    if (!args) {
        complain("out of memory");
        return EXIT_INTERNAL;
    }
    if (command->defaults)
        memcpy(args, command->defaults, command->args_size);
    int code = opt_parse(command->groups, args, argc, argv, &result)
                   ? run_parsed(command, args, argv, result.n_operands)
                   : usage_error(command, "%s", result.message);
    opt_release(command->groups, args);
    free(args);
    return code;
}

static int unknown_command(const char *name)
{
    struct suggest s = SUGGEST_INIT(name);
    for (unsigned i = 0; commands[i]; i++)
        suggest_offer(&s, commands[i]->name);
    if (name[0] == '-')
        return usage_error(NULL, "unknown option '%s'; options of a command go after its name",
                           name);
    if (suggest_best(&s))
        return usage_error(NULL, "unknown command '%s'; did you mean '%s'?", name,
                           suggest_best(&s));
    return usage_error(NULL, "unknown command '%s'", name);
}

static int dispatch(int argc, char **argv)
{
    if (argc < 2) {
        command_print_list(stderr);
        return EXIT_BAD_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        printf("wirecopy %s\n", wcy_version());
        return EXIT_DONE;
    }
    if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0)
        return run_command(&command_help, argc - 2, argv + 2);
    const struct command *command = command_find(argv[1]);
    return command ? run_command(command, argc - 2, argv + 2) : unknown_command(argv[1]);
}

int main(int argc, char **argv)
{
    guard_descriptors();
    prepare_output();
    return finish_output(dispatch(argc, argv));
}
