#include "command.h"
#include "excerpt.h"
#include "match_out.h"
#include "number.h"
#include "record_json.h"
#include "story_out.h"

#include <inttypes.h>

#define SPAN_MAX (2 * NUMBER_MAX + 2)

struct clusters_args {
    struct common_args common;
    uint64_t min_size, limit;
    bool members, roundups;
};

static const struct clusters_args defaults = {.min_size = 2, .limit = UINT64_MAX};

static const struct opt clusters_opts[] = {
    OPT(COUNT, 0, "min-size", "N", struct clusters_args, min_size,
        "clusters of at least N articles (default 2)"),
    OPT(COUNT, 'n', "limit", "N", struct clusters_args, limit, "the N largest"),
    OPT(FLAG, 'm', "members", NULL, struct clusters_args, members,
        "list the members too (--json always does)"),
    OPT(FLAG, 0, "roundups", NULL, struct clusters_args, roundups,
        "list the round-ups in place of the clusters, and the stories that each holds"),
    OPT_END,
};

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("Options", clusters_opts),
    OPT_GROUP("General", common_opts, struct clusters_args, common),
    OPT_GROUPS_END,
};

static void member_json(struct json *j, const struct wcy_member *m)
{
    json_open(j, NULL, '{');
    json_slice(j, "id", m->id);
    json_string(j, "relation", wcy_relation_name(m->relation));
    json_number(j, "jaccard", m->jaccard);
    json_number(j, "containment", m->containment);
    json_name(j, "via", m->via);
    json_seconds(j, "lag", m->lag);
    json_name(j, "version_of", m->version_of);
    json_number(j, "containment_original", m->containment_original);
    json_close(j, '}');
}

void cluster_json(struct json *j, const struct wcy_cluster *c)
{
    json_open(j, NULL, '{');
    json_count(j, "cluster", c->number);
    json_count(j, "size", c->size);
    json_name(j, "original", c->original);
    json_name(j, "source", c->source);
    json_name(j, "first", c->first);
    json_name(j, "last", c->last);
    json_count(j, "sites", c->sites);
    json_open(j, "members", '[');
    for (uint64_t i = 0; i < c->size; i++)
        member_json(j, &c->members[i]);
    json_close(j, ']');
    json_close(j, '}');
}

/* "2024-03-01..2024-03-04", a single day once, "-" when no time is known. */
static void format_span(char out[SPAN_MAX], const struct wcy_cluster *c)
{
    int64_t first = WCY_NO_TIME, last = WCY_NO_TIME;
    for (uint64_t i = 0; i < c->size; i++) {
        int64_t time = c->members[i].time;
        if (time == WCY_NO_TIME)
            continue;
        if (first == WCY_NO_TIME || time < first)
            first = time;
        if (last == WCY_NO_TIME || time > last)
            last = time;
    }
    char a[NUMBER_MAX], b[NUMBER_MAX];
    number_date(a, first);
    number_date(b, last);
    if (strcmp(a, b) == 0)
        snprintf(out, SPAN_MAX, "%s", a);
    else
        snprintf(out, SPAN_MAX, "%s..%s", a, b);
}

/* "3 identical, 2 edited": how the members stand to the original. */
static void print_mix(const struct term *t, const struct wcy_cluster *c)
{
    const char *comma = "";
    for (int relation = WCY_IDENTICAL; relation < WCY_ORIGINAL; relation++) {
        uint64_t n = 0;
        for (uint64_t i = 0; i < c->size; i++)
            n += c->members[i].relation == (enum wcy_relation)relation;
        if (n == 0)
            continue;
        fputs(comma, t->out);
        term_style(t, match_style((enum wcy_relation)relation));
        fprintf(t->out, "%" PRIu64 " %s", n, wcy_relation_name((enum wcy_relation)relation));
        term_style(t, STYLE_PLAIN);
        comma = ", ";
    }
}

