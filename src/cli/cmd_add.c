#include "command.h"
#include "interrupt.h"
#include "json_out.h"
#include "shared_opts.h"
#include "summary.h"

struct add_args {
    struct common_args common;
    struct input_args input;
    struct work_args work;
    struct creation_args creation;
};

static const struct opt_group groups[] = {
    OPT_GROUP("Input", input_opts, struct add_args, input),
    OPT_GROUP("Work", work_opts, struct add_args, work),
    OPT_GROUP("When the index is made", creation_opts, struct add_args, creation),
    OPT_GROUP("What is a copy, when the index is made", parameter_opts, struct add_args, creation),
    OPT_GROUP("General", common_opts, struct add_args, common),
    OPT_GROUPS_END,
};

static int open_for_writing(struct cli *cli, const struct creation_args *creation)
{
    unsigned flags = WCY_OPEN_CREATE | (creation->no_text ? (unsigned)WCY_OPEN_NO_TEXT : 0);
    int code = cli_open_index_as(cli, cli->operands[0], flags, &creation->parameters);
    return code == EXIT_DONE ? creation_check(cli, creation) : code;
}

static void print_json(const struct wcy_report *report, double seconds)
{
    struct json j = JSON_TO(stdout);
    json_open(&j, NULL, '{');
    summary_json(&j, report);
    json_number(&j, "seconds", seconds);
    json_close(&j, '}');
    json_end_line(&j);
}

static int run(struct cli *cli, const void *args)
{
    const struct add_args *a = args;
    int code = open_for_writing(cli, &a->creation);
    if (code != EXIT_DONE)
        return code;
    cli_hint_stdin(cli, cli->operands + 1, cli->n_operands - 1);
    struct progress progress;
    struct skips skips = {
        .progress = &progress, .quiet = cli->common->quiet, .verbose = cli->common->verbose > 0};
    struct wcy_report report = {0};
    struct wcy_add_options options = {
        .input = input_options(&a->input, &skips),
        .threads = a->work.threads,
        .memory = a->work.memory,
        .stop = interrupt_flag(),
        .on_progress = progress_update,
        .progress_context = &progress,
    };
    progress_start(&progress, &cli->err, (enum when)a->work.progress, cli->common->quiet);
    interrupt_catch();
    int status =
        wcy_add(cli->index, cli->operands + 1, cli->n_operands - 1, &options, &report, &cli->error);
    progress_clear(&progress);
    skips_finish(&skips);
    if (status != WCY_OK)
        code = cli_fail(cli);
    else if (report.skipped > report.expected || skips.skipped > 0)
        code = EXIT_SKIPPED;
    if (cli->common->json)
        print_json(&report, progress_elapsed(&progress));
    summary_print(cli, &report, progress_elapsed(&progress));
    summary_warn(&report);
    return code;
}

const struct command command_add = {
    .name = "add",
    .operands = "INDEX INPUT...",
    .summary = "index a batch of articles",
    .examples = "wirecopy add idx articles.jsonl.zst\n"
                "wirecopy add idx monday/ tuesday/       # every file in the folders\n"
                "wirecopy add idx 'CC-NEWS-*.warc.gz'     # a crawl\n"
                "zcat big.jsonl.gz | wirecopy add idx -  # standard input\n"
                "wirecopy add idx --field text=BODY --field id=doc_id export.jsonl\n"
                "wirecopy add idx -j 2 --memory 512M articles.jsonl",
    .about = "Reads articles from files, folders or standard input (-): JSON Lines, web pages, web "
             "archives (WARC) or text, plain or compressed, and adds them to INDEX, a folder that "
             "is made when it is not there. "
             "Adding the same input again changes nothing; an article with a known id and another "
             "content becomes its new version. Records that cannot be used are named on standard "
             "error and the exit code is 2. Interrupted, it keeps the batches that were committed.",
    .groups = groups,
    .args_size = sizeof(struct add_args),
    .min_operands = 2,
    .max_operands = MANY_OPERANDS,
    .run = run,
};
