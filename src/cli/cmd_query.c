#include "command.h"
#include "match_out.h"
#include "number.h"
#include "shared_opts.h"

struct query_args {
    struct common_args common;
    const char *id, *url, *text;
    double min_jaccard, min_containment;
    uint64_t limit, window;
    const char *lang;
    bool no_passages;
    struct input_args input;
};

static const struct query_args defaults = {
    .min_jaccard = 0.1, .min_containment = 0.2, .limit = 100};

static const struct opt query_opts[] = {
    OPT(STRING, 0, "id", "ID", struct query_args, id, "ask about the indexed article with this id"),
    OPT(STRING, 0, "url", "URL", struct query_args, url,
        "ask about the indexed article with this url"),
    OPT(STRING, 0, "text", "TEXT", struct query_args, text, "ask about this text"),
    OPT_END,
};

static const struct opt match_opts[] = {
    OPT(FRACTION, 0, "min-jaccard", "X", struct query_args, min_jaccard,
        "matches with at least this Jaccard (default 0.1), or"),
    OPT(FRACTION, 0, "min-containment", "Y", struct query_args, min_containment,
        "matches with at least this containment of either side (default 0.2)"),
    OPT(COUNT, 'n', "limit", "N", struct query_args, limit, "the N best matches (default 100)"),
    OPT(SPAN, 0, "window", "SPAN", struct query_args, window,
        "matches published within SPAN of the article, such as 12h, 30d or 4w (default: any; "
        "without a date always)"),
    OPT(STRING, 0, "lang", "LANG", struct query_args, lang,
        "matches in this language; en includes en-GB"),
    OPT(FLAG, 0, "no-passages", NULL, struct query_args, no_passages,
        "do not look for the shared passages"),
    OPT_END,
};

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("What to ask about", query_opts),
    OPT_GROUP_HERE("Matches", match_opts),
    OPT_GROUP("Input", input_opts, struct query_args, input),
    OPT_GROUP("General", common_opts, struct query_args, common),
    OPT_GROUPS_END,
};

struct query {
    struct cli *cli;
    const struct query_args *args;
    uint64_t articles, found; /* asked about; of them, those with a match */
};

static void print_heading(const struct query *q, struct wcy_slice name, size_t count)
{
    const struct term *t = &q->cli->out;
    if (q->articles > 1)
        fputc('\n', t->out);
    if (count == 0)
        fputs("no match for ", t->out);
    else
        fprintf(t->out, "%zu %s for ", count, count == 1 ? "match" : "matches");
    term_put_styled(t, STYLE_BOLD, name.len ? name : cli_slice("the text"));
    fputc('\n', t->out);
}

static void print_match(const struct query *q, const struct wcy_article *article,
                        const struct wcy_match *match)
{
    if (q->cli->common->json)
        match_print_json(match, article->id);
    else
        match_print(q->cli, match, article->text);
}

/* Asks about one article and prints the answer; returns 0 or an exit code. */
static int ask(struct query *q, const struct wcy_article *article)
{
    struct cli *cli = q->cli;
    struct wcy_query_options options = {.min_jaccard = q->args->min_jaccard,
                                        .min_containment = q->args->min_containment,
                                        .limit = (size_t)q->args->limit,
                                        .passages = !q->args->no_passages,
                                        .window = q->args->window,
                                        .lang = cli_slice(q->args->lang)};
    struct wcy_matches *matches = NULL;
    int status = wcy_query(cli->index, article, &options, &matches, &cli->error);
    if (status < 0)
        return cli_fail(cli);
    size_t count = matches ? wcy_matches_count(matches) : 0;
    q->articles++;
    q->found += count > 0;
    if (!cli->common->json)
        print_heading(q, article->id, count);
    for (size_t i = 0; i < count && cli_can_write(cli); i++)
        print_match(q, article, wcy_matches_at(matches, i));
    wcy_matches_free(matches);
    fflush(cli->out.out); /* someone may be waiting for this answer while more articles arrive */
    return EXIT_DONE;
}

/* An index without texts knows only the relations that it stored. */
static void print_stored(struct query *q, const struct wcy_entry *entry)
{
    size_t count = 0;
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 1 && !q->cli->common->json)
            print_heading(q, entry->article.id, count);
        for (size_t i = 0, shown = 0; i < entry->n_related && shown < q->args->limit; i++) {
            const struct wcy_match *m = &entry->related[i];
            if (m->jaccard < q->args->min_jaccard &&
                m->containment_query < q->args->min_containment &&
                m->containment_match < q->args->min_containment)
                continue;
            shown++;
            if (pass == 0)
                count++;
            else
                print_match(q, &entry->article, m);
        }
    }
    q->articles++;
    q->found += count > 0;
}

