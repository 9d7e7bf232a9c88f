#include "command.h"
#include "interrupt.h"
#include "json_out.h"
#include "keep_opt.h"
#include "number.h"
#include "shared_opts.h"

struct dedup_args {
    struct common_args common;
    const char *output, *removed, *clusters, *scratch;
    struct keep_args keep;
    struct input_args input;
    struct work_args work;
    struct creation_args creation;
};

static const struct opt dedup_opts[] = {
    OPT(FILE, 'o', "output", "OUT", struct dedup_args, output,
        "where the kept records go; a name that ends in .gz or .zst is compressed, - is standard "
        "output"),
    OPT(FILE, 0, "removed", "FILE", struct dedup_args, removed,
        "list the dropped records, what they were dropped for, how alike they are, and why the "
        "other "
        "one is kept, as JSON Lines"),
    OPT(FILE, 0, "clusters", "FILE", struct dedup_args, clusters,
        "write the clusters, as 'wirecopy clusters --json' prints them"),
    OPT(FILE, 0, "scratch", "DIR", struct dedup_args, scratch,
        "folder for temporary files (default: $TMPDIR, else /tmp)"),
    OPT_END,
};

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("Output", dedup_opts),
    OPT_GROUP("What is kept", keep_opts, struct dedup_args, keep),
    OPT_GROUP("Input", input_opts, struct dedup_args, input),
    OPT_GROUP("Work", work_opts, struct dedup_args, work),
    OPT_GROUP("What is a copy", parameter_opts, struct dedup_args, creation),
    OPT_GROUP("General", common_opts, struct dedup_args, common),
    OPT_GROUPS_END,
};

/* The rest is copies, records that came again word for word, and what could not be read. */
static uint64_t kept_records(const struct wcy_report *report, uint64_t dropped)
{
    return report->read - report->skipped - report->unchanged - dropped;
}

static void print_json(const struct wcy_report *report, uint64_t dropped, double seconds)
{
    struct json j = JSON_TO(stdout);
    json_open(&j, NULL, '{');
    json_count(&j, "read", report->read);
    json_count(&j, "kept", kept_records(report, dropped));
    json_count(&j, "dropped", dropped);
    json_count(&j, "unchanged", report->unchanged);
    json_count(&j, "skipped", report->skipped);
    json_count(&j, "repaired", report->repaired);
    json_count(&j, "bytes", report->bytes);
    json_count(&j, "text_bytes", report->text_bytes);
    json_number(&j, "seconds", seconds);
    json_close(&j, '}');
    json_end_line(&j);
}

static void print_summary(const struct wcy_report *report, uint64_t dropped, double seconds)
{
    char text[NUMBER_MAX];
    fprintf(stderr, "kept %s", number_count(text, kept_records(report, dropped)));
    fprintf(stderr, ", dropped %s copies", number_count(text, dropped));
    if (report->unchanged > 0)
        fprintf(stderr, " and %s repeats", number_count(text, report->unchanged));
    fprintf(stderr, ", skipped %s", number_count(text, report->skipped));
    fprintf(stderr, " of %s records", number_count(text, report->read));
    fprintf(stderr, " in %s\n", number_duration(text, seconds));
}

/* Two outputs in one file would overwrite each other. */
static bool same_file(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static int check_args(const struct cli *cli, const struct dedup_args *a)
{
    if (!a->output)
        return usage_error(cli->command, "'dedup' needs -o OUT, or -o - for standard output");
    if (cli->common->json && strcmp(a->output, "-") == 0)
        return usage_error(cli->command, "'--json' and '-o -' both want standard output");
    if (same_file(a->output, a->removed) || same_file(a->output, a->clusters) ||
        same_file(a->removed, a->clusters))
        return usage_error(cli->command, "-o, --removed and --clusters need different files");
    return EXIT_DONE;
}

static struct wcy_dedup_options dedup_options(const struct dedup_args *a, struct skips *skips)
{
    return (struct wcy_dedup_options){
        .add = {.input = input_options(&a->input, skips),
                .threads = a->work.threads,
                .memory = a->work.memory,
                .stop = interrupt_flag(),
                .on_progress = progress_update,
                .progress_context = skips->progress},
        .output = a->output,
        .removed = a->removed,
        .clusters = a->clusters,
        .scratch = a->scratch,
        .parameters = a->creation.parameters,
    };
}

static int run(struct cli *cli, const void *args)
{
    const struct dedup_args *a = args;
    int code = check_args(cli, a);
    if (code != EXIT_DONE)
        return code;
    cli_hint_stdin(cli, cli->operands, cli->n_operands);
    struct progress progress;
    struct skips skips = {
        .progress = &progress, .quiet = cli->common->quiet, .verbose = cli->common->verbose > 0};
    struct wcy_dedup_options options = dedup_options(a, &skips);
    struct keep_sites sites = {0};
    code = keep_policy(cli->command, &a->keep, &sites, &options.keep);
    if (code != EXIT_DONE) {
        keep_sites_release(&sites);
        return code;
    }
    struct wcy_report report = {0};
    uint64_t dropped = 0;
    progress_start(&progress, &cli->err, (enum when)a->work.progress, cli->common->quiet);
    interrupt_catch();
    int status =
        wcy_dedup(cli->operands, cli->n_operands, &options, &report, &dropped, &cli->error);
    keep_sites_release(&sites);
    progress_clear(&progress);
    skips_finish(&skips);
    if (status != WCY_OK)
        return cli_fail(cli);
    if (cli->common->json)
        print_json(&report, dropped, progress_elapsed(&progress));
    if (!cli->common->quiet)
        print_summary(&report, dropped, progress_elapsed(&progress));
    return report.skipped > report.expected || skips.skipped > 0 ? EXIT_SKIPPED : EXIT_DONE;
}

const struct command command_dedup = {
    .name = "dedup",
    .operands = "-o OUT INPUT...",
    .summary = "write a corpus without its copies; no index is kept",
    .examples = "wirecopy dedup -o clean.jsonl.zst articles.jsonl.zst\n"
                "wirecopy dedup -o clean.jsonl --removed removed.jsonl new.jsonl\n"
                "wirecopy dedup -o clean.jsonl --keep earliest new.jsonl\n"
                "zcat big.jsonl.gz | wirecopy dedup -o - - | gzip > clean.jsonl.gz",
    .about =
        "Copies the records that are not copies of a kept one to OUT, byte for byte and in "
        "order. Of each cluster one is kept: the original, or what --keep says. --removed says "
        "what went, and why; records that came again are listed, too.",
    .groups = groups,
    .args_size = sizeof(struct dedup_args),
    .min_operands = 1,
    .max_operands = MANY_OPERANDS,
    .run = run,
};
