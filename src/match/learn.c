/*
 * learn: which lines have become the furniture of their site.
 *
 * The carriers of a line are counted in the index (TABLE_BLOCKS keeps the first few) and in the
 * batch. Learning comes before comparing, so that the first batch of a site already profits.
 */
#include "base/grow.h"
#include "base/hash.h"
#include "match/batch.h"

#include <stdlib.h>

/* Carriers of a line that are looked at; of more, nothing new is learned. */
#define CARRIERS 8

static int title_of(struct batch *b, uint64_t article, uint64_t *title, struct wcy_error *err)
{
    struct row r;
    int status = row_get(b->store, b->read, article, &r, err);
    if (status == 0)
        *title = hash64(r.title.ptr, r.title.len);
    return status;
}

/* Adds a title to the distinct ones seen so far. */
static void add_title(uint64_t *titles, size_t *count, uint64_t title)
{
    for (size_t i = 0; i < *count; i++)
        if (titles[i] == title)
            return;
    if (*count < FURNITURE_LEAST)
        titles[(*count)++] = title;
}

/* Is the line, carried by these old articles and batch items (a run of `lines`), furniture? */
static int is_furniture(struct batch *b, const uint64_t *old, size_t n_old,
                        const struct radix_item *run, size_t n_run, bool *answer,
                        struct wcy_error *err)
{
    uint64_t titles[FURNITURE_LEAST], title;
    size_t distinct = 0;
    *answer = false;
    if (n_old + n_run < FURNITURE_LEAST)
        return 0;
    for (size_t i = 0; i < n_run && distinct < FURNITURE_LEAST; i++)
        add_title(titles, &distinct, b->items[run[i].value].title_key);
    for (size_t i = 0; i < n_old && distinct < FURNITURE_LEAST; i++) {
        int status = title_of(b, old[i], &title, err);
        if (status < 0)
            return status;
        if (status == 0)
            add_title(titles, &distinct, title);
    }
    *answer = distinct >= FURNITURE_LEAST;
    return 0;
}

static int learn_line(struct batch *b, uint64_t site, uint64_t line, struct wcy_error *err)
{
    int status = furniture_load(&b->furniture, b->store, b->read, site, err);
    const struct furniture_site *known = furniture_of(&b->furniture, site);
    if (status < 0 || (known && furniture_has(known, line)))
        return status;
    if (!furniture_add(&b->furniture, site, &line, 1) ||
        !GROW(b->changed_sites, b->cap_changed_sites, b->n_changed_sites + 1))
        return fail_nomem(err);
    b->changed_sites[b->n_changed_sites++] = site;
    return 0;
}

/* `lines` are (line hash, item), sorted. */
static int learn_runs(struct batch *b, const struct radix_item *lines, size_t count,
                      struct segments_reader *r, struct wcy_error *err)
{
    uint64_t old[CARRIERS];
    for (size_t i = 0, end; i < count; i = end) {
        size_t n_old;
        bool furniture;
        for (end = i + 1; end < count && lines[end].key == lines[i].key;)
            end++;
        int status = segments_lookup(r, lines[i].key, old, CARRIERS, &n_old, err);
        if (status == 0)
            status = is_furniture(b, old, n_old, lines + i, end - i, &furniture, err);
        if (status == 0 && furniture)
            status = learn_line(b, b->items[lines[i].value].site_key, lines[i].key, err);
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
