#include "report/site_flows.h"

#include <stdlib.h>
#include <xxhash.h>

void site_flows_release(struct site_flows *f)
{
    for (size_t i = 0; i < f->n_slots; i++)
        free(f->slots[i].lags);
    free(f->slots);
    *f = (struct site_flows){0};
}

static struct flow *find(struct flow *slots, size_t n_slots, uint32_t from, uint32_t to)
{
    uint32_t words[] = {from, to};
    size_t at = (size_t)XXH3_64bits(words, sizeof(words)) & (n_slots - 1);
    while (slots[at].articles && (slots[at].from != from || slots[at].to != to))
        at = (at + 1) & (n_slots - 1);
    return &slots[at];
}

static bool grow(struct site_flows *f)
{
    if (2 * (f->used + 1) <= f->n_slots)
        return true;
    size_t n_slots = f->n_slots ? 2 * f->n_slots : 256;
    struct flow *slots = calloc(n_slots, sizeof(*slots));
    if (!slots)
        return false;
    for (size_t i = 0; i < f->n_slots; i++) {
        if (f->slots[i].articles)
            *find(slots, n_slots, f->slots[i].from, f->slots[i].to) = f->slots[i];
    }
    free(f->slots);
    f->slots = slots;
    f->n_slots = n_slots;
    return true;
}

/* Up to FLOW_LAGS lags are all there; after that every second one is dropped and from then on only
   every second is taken, and so on: an even sample in the order of the clusters. */
static bool keep_lag(struct flow *flow, int64_t lag)
{
    if (!flow->lags && !(flow->lags = malloc(FLOW_LAGS * sizeof(*flow->lags))))
        return false;
    if (flow->dated == 0 || lag < flow->shortest)
        flow->shortest = lag;
    if (flow->dated++ % flow->stride != 0)
        return true;
    if (flow->n_lags == FLOW_LAGS) {
        for (size_t i = 0; 2 * i < FLOW_LAGS; i++)
            flow->lags[i] = flow->lags[2 * i];
        flow->n_lags = (FLOW_LAGS + 1) / 2;
        flow->stride *= 2;
        if ((flow->dated - 1) % flow->stride != 0)
            return true;
    }
    flow->lags[flow->n_lags++] = lag;
    return true;
}

/* When the text was first seen: the original's time, or the earliest member's. */
static int64_t start_of(const struct wcy_cluster *c)
{
    if (c->original.len > 0)
        return c->members[0].time;
    int64_t start = WCY_NO_TIME;
    for (uint64_t i = 0; i < c->size; i++) {
        int64_t time = c->members[i].time;
        if (time != WCY_NO_TIME && (start == WCY_NO_TIME || time < start))
            start = time;
    }
    return start;
}

bool site_flows_add(struct site_flows *f, const struct wcy_cluster *cluster, uint32_t source,
                    struct names *sites)
{
    int64_t start = start_of(cluster);
    if (source == 0)
        return true;
    for (uint64_t i = cluster->original.len > 0 ? 1 : 0; i < cluster->size; i++) {
        const struct wcy_member *m = &cluster->members[i];
        uint32_t site;
        if (!names_number(sites, m->site, &site) || !grow(f))
            return false;
        if (site == source || site == 0)
            continue;
        struct flow *flow = find(f->slots, f->n_slots, source, site);
        if (flow->articles++ == 0) {
            flow->from = source;
            flow->to = site;
            flow->stride = 1;
            f->used++;
        }
        if (start != WCY_NO_TIME && m->time != WCY_NO_TIME && m->time >= start &&
            !keep_lag(flow, m->time - start))
            return false;
    }
    return true;
}

static int larger(const void *x, const void *y)
{
    const struct flow *a = *(const struct flow *const *)x, *b = *(const struct flow *const *)y;
    if (a->articles != b->articles)
        return a->articles > b->articles ? -1 : 1;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

static int by_value(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return a < b ? -1 : a > b;
}

static void write_flow(const struct flow *flow, const uint32_t *site_rank, struct json_buf *j)
{
    json_buf_open(j, NULL, '[');
    json_buf_count(j, NULL, site_rank[flow->from]);
    json_buf_count(j, NULL, site_rank[flow->to]);
    json_buf_count(j, NULL, flow->articles);
    if (flow->n_lags == 0) {
        json_buf_null(j, NULL);
        json_buf_null(j, NULL);
    } else {
        qsort(flow->lags, flow->n_lags, sizeof(*flow->lags), by_value);
        json_buf_signed(j, NULL, flow->lags[(flow->n_lags - 1) / 2]);
        json_buf_signed(j, NULL, flow->shortest);
    }
    json_buf_close(j, ']');
}

bool site_flows_write(const struct site_flows *f, const uint32_t *site_rank, size_t limit,
                      struct json_buf *j)
{
    static const char *const fields[] = {"from", "to", "articles", "median", "first", NULL};
    const struct flow **list = calloc(f->used + 1, sizeof(*list));
    size_t n = 0;
    if (!list)
        return false;
    for (size_t i = 0; i < f->n_slots; i++) {
        const struct flow *flow = &f->slots[i];
        if (flow->articles && site_rank[flow->from] && site_rank[flow->to])
            list[n++] = flow;
    }
    qsort(list, n, sizeof(*list), larger);
    json_buf_table(j, "flows", fields);
    for (size_t i = 0; i < n && i < limit; i++)
        write_flow(list[i], site_rank, j);
    json_buf_end_table(j);
    free(list);
    return true;
}