/* On a narrow terminal the date goes, since the lag tells as much, then the id gets shorter. */
static void print_member(const struct term *t, const struct wcy_member *m)
{
    char jaccard[NUMBER_MAX], in[NUMBER_MAX], day[NUMBER_MAX], lag[NUMBER_MAX];
    bool with_date = t->width == 0 || t->width >= 100;
    unsigned id = t->width == 0 || t->width >= 116 ? 24 : 16;
    unsigned used = (with_date ? 68u : 56u) + id;
    fputs("        ", t->out);
    match_put_relation(t, m->relation, RELATION_WIDTH);
    if (m->relation == WCY_ORIGINAL)
        fprintf(t->out, " %15s", "");
    else
        fprintf(t->out, " J %s  %5s in", number_similarity(jaccard, m->jaccard),
                number_percent(in, m->containment));
    if (with_date)
        fprintf(t->out, "  %-10s", number_date(day, m->time));
    fprintf(t->out, "  %11s  ", m->relation == WCY_ORIGINAL ? "" : number_lag(lag, m->lag));
    term_cell(t, m->id, id);
    fputs("  ", t->out);
    term_style(t, STYLE_NAME);
    term_cell(t, m->site, t->width > used ? t->width - used : 0);
    term_style(t, STYLE_PLAIN);
    if (m->via.len > 0) {
        fputs(t->width > 0 ? "\n          via " : "  via ", t->out);
        term_put(t, m->via);
    }
    fputc('\n', t->out);
}

static struct wcy_slice title_of(const struct wcy_cluster *c)
{
    for (uint64_t i = 0; i < c->size; i++) {
        if (c->members[i].title.len > 0)
            return c->members[i].title;
    }
    return (struct wcy_slice){NULL, 0};
}

/* The columns of the table; on a narrow terminal the relations go, then the others shrink. */
struct layout {
    unsigned original, title;
    bool relations;
};

#define FIXED_COLUMNS 41 /* size, sites and dates, with their gaps */

static struct layout layout_for(unsigned width)
{
    struct layout l = {24, 40, width == 0 || width >= 136};
    if (width == 0)
        return l;
    unsigned relations = l.relations ? 30 : 0;
    l.original = width >= 100 ? 24 : 16;
    unsigned used = FIXED_COLUMNS + l.original + 2 + relations;
    l.title = width > used + 12 ? width - used : 12;
    l.title = l.title > 72 ? 72 : l.title;
    return l;
}

static void print_heading(const struct term *t, const struct layout *l)
{
    term_style(t, STYLE_DIM);
    fprintf(t->out, "%6s  %5s  %-22s  %-*s  ", "size", "sites", "published", (int)l->original,
            "original");
    if (l->relations)
        fprintf(t->out, "%-*s  relations\n", (int)l->title, "title");
    else
        fputs("title\n", t->out);
    term_style(t, STYLE_PLAIN);
}

static void print_row(const struct cli *cli, const struct wcy_cluster *c, const struct layout *l,
                      bool members)
{
    const struct term *t = &cli->out;
    char span[SPAN_MAX];
    format_span(span, c);
    fprintf(t->out, "%6" PRIu64 "  %5" PRIu64 "  %-22s  ", c->size, c->sites, span);
    term_style(t, STYLE_BOLD);
    term_cell(t, c->original.len > 0 ? c->original : c->source, l->original);
    term_style(t, STYLE_PLAIN);
    fputs("  ", t->out);
    term_cell_cut(t, title_of(c), l->title);
    if (l->relations) {
        fputs("  ", t->out);
        print_mix(t, c);
    }
    fputc('\n', t->out);
    for (uint64_t i = 0; members && i < c->size && cli_can_write(cli); i++)
        print_member(t, &c->members[i]);
}

static void print_json(const struct wcy_cluster *c)
{
    struct json j = JSON_TO(stdout);
    cluster_json(&j, c);
    json_end_line(&j);
}

