#include "command.h"
#include "json_out.h"
#include "number.h"
#include "report/report.h"

#include <stdlib.h>
#include <time.h>

struct report_args {
    struct common_args common;
    const char *output, *name;
    uint64_t max_size, stories;
    bool no_text;
};

static const struct report_args defaults = {
    .output = "report.html", .max_size = 5000000, .stories = 4000};

static const struct opt report_opts[] = {
    OPT(FILE, 'o', "output", "FILE", struct report_args, output,
        "the page (default report.html); - is standard output"),
    OPT(STRING, 0, "name", "NAME", struct report_args, name,
        "what the page calls the index (default: INDEX)"),
    OPT(COUNT, 'n', "stories", "N", struct report_args, stories,
        "list the N stories that spread to most sites; the others are counted (default 4000)"),
    OPT(SIZE, 0, "max-size", "SIZE", struct report_args, max_size,
        "keep the file below SIZE, leaving out stories' members and texts (default 5 MB)"),
    OPT(FLAG, 0, "no-text", NULL, struct report_args, no_text,
        "without the articles' texts, for a page that others may see"),
    OPT_END,
};

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("Options", report_opts),
    OPT_GROUP("General", common_opts, struct report_args, common),
    OPT_GROUPS_END,
};

static void print_json(const struct report_args *a, const struct report_result *r)
{
    struct json j = JSON_TO(stdout);
    json_open(&j, NULL, '{');
    json_string(&j, "output", a->output);
    json_count(&j, "bytes", r->bytes);
    json_count(&j, "clusters", r->clusters);
    json_count(&j, "listed", r->listed);
    json_count(&j, "full", r->full);
    json_count(&j, "with_text", r->with_text);
    json_close(&j, '}');
    json_end_line(&j);
}

static void print_summary(const struct report_args *a, const struct report_result *r)
{
    char text[NUMBER_MAX];
    fprintf(stderr, "wrote %s (%s): ", a->output, number_bytes(text, (double)r->bytes));
    fprintf(stderr, "%s stories", number_count(text, r->clusters));
    if (r->listed < r->clusters)
        fprintf(stderr, ", %s listed", number_count(text, r->listed));
    if (r->full < r->listed)
        fprintf(stderr, ", %s with their members", number_count(text, r->full));
    fprintf(stderr, ", %s with texts\n", number_count(text, r->with_text));
    char *full = realpath(a->output, NULL);
    if (full)
        fprintf(stderr, "open it in a browser: %s\n", full);
    free(full);
}

/* "idx" for "news/idx/". */
static struct wcy_slice base_name(const char *path)
{
    size_t len = strlen(path), from;
    while (len > 1 && path[len - 1] == '/')
        len--;
    for (from = len; from > 0 && path[from - 1] != '/';)
        from--;
    return (struct wcy_slice){path + from, len - from};
}

static int run(struct cli *cli, const void *args)
{
    const struct report_args *a = args;
    struct report_result result;
    bool to_stdout = strcmp(a->output, "-") == 0;
    if (cli->common->json && to_stdout)
        return usage_error(cli->command, "'--json' and '-o -' both want standard output");
    if (a->stories > 1000000)
        return usage_error(cli->command, "'--stories' is at most 1000000");
    int code = cli_open_index(cli, cli->operands[0]);
    if (code != EXIT_DONE)
        return code;
    struct wcy_slice base = base_name(cli->operands[0]);
    char *name = a->name ? strdup(a->name) : strndup(base.ptr, base.len);
    if (!name) {
        complain("out of memory");
        return EXIT_INTERNAL;
    }
    struct report_options options = {.name = name,
                                     .made = (int64_t)time(NULL),
                                     .max_size = a->max_size,
                                     .max_stories = a->stories,
                                     .no_text = a->no_text};
    int status = report_html(cli->index, a->output, &options, &result, &cli->error);
    free(name);
    if (status != WCY_OK)
        return cli_fail(cli);
    if (cli->common->json)
        print_json(a, &result);
    else if (!cli->common->quiet && !to_stdout)
        print_summary(a, &result);
    return EXIT_DONE;
}

const struct command command_report = {
    .name = "report",
    .operands = "INDEX",
    .summary = "write a page to look at: stories, flows, texts side by side",
    .examples = "wirecopy report idx\n"
                "wirecopy report idx -o week-12.html --name 'Week 12'\n"
                "wirecopy report idx --no-text -o public.html\n"
                "wirecopy report idx --max-size 50M",
    .about = "Writes one HTML file that needs no network: what was indexed and how much of it is "
             "copy, the stories that spread most, who reprints whom and how fast, and each story "
             "with its members and their texts side by side.",
    .groups = groups,
    .args_size = sizeof(struct report_args),
    .defaults = &defaults,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
