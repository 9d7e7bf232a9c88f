#include "command.h"
#include "json_out.h"
#include "number.h"

#include <stdlib.h>

struct check_args {
    struct common_args common;
    bool quick, full;
    const char *sample;
    uint64_t limit;
};

/* Problems printed for people, unless they say otherwise: damage that repeats itself tells nothing
   new, and the first lines are what it began with. */
#define PRINTED 100

static const struct opt check_opts[] = {
    OPT(FLAG, 0, "quick", NULL, struct check_args, quick,
        "only LMDB's pages and the checksums of all records"),
    OPT(FLAG, 0, "full", NULL, struct check_args, full,
        "everything: the lists, clusters and texts too (the default)"),
    OPT(STRING, 0, "sample", "K/N", struct check_args, sample,
        "everything, but only the texts of the K-th of N parts"),
    OPT(COUNT, 'n', "limit", "N", struct check_args, limit,
        "print at most N problems (default 100; with --json the first 10,000)"),
    OPT_END,
};

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("Options", check_opts),
    OPT_GROUP("General", common_opts, struct check_args, common),
    OPT_GROUPS_END,
};

static bool parse_sample(const char *text, unsigned *part, unsigned *parts)
{
    char *end;
    unsigned long k = strtoul(text, &end, 10), n = 0;
    if (end == text || *end != '/')
        return false;
    const char *second = end + 1;
    n = strtoul(second, &end, 10);
    if (end == second || *end != '\0' || k < 1 || k > n || n > 1000000)
        return false;
    *part = (unsigned)k;
    *parts = (unsigned)n;
    return true;
}

struct printer {
    const struct cli *cli;
    uint64_t printed, limit;
};

static void put_problem(void *context, const struct wcy_problem *p)
{
    struct printer *printer = context;
    const struct cli *cli = printer->cli;
    if (printer->printed == printer->limit)
        return;
    printer->printed++;
    if (cli->common->json) {
        struct json j = JSON_TO(stdout);
        json_open(&j, NULL, '{');
        json_string(&j, "database", p->table);
        json_name(&j, "key", cli_slice(p->key));
        json_string(&j, "what", p->what);
        json_close(&j, '}');
        json_end_line(&j);
        return;
    }
    term_put(&cli->out, cli_slice(p->table));
    if (*p->key) {
        fputs(", ", cli->out.out);
        term_put(&cli->out, cli_slice(p->key));
    }
    fputs(": ", cli->out.out);
    term_put(&cli->out, cli_slice(p->what));
    fputc('\n', cli->out.out);
}

static int run(struct cli *cli, const void *args)
{
    const struct check_args *a = args;
    struct printer printer = {.cli = cli, .limit = a->limit};
    struct wcy_check_options o = {
        .quick = a->quick, .on_problem = put_problem, .context = &printer};
    struct wcy_check_report r;
    char pages[NUMBER_MAX], records[NUMBER_MAX], texts[NUMBER_MAX];
    if (a->quick + a->full + (a->sample != NULL) > 1)
        return usage_error(cli->command, "of --quick, --full and --sample only one");
    if (a->sample && !parse_sample(a->sample, &o.part, &o.parts))
        return usage_error(cli->command, "'--sample %s' is not K/N with 1 <= K <= N", a->sample);
    if (a->limit == 0)
        printer.limit = cli->common->json ? UINT64_MAX : PRINTED;
    fflush(NULL); /* the library forks */
    int status = wcy_check(cli->operands[0], &o, &r, &cli->error);
    if (r.problems > printer.printed)
        fprintf(stderr, "%s more problem%s not shown\n",
                number_count(pages, r.problems - printer.printed),
                r.problems - printer.printed == 1 ? "" : "s");
    if (status != WCY_OK)
        return cli_fail(cli);
    if (!cli->common->quiet)
        fprintf(stderr, "no problems: %s pages, %s records, %s texts\n",
                number_count(pages, r.pages), number_count(records, r.records),
                number_count(texts, r.texts));
    return EXIT_DONE;
}

const struct command command_check = {
    .name = "check",
    .operands = "INDEX",
    .summary = "look for damage in an index",
    .examples = "wirecopy check idx\n"
                "wirecopy check --quick idx\n"
                "wirecopy check --sample 1/7 idx",
    .about =
        "Reads the whole index and prints what is wrong with it, a line for each problem; how many "
        "there are in all it says at the end. A writer may work meanwhile. Exit code 0 when the "
        "index is whole, 78 when it is damaged.",
    .groups = groups,
    .args_size = sizeof(struct check_args),
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
