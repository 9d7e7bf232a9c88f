#include "command.h"
#include "number.h"
#include "record_json.h"
#include "summary.h"

#include <inttypes.h>

#define RATIO_FROM (1u << 20) /* bytes of text below which sizes on disk say nothing */

struct stat_args {
    struct common_args common;
    bool batches;
};

static const struct opt stat_opts[] = {
    OPT(FLAG, 0, "batches", NULL, struct stat_args, batches,
        "list the batches instead: when, from what, how many"),
    OPT_END,
};

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("Options", stat_opts),
    OPT_GROUP("General", common_opts, struct stat_args, common),
    OPT_GROUPS_END,
};

static const char *same_site_name(enum wcy_same_site how)
{
    static const char *const names[] = {"versions", "merge", "ignore"};
    return names[(unsigned)how < 3 ? how : 0];
}

static void parameters_json(struct json *j, const struct wcy_parameters *p)
{
    json_open(j, "parameters", '{');
    json_count(j, "shingle", p->shingle);
    json_count(j, "scale", p->scale);
    json_count(j, "floor", p->floor);
    json_count(j, "df_cap", p->df_cap);
    json_bool(j, "seeded", p->seed != 0); /* the seed itself is a secret, also in what serve says */
    json_number(j, "near", p->thresholds.near);
    json_number(j, "edited", p->thresholds.edited);
    json_number(j, "contained", p->thresholds.contained);
    json_number(j, "edited_within", p->thresholds.edited_within);
    json_number(j, "contained_within", p->thresholds.contained_within);
    json_count(j, "min_shared", p->thresholds.min_shared);
    json_count(j, "window", p->window);
    json_string(j, "same_site", same_site_name(p->same_site));
    json_string(j, "lang", p->languages == WCY_LANGUAGES_SAME ? "same" : "any");
    json_close(j, '}');
}

void stat_json(struct json *j, const struct wcy_stat *s)
{
    const struct {
        const char *name;
        uint64_t value;
    } counts[] = {
        {"articles",     s->articles    },
        {"clusters",     s->clusters    },
        {"pairs",        s->pairs       },
        {"fingerprints", s->fingerprints},
        {"bytes",        s->bytes       },
        {"batches",      s->batches     },
        {"format",       s->format      },
        {"removed",      s->removed     },
        {"identical",    s->identical   },
        {"clustered",    s->clustered   },
        {"sites",        s->sites       },
        {"segments",     s->segments    },
        {"bytes_used",   s->bytes_used  },
        {"bytes_text",   s->bytes_text  },
        {"text_bytes",   s->text_bytes  },
        {"read",         s->read        },
        {"skipped",      s->skipped     },
        {"repaired",     s->repaired    },
        {"unchanged",    s->unchanged   },
    };
    json_open(j, NULL, '{');
    for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
        json_count(j, counts[i].name, counts[i].value);
    json_bool(j, "has_text", s->has_text != 0);
    parameters_json(j, &s->parameters);
    json_close(j, '}');
}

static void put_count(const struct term *t, const char *name, uint64_t value, const char *note)
{
    char count[NUMBER_MAX];
    fprintf(t->out, "%-14s %15s  ", name, number_count(count, value));
    term_style(t, STYLE_DIM);
    fputs(note, t->out);
    term_style(t, STYLE_PLAIN);
    fputc('\n', t->out);
}

static void put_bytes(const struct term *t, const char *name, uint64_t value, const char *note)
{
    char bytes[NUMBER_MAX];
    fprintf(t->out, "%-14s %15s  ", name, number_bytes(bytes, (double)value));
    term_style(t, STYLE_DIM);
    fputs(note, t->out);
    term_style(t, STYLE_PLAIN);
    fputc('\n', t->out);
}

static void put_parameters(const struct term *t, const struct wcy_stat *s)
{
    const struct wcy_parameters *p = &s->parameters;
    char window[NUMBER_MAX];
    fprintf(t->out,
            "\nshingles of %u words, one in %u indexed but at least %u, lists of up to %u;"
            "%s format %" PRIu64 "\n",
            p->shingle, p->scale, p->floor, p->df_cap, p->seed ? " a secret seed;" : "", s->format);
    fprintf(t->out,
            "near %g; edited %g, contained %g; within a site %g and %g; at least %u shared\n",
            p->thresholds.near, p->thresholds.edited, p->thresholds.contained,
            p->thresholds.edited_within, p->thresholds.contained_within, p->thresholds.min_shared);
    if (p->window)
        fprintf(t->out, "compared within %s; ", number_lag(window, (int64_t)p->window));
    if (p->languages == WCY_LANGUAGES_SAME)
        fputs("compared within a language; ", t->out);
    fprintf(t->out, "copies on one site: %s\n", same_site_name(p->same_site));
}

