#include "match/textset_pool.h"

#include "base/hash.h"

#include <pthread.h>
#include <stdlib.h>

/* So many parts with a lock each, so that threads seldom wait. */
#define PARTS 16

/* Bytes that a set has, about, to size the tables. */
#define USUAL 2048

#define LEAST_BUCKETS ((size_t)16)
#define MOST_BUCKETS  ((size_t)1 << 20)

struct part {
    pthread_mutex_t lock;
    struct textset_entry **buckets;
    size_t n_buckets, bytes, limit, hand;
};

struct textset_pool {
    struct part parts[PARTS];
};

static void entry_free(struct textset_entry *e)
{
    free(e->set.memory);
    free(e);
}

static struct part *part_of(struct textset_pool *pool, uint64_t number, size_t *bucket)
{
    uint64_t h = hash64(&number, sizeof number);
    struct part *p = &pool->parts[h % PARTS];
    *bucket = (h / PARTS) & (p->n_buckets - 1);
    return p;
}

struct textset_pool *textset_pool_new(size_t limit)
{
    struct textset_pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        return NULL;
    size_t n = LEAST_BUCKETS;
    while (n < MOST_BUCKETS && n < limit / PARTS / USUAL)
        n *= 2;
    for (size_t i = 0; i < PARTS; i++)
        pthread_mutex_init(&pool->parts[i].lock, NULL);
    for (size_t i = 0; i < PARTS; i++) {
        struct part *p = &pool->parts[i];
        p->n_buckets = n;
        p->limit = limit / PARTS;
        p->buckets = calloc(n, sizeof(struct textset_entry *));
        if (!p->buckets) {
            textset_pool_free(pool);
            return NULL;
        }
    }
    return pool;
}

/* Takes the entry out of its list; it lives on while it is used. */
static void unlist(struct part *p, struct textset_entry **at)
{
    struct textset_entry *e = *at;
    *at = e->next;
    e->listed = false;
    p->bytes -= e->bytes;
    if (e->users == 0)
        entry_free(e);
}

void textset_pool_clear(struct textset_pool *pool)
{
    for (size_t i = 0; i < PARTS; i++) {
        struct part *p = &pool->parts[i];
        pthread_mutex_lock(&p->lock);
        for (size_t b = 0; p->buckets && b < p->n_buckets; b++)
            while (p->buckets[b])
                unlist(p, &p->buckets[b]);
        pthread_mutex_unlock(&p->lock);
    }
}

void textset_pool_free(struct textset_pool *pool)
{
    if (!pool)
        return;
    textset_pool_clear(pool);
    for (size_t i = 0; i < PARTS; i++) {
        pthread_mutex_destroy(&pool->parts[i].lock);
        free(pool->parts[i].buckets);
    }
    free(pool);
}

/* Where the pointer to the entry of `number` is, or the end of its list. */
static struct textset_entry **find(struct textset_entry **at, uint64_t number)
{
    while (*at && (*at)->set.number != number)
        at = &(*at)->next;
    return at;
}

struct textset_entry *textset_pool_take(struct textset_pool *pool, uint64_t number)
{
    size_t bucket;
    struct part *p = part_of(pool, number, &bucket);
    pthread_mutex_lock(&p->lock);
    struct textset_entry *e = *find(&p->buckets[bucket], number);
    if (e) {
        e->users++;
        e->asked = true;
    }
    pthread_mutex_unlock(&p->lock);
    return e;
}

/* Frees what nobody asked for, until the part is within its limit. After two rounds all that is
   left is in use. */
static void make_room(struct part *p)
{
    for (size_t steps = 2 * p->n_buckets; p->bytes > p->limit && steps > 0; steps--) {
        struct textset_entry **at = &p->buckets[p->hand];
        while (*at) {
            if ((*at)->users == 0 && !(*at)->asked) {
                unlist(p, at);
            } else {
                (*at)->asked = false;
                at = &(*at)->next;
            }
        }
        p->hand = (p->hand + 1) & (p->n_buckets - 1);
    }
}

struct textset_entry *textset_pool_put(struct textset_pool *pool, const struct textset *set)
{
    size_t bucket;
    struct part *p = part_of(pool, set->number, &bucket);
    struct textset_entry *e = calloc(1, sizeof *e);
    if (!e) {
        free(set->memory);
        return NULL;
    }
    size_t hashes = set->n_all + (set->informative != set->all ? set->n_informative : 0);
    *e = (struct textset_entry){.set = *set,
                                .bytes = sizeof *e + hashes * sizeof *set->all +
                                         set->n_numbers * sizeof *set->numbers,
                                .users = 1,
                                .listed = true};
    pthread_mutex_lock(&p->lock);
    struct textset_entry **old = find(&p->buckets[bucket], set->number);
    if (*old)
        unlist(p, old);
    e->next = p->buckets[bucket];
    p->buckets[bucket] = e;
    p->bytes += e->bytes;
    make_room(p);
    pthread_mutex_unlock(&p->lock);
    return e;
}

void textset_pool_give_back(struct textset_pool *pool, struct textset_entry *e)
{
    size_t bucket;
    struct part *p = part_of(pool, e->set.number, &bucket);
    pthread_mutex_lock(&p->lock);
    bool last = --e->users == 0 && !e->listed;
    pthread_mutex_unlock(&p->lock);
    if (last)
        entry_free(e);
}

void textset_pool_drop(struct textset_pool *pool, uint64_t number)
{
    size_t bucket;
    struct part *p = part_of(pool, number, &bucket);
    pthread_mutex_lock(&p->lock);
    struct textset_entry **at = find(&p->buckets[bucket], number);
    if (*at)
        unlist(p, at);
    pthread_mutex_unlock(&p->lock);
}
