/*
 * flows: from which site to which how much text goes, counted over the clusters.
 */
#include "api/index.h"

#include "base/bytes.h"
#include "base/grow.h"
#include "base/hash.h"
#include "index/cluster_store.h"

#include <stdlib.h>

struct wcy_flows {
    struct wcy_flow *items;
    size_t count;
    struct arena arena;
};

/* One flow while it is counted. The sites borrow from the transaction. */
struct channel {
    struct wcy_flow flow;
    uint64_t story; /* the last cluster that was counted */
};

struct lag {
    size_t channel;
    int64_t seconds;
};

struct counting {
    const struct snapshot *snapshot;
    const struct wcy_flow_options *options;
    struct cluster cluster;
    struct channel *channels;
    size_t n_channels, cap_channels;
    size_t *slots; /* hash of the two sites -> channel + 1 */
    size_t n_slots;
    struct lag *lags;
    size_t n_lags, cap_lags;
};

static bool same(struct wcy_slice a, struct wcy_slice b)
{
    return slice_eq(private_slice(a), private_slice(b));
}

static size_t slot_of(const struct counting *c, struct wcy_slice from, struct wcy_slice to)
{
    uint64_t hash = hash64_seed(to.ptr, to.len, hash64(from.ptr, from.len));
    size_t i = hash & (c->n_slots - 1);
    while (c->slots[i]) {
        const struct wcy_flow *f = &c->channels[c->slots[i] - 1].flow;
        if (same(f->from, from) && same(f->to, to))
            break;
        i = (i + 1) & (c->n_slots - 1);
    }
    return i;
}

static bool slots_grow(struct counting *c)
{
    free(c->slots);
    c->n_slots = c->n_slots ? 2 * c->n_slots : 256;
    c->slots = calloc(c->n_slots, sizeof *c->slots);
    if (!c->slots)
        return false;
    for (size_t i = 0; i < c->n_channels; i++)
        c->slots[slot_of(c, c->channels[i].flow.from, c->channels[i].flow.to)] = i + 1;
    return true;
}

/* The channel between two sites; NULL: out of memory. */
static struct channel *channel_of(struct counting *c, struct wcy_slice from, struct wcy_slice to)
{
    if (2 * (c->n_channels + 1) > c->n_slots && !slots_grow(c))
        return NULL;
    size_t *slot = &c->slots[slot_of(c, from, to)];
    if (*slot)
        return &c->channels[*slot - 1];
    if (!GROW(c->channels, c->cap_channels, c->n_channels + 1))
        return NULL;
    c->channels[c->n_channels] = (struct channel){
        .flow = {.from = from,
                 .to = to,
                 .median_lag = WCY_NO_TIME,
                 .first = WCY_NO_TIME,
                 .last = WCY_NO_TIME}
    };
    *slot = ++c->n_channels;
    return &c->channels[c->n_channels - 1];
}

static bool is_within(int64_t time, const struct wcy_flow_options *o)
{
    if (o->since == WCY_NO_TIME && o->until == WCY_NO_TIME)
        return true;
    return time != WCY_NO_TIME && (o->since == WCY_NO_TIME || time >= o->since) &&
           (o->until == WCY_NO_TIME || time < o->until);
}

static bool is_asked(const struct wcy_flow_options *o, struct wcy_slice from, struct wcy_slice to)
{
    return (o->site.len == 0 || same(o->site, from) || same(o->site, to)) &&
           (o->from.len == 0 || same(o->from, from)) && (o->to.len == 0 || same(o->to, to));
}

static bool is_verbatim(enum wcy_relation relation)
{
    return relation == WCY_IDENTICAL || relation == WCY_NEAR_DUPLICATE;
}

/* Where a cluster's text comes from. */
struct spring {
    struct wcy_slice site;
    int64_t time; /* of the original, else of the first copy */
    bool outside;
};

static int count_copy(struct counting *c, const struct member *m, const struct row *row,
                      const struct spring *from, struct wcy_error *err)
{
    struct channel *channel = channel_of(c, from->site, public_slice(row->site));
    if (!channel || !GROW(c->lags, c->cap_lags, c->n_lags + 1))
        return fail_nomem(err);
    struct wcy_flow *f = &channel->flow;
    f->outside = from->outside;
    f->copies++;
    f->stories += channel->story != c->cluster.number;
    f->verbatim += is_verbatim(m->relation);
    channel->story = c->cluster.number;
    if (row->time == WCY_NO_TIME)
        return 0;
    if (f->first == WCY_NO_TIME || row->time < f->first)
        f->first = row->time;
    if (f->last == WCY_NO_TIME || row->time > f->last)
        f->last = row->time;
    /* A copy dated before its original has a wrong date, or the original has. */
    if (from->time != WCY_NO_TIME && row->time >= from->time) {
        c->lags[c->n_lags++] =
            (struct lag){(size_t)(channel - c->channels), row->time - from->time};
        f->timed++;
    }
    return 0;
}

static int find_spring(const struct counting *c, struct spring *from, struct wcy_error *err)
{
    const struct snapshot *s = c->snapshot;
    struct row row;
    int status = 0;
    *from = (struct spring){public_slice(c->cluster.source), WCY_NO_TIME, true};
    if (c->cluster.original) {
        status = row_get(s->store, s->txn, c->cluster.original, &row, err);
        if (status == 0)
            *from = (struct spring){public_slice(row.site), row.time, false};
        return status < 0 ? status : 0;
    }
    for (size_t i = 0; i < c->cluster.count && status >= 0; i++) {
        status = row_get(s->store, s->txn, c->cluster.members[i].article, &row, err);
        if (status == 0 && row.time != WCY_NO_TIME &&
            (from->time == WCY_NO_TIME || row.time < from->time))
            from->time = row.time;
    }
    return status < 0 ? status : 0;
}