static void stat_print(const struct term *t, const struct wcy_stat *s)
{
    put_count(t, "articles", s->articles, "");
    put_count(t, "  in clusters", s->clustered, "have at least one copy");
    put_count(t, "  identical", s->identical, "have another's normalised text");
    put_count(t, "  removed", s->removed, "");
    put_count(t, "clusters", s->clusters, "");
    put_count(t, "pairs", s->pairs, "Jaccard .3 or containment .5 and more");
    put_count(t, "sites", s->sites, "");
    put_count(t, "fingerprints", s->fingerprints, "sampled shingles");
    put_count(t, "batches", s->batches, "commits; --batches lists them");
    put_count(t, "records read", s->read, "over all batches");
    put_count(t, "  skipped", s->skipped, "");
    put_count(t, "  repaired", s->repaired, "");
    put_count(t, "  unchanged", s->unchanged, "were there already");
    put_bytes(t, "size on disk", s->bytes, "");
    put_bytes(t, "  in use", s->bytes_used, "");
    put_bytes(t, "  texts", s->bytes_text, s->has_text ? "compressed" : "not kept (--no-text)");
    put_bytes(t, "article text", s->text_bytes, "uncompressed");
    if (s->text_bytes > RATIO_FROM)
        fprintf(t->out, "%-14s %15.3f  index bytes a byte of text, without the texts\n", "",
                (double)(s->bytes_used - s->bytes_text) / (double)s->text_bytes);
    put_parameters(t, s);
}

static void lines_json(struct json *j, const char *key, struct wcy_slice lines)
{
    json_open(j, key, '[');
    while (lines.len > 0) {
        const char *end = memchr(lines.ptr, '\n', lines.len);
        size_t len = end ? (size_t)(end - lines.ptr) : lines.len;
        json_slice(j, NULL, (struct wcy_slice){lines.ptr, len});
        len += end != NULL;
        lines = (struct wcy_slice){lines.ptr + len, lines.len - len};
    }
    json_close(j, ']');
}

static void batch_json(const struct wcy_batch *b)
{
    struct json j = JSON_TO(stdout);
    json_open(&j, NULL, '{');
    json_count(&j, "batch", b->number);
    json_time(&j, "started", b->started);
    json_time(&j, "ended", b->ended);
    lines_json(&j, "inputs", b->inputs);
    summary_json(&j, &b->report);
    lines_json(&j, "skips", b->skipped);
    json_close(&j, '}');
    json_end_line(&j);
}

static void batch_print(const struct cli *cli, const struct wcy_batch *b)
{
    const struct term *t = &cli->out;
    char time[NUMBER_MAX], indexed[NUMBER_MAX], unchanged[NUMBER_MAX], skipped[NUMBER_MAX];
    fprintf(t->out, "%6" PRIu64 "  %s  indexed %s, unchanged %s, skipped %s  ", b->number,
            number_time(time, b->ended), number_count(indexed, b->report.indexed),
            number_count(unchanged, b->report.unchanged), number_count(skipped, b->report.skipped));
    term_put(t, b->inputs);
    fputc('\n', t->out);
    if (b->skipped.len > 0 && cli->common->verbose) {
        term_put_text(t->out, b->skipped);
        fputc('\n', t->out);
    }
}

static int list_batches(struct cli *cli)
{
    struct wcy_batch_iter *iter = NULL;
    struct wcy_batch batch;
    int status = wcy_batch_iter_open(&iter, cli->index, &cli->error);
    while (status == WCY_OK && cli_can_write(cli)) {
        status = wcy_batch_iter_next(iter, &batch, &cli->error);
        if (status != WCY_OK)
            break;
        if (cli->common->json)
            batch_json(&batch);
        else
            batch_print(cli, &batch);
    }
    wcy_batch_iter_close(iter);
    return status < 0 ? cli_fail(cli) : EXIT_DONE;
}

static void print_json(const struct wcy_stat *s)
{
    struct json j = JSON_TO(stdout);
    stat_json(&j, s);
    json_end_line(&j);
}

static int run(struct cli *cli, const void *args)
{
    const struct stat_args *a = args;
    struct wcy_stat stat;
    int code = cli_open_index(cli, cli->operands[0]);
    if (code != EXIT_DONE)
        return code;
    if (a->batches)
        return list_batches(cli);
    if (wcy_stat(cli->index, &stat, &cli->error) != WCY_OK)
        return cli_fail(cli);
    if (cli->common->json)
        print_json(&stat);
    else
        stat_print(&cli->out, &stat);
    return EXIT_DONE;
}

const struct command command_stat = {
    .name = "stat",
    .operands = "INDEX",
    .summary = "show counts, sizes and parameters, or the batches",
    .examples = "wirecopy stat idx\n"
                "wirecopy stat idx --batches\n"
                "wirecopy stat idx --json",
    .about = "Every record that was ever read is accounted for: indexed, unchanged or skipped. "
             "--batches lists the commits with their inputs; with -v also what they skipped.",
    .groups = groups,
    .args_size = sizeof(struct stat_args),
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
