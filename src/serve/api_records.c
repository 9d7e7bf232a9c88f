/*
 * api_records: articles, clusters, pairs and counts, as the command line prints them.
 */
#include "cli/record_json.h"
#include "serve/route.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT_MOST  10000
#define OFFSET_MOST UINT32_MAX

unsigned answer_article(struct exchange *x)
{
    struct wcy_entry *entry = NULL;
    struct wcy_error err;
    struct wcy_origin *origin = NULL;
    bool text = false, why = false;
    const char *by = exchange_parameter(x, "by");
    if (!exchange_flag(x, "text", &text) || !exchange_flag(x, "why", &why))
        return MHD_HTTP_BAD_REQUEST;
    if (by && strcmp(by, "id") != 0 && strcmp(by, "url") != 0)
        return exchange_error(x, MHD_HTTP_BAD_REQUEST, "'by' is 'id' or 'url'");
    enum wcy_find_by find = by && *by == 'u' ? WCY_BY_URL : WCY_BY_ID;
    text = text && !x->server->options->no_text;
    int status = wcy_entry_get(x->server->index, find, (struct wcy_slice){x->rest, strlen(x->rest)},
                               text, &entry, &err);
    if (status == WCY_END)
        return exchange_error(x, MHD_HTTP_NOT_FOUND, "no article with this %s",
                              find == WCY_BY_URL ? "url" : "id");
    if (status == WCY_OK && why && entry->cluster)
        status = wcy_origin_get(x->server->index, entry->cluster, &origin, &err);
    if (status >= 0) {
        entry_json(&x->json, entry, origin, text);
        json_end_line(&x->json);
    }
    wcy_origin_free(origin);
    wcy_entry_free(entry);
    return status < 0 ? exchange_failed(x, &err) : MHD_HTTP_OK;
}

/* The article whose id or address somebody typed, and the story it is in. That there is none is an
   answer, too: the page asks with every key. */
unsigned answer_find(struct exchange *x)
{
    struct wcy_entry *entry = NULL;
    struct wcy_error err;
    const char *q = exchange_parameter(x, "q");
    const struct wcy_slice key = {q, q ? strlen(q) : 0};
    int status = WCY_END;
    if (key.len > 0) {
        status = wcy_entry_get(x->server->index, WCY_BY_ID, key, 0, &entry, &err);
        if (status == WCY_END)
            status = wcy_entry_get(x->server->index, WCY_BY_URL, key, 0, &entry, &err);
    }
    if (status < 0)
        return exchange_failed(x, &err);
    struct json *j = &x->json;
    json_open(j, NULL, '{');
    if (status == WCY_OK) {
        json_open(j, "article", '{');
        json_slice(j, "id", entry->article.id);
        json_name(j, "url", entry->article.url);
        json_name(j, "site", entry->article.site);
        json_name(j, "title", entry->article.title);
        json_name(j, "published", entry->article.published);
        json_cluster(j, "cluster", entry->cluster);
        json_close(j, '}');
    } else {
        json_null(j, "article");
    }
    json_close(j, '}');
    json_end_line(j);
    wcy_entry_free(entry);
    return MHD_HTTP_OK;
}

/* Which part of a listing is wanted. */
struct part {
    uint64_t limit, offset;
};

static bool part_read(struct exchange *x, struct part *part)
{
    *part = (struct part){100, 0};
    return exchange_count(x, "limit", LIMIT_MOST, &part->limit) &&
           exchange_count(x, "offset", OFFSET_MOST, &part->offset);
}

/* {"clusters":[ ... ],"next":100}: where the next part starts, or null at the end. */
static void part_open(struct exchange *x, const char *name)
{
    json_open(&x->json, NULL, '{');
    json_open(&x->json, name, '[');
}

static void part_close(struct exchange *x, const struct part *part, bool more)
{
    json_close(&x->json, ']');
    if (more)
        json_count(&x->json, "next", part->offset + part->limit);
    else
        json_null(&x->json, "next");
    json_close(&x->json, '}');
    json_end_line(&x->json);
}

