#include "match/promote.h"

#include "base/grow.h"
#include "index/row.h"
#include "index/text_store.h"
#include "match/composite.h"
#include "match/posting.h"
#include "match/textset.h"
#include "sketch/fingerprint.h"

#include <stdlib.h>

/* Texts of one digest and pairs of one article that are looked at. */
#define TWINS 4096
#define PAIRS 4096

struct promotion {
    struct store *store;
    MDB_txn *txn;
    struct meta *meta;
    struct segments *lists;
    const struct gone *gone;
    uint64_t article, heir;
};

/* The oldest twin that is left; 0 when the article was not the first one itself. */
static int find_heir(struct promotion *p, struct wcy_error *err)
{
    struct row row, other;
    size_t n = 0;
    struct segments_reader *r = calloc(1, sizeof *r);
    uint64_t *twins = malloc(TWINS * sizeof *twins);
    int status = r && twins ? row_get(p->store, p->txn, p->article, &row, err) : fail_nomem(err);
    if (status == 0)
        status = segments_reader_open(r, &p->lists[TABLE_EXACT], p->txn, err);
    if (status == 0)
        status = segments_lookup(r, row.digest.low, twins, TWINS, &n, err);
    for (size_t i = 0; i < n && status == 0 && p->heir == 0; i++) {
        if (gone_has(p->gone, twins[i]))
            continue;
        status = row_get(p->store, p->txn, twins[i], &other, err);
        if (status == 0 && other.digest.high == row.digest.high)
            p->heir = twins[i];
        status = status > 0 ? 0 : status;
    }
    if (r)
        segments_reader_close(r);
    free(r);
    free(twins);
    /* An older twin is the first, and has its postings. */
    if (p->heir < p->article)
        p->heir = 0;
    return status < 0 ? status : 0;
}

/* The smallest hashes of a set are its fingerprints, in a dense sketch too. */
static int add_postings(struct promotion *p, const struct textset *set, struct wcy_error *err)
{
    const struct wcy_parameters *q = &p->meta->parameters;
    uint32_t n = (uint32_t)fingerprints_of_set(set->all, set->n_all, q->scale, q->floor);
    struct radix_item *entries = malloc((n + 1) * sizeof *entries);
    if (!entries)
        return fail_nomem(err);
    for (uint32_t i = 0; i < n; i++)
        entries[i] = (struct radix_item){fingerprint_of(set->all[i]), posting_make(p->heir, set->n_all)};
    p->meta->prints += n;
    int status = segments_add(&p->lists[TABLE_PRINTS], p->txn, entries, n, 0, err);
    free(entries);
    return status;
}

static int move_postings(struct promotion *p, struct wcy_error *err)
{
    struct textset set;
    struct textset_source source = {.store = p->store, .parameters = p->meta->parameters};
    struct textset_cache cache = {.source = &source, .txn = p->txn, .limit = SIZE_MAX};
    int status = textset_get(&cache, p->heir, 0, &set, err);
    if (status == 0)
        status = add_postings(p, &set, err);
    textset_cache_release(&cache);
    return status < 0 ? status : 0;
}

/* The pairs of the article become the heir's: their texts are the same. */
static int move_pairs(struct promotion *p, struct wcy_error *err)
{
    struct pair_list list = {0};
    struct radix_item *links = NULL;
    size_t n = 0;
    int status = composite_neighbours(p->store, p->txn, &p->lists[TABLE_LINKS], p->article, PAIRS,
                                      &list, err);
    if (status == 0 && !(links = malloc((2 * list.count + 1) * sizeof *links)))
        status = fail_nomem(err);
    for (size_t i = 0; i < list.count && status == 0; i++) {
        struct pair q = list.items[i]; /* b is the article */
        if (q.a == p->heir || gone_has(p->gone, q.a))
            continue;
        q.b = p->heir;
        if (q.a > q.b)
            q = pair_turn(q);
        status = pair_add(p->store, p->txn, &q, err);
        links[n++] = (struct radix_item){q.a, q.b};
    }
    if (status == 0) {
        radix_sort(links, links + list.count, n);
        status = segments_add(&p->lists[TABLE_LINKS], p->txn, links, n, 0, err);
    }
    free(links);
    free(list.items);
    return status;
}

int promote_twin(struct store *s, MDB_txn *txn, struct meta *meta, struct segments *lists,
                 const struct gone *gone, uint64_t article, uint64_t fresh, uint64_t *heir,
                 struct wcy_error *err)
{
    struct promotion p = {s, txn, meta, lists, gone, article, 0};
    *heir = 0;
    int status = find_heir(&p, err);
    if (status < 0 || p.heir == 0 || p.heir >= fresh)
        return status;
    status = move_postings(&p, err);
    if (status == 0)
        status = move_pairs(&p, err);
    if (status == 0)
        *heir = p.heir;
    return status;
}
