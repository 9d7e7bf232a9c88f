#include "report/overview.h"

#include "report/json_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SITES_LISTED 600
#define LANGS_LISTED 40
#define FLOWS_LISTED 3000
#define FACTS_LISTED 20000
#define FACTS_SITES  200
#define TIMES_LISTED 6000

/* A credit that says the whole text is an agency's; doc/credits.md: "contributed" and the like are
   below. */
#define AGENCY_WEIGHT 2.0

int report_no_memory(struct wcy_error *err)
{
    if (err) {
        err->code = WCY_ENOMEM;
        err->sys = 0;
        snprintf(err->message, sizeof(err->message), "out of memory");
    }
    return WCY_ENOMEM;
}

void overview_release(struct overview *o)
{
    names_release(&o->sites);
    names_release(&o->langs);
    facts_release(&o->facts);
    facts_release(&o->times);
    wcy_flows_free(o->flows);
    ranking_release(&o->ranking);
    free(o->sources);
    free(o->sizes);
    free(o->site_rank);
    free(o->site_order);
    free(o->lang_rank);
    free(o->lang_order);
    *o = (struct overview){0};
}

static bool is_agency(struct wcy_slice source)
{
    static const char prefix[] = "agency:";
    return source.len > sizeof(prefix) - 1 && memcmp(source.ptr, prefix, sizeof(prefix) - 1) == 0;
}

/* Makes room for one more entry; false without memory. */
static bool room(void **list, size_t *cap, size_t count, size_t size)
{
    if (count < *cap)
        return true;
    size_t more = *cap ? 2 * *cap : 256;
    void *grown = realloc(*list, more * size);
    if (!grown)
        return false;
    *list = grown;
    *cap = more;
    return true;
}

static bool count_size(struct overview *o, uint64_t size)
{
    void *list = o->sizes;
    if (o->n_sizes > 0 && o->sizes[o->n_sizes - 1].size == size) {
        o->sizes[o->n_sizes - 1].clusters++;
        return true;
    }
    if (!room(&list, &o->cap_sizes, o->n_sizes, sizeof(*o->sizes)))
        return false;
    o->sizes = list;
    o->sizes[o->n_sizes++] = (struct size_count){size, 1};
    return true;
}

/* The named source, else the site of the original. */
static bool note_source(struct overview *o, const struct wcy_cluster *c, uint32_t *source)
{
    struct wcy_slice name = c->source;
    if (name.len == 0 && c->original.len > 0)
        name = c->members[0].site;
    void *list = o->sources;
    if (!names_number(&o->sites, name, source) ||
        !room(&list, &o->cap_sources, o->n_sources, sizeof(*o->sources)))
        return false;
    o->sources = list;
    o->sources[o->n_sources++] = (struct cluster_source){c->number, *source};
    return true;
}

static bool take_cluster(struct overview *o, const struct wcy_cluster *c)
{
    uint32_t source;
    o->clusters++;
    o->clustered += c->size;
    if (!count_size(o, c->size) || !note_source(o, c, &source))
        return false;
    o->sites.items[source].weight += c->size;
    return ranking_offer(&o->ranking, c, source, &o->sites);
}

static int gather_clusters(struct overview *o, struct wcy_cluster_iter *iter, struct wcy_error *err)
{
    struct wcy_cluster cluster;
    int status;
    while ((status = wcy_cluster_iter_next(iter, &cluster, err)) == WCY_OK) {
        if (!take_cluster(o, &cluster))
            return report_no_memory(err);
    }
    ranking_sort(&o->ranking);
    return status == WCY_END ? WCY_OK : status;
}

static int by_cluster(const void *x, const void *y)
{
    const struct cluster_source *a = x, *b = y;
    return a->cluster < b->cluster ? -1 : a->cluster > b->cluster;
}

static uint32_t source_of(const struct overview *o, uint64_t cluster)
{
    struct cluster_source key = {cluster, 0};
    if (cluster == 0 || o->n_sources == 0)
        return 0;
    const struct cluster_source *found =
        bsearch(&key, o->sources, o->n_sources, sizeof(key), by_cluster);
    return found ? found->site : 0;
}

static bool credits_agency(const struct wcy_article *a)
{
    for (size_t i = 0; i < a->n_credits; i++) {
        if (a->credits[i].weight >= AGENCY_WEIGHT && is_agency(a->credits[i].source))
            return true;
    }
    return false;
}