unsigned answer_clusters(struct exchange *x)
{
    struct wcy_cluster_iter *iter = NULL;
    struct wcy_cluster cluster;
    struct wcy_error err;
    struct part part;
    uint64_t min_size = 2;
    if (!part_read(x, &part) || !exchange_count(x, "min_size", UINT32_MAX, &min_size))
        return MHD_HTTP_BAD_REQUEST;
    if (min_size < 2)
        return exchange_error(x, MHD_HTTP_BAD_REQUEST, "'min_size' is at least 2");
    int status = wcy_cluster_iter_open(&iter, x->server->index, min_size, &err);
    part_open(x, "clusters");
    uint64_t n = 0;
    while (status == WCY_OK && (status = wcy_cluster_iter_next(iter, &cluster, &err)) == WCY_OK &&
           n < part.offset + part.limit)
        if (n++ >= part.offset)
            cluster_json(&x->json, &cluster);
    part_close(x, &part, status == WCY_OK);
    wcy_cluster_iter_close(iter);
    return status < 0 ? exchange_failed(x, &err) : MHD_HTTP_OK;
}

/* In the order of indexing, as `wirecopy clusters --roundups` has them. */
unsigned answer_roundups(struct exchange *x)
{
    struct wcy_export_iter *iter = NULL;
    struct wcy_decision d;
    struct wcy_error err;
    struct part part;
    if (!part_read(x, &part))
        return MHD_HTTP_BAD_REQUEST;
    int status = wcy_export_iter_open(&iter, x->server->index, 0, &err);
    part_open(x, "roundups");
    uint64_t n = 0;
    while (status == WCY_OK && (status = wcy_export_iter_next(iter, &d, &err)) == WCY_OK) {
        struct wcy_entry *entry = NULL;
        if (!d.composite || n++ < part.offset)
            continue;
        if (n > part.offset + part.limit)
            break; /* there is one more */
        status = wcy_entry_get(x->server->index, WCY_BY_ID, d.article.id, 0, &entry, &err);
        if (status == WCY_OK)
            roundup_json(&x->json, entry);
        wcy_entry_free(entry);
        /* One that was removed since is none. */
        if (status == WCY_END)
            status = WCY_OK;
    }
    part_close(x, &part, status == WCY_OK);
    wcy_export_iter_close(iter);
    return status < 0 ? exchange_failed(x, &err) : MHD_HTTP_OK;
}

unsigned answer_cluster(struct exchange *x)
{
    struct wcy_cluster_iter *iter = NULL;
    struct wcy_cluster cluster;
    struct wcy_error err;
    char *end;
    errno = 0;
    unsigned long long number = strtoull(x->rest, &end, 10);
    if (*x->rest < '0' || *x->rest > '9' || *end || errno)
        return exchange_error(x, MHD_HTTP_NOT_FOUND, "a cluster has a number");
    int status = wcy_cluster_iter_open(&iter, x->server->index, 2, &err);
    if (status == WCY_OK)
        status = wcy_cluster_iter_get(iter, number, &cluster, &err);
    if (status == WCY_OK) {
        cluster_json(&x->json, &cluster);
        json_end_line(&x->json);
    }
    wcy_cluster_iter_close(iter);
    if (status == WCY_END)
        return exchange_error(x, MHD_HTTP_NOT_FOUND, "no cluster with this number");
    return status < 0 ? exchange_failed(x, &err) : MHD_HTTP_OK;
}

