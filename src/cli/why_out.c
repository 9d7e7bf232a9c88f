#include "why_out.h"

#include "match_out.h"
#include "number.h"

#include <inttypes.h>
#include <string.h>

static bool same(struct wcy_slice a, struct wcy_slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

const struct wcy_member *why_member(const struct wcy_entry *e)
{
    for (size_t i = 0; i < e->n_members; i++)
        if (same(e->members[i].id, e->article.id))
            return &e->members[i];
    return NULL;
}

/* What a reason says, in words. */
static const char *explain(const char *kind)
{
    static const struct {
        const char *kind, *words;
    } table[] = {
        {"credit",        "credits it"                                           },
        {"complete",      "has the others' text and little that none of them has"},
        {"earliest",      "is dated before all others"                           },
        {"agency",        "is on a site that sells its text"                     },
        {"own-mark",      "carries its own site's mark"                          },
        {"credits-none",  "credits nobody, while others do"                      },
        {"first-version", "came before a later version on its site"              },
        {"series",        "is one of a series on its site"                       },
        {"record",        "is on a site that other articles credit"              },
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        if (strcmp(table[i].kind, kind) == 0)
            return table[i].words;
    }
    return kind;
}

/* ------------------------------------------------------------------ JSON */

static void reason_json(struct json *j, const struct wcy_reason *r)
{
    json_open(j, NULL, '{');
    json_string(j, "kind", r->kind);
    json_number(j, "weight", r->weight);
    json_slice(j, "by", r->by);
    if (r->credit) {
        json_slice(j, "source", r->credit->source);
        json_slice(j, "credit", r->credit->kind);
        json_slice(j, "evidence", r->credit->evidence);
        json_count(j, "offset", r->credit->offset);
    }
    json_close(j, '}');
}

void why_json(struct json *j, const struct wcy_entry *e, const struct wcy_origin *o)
{
    const struct wcy_member *m = why_member(e);
    json_open(j, "why", '{');
    json_number(j, "confidence", o->confidence);
    json_open(j, "reasons", '[');
    for (size_t i = 0; i < o->n_reasons; i++)
        reason_json(j, &o->reasons[i]);
    json_close(j, ']');
    if (m) {
        json_number(j, "jaccard", m->jaccard);
        json_number(j, "containment", m->containment);
        json_number(j, "containment_original", m->containment_original);
    }
    json_close(j, '}');
}

/* ------------------------------------------------------------------ for people */

static void print_label(const struct term *t, const char *label)
{
    term_style(t, STYLE_DIM);
    fprintf(t->out, "  %-10s", label);
    term_style(t, STYLE_PLAIN);
    fputc(' ', t->out);
}

static void print_reason(const struct term *t, const struct wcy_reason *r)
{
    fprintf(t->out, "  %16.2f  ", r->weight);
    term_put_styled(t, STYLE_BOLD, r->by);
    fprintf(t->out, " %s", explain(r->kind));
    if (r->credit) {
        fputs(": ", t->out);
        term_put(t, r->credit->kind);
        fputs(" \"", t->out);
        term_put(t, r->credit->evidence);
        fprintf(t->out, "\" at byte %" PRIu64, r->credit->offset);
    }
    fputc('\n', t->out);
}

/* Which way the text went, as far as the sizes say. */
static const char *direction(const struct wcy_member *m)
{
    if (m->containment >= 0.95 && m->containment_original >= 0.95)
        return "word for word";
    if (m->containment > m->containment_original + 0.1)
        return "it is a part of it: cut";
    if (m->containment_original > m->containment + 0.1)
        return "it holds it: text was added";
    return "both have words of their own: edited";
}

static void print_membership(const struct term *t, const struct wcy_member *m,
                             struct wcy_slice original)
{
    char jaccard[NUMBER_MAX], in[NUMBER_MAX], of[NUMBER_MAX], lag[NUMBER_MAX];
    print_label(t, "member");
    match_put_relation(t, m->relation, 0);
    fputs(m->via.len ? " of a copy, " : " of ", t->out);
    term_put_styled(t, STYLE_BOLD, m->via.len ? m->via : original);
    fprintf(t->out, ": Jaccard %s, %s of this text is in that one, %s of that one in this; %s\n",
            number_similarity(jaccard, m->jaccard), number_percent(in, m->containment),
            number_percent(of, m->containment_original), direction(m));
    if (m->lag != WCY_NO_TIME) {
        print_label(t, "published");
        fprintf(t->out, "%s after it\n", number_lag(lag, m->lag));
    }
}

void why_print(const struct term *t, const struct wcy_entry *e, const struct wcy_origin *o)
{
    char confidence[NUMBER_MAX];
    const struct wcy_member *m = why_member(e);
    print_label(t, "original");
    term_put_styled(t, STYLE_BOLD, o->original.len ? o->original : o->source);
    if (o->original.len == 0)
        fputs(", outside the corpus", t->out);
    if (o->n_reasons == 0) {
        fputs("; no reasons are at hand\n", t->out);
    } else {
        fprintf(t->out, ", confidence %s, because (log-odds):\n",
                number_similarity(confidence, o->confidence));
        for (size_t i = 0; i < o->n_reasons; i++)
            print_reason(t, &o->reasons[i]);
    }
    if (m && m->relation != WCY_ORIGINAL)
        print_membership(t, m, e->original);
}
