#include "index/cluster_store.h"

#include "base/grow.h"
#include "base/varint.h"

#include <stdlib.h>

void cluster_release(struct cluster *c)
{
    free(c->members);
    *c = (struct cluster){0};
}

static bool member_encode(struct buf *to, const struct member *m)
{
    return varint_put(to, m->article) && varint_put(to, m->via) && varint_put(to, m->relation) &&
           varint_put(to, m->certificate.size_a) && varint_put(to, m->certificate.size_b) &&
           varint_put(to, m->certificate.shared);
}

int cluster_save(struct store *s, MDB_txn *txn, const struct cluster *c, struct wcy_error *err)
{
    struct buf b = BUF_INIT;
    bool ok = varint_put(&b, c->original) && varint_put_bytes(&b, c->source) &&
              varint_put(&b, c->count);
    for (size_t i = 0; i < c->count && ok; i++)
        ok = member_encode(&b, &c->members[i]);
    int status = ok ? store_put(s, txn, TABLE_CLUSTERS, KEY64(c->number), buf_slice(&b), false, err)
                    : fail_nomem(err);
    buf_release(&b);
    return status;
}

int cluster_decode(struct slice value, uint64_t number, struct cluster *c, struct wcy_error *err)
{
    struct varint_reader v = varint_reader(value);
    c->number = number;
    c->original = varint_get(&v);
    c->source = varint_get_bytes(&v);
    uint64_t count = varint_get(&v);
    c->count = 0;
    /* A member takes at least six bytes. */
    if (!v.ok || count > value.len / 6)
        goto bad;
    if (!GROW(c->members, c->cap, (size_t)count + 1))
        return fail_nomem(err);
    for (; c->count < count; c->count++) {
        struct member *m = &c->members[c->count];
        m->article = varint_get(&v);
        m->via = varint_get(&v);
        m->relation = (enum wcy_relation)varint_get(&v);
        m->certificate.size_a = (uint32_t)varint_get(&v);
        m->certificate.size_b = (uint32_t)varint_get(&v);
        m->certificate.shared = (uint32_t)varint_get(&v);
    }
    if (v.ok)
        return 0;
bad:
    return fail(err, WCY_ECORRUPT, "cluster %llu is damaged", (unsigned long long)number);
}

int cluster_load(struct store *s, MDB_txn *txn, uint64_t number, struct cluster *c,
                 struct wcy_error *err)
{
    struct slice value;
    int status = store_get(s, txn, TABLE_CLUSTERS, KEY64(number), &value, err);
    return status != 0 ? status : cluster_decode(value, number, c, err);
}

int place_save(struct store *s, MDB_txn *txn, uint64_t article, struct place p,
               struct wcy_error *err)
{
    struct buf b = BUF_INIT;
    if (p.cluster == 0 && !p.composite)
        return store_delete(s, txn, TABLE_MEMBERS, KEY64(article), err);
    int status = varint_put(&b, p.composite) && varint_put(&b, p.cluster)
                     ? store_put(s, txn, TABLE_MEMBERS, KEY64(article), buf_slice(&b), false, err)
                     : fail_nomem(err);
    buf_release(&b);
    return status;
}

int place_load(struct store *s, MDB_txn *txn, uint64_t article, struct place *p,
               struct wcy_error *err)
{
    struct slice value;
    *p = (struct place){0};
    int status = store_get(s, txn, TABLE_MEMBERS, KEY64(article), &value, err);
    if (status != 0)
        return status == WCY_END ? 0 : status;
    struct varint_reader v = varint_reader(value);
    p->composite = varint_get(&v) != 0;
    p->cluster = varint_get(&v);
    return v.ok ? 0
                : fail(err, WCY_ECORRUPT, "the place of article %llu is damaged",
                       (unsigned long long)article);
}