/* Splits the article's bytes into its site's own, an agency's, and those of other sites. */
static void split_text(const struct overview *o, const struct wcy_decision *d, uint32_t site,
                       struct fact *fact)
{
    uint32_t source = source_of(o, d->cluster);
    double part = d->keep ? 1 : d->containment;
    uint64_t theirs = (uint64_t)(part * (double)d->text_bytes + .5);
    if (theirs > d->text_bytes)
        theirs = d->text_bytes;
    if (d->cluster == 0 ? credits_agency(&d->article) : is_agency(names_text(&o->sites, source)))
        fact->agency = theirs;
    else if (d->cluster != 0 && !d->keep && (source == 0 || source != site))
        fact->copied = theirs;
    fact->original = d->text_bytes - fact->agency - fact->copied;
}

static bool take_article(struct overview *o, const struct wcy_decision *d)
{
    uint32_t site, lang;
    if (!names_number(&o->sites, d->article.site, &site) ||
        !names_number(&o->langs, d->article.lang, &lang))
        return false;
    struct fact fact = {.day = facts_day(d->article.time),
                        .site = site,
                        .lang = lang,
                        .relation = d->relation,
                        .articles = 1};
    split_text(o, d, site, &fact);
    o->sites.items[site].weight++;
    o->langs.items[lang].weight++;
    return facts_add(&o->facts, fact);
}

/* A story has the language of its original. */
static void note_lang(struct overview *o, struct ranked **by_number, const struct wcy_decision *d)
{
    size_t low = 0, high = o->ranking.count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (by_number[mid]->cluster < d->cluster)
            low = mid + 1;
        else
            high = mid;
    }
    uint32_t lang;
    if (low < o->ranking.count && by_number[low]->cluster == d->cluster &&
        names_number(&o->langs, d->article.lang, &lang))
        by_number[low]->lang = lang;
}

static int by_ranked_cluster(const void *x, const void *y)
{
    const struct ranked *a = *(struct ranked *const *)x, *b = *(struct ranked *const *)y;
    return a->cluster < b->cluster ? -1 : a->cluster > b->cluster;
}

static int gather_articles(struct overview *o, struct wcy_index *index, struct wcy_error *err)
{
    struct wcy_export_iter *iter = NULL;
    struct wcy_decision decision;
    struct ranked **by_number = calloc(o->ranking.count + 1, sizeof(struct ranked *));
    if (!by_number)
        return report_no_memory(err);
    for (size_t i = 0; i < o->ranking.count; i++)
        by_number[i] = &o->ranking.rows[i];
    qsort(by_number, o->ranking.count, sizeof(struct ranked *), by_ranked_cluster);
    if (o->n_sources > 0)
        qsort(o->sources, o->n_sources, sizeof(*o->sources), by_cluster);
    int status = wcy_export_iter_open(&iter, index, 0, err);
    while (status == WCY_OK) {
        status = wcy_export_iter_next(iter, &decision, err);
        if (status == WCY_OK && !take_article(o, &decision))
            status = report_no_memory(err);
        if (status == WCY_OK && decision.keep && decision.cluster != 0)
            note_lang(o, by_number, &decision);
    }
    wcy_export_iter_close(iter);
    free(by_number);
    return status == WCY_END ? WCY_OK : status;
}

int overview_gather(struct overview *o, struct wcy_index *index, struct wcy_cluster_iter *iter,
                    const struct report_options *options, struct wcy_error *err)
{
    uint32_t unknown;
    struct wcy_slice none = {"", 0};
    *o = (struct overview){0};
    if (!ranking_init(&o->ranking, (size_t)options->max_stories) ||
        !names_number(&o->sites, none, &unknown) || !names_number(&o->langs, none, &unknown))
        return report_no_memory(err);
    int status = wcy_stat(index, &o->stat, err);
    if (status == WCY_OK)
        status = gather_clusters(o, iter, err);
    if (status == WCY_OK)
        status = gather_articles(o, index, err);
    if (status == WCY_OK)
        status = wcy_flows_find(index, NULL, &o->flows, err);
    if (status == WCY_END)
        status = WCY_OK;
    if (status != WCY_OK)
        return status;
    o->n_sites = names_rank(&o->sites, SITES_LISTED, &o->site_rank, &o->site_order);
    o->n_langs = names_rank(&o->langs, LANGS_LISTED, &o->lang_rank, &o->lang_order);
    if (o->n_sites == SIZE_MAX || o->n_langs == SIZE_MAX || !facts_copy(&o->times, &o->facts) ||
        !facts_reduce(&o->times, o->site_rank, o->lang_rank, 0, TIMES_LISTED) ||
        !facts_reduce(&o->facts, o->site_rank, o->lang_rank, FACTS_SITES, FACTS_LISTED))
        return report_no_memory(err);
    return WCY_OK;
}

