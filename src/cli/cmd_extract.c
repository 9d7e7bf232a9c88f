#include "article_out.h"
#include "command.h"
#include "excerpt.h"
#include "number.h"
#include "shared_opts.h"

struct extract_args {
    struct common_args common;
    bool text;
    struct input_args input;
};

static const struct opt extract_opts[] = {
    OPT(FLAG, 0, "text", NULL, struct extract_args, text,
        "print nothing but the texts, an empty line between two"),
    OPT_END,
};

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("Options", extract_opts),
    OPT_GROUP("Input", input_opts, struct extract_args, input),
    OPT_GROUP("General", common_opts, struct extract_args, common),
    OPT_GROUPS_END,
};

static void print_json(const struct wcy_article *a)
{
    struct json j = JSON_TO(stdout);
    json_open(&j, NULL, '{');
    article_json_head(&j, a);
    json_text(&j, "text", a->text);
    article_json_credits(&j, a);
    json_close(&j, '}');
    json_end_line(&j);
}

static void print_for_people(const struct cli *cli, const struct wcy_article *a)
{
    const struct term *t = &cli->out;
    char bytes[NUMBER_MAX];
    article_print(t, a);
    fprintf(t->out, "  %-10s %s bytes\n\n    ", "text", number_count(bytes, a->text.len));
    struct wcy_slice shown = a->text;
    if (!cli->common->verbose)
        shown.len = term_fit(shown, 600);
    excerpt_paragraph(t, shown, 4, t->width > 0 ? t->width : 100);
    fputs(shown.len < a->text.len ? " ...\n" : "\n", t->out);
}

static void print_article(const struct cli *cli, const struct extract_args *args,
                          const struct wcy_article *article, bool first)
{
    if (cli->common->json) {
        print_json(article);
        return;
    }
    if (!first)
        fputc('\n', stdout);
    if (args->text) {
        term_put_text(stdout, article->text);
        fputc('\n', stdout);
    } else {
        print_for_people(cli, article);
    }
}

static int run(struct cli *cli, const void *args)
{
    const struct extract_args *a = args;
    struct skips skips = {.quiet = cli->common->quiet, .verbose = cli->common->verbose > 0};
    struct wcy_input_options options = input_options(&a->input, &skips);
    struct wcy_reader *reader = NULL;
    struct wcy_article article;
    uint64_t articles = 0;
    cli_hint_stdin(cli, cli->operands, cli->n_operands);
    int status = wcy_reader_open(&reader, cli->operands, cli->n_operands, &options, &cli->error);
    while (status == WCY_OK && cli_can_write(cli)) {
        status = wcy_reader_next(reader, &article, &cli->error);
        if (status == WCY_OK)
            print_article(cli, a, &article, articles++ == 0);
    }
    wcy_reader_close(reader);
    skips_finish(&skips);
    return status < 0 ? cli_fail(cli) : skips_exit_code(&skips, articles, EXIT_DONE);
}

const struct command command_extract = {
    .name = "extract",
    .operands = "INPUT...",
    .summary = "print the articles as wirecopy reads them; no index needed",
    .examples = "wirecopy extract articles.jsonl\n"
                "wirecopy extract --text letter.txt\n"
                "wirecopy extract --json pages/ | zstd > articles.jsonl.zst",
    .about = "Shows what the other commands would make of an input: which fields were understood, "
             "the text, and the credits found in it. --json gives records that 'wirecopy add' "
             "reads.",
    .groups = groups,
    .args_size = sizeof(struct extract_args),
    .min_operands = 1,
    .max_operands = MANY_OPERANDS,
    .run = run,
};