static bool flow_options(struct exchange *x, struct wcy_flow_options *o)
{
    const struct {
        const char *name;
        struct wcy_slice *to;
    } names[] = {
        {"site", &o->site},
        {"from", &o->from},
        {"to",   &o->to  },
        {"lang", &o->lang}
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *text = exchange_parameter(x, names[i].name);
        *names[i].to = (struct wcy_slice){text, text ? strlen(text) : 0};
    }
    const char *until = exchange_parameter(x, "until");
    if (!exchange_time(x, "since", &o->since) || !exchange_time(x, "until", &o->until) ||
        !exchange_count(x, "min_copies", UINT32_MAX, &o->min_copies))
        return false;
    /* As on the command line: a date alone includes that day. */
    if (until && !strchr(until, ':') && o->until % 86400 == 0)
        o->until += 86400;
    if (o->since != WCY_NO_TIME && o->until != WCY_NO_TIME && o->since >= o->until) {
        exchange_error(x, MHD_HTTP_BAD_REQUEST, "'since' is after 'until'");
        return false;
    }
    return true;
}

unsigned answer_flows(struct exchange *x)
{
    struct wcy_flow_options options = WCY_FLOW_OPTIONS_INIT;
    struct wcy_flows *flows = NULL;
    struct wcy_error err;
    struct part part;
    if (!part_read(x, &part) || !flow_options(x, &options))
        return MHD_HTTP_BAD_REQUEST;
    int status = wcy_flows_find(x->server->index, &options, &flows, &err);
    if (status < 0)
        return exchange_failed(x, &err);
    size_t count = flows ? wcy_flows_count(flows) : 0;
    uint64_t end = part.offset + part.limit;
    part_open(x, "flows");
    for (uint64_t i = part.offset; i < count && i < end; i++)
        flow_json(&x->json, wcy_flows_at(flows, (size_t)i));
    part_close(x, &part, end < count);
    wcy_flows_free(flows);
    return MHD_HTTP_OK;
}

unsigned answer_pairs(struct exchange *x)
{
    struct wcy_pair_iter *iter = NULL;
    struct wcy_pair pair;
    struct wcy_error err;
    struct part part;
    double jaccard = 0.3, containment = 0.5;
    if (!part_read(x, &part) || !exchange_share(x, "min_jaccard", &jaccard) ||
        !exchange_share(x, "min_containment", &containment))
        return MHD_HTTP_BAD_REQUEST;
    int status = wcy_pair_iter_open(&iter, x->server->index, jaccard, containment, &err);
    if (status < 0)
        return exchange_failed(x, &err);
    part_open(x, "pairs");
    uint64_t n = 0;
    while ((status = wcy_pair_iter_next(iter, &pair, &err)) == WCY_OK &&
           n < part.offset + part.limit)
        if (n++ >= part.offset)
            pair_json(&x->json, &pair);
    part_close(x, &part, status == WCY_OK);
    wcy_pair_iter_close(iter);
    return status < 0 ? exchange_failed(x, &err) : MHD_HTTP_OK;
}

unsigned answer_stat(struct exchange *x)
{
    struct wcy_stat stat;
    struct wcy_error err;
    if (wcy_stat(x->server->index, &stat, &err) < 0)
        return exchange_failed(x, &err);
    stat_json(&x->json, &stat);
    json_end_line(&x->json);
    return MHD_HTTP_OK;
}

/* Well when the index can be read. */
unsigned answer_health(struct exchange *x)
{
    struct wcy_stat stat;
    struct wcy_error err;
    x->private = true;
    if (wcy_stat(x->server->index, &stat, &err) < 0) {
        exchange_failed(x, &err);
        return MHD_HTTP_SERVICE_UNAVAILABLE;
    }
    json_open(&x->json, NULL, '{');
    json_string(&x->json, "status", "ok");
    json_close(&x->json, '}');
    json_end_line(&x->json);
    return MHD_HTTP_OK;
}

unsigned answer_metrics(struct exchange *x)
{
    struct wcy_stat stat;
    struct wcy_error err;
    x->private = true;
    if (wcy_stat(x->server->index, &stat, &err) < 0)
        return exchange_failed(x, &err);
    x->type = "text/plain; version=0.0.4; charset=utf-8";
    metrics_write(&x->server->metrics, route_names, n_routes + 1, &stat, &x->json);
    return MHD_HTTP_OK;
}
