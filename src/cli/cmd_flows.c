#include "command.h"
#include "flow_out.h"
#include "number.h"
#include "record_json.h"
#include "time_opt.h"

#include <inttypes.h>
#include <stdlib.h>

enum flow_format { FLOWS_TABLE, FLOWS_CSV, FLOWS_GRAPHML, FLOWS_DOT };
static const char *const format_choices[] = {"table", "csv", "graphml", "dot", NULL};

struct flows_args {
    struct common_args common;
    struct time_args times;
    const char *site, *from, *to, *lang;
    uint64_t min_copies, limit;
    int format; /* enum flow_format */
};

static const struct flows_args defaults = {.limit = UINT64_MAX};

static const struct opt flows_opts[] = {
    OPT(STRING, 0, "site", "SITE", struct flows_args, site, "flows from or to this site"),
    OPT(STRING, 0, "from", "SITE", struct flows_args, from,
        "flows from this site, or from a source outside the corpus such as agency:reuters"),
    OPT(STRING, 0, "to", "SITE", struct flows_args, to, "flows to this site"),
    OPT(STRING, 0, "lang", "LANG", struct flows_args, lang,
        "count copies in this language; en includes en-GB"),
    OPT(COUNT, 0, "min-copies", "N", struct flows_args, min_copies, "flows of at least N copies"),
    OPT(COUNT, 'n', "limit", "N", struct flows_args, limit, "the N largest"),
    OPT_ONE_OF(0, "format", "FORMAT", struct flows_args, format, format_choices,
               "table (default), csv, graphml or dot"),
    OPT_END,
};

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("Options", flows_opts),
    OPT_GROUP("Copies published", time_opts, struct flows_args, times),
    OPT_GROUP("General", common_opts, struct flows_args, common),
    OPT_GROUPS_END,
};

void flow_json(struct json *j, const struct wcy_flow *f)
{
    json_open(j, NULL, '{');
    json_slice(j, "from", f->from);
    json_slice(j, "to", f->to);
    json_bool(j, "outside", f->outside != 0);
    json_count(j, "copies", f->copies);
    json_count(j, "stories", f->stories);
    json_number(j, "verbatim", flow_verbatim(f));
    json_count(j, "timed", f->timed);
    json_seconds(j, "median_lag", f->median_lag);
    json_time(j, "first", f->first);
    json_time(j, "last", f->last);
    json_close(j, '}');
}

static void print_json(const struct wcy_flow *f)
{
    struct json j = JSON_TO(stdout);
    flow_json(&j, f);
    json_end_line(&j);
}

static void print_heading(const struct term *t)
{
    term_style(t, STYLE_DIM);
    fprintf(t->out, "%8s  %8s  %8s  %12s  %-28s  %s\n", "copies", "stories", "verbatim",
            "median lag", "from", "to");
    term_style(t, STYLE_PLAIN);
}

static void print_row(const struct term *t, const struct wcy_flow *f)
{
    char copies[NUMBER_MAX], stories[NUMBER_MAX], verbatim[NUMBER_MAX], lag[NUMBER_MAX];
    fprintf(t->out, "%8s  %8s  %8s  %12s  ", number_count(copies, f->copies),
            number_count(stories, f->stories), number_percent(verbatim, flow_verbatim(f)),
            number_lag(lag, f->median_lag));
    term_style(t, f->outside ? STYLE_DIM : STYLE_NAME);
    term_cell(t, f->from, 28);
    term_style(t, STYLE_PLAIN);
    fputs("  ", t->out);
    term_put_styled(t, STYLE_NAME, f->to);
    fputc('\n', t->out);
}

static bool print_flows(const struct cli *cli, enum flow_format format,
                        const struct wcy_flow *const *list, size_t n)
{
    switch (format) {
    case FLOWS_CSV:
        flow_csv(stdout, list, n);
        return true;
    case FLOWS_GRAPHML:
        return flow_graphml(stdout, list, n);
    case FLOWS_DOT:
        return flow_dot(stdout, list, n);
    case FLOWS_TABLE:
        break;
    }
    if (!cli->common->json)
        print_heading(&cli->out);
    for (size_t i = 0; i < n && cli_can_write(cli); i++) {
        if (cli->common->json)
            print_json(list[i]);
        else
            print_row(&cli->out, list[i]);
    }
    return true;
}

static int print_found(const struct cli *cli, const struct flows_args *a,
                       const struct wcy_flows *flows)
{
    size_t n = wcy_flows_count(flows);
    n = n < a->limit ? n : (size_t)a->limit;
    const struct wcy_flow **list = calloc(n + 1, sizeof *list);
    for (size_t i = 0; list && i < n; i++)
        list[i] = wcy_flows_at(flows, i);
    bool ok = list && print_flows(cli, (enum flow_format)a->format, list, n);
    free(list);
    if (ok)
        return EXIT_DONE;
    complain("out of memory");
    return EXIT_INTERNAL;
}

static int run(struct cli *cli, const void *args)
{
    const struct flows_args *a = args;
    struct wcy_flows *flows = NULL;
    struct wcy_flow_options o = WCY_FLOW_OPTIONS_INIT;
    if (cli->common->json && a->format != FLOWS_TABLE)
        return usage_error(cli->command, "'--json' and '--format %s' are two formats",
                           format_choices[a->format]);
    int code = time_bounds(cli->command, &a->times, &o.since, &o.until);
    if (code == EXIT_DONE)
        code = cli_open_index(cli, cli->operands[0]);
    if (code != EXIT_DONE)
        return code;
    o.site = cli_slice(a->site);
    o.from = cli_slice(a->from);
    o.to = cli_slice(a->to);
    o.lang = cli_slice(a->lang);
    o.min_copies = a->min_copies;
    int status = wcy_flows_find(cli->index, &o, &flows, &cli->error);
    if (status < 0)
        return cli_fail(cli);
    code = print_found(cli, a, flows);
    wcy_flows_free(flows);
    return code;
}

const struct command command_flows = {
    .name = "flows",
    .operands = "INDEX",
    .summary = "count who reprints whom: source site to reprinting site",
    .examples = "wirecopy flows idx\n"
                "wirecopy flows idx --from agency:reuters --since 2024-03-01 --until 2024-03-31\n"
                "wirecopy flows idx --site gazette.example --json\n"
                "wirecopy flows idx --min-copies 5 --format dot > flows.dot\n"
                "wirecopy flows idx --format csv > flows.csv",
    .about = "One line a pair of sites, most copies first. A copy flows from the site of its "
             "cluster's original, or from the source outside the corpus that the cluster credits, "
             "to its own site. The lag is the time from the original, or from the first dated copy "
             "when the original is outside the corpus, to the copy: the median over copies that "
             "are dated and not before it. Verbatim is the share of copies "
             "that are identical or near-duplicate.",
    .groups = groups,
    .args_size = sizeof(struct flows_args),
    .defaults = &defaults,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