void roundup_json(struct json *j, const struct wcy_entry *e)
{
    json_open(j, NULL, '{');
    json_slice(j, "id", e->article.id);
    json_name(j, "site", e->article.site);
    json_name(j, "title", e->article.title);
    json_name(j, "published", e->article.published);
    json_cluster(j, "cluster", e->cluster);
    story_json(j, e);
    json_close(j, '}');
}

static void print_roundup(const struct cli *cli, const struct wcy_entry *e)
{
    struct json j = JSON_TO(stdout);
    const struct term *t = &cli->out;
    if (cli->common->json) {
        roundup_json(&j, e);
        json_end_line(&j);
        return;
    }
    term_put_styled(t, STYLE_BOLD, e->article.id);
    fputs("  ", t->out);
    term_put_styled(t, STYLE_NAME, e->article.site);
    fputs("  ", t->out);
    term_put(t, e->article.title);
    fputc('\n', t->out);
    story_print(t, e);
}

/* In the order of indexing. */
static int list_roundups(struct cli *cli, uint64_t limit)
{
    struct wcy_export_iter *iter = NULL;
    struct wcy_decision d;
    int status = wcy_export_iter_open(&iter, cli->index, 0, &cli->error);
    for (uint64_t n = 0; status == WCY_OK && n < limit && cli_can_write(cli);) {
        struct wcy_entry *entry = NULL;
        status = wcy_export_iter_next(iter, &d, &cli->error);
        if (status != WCY_OK || !d.composite)
            continue;
        status = wcy_entry_get(cli->index, WCY_BY_ID, d.article.id, 0, &entry, &cli->error);
        if (status == WCY_OK)
            print_roundup(cli, entry);
        wcy_entry_free(entry);
        n++;
    }
    wcy_export_iter_close(iter);
    return status < 0 ? cli_fail(cli) : EXIT_DONE;
}

static int run(struct cli *cli, const void *args)
{
    const struct clusters_args *a = args;
    struct wcy_cluster_iter *iter = NULL;
    struct wcy_cluster cluster;
    const struct layout layout = layout_for(cli->out.width);
    if (a->min_size < 2)
        return usage_error(cli->command, "'--min-size' is at least 2");
    int code = cli_open_index(cli, cli->operands[0]);
    if (code != EXIT_DONE)
        return code;
    if (a->roundups)
        return list_roundups(cli, a->limit);
    int status = wcy_cluster_iter_open(&iter, cli->index, a->min_size, &cli->error);
    if (status == WCY_OK && !cli->common->json)
        print_heading(&cli->out, &layout);
    for (uint64_t n = 0; status == WCY_OK && n < a->limit && cli_can_write(cli); n++) {
        status = wcy_cluster_iter_next(iter, &cluster, &cli->error);
        if (status != WCY_OK)
            break;
        if (cli->common->json)
            print_json(&cluster);
        else
            print_row(cli, &cluster, &layout, a->members || cli->common->verbose);
    }
    wcy_cluster_iter_close(iter);
    return status < 0 ? cli_fail(cli) : EXIT_DONE;
}

const struct command command_clusters = {
    .name = "clusters",
    .operands = "INDEX",
    .summary = "list the clusters of copies, largest first",
    .examples = "wirecopy clusters idx\n"
                "wirecopy clusters idx --min-size 10 --limit 20\n"
                "wirecopy clusters idx --members\n"
                "wirecopy clusters idx --roundups\n"
                "wirecopy clusters idx --json > clusters.jsonl",
    .about = "One line a cluster: how many articles on how many sites, when they were published, "
             "the original (or, when it is not in the corpus, the source), its title, and how the "
             "other members stand to it. 'via' names the member that a member was compared with "
             "when that was not the original. Round-ups of several stories are in no cluster but "
             "that of their own reprints; --roundups lists them and what they are made of.",
    .groups = groups,
    .args_size = sizeof(struct clusters_args),
    .defaults = &defaults,
    .min_operands = 1,
    .max_operands = 1,
    .paged = true,
    .run = run,
};
