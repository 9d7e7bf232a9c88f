#include "index/pair_store.h"

#include "base/grow.h"
#include "base/varint.h"

#include <stdlib.h>

#define FLAG_ESTIMATED 1
#define FLAG_FURNITURE 2 /* the informative overlap differs from the full one */
#define FLAG_WEAK      4
#define FLAG_COMMON    8
#define FLAG_CROWDED   16
#define FLAG_PASSAGE   32

static bool overlap_encode(struct buf *to, struct overlap o)
{
    return varint_put(to, o.size_a) && varint_put(to, o.size_b) && varint_put(to, o.shared);
}

static struct overlap overlap_decode(struct varint_reader *v)
{
    uint32_t a = (uint32_t)varint_get(v), b = (uint32_t)varint_get(v);
    return (struct overlap){a, b, (uint32_t)varint_get(v)};
}

static bool overlap_equal(struct overlap x, struct overlap y)
{
    return x.size_a == y.size_a && x.size_b == y.size_b && x.shared == y.shared;
}

bool pair_encode(struct buf *to, const struct pair *p)
{
    unsigned flags = p->estimated ? FLAG_ESTIMATED : 0;
    flags |= p->weak ? FLAG_WEAK : 0;
    flags |= p->common ? FLAG_COMMON : 0;
    flags |= p->crowded ? FLAG_CROWDED : 0;
    flags |= p->passage ? FLAG_PASSAGE : 0;
    if (!overlap_equal(p->full, p->informative))
        flags |= FLAG_FURNITURE;
    return varint_put(to, p->b - p->a) && varint_put(to, flags) && varint_put(to, p->relation) &&
           (!p->passage || varint_put(to, p->passage)) && overlap_encode(to, p->full) &&
           (!(flags & FLAG_FURNITURE) || overlap_encode(to, p->informative));
}

/* Reads the next pair of article `b`. False: malformed. */
static bool pair_next(struct varint_reader *v, uint64_t b, struct pair *p)
{
    p->b = b;
    p->a = b - varint_get(v);
    uint64_t flags = varint_get(v);
    p->relation = (enum wcy_relation)varint_get(v);
    p->estimated = flags & FLAG_ESTIMATED;
    p->weak = flags & FLAG_WEAK;
    p->common = flags & FLAG_COMMON;
    p->crowded = flags & FLAG_CROWDED;
    p->passage = flags & FLAG_PASSAGE ? (uint16_t)varint_get(v) : 0;
    p->full = overlap_decode(v);
    p->informative = flags & FLAG_FURNITURE ? overlap_decode(v) : p->full;
    return v->ok && p->a < b && p->relation <= WCY_ORIGINAL;
}

static int fail_damaged(uint64_t b, struct wcy_error *err)
{
    return fail(err, WCY_ECORRUPT, "the pairs of article %llu are damaged", (unsigned long long)b);
}

int pair_decode(struct slice value, uint64_t b, struct pair_list *list, struct wcy_error *err)
{
    struct varint_reader v = varint_reader(value);
    while (v.ok && v.at < v.end) {
        if (!GROW(list->items, list->cap, list->count + 1))
            return fail_nomem(err);
        if (!pair_next(&v, b, &list->items[list->count]))
            return fail_damaged(b, err);
        list->count++;
    }
    return 0;
}

int pair_find(struct store *s, MDB_txn *txn, uint64_t a, uint64_t b, struct pair *pair,
              struct wcy_error *err)
{
    struct slice value;
    int status = store_get(s, txn, TABLE_PAIRS, KEY64(b), &value, err);
    if (status != 0)
        return status;
    struct varint_reader v = varint_reader(value);
    while (v.ok && v.at < v.end) {
        if (!pair_next(&v, b, pair))
            return fail_damaged(b, err);
        if (pair->a == a)
            return 0;
    }
    return WCY_END;
}

int pair_load(struct store *s, MDB_txn *txn, uint64_t b, struct pair_list *list,
              struct wcy_error *err)
{
    struct slice value;
    int status = store_get(s, txn, TABLE_PAIRS, KEY64(b), &value, err);
    if (status != 0)
        return status == WCY_END ? 0 : status;
    return pair_decode(value, b, list, err);
}

enum wcy_relation relation_swap(enum wcy_relation relation)
{
    if (relation == WCY_ABRIDGED)
        return WCY_EXTENDED;
    return relation == WCY_EXTENDED ? WCY_ABRIDGED : relation;
}

struct pair pair_turn(struct pair p)
{
    return (struct pair){.a = p.b,
                         .b = p.a,
                         .relation = relation_swap(p.relation),
                         .estimated = p.estimated,
                         .weak = p.weak,
                         .common = p.common,
                         .crowded = p.crowded,
                         .passage = p.passage,
                         .full = overlap_swap(p.full),
                         .informative = overlap_swap(p.informative)};
}

/* Encodes `list` with `p` in its place by ascending a. */
static bool encode_with(struct buf *to, const struct pair_list *list, const struct pair *p)
{
    bool ok = true, placed = false;
    for (size_t i = 0; i < list->count && ok; i++) {
        if (!placed && list->items[i].a >= p->a) {
            ok = pair_encode(to, p);
            placed = true;
        }
        if (ok && list->items[i].a != p->a)
            ok = pair_encode(to, &list->items[i]);
    }
    return ok && (placed || pair_encode(to, p));
}

int pair_add(struct store *s, MDB_txn *txn, const struct pair *p, struct wcy_error *err)
{
    struct pair_list list = {0};
    struct buf value = BUF_INIT;
    int status = pair_load(s, txn, p->b, &list, err);
    if (status == 0 && !encode_with(&value, &list, p))
        status = fail_nomem(err);
    if (status == 0)
        status = store_put(s, txn, TABLE_PAIRS, KEY64(p->b), buf_slice(&value), false, err);
    free(list.items);
    buf_release(&value);
    return status;
}
