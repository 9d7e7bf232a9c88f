#include "report/story.h"

#include "report/overview.h"
#include "report/text_delta.h"

#include <stdlib.h>
#include <string.h>

#define REASONS_LISTED 8

/* For a server, which has no file to keep small. */
#define SERVED_MEMBERS 1000
#define SERVED_TEXTS   200

struct story {
    struct wcy_index *index;
    const struct story_options *options;
    struct json *j;
    const struct wcy_cluster *cluster;
    struct wcy_slice title;
    size_t n;                   /* members that are listed */
    struct wcy_entry **entries; /* of those with more than a line; NULL for the others */
    size_t *bases;              /* the member that each was compared with */
    struct wcy_error *err;
};

static void write_passages(struct json *j, const struct wcy_passage *passages, size_t n)
{
    json_open(j, "passages", '[');
    for (size_t i = 0; i < n; i++) {
        json_open(j, NULL, '[');
        json_count(j, NULL, passages[i].a_from);
        json_count(j, NULL, passages[i].a_to);
        json_count(j, NULL, passages[i].b_from);
        json_count(j, NULL, passages[i].b_to);
        json_close(j, ']');
    }
    json_close(j, ']');
}

static bool same_text(struct wcy_slice a, struct wcy_slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* The first member's text as it is, the others' by what they share with that of their base. */
static int write_text(struct story *s, size_t i)
{
    struct wcy_slice text = s->entries[i]->article.text;
    const struct wcy_entry *base = s->entries[s->bases[i]];
    struct wcy_passage *passages = NULL;
    size_t n = 0;
    if (!s->options->texts || text.len == 0 || !base) {
        return WCY_OK;
    }
    json_count(s->j, "base", s->bases[i]);
    if (i == s->bases[i]) {
        json_slice(s->j, "text", text);
        return WCY_OK;
    }
    int status = wcy_diff(base->article.text, text, s->options->shingle, &passages, &n, s->err);
    if (status != WCY_OK)
        return status;
    text_delta_write(s->j, "text", base->article.text, text, passages, n);
    write_passages(s->j, passages, n);
    wcy_passages_free(passages);
    return WCY_OK;
}

/* What is empty, or known from the story or the time, is left out: it adds up. */
static void write_optional(struct json *j, const char *key, struct wcy_slice value)
{
    if (value.len > 0)
        json_slice(j, key, value);
}

static void write_certificate(struct json *j, const struct wcy_member *m,
                              struct wcy_slice story_title)
{
    json_slice(j, "id", m->id);
    write_optional(j, "url", m->url);
    write_optional(j, "site", m->site);
    if (!same_text(m->title, story_title))
        json_slice(j, "title", m->title);
    json_seconds(j, "time", m->time);
    if (m->time == WCY_NO_TIME)
        write_optional(j, "published", m->published);
    if (m->lag != WCY_NO_TIME && m->relation != WCY_ORIGINAL)
        json_signed(j, "lag", m->lag);
    json_string(j, "relation", wcy_relation_name(m->relation));
    json_number(j, "jaccard", m->jaccard);
    json_number(j, "containment", m->containment);
    write_optional(j, "via", m->via);
}

static int write_member(struct story *s, size_t i)
{
    int status = WCY_OK;
    json_open(s->j, NULL, '{');
    write_certificate(s->j, &s->cluster->members[i], s->title);
    if (s->entries[i]) {
        const struct wcy_article *a = &s->entries[i]->article;
        write_optional(s->j, "author", a->author);
        write_optional(s->j, "lang", a->lang);
        status = write_text(s, i);
    }
    json_close(s->j, '}');
    return status;
}

/* The listed member that member `i` was compared with; the first one when it is not listed. */
static size_t base_of(const struct story *s, size_t i)
{
    const struct wcy_member *members = s->cluster->members;
    for (size_t k = 0; members[i].via.len > 0 && k < s->n; k++) {
        if (k != i && same_text(members[k].id, members[i].via))
            return k;
    }
    return 0;
}

/* An article may have been removed since the snapshot; it is listed without its entry then. */
static int load(struct story *s, size_t i)
{
    if (s->entries[i])
        return WCY_OK;
    int status = wcy_entry_get(s->index, WCY_BY_ID, s->cluster->members[i].id, s->options->texts,
                               &s->entries[i], s->err);
    return status == WCY_END ? WCY_OK : status;
}

/* A base is itself told by its base, so all the way to the first member is loaded. */
static int load_entries(struct story *s)
{
    int status = WCY_OK;
    for (size_t i = 0; i < s->n; i++)
        s->bases[i] = base_of(s, i);
    for (size_t i = 0; i < s->n && i < s->options->max_texts && status == WCY_OK; i++) {
        size_t steps = 0;
        for (size_t at = i; status == WCY_OK; at = s->bases[at]) {
            status = load(s, at);
            if (at == s->bases[at])
                break;
            if (++steps > s->n) /* a circle: damaged data */
                s->bases[at] = 0;
        }
    }
    return status;
}

static int write_members(struct story *s)
{
    s->entries = calloc(s->n + 1, sizeof(struct wcy_entry *));
    s->bases = calloc(s->n + 1, sizeof(*s->bases));
    int status = s->entries && s->bases ? load_entries(s) : report_no_memory(s->err);
    json_open(s->j, "members", '[');
    for (size_t i = 0; i < s->n && status == WCY_OK; i++)
        status = write_member(s, i);
    json_close(s->j, ']');
    for (size_t i = 0; i < s->n && s->entries; i++)
        wcy_entry_free(s->entries[i]);
    free(s->entries);
    free(s->bases);
    return status;
}

static void write_reason(struct json *j, const struct wcy_reason *r)
{
    json_open(j, NULL, '{');
    json_string(j, "kind", r->kind);
    json_number(j, "weight", r->weight);
    json_slice(j, "by", r->by);
    if (r->credit) {
        json_slice(j, "source", r->credit->source);
        json_slice(j, "credit", r->credit->kind);
        json_slice(j, "evidence", r->credit->evidence);
    }
    json_close(j, '}');
}

/* Why the original is the original, heaviest first. */
static int write_origin(struct story *s)
{
    struct wcy_origin *origin = NULL;
    int status = wcy_origin_get(s->index, s->cluster->number, &origin, s->err);
    if (status != WCY_OK)
        return status == WCY_END ? WCY_OK : status; /* gone since the snapshot */
    json_open(s->j, "origin", '{');
    json_number(s->j, "confidence", origin->confidence);
    json_open(s->j, "reasons", '[');
    for (size_t i = 0; i < origin->n_reasons && i < REASONS_LISTED; i++)
        write_reason(s->j, &origin->reasons[i]);
    json_close(s->j, ']');
    json_count(s->j, "more",
               origin->n_reasons > REASONS_LISTED ? origin->n_reasons - REASONS_LISTED : 0);
    json_close(s->j, '}');
    wcy_origin_free(origin);
    return WCY_OK;
}

static struct wcy_slice title_of(const struct wcy_cluster *c)
{
    for (uint64_t i = 0; i < c->size; i++) {
        if (c->members[i].title.len > 0)
            return c->members[i].title;
    }
    return (struct wcy_slice){"", 0};
}

int story_write(struct wcy_index *index, struct wcy_cluster_iter *iter, uint64_t number,
                const struct story_options *options, struct json *j, struct wcy_error *err)
{
    struct wcy_cluster c;
    int status = wcy_cluster_iter_get(iter, number, &c, err);
    if (status != WCY_OK)
        return status;
    struct story s = {.index = index, .options = options, .j = j, .cluster = &c, .err = err};
    s.title = title_of(&c);
    json_open(j, NULL, '{');
    json_count(j, "cluster", c.number);
    json_count(j, "size", c.size);
    json_count(j, "sites", c.sites);
    json_slice(j, "title", s.title);
    json_name(j, "original", c.original);
    json_name(j, "source", c.source);
    json_count(j, "omitted", c.size > options->max_members ? c.size - options->max_members : 0);
    s.n = (size_t)(c.size < options->max_members ? c.size : options->max_members);
    status = write_origin(&s);
    if (status == WCY_OK)
        status = write_members(&s);
    json_close(j, '}');
    return status == WCY_OK && j->failed ? report_no_memory(err) : status;
}

int report_story(struct wcy_index *index, uint64_t cluster, const struct report_options *options,
                 struct json *to, struct wcy_error *err)
{
    struct wcy_cluster_iter *iter = NULL;
    struct wcy_stat stat;
    int status = wcy_stat(index, &stat, err);
    if (status == WCY_OK)
        status = wcy_cluster_iter_open(&iter, index, 2, err);
    if (status == WCY_OK) {
        struct story_options story = {.shingle = stat.parameters.shingle,
                                      .max_members = SERVED_MEMBERS,
                                      .max_texts = SERVED_TEXTS,
                                      .texts = stat.has_text && !options->no_text};
        status = story_write(index, iter, cluster, &story, to, err);
    }
    wcy_cluster_iter_close(iter);
    return status;
}
