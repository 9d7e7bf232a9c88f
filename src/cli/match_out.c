#include "match_out.h"

#include "excerpt.h"
#include "number.h"
#include "record_json.h"

#include <inttypes.h>

#define PASSAGES_SHOWN 3

enum style match_style(enum wcy_relation relation)
{
    switch (relation) {
    case WCY_ORIGINAL:
        return STYLE_BOLD;
    case WCY_IDENTICAL:
    case WCY_NEAR_DUPLICATE:
        return STYLE_BAD;
    case WCY_EDITED:
    case WCY_ABRIDGED:
    case WCY_EXTENDED:
    case WCY_VERSION_OF:
        return STYLE_WARN;
    default:
        return STYLE_DIM;
    }
}

void match_put_relation(const struct term *t, enum wcy_relation relation, int width)
{
    term_style(t, match_style(relation));
    fprintf(t->out, "%-*s", width, wcy_relation_name(relation));
    term_style(t, STYLE_PLAIN);
}

/* Site, day and title on a line of their own. */
static void print_about(const struct term *t, const struct wcy_match *m)
{
    if (m->site.len + m->published.len + m->title.len == 0)
        return;
    fputs("    ", t->out);
    if (m->site.len > 0) {
        term_put_styled(t, STYLE_NAME, m->site);
        fputs("  ", t->out);
    }
    if (m->published.len > 0) {
        term_put(t, excerpt_day(m->published));
        fputs("  ", t->out);
    }
    term_put(t, m->title);
    fputc('\n', t->out);
}

static void print_cluster(const struct term *t, const struct wcy_match *m)
{
    if (m->cluster == 0)
        return;
    fprintf(t->out, "    cluster %" PRIu64, m->cluster);
    if (m->original.len > 0) {
        fputs(", original ", t->out);
        term_put(t, m->original);
    }
    fputc('\n', t->out);
}

static void print_passage(const struct term *t, const struct wcy_passage *p, struct wcy_slice text)
{
    char where[96];
    int len =
        snprintf(where, sizeof(where), "[%" PRIu64 ", %" PRIu64 ") = [%" PRIu64 ", %" PRIu64 ")",
                 p->a_from, p->a_to, p->b_from, p->b_to);
    unsigned width = t->width > 0 ? t->width : 100;
    unsigned used = (unsigned)len + 8;
    fputs("    ", t->out);
    term_style(t, STYLE_DIM);
    fputs(where, t->out);
    term_style(t, STYLE_PLAIN);
    fputs("  \"", t->out);
    excerpt_line(t, excerpt_cut(text, p->a_from, p->a_to), width > used + 30 ? width - used : 30);
    fputs("\"\n", t->out);
}

/* The longest passages, in the order of the text. */
static void print_passages(const struct cli *cli, const struct wcy_match *m, struct wcy_slice text)
{
    size_t limit = cli->common->verbose ? m->n_passages : PASSAGES_SHOWN;
    bool shown = false;
    for (size_t i = 0; i < m->n_passages; i++) {
        const struct wcy_passage *p = &m->passages[i];
        size_t longer = 0;
        for (size_t k = 0; k < m->n_passages && limit < m->n_passages; k++) {
            uint64_t here = p->a_to - p->a_from,
                     there = m->passages[k].a_to - m->passages[k].a_from;
            longer += there > here || (there == here && k < i);
        }
        if (longer >= limit)
            continue;
        print_passage(&cli->out, p, text);
        shown = true;
    }
    if (shown && m->n_passages > limit)
        fprintf(cli->out.out, "    and %zu shorter passages (-v shows them)\n",
                m->n_passages - limit);
}

void match_print(const struct cli *cli, const struct wcy_match *m, struct wcy_slice text)
{
    const struct term *t = &cli->out;
    char jaccard[NUMBER_MAX], query[NUMBER_MAX], match[NUMBER_MAX], shared[NUMBER_MAX];
    fputs("  ", t->out);
    match_put_relation(t, m->relation, RELATION_WIDTH);
    fputc(' ', t->out);
    term_put_styled(t, STYLE_BOLD, m->id);
    fprintf(t->out,
            "\n    %s of the query is in it, %s of it in the query; Jaccard %s, %s shingles%s\n",
            number_percent(query, m->containment_query),
            number_percent(match, m->containment_match), number_similarity(jaccard, m->jaccard),
            number_count(shared, m->shared), m->estimated ? " (estimates)" : "");
    print_about(t, m);
    print_cluster(t, m);
    print_passages(cli, m, text);
}

void match_json_numbers(struct json *j, const struct wcy_match *m)
{
    json_number(j, "jaccard", m->jaccard);
    json_number(j, "containment_query", m->containment_query);
    json_number(j, "containment_match", m->containment_match);
    if (m->estimated)
        json_bool(j, "estimated", true);
}

void match_json(struct json *j, const struct wcy_match *m, struct wcy_slice query)
{
    json_name(j, "query", query);
    json_slice(j, "id", m->id);
    json_string(j, "relation", wcy_relation_name(m->relation));
    match_json_numbers(j, m);
    json_cluster(j, "cluster", m->cluster);
    json_name(j, "original", m->original);
    json_open(j, "passages", '[');
    for (size_t i = 0; i < m->n_passages; i++) {
        const struct wcy_passage *p = &m->passages[i];
        json_open(j, NULL, '{');
        json_range(j, "query", p->a_from, p->a_to);
        json_range(j, "match", p->b_from, p->b_to);
        json_close(j, '}');
    }
    json_close(j, ']');
}

void match_print_json(const struct wcy_match *m, struct wcy_slice query)
{
    struct json j = JSON_TO(stdout);
    json_open(&j, NULL, '{');
    match_json(&j, m, query);
    json_close(&j, '}');
    json_end_line(&j);
}
