/*
 * api_query: /api/query, which indexed articles share text with this one?
 *
 * GET asks about an indexed article (id, url) or a text; POST about the text, page or JSON object
 * in the body.
 */
#include "cli/record_json.h"
#include "serve/posted.h"
#include "serve/route.h"

#include <string.h>

struct question {
    struct wcy_article article;
    struct wcy_query_options options;
    bool echo; /* the answer holds the text, too: the client does not know what was made of the page
                */
};

static struct wcy_slice slice_of(const char *text)
{
    return (struct wcy_slice){text, text ? strlen(text) : 0};
}

/* A match as `wirecopy query --json` has it, and what a reader wants to see with it. */
static void put_match(struct json *j, const struct wcy_match *m, struct wcy_slice query)
{
    json_open(j, NULL, '{');
    match_json(j, m, query);
    json_name(j, "url", m->url);
    json_name(j, "site", m->site);
    json_name(j, "title", m->title);
    json_name(j, "published", m->published);
    json_count(j, "shared", m->shared);
    json_close(j, '}');
}

static void put_head(struct exchange *x, const struct question *q)
{
    struct json *j = &x->json;
    json_open(j, NULL, '{');
    json_name(j, "query", q->article.id);
    json_name(j, "title", q->article.title);
    json_count(j, "bytes", q->article.text.len);
    if (q->echo)
        json_slice(j, "text", q->article.text);
    json_open(j, "matches", '[');
}

static void put_tail(struct exchange *x)
{
    json_close(&x->json, ']');
    json_close(&x->json, '}');
    json_end_line(&x->json);
}

static unsigned ask(struct exchange *x, const struct question *q)
{
    struct wcy_error err;
    struct wcy_matches *matches = NULL;
    int status = wcy_query(x->server->index, &q->article, &q->options, &matches, &err);
    if (status < 0)
        return exchange_failed(x, &err);
    put_head(x, q);
    for (size_t i = 0; i < wcy_matches_count(matches); i++)
        put_match(&x->json, wcy_matches_at(matches, i), q->article.id);
    put_tail(x);
    wcy_matches_free(matches);
    return MHD_HTTP_OK;
}

/* An index without texts knows only the relations that it stored. */
static unsigned tell_stored(struct exchange *x, const struct question *q,
                            const struct wcy_entry *entry)
{
    const struct wcy_query_options *o = &q->options;
    size_t shown = 0;
    put_head(x, q);
    for (size_t i = 0; i < entry->n_related && shown < o->limit; i++) {
        const struct wcy_match *m = &entry->related[i];
        if (m->jaccard < o->min_jaccard && m->containment_query < o->min_containment &&
            m->containment_match < o->min_containment)
            continue;
        put_match(&x->json, m, q->article.id);
        shown++;
    }
    put_tail(x);
    return MHD_HTTP_OK;
}

static unsigned ask_indexed(struct exchange *x, struct question *q)
{
    struct wcy_entry *entry = NULL;
    struct wcy_error err;
    const char *id = exchange_parameter(x, "id"), *url = exchange_parameter(x, "url");
    int status = wcy_entry_get(x->server->index, id ? WCY_BY_ID : WCY_BY_URL,
                               slice_of(id ? id : url), 1, &entry, &err);
    if (status == WCY_END)
        return exchange_error(x, MHD_HTTP_NOT_FOUND, "no article with this %s", id ? "id" : "url");
    if (status < 0)
        return exchange_failed(x, &err);
    q->article = entry->article;
    unsigned answer;
    if (entry->article.text.len)
        answer = ask(x, q);
    else if (q->options.window || q->options.lang.len)
        answer = exchange_error(x, MHD_HTTP_BAD_REQUEST,
                                "an index without texts tells the relations it stored, whatever "
                                "their time and language; leave out 'window' and 'lang'");
    else
        answer = tell_stored(x, q, entry);
    wcy_entry_free(entry);
    return answer;
}

static unsigned ask_posted(struct exchange *x, struct question *q)
{
    struct posted *posted = NULL;
    struct wcy_article sent = q->article;
    unsigned status = posted_read(x, &posted, &q->article);
    if (status != MHD_HTTP_OK)
        return status;
    q->echo = posted != NULL;
    /* What the address says goes before what the page says. */
    if (sent.site.len)
        q->article.site = sent.site;
    if (sent.title.len)
        q->article.title = sent.title;
    if (sent.time != WCY_NO_TIME) {
        q->article.published = sent.published;
        q->article.time = sent.time;
    }
    status = ask(x, q);
    posted_free(posted);
    return status;
}

/* What the address says of the text that is asked about. */
static bool read_article(struct exchange *x, struct wcy_article *article)
{
    article->site = slice_of(exchange_parameter(x, "site"));
    article->title = slice_of(exchange_parameter(x, "title"));
    article->published = slice_of(exchange_parameter(x, "published"));
    return exchange_time(x, "published", &article->time);
}

/* Which matches are wanted. */
static bool read_options(struct exchange *x, struct wcy_query_options *o)
{
    uint64_t limit = 100;
    bool passages = true;
    if (!exchange_share(x, "min_jaccard", &o->min_jaccard) ||
        !exchange_share(x, "min_containment", &o->min_containment) ||
        !exchange_count(x, "limit", 1000, &limit) || !exchange_span(x, "window", &o->window) ||
        !exchange_flag(x, "passages", &passages))
        return false;
    if (limit == 0) {
        exchange_error(x, MHD_HTTP_BAD_REQUEST, "'limit' is at least 1");
        return false;
    }
    o->limit = (size_t)limit;
    o->passages = passages;
    o->lang = slice_of(exchange_parameter(x, "lang"));
    return true;
}

unsigned answer_query(struct exchange *x)
{
    struct question q = {.options = WCY_QUERY_OPTIONS_INIT, .article.time = WCY_NO_TIME};
    const char *text = exchange_parameter(x, "text");
    x->private = true;
    if (!read_options(x, &q.options) || !read_article(x, &q.article))
        return MHD_HTTP_BAD_REQUEST;
    int ways = (text != NULL) + (exchange_parameter(x, "id") != NULL) +
               (exchange_parameter(x, "url") != NULL) + (strcmp(x->method, "POST") == 0);
    if (ways != 1)
        return exchange_error(x, MHD_HTTP_BAD_REQUEST,
                              "give one of: a body (POST), 'id', 'url' or 'text'");
    if (strcmp(x->method, "POST") == 0)
        return ask_posted(x, &q);
    if (!text)
        return ask_indexed(x, &q);
    q.article.text = slice_of(text);
    return ask(x, &q);
}
