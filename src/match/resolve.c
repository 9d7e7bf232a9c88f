/*
 * resolve: which articles of a batch are new, which ids and texts are known, and the numbers they
 * get.
 */
#include "base/grow.h"
#include "match/batch.h"
#include "match/relation.h"

#include <stdlib.h>

/* Two arrays of `count` for sorting. */
static struct radix_item *sort_space(size_t count)
{
    size_t bytes;
    if (!size_mul(2 * count + 1, sizeof(struct radix_item), &bytes))
        return NULL;
    return malloc(bytes);
}

/* Of the records of one id in a batch the last counts; the others are repeats. `order` is sorted by
   id. */
static void mark_repeated(struct batch *b, const struct radix_item *order)
{
    for (size_t i = 0; i < b->count; i++) {
        const struct item *x = &b->items[order[i].value];
        for (size_t j = i + 1; j < b->count && order[j].key == order[i].key; j++) {
            if (!slice_eq(b->items[order[j].value].article.id, x->article.id))
                continue;
            b->fate[order[i].value] =
                b->items[order[j].value].content == x->content ? FATE_UNCHANGED : FATE_REPEATED;
            b->older[order[i].value] = order[j].value;
            break;
        }
    }
}

/* Of an id with more versions the oldest contents are forgotten: they would count as new. */
#define VERSIONS_MAX 4096

/* Compares an item with what the index has under its id. */
static int resolve_known(struct batch *b, struct item *item, enum item_fate *fate,
                         const uint64_t *articles, size_t count, struct wcy_error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct row r;
        int status = row_get(b->store, b->read, articles[i], &r, err);
        if (status < 0)
            return status;
        if (status == WCY_END || !slice_eq(r.id, item->article.id))
            continue;
        if (r.content == item->content) {
            /* Also when a newer version has come since: adding old input again changes nothing. */
            *fate = FATE_UNCHANGED;
            return 0;
        }
        if (r.version >= item->version)
            item->version = r.version + 1;
        if (!gone_has(&b->gone, articles[i]))
            item->replaces = articles[i];
    }
    return 0;
}

static int resolve_ids(struct batch *b, const struct radix_item *order, struct wcy_error *err)
{
    struct segments_reader *r = calloc(1, sizeof *r);
    uint64_t *articles = malloc(VERSIONS_MAX * sizeof *articles);
    int status = r && articles ? 0 : fail_nomem(err);
    if (status == 0)
        status = segments_reader_open(r, &b->lists[TABLE_IDS], b->read, err);
    for (size_t i = 0; i < b->count && status == 0; i++) {
        size_t k = order[i].value, n;
        if (b->fate[k] != FATE_NEW)
            continue;
        status = segments_lookup_last(r, order[i].key, articles, VERSIONS_MAX, &n, err);
        if (status == 0)
            status = resolve_known(b, &b->items[k], &b->fate[k], articles, n, err);
    }
    if (r)
        segments_reader_close(r);
    free(r);
    free(articles);
    return status;
}

static int number_items(struct batch *b, struct wcy_error *err)
{
    b->first = b->meta->next_article;
    b->item_of = malloc((b->count + 1) * sizeof *b->item_of);
    if (!b->item_of)
        return fail_nomem(err);
    for (size_t i = 0; i < b->count; i++) {
        struct item *x = &b->items[i];
        if (b->fate[i] != FATE_NEW)
            continue;
        b->item_of[b->numbered] = (uint32_t)i;
        x->number = b->first + b->numbered++;
        if (x->replaces && !gone_add(&b->gone, x->replaces))
            return fail_nomem(err);
    }
    return 0;
}

/* The first of several articles with one text. */
struct twin {
    uint64_t number, site_key; /* number 0: there is none */
    bool many_sites;
};

/* The first article of the index with this normalised text that is still there. */
static int find_twin(struct batch *b, struct segments_reader *r, struct digest digest,
                     uint64_t *articles, struct twin *twin, struct wcy_error *err)
{
    size_t n;
    *twin = (struct twin){0};
    int status = segments_lookup_live(r, digest.low, gone_article, &b->gone, articles, VERSIONS_MAX,
                                      &n, err);
    for (size_t i = 0; i < n && status == 0 && !twin->number; i++) {
        struct row record;
        status = row_get(b->store, b->read, articles[i], &record, err);
        if (status == 0 && digest_equal(record.digest, digest))
            *twin = (struct twin){articles[i], record.site_key, record.many_sites};
        status = status > 0 ? 0 : status;
    }
    return status;
}

/* An older article that gets a twin on another site. */
static int note_widened(struct batch *b, const struct twin *twin, const struct item *x,
                        struct wcy_error *err)
{
    if (!twin->number || twin->many_sites || !x->site_key || x->site_key == twin->site_key)
        return 0;
    return number_set_add(&b->widened, twin->number) && number_set_add(&b->changed, twin->number)
               ? 0
               : fail_nomem(err);
}

/* `order` is sorted by digest; equal texts stand together, the earliest first. */
static int resolve_twins(struct batch *b, const struct radix_item *order, size_t count,
                         struct wcy_error *err)
{
    struct segments_reader *r = calloc(1, sizeof *r);
    uint64_t *articles = malloc(VERSIONS_MAX * sizeof *articles);
    int status = r && articles ? 0 : fail_nomem(err);
    if (status == 0)
        status = segments_reader_open(r, &b->lists[TABLE_EXACT], b->read, err);
    struct item *first = NULL; /* of the run of equal texts */
    struct twin old = {0};     /* of that run, in the index */
    for (size_t i = 0; i < count && status == 0; i++) {
        struct item *x = &b->items[order[i].value];
        if (first && digest_equal(first->digest, x->digest)) {
            x->twin = first->twin ? first->twin : first->number;
            first->many_sites |= x->site_key && x->site_key != first->site_key;
        } else {
            status = find_twin(b, r, x->digest, articles, &old, err);
            x->twin = old.number;
            first = x;
        }
        if (status == 0)
            status = note_widened(b, &old, x, err);
    }
    if (r)
        segments_reader_close(r);
    free(r);
    free(articles);
    return status;
}

int batch_resolve(struct batch *b, struct wcy_error *err)
{
    struct radix_item *order = sort_space(b->count);
    b->fate = calloc(b->count + 1, sizeof *b->fate);
    b->older = calloc(b->count + 1, sizeof *b->older);
    int status = order && b->fate && b->older ? 0 : fail_nomem(err);
    if (status < 0)
        goto out;
    for (size_t i = 0; i < b->count; i++)
        order[i] = (struct radix_item){b->items[i].id_key, i};
    radix_sort(order, order + b->count, b->count);
    mark_repeated(b, order);
    status = resolve_ids(b, order, err);
    /* Of a repeated record whose last one the index has, all are known. */
    if (status == 0)
        status = number_items(b, err);
    if (status < 0)
        goto out;
    size_t n = 0;
    for (size_t i = 0; i < b->count; i++)
        if (b->items[i].number && b->items[i].tokens)
            order[n++] = (struct radix_item){b->items[i].digest.low, i};
    radix_sort(order, order + n, n);
    if (!relation_is_bounded(&b->meta->parameters))
        status = resolve_twins(b, order, n, err);
out:
    free(order);
    return status;
}