static int ask_indexed(struct query *q)
{
    struct cli *cli = q->cli;
    struct wcy_entry *entry = NULL;
    const char *key = q->args->id ? q->args->id : q->args->url;
    enum wcy_find_by by = q->args->id ? WCY_BY_ID : WCY_BY_URL;
    int status = wcy_entry_get(cli->index, by, cli_slice(key), 1, &entry, &cli->error);
    if (status == WCY_END) {
        complain("no article with the %s '%s' in the index", q->args->id ? "id" : "url", key);
        return EXIT_NOTHING;
    }
    if (status != WCY_OK)
        return cli_fail(cli);
    int code = EXIT_DONE;
    if (entry->article.text.len == 0 && (q->args->window || q->args->lang))
        code = usage_error(NULL, "an index without texts tells the relations it stored, whatever "
                                 "their time and language; leave out '--window' and '--lang'");
    else if (entry->article.text.len > 0)
        code = ask(q, &entry->article);
    else
        print_stored(q, entry);
    wcy_entry_free(entry);
    return code;
}

static int ask_inputs(struct query *q, const char *const *inputs, size_t n_inputs)
{
    struct cli *cli = q->cli;
    struct skips skips = {.quiet = cli->common->quiet, .verbose = cli->common->verbose > 0};
    struct wcy_input_options options = input_options(&q->args->input, &skips);
    struct wcy_reader *reader = NULL;
    struct wcy_article article;
    int status = wcy_reader_open(&reader, inputs, n_inputs, &options, &cli->error);
    int code = status == WCY_OK ? EXIT_DONE : cli_fail(cli);
    while (code == EXIT_DONE && cli_can_write(cli)) {
        status = wcy_reader_next(reader, &article, &cli->error);
        if (status == WCY_END)
            break;
        code = status == WCY_OK ? ask(q, &article) : cli_fail(cli);
    }
    wcy_reader_close(reader);
    skips_finish(&skips);
    return code == EXIT_DONE ? skips_exit_code(&skips, q->articles, code) : code;
}

static int check_args(const struct cli *cli, const struct query_args *a)
{
    int ways = (a->id != NULL) + (a->url != NULL) + (a->text != NULL) + (cli->n_operands > 1);
    if (ways > 1)
        return usage_error(cli->command, "give either INPUT, --id, --url or --text");
    if (a->limit == 0)
        return usage_error(cli->command, "'--limit' is at least 1");
    return EXIT_DONE;
}

static int run(struct cli *cli, const void *args)
{
    static const char *const standard_input[] = {"-"};
    struct query q = {.cli = cli, .args = args};
    int code = check_args(cli, q.args);
    if (code == EXIT_DONE)
        code = cli_open_index(cli, cli->operands[0]);
    if (code != EXIT_DONE)
        return code;
    bool from_operands = cli->n_operands > 1;
    const char *const *inputs = from_operands ? cli->operands + 1 : standard_input;
    size_t n_inputs = from_operands ? cli->n_operands - 1 : 1;
    if (q.args->text) {
        struct wcy_article article = {.text = cli_slice(q.args->text), .time = WCY_NO_TIME};
        code = ask(&q, &article);
    } else if (q.args->id || q.args->url) {
        code = ask_indexed(&q);
    } else {
        cli_hint_stdin(cli, inputs, n_inputs);
        code = ask_inputs(&q, inputs, n_inputs);
    }
    if (code == EXIT_DONE && q.found == 0)
        code = EXIT_NOTHING;
    return code;
}

const struct command command_query = {
    .name = "query",
    .operands = "INDEX [INPUT...]",
    .summary = "find the indexed articles that an article shares text with",
    .examples = "wirecopy query idx letter.txt\n"
                "wirecopy query idx --id reuters-1\n"
                "wirecopy query idx --text 'The bank said on Tuesday that profit rose ...'\n"
                "wirecopy query idx --json new.jsonl > matches.jsonl   # many articles at once\n"
                "wirecopy query idx draft.txt > /dev/null || echo new  # is this text new?",
    .about = "INPUT is a text file, JSON Lines or standard input (-, also without INPUT). Matches "
             "come best first, with the shared passages as byte ranges [from, to) in the query and "
             "in the match. Exit code 0: something matched; 1: nothing did; 2: some input was "
             "skipped.",
    .groups = groups,
    .args_size = sizeof(struct query_args),
    .defaults = &defaults,
    .min_operands = 1,
    .max_operands = MANY_OPERANDS,
    .run = run,
};