static int count_cluster(struct counting *c, struct wcy_error *err)
{
    const struct snapshot *s = c->snapshot;
    struct spring from;
    int status = find_spring(c, &from, err);
    if (status < 0 || from.site.len == 0)
        return status;
    for (size_t i = 0; i < c->cluster.count && status == 0; i++) {
        const struct member *m = &c->cluster.members[i];
        struct row row;
        if (m->article == c->cluster.original)
            continue;
        status = row_get(s->store, s->txn, m->article, &row, err);
        if (status != 0)
            return status < 0 ? status : fail(err, WCY_ECORRUPT, "a cluster has a missing article");
        struct wcy_slice to = public_slice(row.site);
        if (to.len && !same(to, from.site) && is_asked(c->options, from.site, to) &&
            is_within(row.time, c->options) &&
            row_is_language(row.lang, private_slice(c->options->lang)))
            status = count_copy(c, m, &row, &from, err);
    }
    return status;
}

static int count_clusters(struct counting *c, struct wcy_error *err)
{
    const struct snapshot *s = c->snapshot;
    struct store_cursor cursor;
    struct slice key = {0}, value;
    int status = store_cursor_open(&cursor, s->store, s->txn, TABLE_CLUSTERS, err);
    if (status < 0)
        return status;
    for (status = store_cursor_get(&cursor, MDB_FIRST, &key, &value, err); status == 0;
         status = store_cursor_get(&cursor, MDB_NEXT, &key, &value, err)) {
        status = cluster_decode(value, get_be64(key.ptr), &c->cluster, err);
        if (status == 0)
            status = count_cluster(c, err);
        if (status < 0)
            break;
    }
    store_cursor_close(&cursor);
    return status == WCY_END ? 0 : status;
}

static int compare_lags(const void *a, const void *b)
{
    const struct lag *x = a, *y = b;
    if (x->channel != y->channel)
        return x->channel < y->channel ? -1 : 1;
    return (x->seconds > y->seconds) - (x->seconds < y->seconds);
}

static void find_medians(struct counting *c)
{
    if (c->n_lags)
        qsort(c->lags, c->n_lags, sizeof *c->lags, compare_lags);
    for (size_t from = 0, to; from < c->n_lags; from = to) {
        for (to = from; to < c->n_lags && c->lags[to].channel == c->lags[from].channel;)
            to++;
        int64_t low = c->lags[from + (to - from - 1) / 2].seconds;
        int64_t high = c->lags[from + (to - from) / 2].seconds;
        c->channels[c->lags[from].channel].flow.median_lag = low + (high - low) / 2;
    }
}

static int compare_names(struct wcy_slice a, struct wcy_slice b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* Most copies first. */
static int compare_flows(const void *a, const void *b)
{
    const struct wcy_flow *x = a, *y = b;
    if (x->copies != y->copies)
        return x->copies > y->copies ? -1 : 1;
    int order = compare_names(x->from, y->from);
    return order ? order : compare_names(x->to, y->to);
}

static int keep_flows(const struct counting *c, struct wcy_flows *out, struct wcy_error *err)
{
    out->items = arena_alloc(&out->arena, (c->n_channels + 1) * sizeof *out->items);
    if (!out->items)
        return fail_nomem(err);
    for (size_t i = 0; i < c->n_channels; i++) {
        struct wcy_flow f = c->channels[i].flow;
        if (f.copies < c->options->min_copies)
            continue;
        struct slice from = arena_dup(&out->arena, private_slice(f.from));
        struct slice to = arena_dup(&out->arena, private_slice(f.to));
        if (!from.ptr || !to.ptr)
            return fail_nomem(err);
        f.from = public_slice(from);
        f.to = public_slice(to);
        out->items[out->count++] = f;
    }
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, compare_flows);
    return 0;
}

int wcy_flows_find(struct wcy_index *index, const struct wcy_flow_options *options,
                   struct wcy_flows **out, struct wcy_error *err)
{
    static const struct wcy_flow_options defaults = WCY_FLOW_OPTIONS_INIT;
    struct snapshot s;
    struct counting c = {.snapshot = &s, .options = options ? options : &defaults};
    struct wcy_flows *flows = calloc(1, sizeof *flows);
    if (!flows)
        return fail_nomem(err);
    int status = snapshot_begin(&s, index, err);
    if (status == 0) {
        status = count_clusters(&c, err);
        if (status == 0) {
            find_medians(&c);
            status = keep_flows(&c, flows, err);
        }
        snapshot_end(&s);
    }
    cluster_release(&c.cluster);
    free(c.channels);
    free(c.slots);
    free(c.lags);
    if (status == 0 && flows->count == 0)
        status = WCY_END;
    *out = NULL;
    if (status != 0)
        wcy_flows_free(flows);
    else
        *out = flows;
    return status;
}

size_t wcy_flows_count(const struct wcy_flows *flows)
{
    return flows ? flows->count : 0;
}

const struct wcy_flow *wcy_flows_at(const struct wcy_flows *flows, size_t i)
{
    return i < flows->count ? &flows->items[i] : NULL;
}

void wcy_flows_free(struct wcy_flows *flows)
{
    if (!flows)
        return;
    arena_release(&flows->arena);
    free(flows);
}
