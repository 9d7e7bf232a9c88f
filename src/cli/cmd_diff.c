#include "command.h"
#include "diff_out.h"
#include "json_out.h"
#include "shared_opts.h"

#include <stdlib.h>

struct diff_args {
    struct common_args common;
    bool files, full;
    unsigned shingle;
    struct input_args input;
};

static const struct opt diff_opts[] = {
    OPT(FLAG, 0, "files", NULL, struct diff_args, files, "A and B are files; there is no INDEX"),
    OPT(FLAG, 0, "full", NULL, struct diff_args, full,
        "print the passages in full, not only their beginning and end"),
    OPT(NUMBER, 0, "shingle", "N", struct diff_args, shingle,
        "words that a shared passage has at least (default: as in the index; 5 with --files)"),
    OPT_END,
};

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("Options", diff_opts),
    OPT_GROUP("Input (--files)", input_opts, struct diff_args, input),
    OPT_GROUP("General", common_opts, struct diff_args, common),
    OPT_GROUPS_END,
};

/* The two articles and whatever owns them. */
struct sides {
    struct diff_side side[2];
    struct wcy_entry *entries[2];
    struct wcy_reader *readers[2];
};

static int load_entry(struct cli *cli, struct sides *s, int i, const char *id)
{
    int status =
        wcy_entry_get(cli->index, WCY_BY_ID, cli_slice(id), 1, &s->entries[i], &cli->error);
    if (status == WCY_END) {
        complain("no article with the id '%s' in the index", id);
        return EXIT_NOTHING;
    }
    if (status != WCY_OK)
        return cli_fail(cli);
    const struct wcy_article *a = &s->entries[i]->article;
    s->side[i] = (struct diff_side){a->id, a->site, a->title, a->text};
    return EXIT_DONE;
}

static int load_indexed(struct cli *cli, struct sides *s, unsigned *shingle)
{
    struct wcy_stat stat;
    int code = cli_open_index(cli, cli->operands[0]);
    if (code != EXIT_DONE)
        return code;
    if (wcy_stat(cli->index, &stat, &cli->error) != WCY_OK)
        return cli_fail(cli);
    if (!stat.has_text)
        return usage_error(NULL, "the index keeps no texts; 'wirecopy diff --files A B' compares "
                                 "two files");
    if (*shingle == 0)
        *shingle = stat.parameters.shingle;
    for (int i = 0; i < 2 && code == EXIT_DONE; i++)
        code = load_entry(cli, s, i, cli->operands[i + 1]);
    return code;
}

/* The first article of a file. The slices belong to the reader, which stays open. */
static int load_file(struct cli *cli, struct sides *s, int i, const struct input_args *input)
{
    struct wcy_article article;
    struct skips skips = {.quiet = cli->common->quiet, .verbose = cli->common->verbose > 0};
    struct wcy_input_options options = input_options(input, &skips);
    if (wcy_reader_open(&s->readers[i], &cli->operands[i], 1, &options, &cli->error) != WCY_OK)
        return cli_fail(cli);
    int status = wcy_reader_next(s->readers[i], &article, &cli->error);
    if (status < 0)
        return cli_fail(cli);
    if (status == WCY_END) {
        if (skips.skipped == 0)
            complain("no article in '%s'", cli->operands[i]);
        return skips.files > 0 ? EXIT_NO_INPUT : EXIT_BAD_DATA;
    }
    s->side[i] =
        (struct diff_side){cli_slice(cli->operands[i]), article.site, article.title, article.text};
    return EXIT_DONE;
}

static void print_json(const struct sides *s, const struct wcy_passage *passages, size_t n)
{
    struct json j = JSON_TO(stdout);
    json_open(&j, NULL, '{');
    json_slice(&j, "a", s->side[0].id);
    json_slice(&j, "b", s->side[1].id);
    json_count(&j, "bytes_a", s->side[0].text.len);
    json_count(&j, "bytes_b", s->side[1].text.len);
    json_open(&j, "passages", '[');
    for (size_t i = 0; i < n; i++) {
        json_open(&j, NULL, '{');
        json_range(&j, "a", passages[i].a_from, passages[i].a_to);
        json_range(&j, "b", passages[i].b_from, passages[i].b_to);
        json_close(&j, '}');
    }
    json_close(&j, ']');
    json_close(&j, '}');
    json_end_line(&j);
}

static int compare(struct cli *cli, const struct diff_args *a, const struct sides *s,
                   unsigned shingle)
{
    struct wcy_passage *passages = NULL;
    size_t n = 0;
    if (wcy_diff(s->side[0].text, s->side[1].text, shingle, &passages, &n, &cli->error) != WCY_OK)
        return cli_fail(cli);
    int code = n > 0 ? EXIT_DONE : EXIT_NOTHING;
    if (cli->common->json)
        print_json(s, passages, n);
    else if (!diff_print(&cli->out, &s->side[0], &s->side[1], passages, n, a->full)) {
        complain("out of memory");
        code = EXIT_INTERNAL;
    }
    wcy_passages_free(passages);
    return code;
}

static int run(struct cli *cli, const void *args)
{
    const struct diff_args *a = args;
    struct sides s = {0};
    unsigned shingle = a->shingle;
    int code = EXIT_DONE;
    if (cli->n_operands != (a->files ? 2u : 3u))
        return usage_error(cli->command, a->files ? "'diff --files' takes A and B"
                                                  : "'diff' takes INDEX, A and B");
    if (a->files) {
        shingle = shingle ? shingle : 5;
        for (int i = 0; i < 2 && code == EXIT_DONE; i++)
            code = load_file(cli, &s, i, &a->input);
    } else {
        code = load_indexed(cli, &s, &shingle);
    }
    if (code == EXIT_DONE)
        code = compare(cli, a, &s, shingle);
    for (int i = 0; i < 2; i++) {
        wcy_entry_free(s.entries[i]);
        wcy_reader_close(s.readers[i]);
    }
    return code;
}

const struct command command_diff = {
    .name = "diff",
    .operands = "INDEX A B",
    .summary = "show the passages that two articles share",
    .examples = "wirecopy diff idx reuters-1 gazette-7\n"
                "wirecopy diff --files agency.txt reprint.txt\n"
                "wirecopy diff idx --json reuters-1 gazette-7",
    .about =
        "A and B are ids of indexed articles, or files with --files. Shared passages are marked "
        "=, what only A has is marked -, what only B has is marked +, each with its byte range "
        "[from, to). Exit code 0: they share text; 1: they share nothing.",
    .groups = groups,
    .args_size = sizeof(struct diff_args),
    .min_operands = 2,
    .max_operands = 3,
    .paged = true,
    .run = run,
};
