/*
 * suspect: pages that may be round-ups, because they print the headlines of other articles.
 *
 * The pieces of a round-up are often too short to be stored as pairs. Its headlines are looked up
 * among the titles of the index and of the batch, and the titles of the batch among the headlines
 * that older pages print; TABLE_BLOCKS lists both. Whether the pieces stand there is found out when
 * the clusters are made.
 */
#include "match/batch.h"
#include "match/heading.h"

#include <stdlib.h>

/* Articles with one title, or pages with one heading, that are looked at. */
#define CARRIERS 8

struct search {
    struct batch *batch;
    struct segments_reader reader;
    struct radix_item *headings; /* (furniture_headline of a heading, item) */
    struct radix_item *titles;   /* (furniture_headline of the title, item) */
    struct radix_item *later;    /* (furniture_heading of the title, item) */
    size_t n_headings, n_titles; /* as many in `later` as in `titles` */
    uint32_t *hits;              /* per item: headings that are titles of others */
};

static void search_release(struct search *s)
{
    free(s->headings);
    free(s->titles);
    free(s->later);
    free(s->hits);
    free(s);
}

static bool search_alloc(struct search *s, size_t headings, size_t items)
{
    /* Twice: for sorting. */
    s->headings = malloc((2 * headings + 1) * sizeof *s->headings);
    s->titles = malloc((2 * items + 1) * sizeof *s->titles);
    s->later = malloc((2 * items + 1) * sizeof *s->later);
    s->hits = calloc(items + 1, sizeof *s->hits);
    return s->headings && s->titles && s->later && s->hits;
}

static bool search_fill(struct search *s)
{
    const struct batch *b = s->batch;
    size_t all = 0;
    for (size_t i = 0; i < b->count; i++)
        all += b->items[i].n_headings;
    if (!search_alloc(s, all, b->count))
        return false;
    for (size_t i = 0; i < b->count; i++) {
        const struct item *x = &b->items[i];
        for (uint32_t k = 0; x->number && k < x->n_headings; k++)
            s->headings[s->n_headings++] =
                (struct radix_item){furniture_headline(x->headings[k]), i};
        if (x->number == 0 || x->headline == 0)
            continue;
        s->titles[s->n_titles] = (struct radix_item){furniture_headline(x->headline), i};
        s->later[s->n_titles++] = (struct radix_item){furniture_heading(x->headline), i};
    }
    radix_sort(s->headings, s->headings + s->n_headings, s->n_headings);
    radix_sort(s->titles, s->titles + s->n_titles, s->n_titles);
    radix_sort(s->later, s->later + s->n_titles, s->n_titles);
    return true;
}

/* The articles of the index under `key`, without those that are gone. */
static int find_old(struct search *s, uint64_t key, uint64_t *old, size_t *count,
                    struct wcy_error *err)
{
    size_t n, kept = 0;
    int status = segments_lookup(&s->reader, key, old, CARRIERS, &n, err);
    for (size_t i = 0; i < n && status == 0; i++)
        if (!gone_has(&s->batch->gone, old[i]))
            old[kept++] = old[i];
    *count = kept;
    return status;
}

/* Headings of the batch that are titles of the index or of other items. */
static int count_hits(struct search *s, struct wcy_error *err)
{
    uint64_t old[CARRIERS];
    size_t t = 0;
    for (size_t i = 0, end; i < s->n_headings; i = end) {
        uint64_t key = s->headings[i].key;
        size_t n_old, same;
        for (end = i; end < s->n_headings && s->headings[end].key == key;)
            end++;
        int status = find_old(s, key, old, &n_old, err);
        if (status < 0)
            return status;
        while (t < s->n_titles && s->titles[t].key < key)
            t++;
        for (same = t; same < s->n_titles && s->titles[same].key == key;)
            same++;
        /* A page's own title is none of its headings. */
        for (size_t k = i; k < end; k++)
            s->hits[s->headings[k].value] += n_old != 0 || same != t;
        t = same;
    }
    return 0;
}

/* Older pages that print a title of the batch. */
static int find_pages(struct search *s, struct wcy_error *err)
{
    uint64_t old[CARRIERS];
    for (size_t i = 0; i < s->n_titles; i++) {
        size_t n;
        if (i > 0 && s->later[i].key == s->later[i - 1].key)
            continue;
        int status = find_old(s, s->later[i].key, old, &n, err);
        for (size_t k = 0; k < n && status == 0; k++)
            if (!number_set_add(&s->batch->suspects, old[k]))
                status = fail_nomem(err);
        if (status < 0)
            return status;
    }
    return 0;
}

static int list_suspects(struct search *s, struct wcy_error *err)
{
    struct batch *b = s->batch;
    for (size_t i = 0; i < b->count; i++)
        if (s->hits[i] >= HEADINGS_LEAST && !number_set_add(&b->suspects, b->items[i].number))
            return fail_nomem(err);
    return 0;
}

int batch_suspect(struct batch *b, struct wcy_error *err)
{
    struct search *s = calloc(1, sizeof *s);
    if (!s)
        return fail_nomem(err);
    s->batch = b;
    int status = search_fill(s) ? 0 : fail_nomem(err);
    if (status == 0)
        status = segments_reader_open(&s->reader, &b->lists[TABLE_BLOCKS], b->read, err);
    bool open = status == 0;
    if (status == 0)
        status = count_hits(s, err);
    if (status == 0)
        status = find_pages(s, err);
    if (status == 0)
        status = list_suspects(s, err);
    if (open)
        segments_reader_close(&s->reader);
    search_release(s);
    return status;
}
