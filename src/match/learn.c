/*
 * learn: which lines have become the furniture of their site.
 *
 * The carriers of a line are counted in the index (TABLE_BLOCKS keeps the first few) and in the
 * batch. Learning comes before comparing, so that the first batch of a site already profits.
 */
#include "base/hash.h"
#include "match/batch.h"

#include <stdlib.h>

/* Carriers of a line that are looked at; of more, nothing new is learned. */
#define CARRIERS 8

/* An article that carries a line. */
struct carrier {
    uint64_t article; /* 0: of the batch */
    uint64_t site, title;
};

/* The first carriers of a line, from the index and then from the batch (a run of `lines`). */
static int list_carriers(struct batch *b, const uint64_t *old, size_t n_old,
                         const struct radix_item *run, size_t n_run, struct carrier *list,
                         size_t *count, struct wcy_error *err)
{
    *count = 0;
    for (size_t i = 0; i < n_old; i++) {
        struct row r;
        int status = row_get(b->store, b->read, old[i], &r, err);
        if (status < 0)
            return status;
        if (status == 0)
            list[(*count)++] =
                (struct carrier){old[i], r.site_key, hash64(r.title.ptr, r.title.len)};
    }
    for (size_t i = 0; i < n_run && *count < 2 * CARRIERS; i++) {
        const struct item *x = &b->items[run[i].value];
        list[(*count)++] = (struct carrier){0, x->site_key, x->title_key};
    }
    return 0;
}

/* Is a line with these carriers the furniture of `site`? */
static bool is_furniture(const struct carrier *list, size_t count, uint64_t site, bool paragraph)
{
    uint64_t titles[FURNITURE_LEAST];
    size_t distinct = 0, elsewhere = 0;
    for (size_t i = 0; i < count && distinct < FURNITURE_LEAST; i++) {
        bool known = list[i].site != site;
        elsewhere += known;
        for (size_t k = 0; k < distinct && !known; k++)
            known = titles[k] == list[i].title;
        if (!known)
            titles[distinct++] = list[i].title;
    }
    /* A copied paragraph is on other sites, too. */
    return distinct >= FURNITURE_LEAST && (!paragraph || elsewhere == 0);
}

/* The older articles that carry the line are told apart from others now that it is known. */
static int learn_line(struct batch *b, uint64_t site, uint64_t line, const struct carrier *list,
                      size_t count, struct wcy_error *err)
{
    int status = furniture_load(&b->furniture, b->store, b->read, site, err);
    const struct furniture_site *known = furniture_of(&b->furniture, site);
    if (status < 0 || (known && furniture_has(known, line)))
        return status;
    bool ok = furniture_add(&b->furniture, site, &line, 1);
    for (size_t i = 0; i < count && ok; i++)
        if (list[i].article && list[i].site == site)
            ok = number_set_add(&b->changed, list[i].article);
    return ok ? 0 : fail_nomem(err);
}

/* One line: decides for every site whose items carry it. */
static int learn_run(struct batch *b, const struct radix_item *run, size_t n_run,
                     const uint64_t *old, size_t n_old, struct wcy_error *err)
{
    struct carrier carriers[2 * CARRIERS];
    size_t count;
    if (n_old + n_run < FURNITURE_LEAST)
        return 0;
    int status = list_carriers(b, old, n_old, run, n_run, carriers, &count, err);
    uint64_t last = 0;
    bool paragraph = furniture_is_paragraph(run[0].key);
    for (size_t i = 0; i < n_run && i < CARRIERS && status == 0; i++) {
        uint64_t site = b->items[run[i].value].site_key;
        if (site != last && is_furniture(carriers, count, site, paragraph))
            status = learn_line(b, site, run[0].key, carriers, count, err);
        last = site;
    }
    return status;
}

/* `lines` are (line hash, item), sorted. */
static int learn_runs(struct batch *b, const struct radix_item *lines, size_t count,
                      struct segments_reader *r, struct wcy_error *err)
{
    uint64_t old[CARRIERS];
    for (size_t i = 0, end; i < count; i = end) {
        size_t n_old;
        for (end = i + 1; end < count && lines[end].key == lines[i].key;)
            end++;
        int status = segments_lookup(r, lines[i].key, old, CARRIERS, &n_old, err);
        if (status == 0)
            status = learn_run(b, lines + i, end - i, old, n_old, err);
        if (status < 0)
            return status;
    }
    return 0;
}

/* All lines of the numbered items as (hash, item). NULL: out of memory. */
static struct radix_item *collect_lines(const struct batch *b, size_t *count)
{
    size_t n = 0, all = 0;
    for (size_t i = 0; i < b->count; i++)
        all += b->items[i].number ? b->items[i].n_lines : 0;
    struct radix_item *lines = malloc((2 * all + 1) * sizeof *lines);
    if (!lines)
        return NULL;
    for (size_t i = 0; i < b->count; i++)
        for (uint32_t j = 0; b->items[i].number && j < b->items[i].n_lines; j++)
            lines[n++] = (struct radix_item){b->items[i].lines[j], i};
    radix_sort(lines, lines + n, n);
    *count = n;
    return lines;
}

/* The furniture of every site in the batch must be at hand for the comparisons. */
static int load_sites(struct batch *b, struct wcy_error *err)
{
    int status = 0;
    for (size_t i = 0; i < b->count && status == 0; i++)
        if (b->items[i].number)
            status = furniture_load(&b->furniture, b->store, b->read, b->items[i].site_key, err);
    return status;
}

int batch_learn(struct batch *b, struct wcy_error *err)
{
    size_t count = 0;
    struct segments_reader *r = malloc(sizeof *r);
    struct radix_item *lines = collect_lines(b, &count);
    int status = r && lines ? segments_reader_open(r, &b->lists[TABLE_BLOCKS], b->read, err)
                            : fail_nomem(err);
    if (status == 0) {
        status = load_sites(b, err);
        if (status == 0)
            status = learn_runs(b, lines, count, r, err);
        segments_reader_close(r);
    }
    free(lines);
    free(r);
    return status;
}