static void write_names(struct json *j, const char *key, const struct names *names,
                        const uint32_t *order, size_t count)
{
    json_open(j, key, '[');
    json_string(j, NULL, "");
    for (size_t i = 1; i <= count; i++)
        json_slice(j, NULL, names_text(names, order[i]));
    json_close(j, ']');
}

static void write_stat(const struct overview *o, struct json *j)
{
    json_open(j, "stat", '{');
    json_count(j, "articles", o->stat.articles);
    json_count(j, "clusters", o->clusters);
    json_count(j, "clustered", o->clustered);
    json_count(j, "pairs", o->stat.pairs);
    json_count(j, "sites", o->stat.sites);
    json_count(j, "batches", o->stat.batches);
    json_count(j, "skipped", o->stat.skipped);
    json_count(j, "text_bytes", o->stat.text_bytes);
    json_bool(j, "has_text", o->stat.has_text != 0);
    json_close(j, '}');
}

static void write_sizes(const struct overview *o, struct json *j)
{
    json_open(j, "sizes", '[');
    for (size_t i = o->n_sizes; i-- > 0;) {
        json_open(j, NULL, '[');
        json_count(j, NULL, o->sizes[i].size);
        json_count(j, NULL, o->sizes[i].clusters);
        json_close(j, ']');
    }
    json_close(j, ']');
}

static void write_tail(const struct overview *o, struct json *j)
{
    uint64_t articles = o->clustered;
    for (size_t i = 0; i < o->ranking.count; i++)
        articles -= o->ranking.rows[i].size;
    json_open(j, "tail", '{');
    json_count(j, "clusters", o->clusters - o->ranking.count);
    json_count(j, "articles", articles);
    json_close(j, '}');
}

/* The rank of a site or source, or 0. */
static uint32_t rank_of(const struct overview *o, struct wcy_slice site)
{
    uint32_t number;
    return names_find(&o->sites, site, &number) ? o->site_rank[number] : 0;
}

/* The largest flows between sites that have a rank. */
static void write_flows(const struct overview *o, struct json *j)
{
    static const char *const fields[] = {"from",     "to",     "articles", "stories",
                                         "verbatim", "median", NULL};
    size_t count = o->flows ? wcy_flows_count(o->flows) : 0;
    json_table_begin(j, "flows", fields);
    for (size_t i = 0, listed = 0; i < count && listed < FLOWS_LISTED; i++) {
        const struct wcy_flow *flow = wcy_flows_at(o->flows, i);
        uint32_t from = rank_of(o, flow->from), to = rank_of(o, flow->to);
        if (from == 0 || to == 0)
            continue;
        json_open(j, NULL, '[');
        json_count(j, NULL, from);
        json_count(j, NULL, to);
        json_count(j, NULL, flow->copies);
        json_count(j, NULL, flow->stories);
        json_count(j, NULL, flow->verbatim);
        json_seconds(j, NULL, flow->median_lag);
        json_close(j, ']');
        listed++;
    }
    json_table_end(j);
}

bool overview_write(const struct overview *o, const struct report_options *options, struct json *j)
{
    json_open(j, NULL, '{');
    json_count(j, "format", 1);
    json_string(j, "name", options->name);
    json_seconds(j, "made", options->made);
    json_string(j, "version", WCY_VERSION);
    write_stat(o, j);
    write_names(j, "sites", &o->sites, o->site_order, o->n_sites);
    write_names(j, "langs", &o->langs, o->lang_order, o->n_langs);
    json_open(j, "relations", '[');
    for (unsigned i = 0; i < RELATIONS; i++)
        json_string(j, NULL, wcy_relation_name((enum wcy_relation)i));
    json_close(j, ']');
    bool ok = facts_write(&o->times, "time_unit", "times", j);
    ok = facts_write(&o->facts, "unit", "facts", j) && ok;
    write_sizes(o, j);
    write_flows(o, j);
    ok = ranking_write(&o->ranking, o->site_rank, o->lang_rank, j) && ok;
    write_tail(o, j);
    json_close(j, '}');
    return ok && !j->failed;
}

int report_overview(struct wcy_index *index, const struct report_options *options, struct json *to,
                    struct wcy_error *err)
{
    struct wcy_cluster_iter *iter = NULL;
    struct overview o = {0};
    int status = wcy_cluster_iter_open(&iter, index, 2, err);
    if (status == WCY_OK)
        status = overview_gather(&o, index, iter, options, err);
    for (size_t i = 0; i < o.ranking.count; i++)
        o.ranking.rows[i].full = true;
    if (status == WCY_OK && !overview_write(&o, options, to))
        status = report_no_memory(err);
    overview_release(&o);
    wcy_cluster_iter_close(iter);
    return status;
}
