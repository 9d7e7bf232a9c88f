#include "index/meta.h"

#include "base/varint.h"
#include "sketch/token.h"

#include <errno.h>
#include <math.h>
#include <sys/random.h>

#define META_KEY slice_str("parameters")

/* Where the thresholds come from: doc/accuracy.md. */
static const struct wcy_parameters defaults = {
    .shingle = 5,
    .scale = 16,
    .floor = 32,
    .df_cap = 200,
    .thresholds = {.near = 0.8,
                   .edited = 0.3,
                   .contained = 0.5,
                   .edited_within = 0.5,
                   .contained_within = 0.8,
                   .min_shared = 15},
};

static bool is_share(double x)
{
    return x > 0 && x <= 1;
}

int meta_defaults(struct wcy_parameters *p, struct wcy_error *err)
{
    struct wcy_thresholds *t = &p->thresholds;
    p->shingle = p->shingle ? p->shingle : defaults.shingle;
    p->scale = p->scale ? p->scale : defaults.scale;
    p->floor = p->floor ? p->floor : defaults.floor;
    p->df_cap = p->df_cap ? p->df_cap : defaults.df_cap;
    t->near = t->near != 0 ? t->near : defaults.thresholds.near;
    t->edited = t->edited != 0 ? t->edited : defaults.thresholds.edited;
    t->contained = t->contained != 0 ? t->contained : defaults.thresholds.contained;
    t->edited_within = t->edited_within != 0 ? t->edited_within : defaults.thresholds.edited_within;
    t->contained_within =
        t->contained_within != 0 ? t->contained_within : defaults.thresholds.contained_within;
    t->min_shared = t->min_shared ? t->min_shared : defaults.thresholds.min_shared;
    if (p->shingle > 32)
        return fail(err, WCY_EUSAGE, "a shingle of %u words is too long; 1 to 32", p->shingle);
    if (p->df_cap < 8 || p->df_cap > 10000)
        return fail(err, WCY_EUSAGE, "a cap of %u articles makes no sense; 8 to 10000", p->df_cap);
    if (!is_share(t->near) || !is_share(t->edited) || !is_share(t->contained) ||
        !is_share(t->edited_within) || !is_share(t->contained_within) || t->edited > t->near ||
        t->edited_within > t->near)
        return fail(err, WCY_EUSAGE, "thresholds are shares: 0 < edited <= near <= 1, contained");
    if (p->window > INT64_MAX / 4 || p->same_site > WCY_SAME_SITE_IGNORE ||
        p->languages > WCY_LANGUAGES_SAME)
        return fail(
            err, WCY_EUSAGE,
            "a window is a number of seconds, same-site one of three, languages one of two");
    return 0;
}

int meta_draw_seed(struct wcy_parameters *p, struct wcy_error *err)
{
    while (p->seed == 0 || p->seed == WCY_SEED_RANDOM)
        if (getrandom(&p->seed, sizeof p->seed, 0) != (ssize_t)sizeof p->seed)
            return fail_errno(err, WCY_EIO, errno, "cannot draw a random seed");
    return 0;
}

/* Thresholds are kept in millionths. */
static bool put_share(struct buf *b, double x)
{
    return varint_put(b, (uint64_t)llround(x * 1e6));
}

static double get_share(struct varint_reader *v)
{
    return (double)varint_get(v) / 1e6;
}

static uint64_t *const *meta_counters(struct meta *m, uint64_t *list[20], size_t *count)
{
    uint64_t *all[] = {&m->next_article, &m->next_batch, &m->next_file,  &m->articles,
                       &m->removed,      &m->identical,  &m->pairs,      &m->prints,
                       &m->clusters,     &m->clustered,  &m->text_bytes, &m->frame_bytes,
                       &m->read,         &m->skipped,    &m->repaired,   &m->unchanged};
    *count = sizeof all / sizeof *all;
    memcpy(list, all, sizeof all);
    return list;
}

int meta_save(const struct meta *m, struct store *s, MDB_txn *txn, struct wcy_error *err)
{
    struct buf b = BUF_INIT;
    struct meta copy = *m;
    uint64_t *counters[20];
    size_t n;
    const struct wcy_parameters *p = &m->parameters;
    meta_counters(&copy, counters, &n);
    bool ok = varint_put(&b, WCY_FORMAT) && varint_put(&b, TOKEN_RULE) &&
              varint_put(&b, p->shingle) && varint_put(&b, p->scale) && varint_put(&b, p->floor) &&
              varint_put(&b, p->df_cap) && varint_put(&b, p->seed) &&
              put_share(&b, p->thresholds.near) && put_share(&b, p->thresholds.edited) &&
              put_share(&b, p->thresholds.contained) &&
              put_share(&b, p->thresholds.edited_within) &&
              put_share(&b, p->thresholds.contained_within) &&
              varint_put(&b, p->thresholds.min_shared) && varint_put(&b, m->has_text);
    for (size_t i = 0; i < n && ok; i++)
        ok = varint_put(&b, *counters[i]);
    ok = ok && varint_put(&b, p->window) && varint_put(&b, p->same_site) &&
         varint_put(&b, p->languages);
    int status =
        ok ? store_put(s, txn, TABLE_META, META_KEY, buf_slice(&b), false, err) : fail_nomem(err);
    buf_release(&b);
    return status;
}

int meta_load(struct meta *m, struct store *s, MDB_txn *txn, struct wcy_error *err)
{
    struct slice value;
    uint64_t *counters[20];
    size_t n;
    int status = store_get(s, txn, TABLE_META, META_KEY, &value, err);
    if (status != 0)
        return status;
    struct varint_reader v = varint_reader(value);
    *m = (struct meta){0};
    m->format = varint_get(&v);
    uint64_t rule = varint_get(&v);
    if (m->format == 0 || m->format > WCY_FORMAT || rule != TOKEN_RULE)
        return fail(
            err, WCY_EFORMAT,
            "index '%s' has format %llu.%llu, this program reads 1.%d to %d.%d; use the program "
            "that wrote it",
            s->path, (unsigned long long)m->format, (unsigned long long)rule, TOKEN_RULE,
            WCY_FORMAT, TOKEN_RULE);
    m->parameters.shingle = (unsigned)varint_get(&v);
    m->parameters.scale = (unsigned)varint_get(&v);
    m->parameters.floor = (unsigned)varint_get(&v);
    m->parameters.df_cap = (unsigned)varint_get(&v);
    m->parameters.seed = varint_get(&v);
    m->parameters.thresholds.near = get_share(&v);
    m->parameters.thresholds.edited = get_share(&v);
    m->parameters.thresholds.contained = get_share(&v);
    m->parameters.thresholds.edited_within = get_share(&v);
    m->parameters.thresholds.contained_within = get_share(&v);
    m->parameters.thresholds.min_shared = (unsigned)varint_get(&v);
    m->has_text = varint_get(&v) != 0;
    meta_counters(m, counters, &n);
    for (size_t i = 0; i < n; i++)
        *counters[i] = varint_get(&v);
    if (v.at < v.end) { /* not in the first indexes */
        m->parameters.window = varint_get(&v);
        m->parameters.same_site = (enum wcy_same_site)varint_get(&v);
    }
    if (v.at < v.end)
        m->parameters.languages = (enum wcy_languages)varint_get(&v);
    return v.ok ? 0 : fail(err, WCY_ECORRUPT, "index '%s' is damaged: bad parameters", s->path);
}
