#include "article_out.h"
#include "command.h"
#include "match_out.h"
#include "number.h"
#include "record_json.h"
#include "story_out.h"
#include "why_out.h"

#include <inttypes.h>

#define RELATED_SHOWN 20

struct show_args {
    struct common_args common;
    bool text, by_url, why;
};

static const struct opt show_opts[] = {
    OPT(FLAG, 0, "text", NULL, struct show_args, text, "print the text too"),
    OPT(FLAG, 0, "url", NULL, struct show_args, by_url, "ID is the article's url"),
    OPT(FLAG, 0, "why", NULL, struct show_args, why,
        "print the evidence: why the original is the original, and why this is a member"),
    OPT_END,
};

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("Options", show_opts),
    OPT_GROUP("General", common_opts, struct show_args, common),
    OPT_GROUPS_END,
};

static bool same(struct wcy_slice a, struct wcy_slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Another version of this article: both revise the same first one, or one of them is it. */
static bool is_version(const struct wcy_entry *e, const struct wcy_member *m)
{
    struct wcy_slice first = e->version_of.len ? e->version_of : e->article.id;
    return !same(m->id, e->article.id) && same(m->version_of.len ? m->version_of : m->id, first);
}

static void versions_json(struct json *j, const struct wcy_entry *e)
{
    json_open(j, "versions", '[');
    for (size_t i = 0; i < e->n_members; i++) {
        const struct wcy_member *m = &e->members[i];
        if (!is_version(e, m))
            continue;
        json_open(j, NULL, '{');
        json_slice(j, "id", m->id);
        json_name(j, "published", m->published);
        json_name(j, "version_of", m->version_of);
        json_close(j, '}');
    }
    json_close(j, ']');
}

void entry_json(struct json *j, const struct wcy_entry *e, const struct wcy_origin *origin,
                bool with_text)
{
    json_open(j, NULL, '{');
    article_json_head(j, &e->article);
    if (with_text)
        json_slice(j, "text", e->article.text);
    json_count(j, "number", e->number);
    json_count(j, "version", e->version);
    json_count(j, "shingles", e->shingles);
    json_cluster(j, "cluster", e->cluster);
    json_name(j, "original", e->original);
    json_string(j, "relation", wcy_relation_name(e->relation));
    article_json_credits(j, &e->article);
    json_open(j, "relations", '[');
    for (size_t i = 0; i < e->n_related; i++) {
        const struct wcy_match *m = &e->related[i];
        json_open(j, NULL, '{');
        json_slice(j, "id", m->id);
        json_string(j, "relation", wcy_relation_name(m->relation));
        match_json_numbers(j, m);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_name(j, "source", e->source);
    json_name(j, "via", e->via);
    json_seconds(j, "lag", e->lag);
    json_name(j, "version_of", e->version_of);
    versions_json(j, e);
    if (e->composite)
        story_json(j, e);
    if (origin)
        why_json(j, e, origin);
    json_close(j, '}');
}

static void print_place(const struct term *t, const struct wcy_entry *e)
{
    char shingles[NUMBER_MAX], lag[NUMBER_MAX];
    fprintf(t->out, "  %-10s article %" PRIu64 ", version %" PRIu64 ", %s shingles\n", "indexed",
            e->number, e->version, number_count(shingles, e->shingles));
    if (e->cluster == 0) {
        fprintf(t->out, "  %-10s none: no copies known\n", "cluster");
        return;
    }
    fprintf(t->out, "  %-10s %" PRIu64 ": ", "cluster", e->cluster);
    match_put_relation(t, e->relation, 0);
    if (e->original.len > 0 && e->relation != WCY_ORIGINAL) {
        fputs(" of ", t->out);
        term_put_styled(t, STYLE_BOLD, e->original);
    }
    if (e->lag != WCY_NO_TIME && e->relation != WCY_ORIGINAL)
        fprintf(t->out, ", %s after it", number_lag(lag, e->lag));
    fputc('\n', t->out);
}

static void print_versions(const struct term *t, const struct wcy_entry *e)
{
    char day[NUMBER_MAX], lag[NUMBER_MAX];
    for (size_t i = 0; i < e->n_members; i++) {
        const struct wcy_member *m = &e->members[i];
        if (!is_version(e, m))
            continue;
        fprintf(t->out, "  %-10s ", "version");
        term_put_styled(t, STYLE_BOLD, m->id);
        fprintf(t->out, "  %s", number_date(day, m->time));
        if (m->lag != WCY_NO_TIME)
            fprintf(t->out, ", %s after the original", number_lag(lag, m->lag));
        fputc('\n', t->out);
    }
}

static void print_related(const struct cli *cli, const struct wcy_entry *e)
{
    const struct term *t = &cli->out;
    size_t limit = cli->common->verbose ? e->n_related : RELATED_SHOWN;
    for (size_t i = 0; i < e->n_related && i < limit; i++) {
        const struct wcy_match *m = &e->related[i];
        char jaccard[NUMBER_MAX], in[NUMBER_MAX];
        fputs("  ", t->out);
        match_put_relation(t, m->relation, RELATION_WIDTH);
        fprintf(t->out, " J %s%s  %5s in  ", number_similarity(jaccard, m->jaccard),
                m->estimated ? "~" : "", number_percent(in, m->containment_query));
        term_cell(t, m->id, 24);
        fputs("  ", t->out);
        term_put_styled(t, STYLE_DIM, m->title);
        fputc('\n', t->out);
    }
    if (e->n_related > limit)
        fprintf(t->out, "  and %zu more (-v shows them)\n", e->n_related - limit);
}

static void print_entry(const struct cli *cli, const struct show_args *a,
                        const struct wcy_entry *entry, const struct wcy_origin *origin)
{
    article_print(&cli->out, &entry->article);
    print_place(&cli->out, entry);
    print_versions(&cli->out, entry);
    story_print(&cli->out, entry);
    if (origin)
        why_print(&cli->out, entry, origin);
    print_related(cli, entry);
    if (!a->text)
        return;
    fputc('\n', stdout);
    term_put_text(stdout, entry->article.text);
    fputc('\n', stdout);
}

static int run(struct cli *cli, const void *args)
{
    const struct show_args *a = args;
    struct wcy_entry *entry = NULL;
    struct wcy_origin *origin = NULL;
    int code = cli_open_index(cli, cli->operands[0]);
    if (code != EXIT_DONE)
        return code;
    const char *key = cli->operands[1];
    int status = wcy_entry_get(cli->index, a->by_url ? WCY_BY_URL : WCY_BY_ID, cli_slice(key),
                               a->text, &entry, &cli->error);
    if (status == WCY_END) {
        complain("no article with the %s '%s' in the index", a->by_url ? "url" : "id", key);
        return EXIT_NOTHING;
    }
    if (status == WCY_OK && a->why && entry->cluster)
        status = wcy_origin_get(cli->index, entry->cluster, &origin, &cli->error);
    struct json j = JSON_TO(stdout);
    if (status >= 0 && cli->common->json) {
        entry_json(&j, entry, origin, a->text);
        json_end_line(&j);
    } else if (status >= 0) {
        print_entry(cli, a, entry, origin);
    }
    wcy_origin_free(origin);
    wcy_entry_free(entry);
    return status < 0 ? cli_fail(cli) : EXIT_DONE;
}

const struct command command_show = {
    .name = "show",
    .operands = "INDEX ID",
    .summary = "show one article: metadata, credits, cluster, relations",
    .examples = "wirecopy show idx reuters-1\n"
                "wirecopy show idx --why gazette-1\n"
                "wirecopy show idx --text reuters-1\n"
                "wirecopy show idx --url https://gazette.example/bank-profit",
    .about = "Prints what the index knows about one article: its credits, its cluster, how it "
             "stands to the original and how long after it it came, its other versions, and what "
             "it shares text with. Exit code 1 when there is no such article.",
    .groups = groups,
    .args_size = sizeof(struct show_args),
    .min_operands = 2,
    .max_operands = 2,
    .paged = true,
    .run = run,
};
