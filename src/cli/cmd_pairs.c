#include "command.h"
#include "match_out.h"
#include "number.h"
#include "record_json.h"

struct pairs_args {
    struct common_args common;
    double min_jaccard, min_containment;
};

static const struct pairs_args defaults = {.min_jaccard = 0.3, .min_containment = 0.5};

static const struct opt pairs_opts[] = {
    OPT(FRACTION, 0, "min-jaccard", "X", struct pairs_args, min_jaccard,
        "pairs with at least this Jaccard (default 0.3, the least that is stored), or"),
    OPT(FRACTION, 0, "min-containment", "Y", struct pairs_args, min_containment,
        "pairs with at least this containment of either side (default 0.5, the least stored)"),
    OPT_END,
};

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("Options", pairs_opts),
    OPT_GROUP("General", common_opts, struct pairs_args, common),
    OPT_GROUPS_END,
};

void pair_json(struct json *j, const struct wcy_pair *p)
{
    json_open(j, NULL, '{');
    json_slice(j, "a", p->a);
    json_slice(j, "b", p->b);
    json_string(j, "relation", wcy_relation_name(p->relation));
    json_number(j, "jaccard", p->jaccard);
    json_number(j, "containment_a", p->containment_a);
    json_number(j, "containment_b", p->containment_b);
    json_count(j, "shared", p->shared);
    if (p->estimated)
        json_bool(j, "estimated", true);
    json_close(j, '}');
}

static void print_heading(const struct term *t)
{
    term_style(t, STYLE_DIM);
    fprintf(t->out, "%-14s  %7s  %6s  %6s  %8s  %-24s  %s\n", "relation", "Jaccard", "a in b",
            "b in a", "shared", "a", "b");
    term_style(t, STYLE_PLAIN);
}

static void print_row(const struct term *t, const struct wcy_pair *p)
{
    char jaccard[NUMBER_MAX], a[NUMBER_MAX], b[NUMBER_MAX], shared[NUMBER_MAX];
    match_put_relation(t, p->relation, RELATION_WIDTH);
    fprintf(t->out, "  %6s%s  %6s  %6s  %8s  ", number_similarity(jaccard, p->jaccard),
            p->estimated ? "~" : " ", number_percent(a, p->containment_a),
            number_percent(b, p->containment_b), number_count(shared, p->shared));
    term_cell(t, p->a, 24);
    fputs("  ", t->out);
    term_put(t, p->b);
    fputc('\n', t->out);
}

static void print_json(const struct wcy_pair *p)
{
    struct json j = JSON_TO(stdout);
    pair_json(&j, p);
    json_end_line(&j);
}

static int run(struct cli *cli, const void *args)
{
    const struct pairs_args *a = args;
    struct wcy_pair_iter *iter = NULL;
    struct wcy_pair pair;
    int code = cli_open_index(cli, cli->operands[0]);
    if (code != EXIT_DONE)
        return code;
    int status =
        wcy_pair_iter_open(&iter, cli->index, a->min_jaccard, a->min_containment, &cli->error);
    if (status == WCY_OK && !cli->common->json)
        print_heading(&cli->out);
    while (status == WCY_OK && cli_can_write(cli)) {
        status = wcy_pair_iter_next(iter, &pair, &cli->error);
        if (status != WCY_OK)
            break;
        if (cli->common->json)
            print_json(&pair);
        else
            print_row(&cli->out, &pair);
    }
    wcy_pair_iter_close(iter);
    return status < 0 ? cli_fail(cli) : EXIT_DONE;
}

const struct command command_pairs = {
    .name = "pairs",
    .operands = "INDEX",
    .summary = "list every pair of articles that share enough text",
    .examples = "wirecopy pairs idx\n"
                "wirecopy pairs idx --min-jaccard 0.8 --min-containment 1\n"
                "wirecopy pairs idx --json > pairs.jsonl",
    .about = "Every pair at or over one of the two thresholds, whatever the clusters are. The "
             "similarities are exact fractions of the full shingle sets; a ~ marks estimates of an "
             "index without texts.",
    .groups = groups,
    .args_size = sizeof(struct pairs_args),
    .defaults = &defaults,
    .min_operands = 1,
    .max_operands = 1,
    .paged = true,
    .run = run,
};
