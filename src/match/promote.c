#include "match/promote.h"

#include "base/grow.h"
#include "index/row.h"
#include "index/text_store.h"
#include "match/neighbours.h"
#include "match/posting.h"
#include "match/relation.h"
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
    struct promoted *to;
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
        status =
            segments_lookup_live(r, row.digest.low, gone_article, p->gone, twins, TWINS, &n, err);
    for (size_t i = 0; i < n && status == 0 && p->heir == 0; i++) {
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
    size_t n = fingerprints_of_set(set->all, set->n_all, q->scale, q->floor);
    if (!GROW(p->to->prints, p->to->cap_prints, p->to->n_prints + n))
        return fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        p->to->prints[p->to->n_prints++] =
            (struct radix_item){fingerprint_of(set->all[i]), posting_make(p->heir, set->n_all)};
    return 0;
}

static int move_postings(struct promotion *p, struct wcy_error *err)
{
    /* Of several twins that go at once, each may look like the first. */
    if (gone_has(&p->to->heirs, p->heir))
        return 0;
    if (!gone_add(&p->to->heirs, p->heir))
        return fail_nomem(err);
    struct textset set;
    struct textset_source source = {.store = p->store, .parameters = p->meta->parameters};
    struct textset_cache cache = {.source = &source, .txn = p->txn};
    int status = textset_get(&cache, p->heir, 0, &set, err);
    if (status == 0)
        status = add_postings(p, &set, err);
    textset_cache_release(&cache);
    return status < 0 ? status : 0;
}

/* Pairs with later articles that this transaction gave to the article when it was an heir itself:
   their links are not in a segment yet. */
static int add_pending(const struct promotion *p, struct pair_list *list, struct wcy_error *err)
{
    struct pair_list later = {0};
    int status = 0;
    for (size_t i = 0; i < p->to->n_links && status == 0; i++) {
        if (p->to->links[i].key != p->article)
            continue;
        later.count = 0;
        status = pair_load(p->store, p->txn, p->to->links[i].value, &later, err);
        for (size_t k = 0; k < later.count && status == 0; k++) {
            if (later.items[k].a != p->article)
                continue;
            if (GROW(list->items, list->cap, list->count + 1))
                list->items[list->count++] = pair_turn(later.items[k]);
            else
                status = fail_nomem(err);
        }
    }
    free(later.items);
    return status;
}

/* The pairs of the article become the heir's: their texts are the same. */
static int move_pairs(struct promotion *p, struct wcy_error *err)
{
    struct pair_list list = {0};
    struct neighbours neighbours = {0};
    int status = neighbours_open(&neighbours, p->store, p->txn, &p->lists[TABLE_LINKS], err);
    if (status == 0)
        status = neighbours_find(&neighbours, p->article, PAIRS, &list, err);
    neighbours_close(&neighbours);
    if (status == 0)
        status = add_pending(p, &list, err);
    if (status == 0 && !GROW(p->to->links, p->to->cap_links, p->to->n_links + list.count))
        status = fail_nomem(err);
    for (size_t i = 0; i < list.count && status == 0; i++) {
        struct pair q = list.items[i]; /* b is the article */
        if (q.a == p->heir || gone_has(p->gone, q.a))
            continue;
        q.b = p->heir;
        if (q.a > q.b)
            q = pair_turn(q);
        status = pair_add(p->store, p->txn, &q, err);
        p->to->links[p->to->n_links++] = (struct radix_item){q.a, q.b};
    }
    free(list.items);
    return status;
}

void promote_abandon(struct promoted *p)
{
    free(p->prints);
    free(p->links);
    gone_release(&p->heirs);
    *p = (struct promoted){0};
}

static int compare_entries(const void *a, const void *b)
{
    const struct radix_item *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->value < y->value ? -1 : x->value > y->value;
}

static int add_sorted(struct segments *list, MDB_txn *txn, struct radix_item *items, size_t n,
                      struct wcy_error *err)
{
    if (n > 0)
        qsort(items, n, sizeof *items, compare_entries);
    return segments_add(list, txn, items, n, 0, err);
}

int promote_finish(MDB_txn *txn, struct meta *meta, struct segments *lists, struct promoted *p,
                   struct wcy_error *err)
{
    meta->prints += p->n_prints;
    int status = add_sorted(&lists[TABLE_PRINTS], txn, p->prints, p->n_prints, err);
    if (status == 0)
        status = add_sorted(&lists[TABLE_LINKS], txn, p->links, p->n_links, err);
    promote_abandon(p);
    return status;
}

int promote_twin(struct store *s, MDB_txn *txn, struct meta *meta, struct segments *lists,
                 const struct gone *gone, uint64_t article, uint64_t fresh, struct promoted *to,
                 uint64_t *heir, struct wcy_error *err)
{
    struct promotion p = {s, txn, meta, lists, gone, to, article, 0};
    *heir = 0;
    if (relation_is_bounded(&meta->parameters))
        return 0; /* every article has postings of its own */
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
