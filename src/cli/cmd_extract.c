#include "article_out.h"
#include "command.h"
#include "excerpt.h"
#include "number.h"
#include "shared_opts.h"

struct extract_args {
    struct common_args common;
    bool text, explain;
    struct input_args input;
};

static const struct opt extract_opts[] = {
    OPT(FLAG, 0, "text", NULL, struct extract_args, text,
        "print nothing but the texts, an empty line between two"),
    OPT(FLAG, 0, "explain", NULL, struct extract_args, explain,
        "show every block of a page with the verdict on it, the probability that it is article "
        "text, and the reason"),
    OPT_END,
};

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("Options", extract_opts),
    OPT_GROUP("Input", input_opts, struct extract_args, input),
    OPT_GROUP("General", common_opts, struct extract_args, common),
    OPT_GROUPS_END,
};

static void json_blocks(struct json *j, const struct wcy_page *page)
{
    json_open(j, "blocks", '[');
    for (size_t i = 0; i < page->n_blocks; i++) {
        const struct wcy_block *b = &page->blocks[i];
        json_open(j, NULL, '{');
        json_bool(j, "kept", b->kept);
        json_number(j, "score", b->score);
        json_slice(j, "reason", b->reason);
        json_slice(j, "element", b->element);
        json_slice(j, "text", b->text);
        json_close(j, '}');
    }
    json_close(j, ']');
}

/* Only of articles that were taken from pages. */
static void json_page(struct json *j, const struct wcy_page *page)
{
    json_name(j, "canonical", page->canonical);
    json_name(j, "og_url", page->og_url);
    json_name(j, "site_name", page->site_name);
    json_name(j, "section", page->section);
    json_name(j, "description", page->description);
    json_slice(j, "charset", page->charset);
    json_count(j, "bad_bytes", page->bad_bytes);
    if (page->n_blocks)
        json_blocks(j, page);
}

static void print_json(const struct wcy_article *a)
{
    struct json j = JSON_TO(stdout);
    json_open(&j, NULL, '{');
    article_json_head(&j, a);
    json_slice(&j, "text", a->text);
    article_json_credits(&j, a);
    if (a->page)
        json_page(&j, a->page);
    json_close(&j, '}');
    json_end_line(&j);
}

/* Columns before a block's text. */
#define BLOCK_COLUMNS 44

/* A line a block: + kept or - left out, probability, element, reason, the text's beginning. */
static void print_blocks(const struct term *t, const struct wcy_page *page)
{
    fputc('\n', t->out);
    for (size_t i = 0; i < page->n_blocks; i++) {
        const struct wcy_block *b = &page->blocks[i];
        unsigned room = t->width > BLOCK_COLUMNS + 10 ? t->width - BLOCK_COLUMNS : 60;
        term_style(t, b->kept ? STYLE_GOOD : STYLE_DIM);
        fprintf(t->out, "  %c %.2f ", b->kept ? '+' : '-', b->score);
        term_cell(t, b->element, 7);
        fputc(' ', t->out);
        term_cell_cut(t, b->reason, 26);
        term_style(t, STYLE_PLAIN);
        fputs("  ", t->out);
        excerpt_line(t, b->text, room);
        fputc('\n', t->out);
    }
}

static void print_page(const struct term *t, const struct wcy_page *page)
{
    article_print_field(t, "site name", page->site_name);
    article_print_field(t, "section", page->section);
    article_print_field(t, "canonical", page->canonical);
    article_print_field(t, "charset", page->charset);
}

static void print_for_people(const struct cli *cli, const struct wcy_article *a)
{
    const struct term *t = &cli->out;
    char bytes[NUMBER_MAX];
    article_print(t, a);
    if (a->page)
        print_page(t, a->page);
    if (a->page && a->page->n_blocks) {
        print_blocks(t, a->page);
        return;
    }
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
    options.explain = a->explain;
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
                "wirecopy extract --explain page.html\n"
                "wirecopy extract --json 'CC-NEWS-*.warc.gz'\n"
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
