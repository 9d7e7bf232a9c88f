#include "command.h"
#include "json_out.h"
#include "keep_opt.h"
#include "match_out.h"

struct export_args {
    struct common_args common;
    struct keep_args keep;
    bool keep_only, with_text;
};

static const struct opt export_opts[] = {
    OPT(FLAG, 0, "keep-only", NULL, struct export_args, keep_only, "only the articles to keep"),
    OPT(FLAG, 0, "with-text", NULL, struct export_args, with_text,
        "with their texts (--json only)"),
    OPT_END,
};

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("Options", export_opts),
    OPT_GROUP("What is kept", keep_opts, struct export_args, keep),
    OPT_GROUP("General", common_opts, struct export_args, common),
    OPT_GROUPS_END,
};

static void print_json(const struct wcy_decision *d, bool with_text)
{
    struct json j = JSON_TO(stdout);
    json_open(&j, NULL, '{');
    json_slice(&j, "id", d->article.id);
    json_name(&j, "url", d->article.url);
    json_name(&j, "site", d->article.site);
    json_name(&j, "title", d->article.title);
    json_name(&j, "published", d->article.published);
    json_cluster(&j, "cluster", d->cluster);
    json_name(&j, "original", d->original);
    json_string(&j, "relation", wcy_relation_name(d->relation));
    json_bool(&j, "keep", d->keep != 0);
    if (with_text)
        json_slice(&j, "text", d->article.text);
    json_name(&j, "kept", d->kept);
    json_number(&j, "jaccard", d->jaccard);
    json_number(&j, "containment", d->containment);
    json_number(&j, "containment_kept", d->containment_kept);
    json_name(&j, "via", d->via);
    json_string(&j, "reason", d->reason);
    json_close(&j, '}');
    json_end_line(&j);
}

static void print_row(const struct term *t, const struct wcy_decision *d)
{
    term_style(t, d->keep ? STYLE_GOOD : STYLE_BAD);
    fputs(d->keep ? "keep  " : "drop  ", t->out);
    term_style(t, STYLE_PLAIN);
    match_put_relation(t, d->relation, RELATION_WIDTH);
    fputs("  ", t->out);
    term_cell(t, d->article.id, 24);
    fputs("  ", t->out);
    if (d->keep) {
        term_put(t, d->article.title);
    } else {
        fputs("for ", t->out);
        term_put(t, d->kept);
        term_style(t, STYLE_DIM);
        fprintf(t->out, "  (%s)", d->reason);
        term_style(t, STYLE_PLAIN);
    }
    fputc('\n', t->out);
}

static int print_all(struct cli *cli, const struct export_args *a,
                     const struct wcy_export_options *options)
{
    struct wcy_export_iter *iter = NULL;
    struct wcy_decision decision;
    int status = wcy_export_iter_open_with(&iter, cli->index, options, &cli->error);
    while (status == WCY_OK && cli_can_write(cli)) {
        status = wcy_export_iter_next(iter, &decision, &cli->error);
        if (status != WCY_OK || (a->keep_only && !decision.keep))
            continue;
        if (cli->common->json)
            print_json(&decision, a->with_text);
        else
            print_row(&cli->out, &decision);
    }
    wcy_export_iter_close(iter);
    return status < 0 ? cli_fail(cli) : EXIT_DONE;
}

static int run(struct cli *cli, const void *args)
{
    const struct export_args *a = args;
    if (a->with_text && !cli->common->json)
        return usage_error(cli->command, "'--with-text' needs --json");
    struct keep_sites sites = {0};
    struct wcy_export_options options = {.with_text = a->with_text};
    int code = keep_policy(cli->command, &a->keep, &sites, &options.keep);
    if (code == EXIT_DONE)
        code = cli_open_index(cli, cli->operands[0]);
    if (code == EXIT_DONE)
        code = print_all(cli, a, &options);
    keep_sites_release(&sites);
    return code;
}

const struct command command_export = {
    .name = "export",
    .operands = "INDEX",
    .summary = "list every article with its cluster and whether to keep it",
    .examples = "wirecopy export idx --json > decisions.jsonl\n"
                "wirecopy export idx --keep-only --with-text --json > clean.jsonl\n"
                "wirecopy export idx --keep longest | grep -c '^drop'",
    .about =
        "Articles come in the order they were indexed. Of each cluster one article is kept: the "
        "original, or the member nearest to it when it is not in the corpus, or what --keep says. "
        "Every dropped one says what for, how alike the two are, and why the other one is kept.",
    .groups = groups,
    .args_size = sizeof(struct export_args),
    .min_operands = 1,
    .max_operands = 1,
    .paged = true,
    .run = run,
};
