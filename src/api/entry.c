/*
 * entry: one article and its place among the others.
 */
#include "api/members.h"
#include "match/neighbours.h"
#include "match/roundup.h"
#include "match/version.h"

#include <stdlib.h>

/* Stored relations that are shown. */
#define RELATED 1000

struct entry_object {
    struct wcy_entry entry; /* first: the public pointer is the object's */
    struct arena arena;
};

static int fill_related(const struct snapshot *s, const struct row *own, const struct pair *p,
                        struct arena *arena, struct wcy_match *m, struct wcy_error *err)
{
    struct row row;
    struct place place;
    int status = row_get(s->store, s->txn, p->a, &row, err);
    if (status == 0)
        status = place_load(s->store, s->txn, p->a, &place, err);
    if (status != 0)
        return status;
    const struct {
        struct slice from;
        struct wcy_slice *to;
    } fields[] = {
        {row.id,        &m->id       },
        {row.url,       &m->url      },
        {row.site,      &m->site     },
        {row.title,     &m->title    },
        {row.published, &m->published}
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct slice copy = arena_dup(arena, fields[i].from);
        if (!copy.ptr)
            return fail_nomem(err);
        *fields[i].to = public_slice(copy);
    }
    m->relation = version_relation(s->meta.parameters.same_site, p->relation, &row, own);
    m->jaccard = overlap_jaccard(p->full);
    m->containment_query = overlap_in_b(p->full);
    m->containment_match = overlap_in_a(p->full);
    m->shared = p->full.shared;
    m->estimated = p->estimated;
    m->cluster = place.cluster;
    return 0;
}

static int compare_related(const void *a, const void *b)
{
    const struct wcy_match *x = a, *y = b;
    if (x->jaccard != y->jaccard)
        return x->jaccard > y->jaccard ? -1 : 1;
    return x->shared > y->shared ? -1 : x->shared < y->shared;
}

static int load_related(const struct snapshot *s, const struct row *own, struct entry_object *o,
                        struct wcy_error *err)
{
    struct pair_list list = {0};
    struct segments links;
    size_t n = 0;
    int status = segments_load(&links, s->store, s->txn, TABLE_LINKS, err);
    struct neighbours neighbours = {0};
    if (status == 0)
        status = neighbours_open(&neighbours, s->store, s->txn, &links, err);
    if (status == 0)
        status = neighbours_find(&neighbours, own->number, RELATED, &list, err);
    neighbours_close(&neighbours);
    struct wcy_match *matches = arena_zalloc(&o->arena, list.count + 1, sizeof *matches);
    if (status == 0 && !matches)
        status = fail_nomem(err);
    for (size_t i = 0; i < list.count && status == 0; i++) {
        if (gone_has(&s->gone, list.items[i].a))
            continue;
        status = fill_related(s, own, &list.items[i], &o->arena, &matches[n], err);
        n += status == 0;
        status = status > 0 ? 0 : status;
    }
    free(list.items);
    if (n)
        qsort(matches, n, sizeof *matches, compare_related);
    o->entry.related = matches;
    o->entry.n_related = n;
    return status;
}

static bool copy_to(struct arena *arena, struct wcy_slice *s)
{
    struct slice copy = arena_dup(arena, private_slice(*s));
    *s = public_slice(copy);
    return copy.ptr != NULL;
}

static bool copy_member(struct arena *arena, struct wcy_member *m)
{
    return copy_to(arena, &m->id) && copy_to(arena, &m->url) && copy_to(arena, &m->site) &&
           copy_to(arena, &m->title) && copy_to(arena, &m->published) && copy_to(arena, &m->via) &&
           copy_to(arena, &m->version_of);
}

/* The cluster, and this article's seat in it. */
static int load_members(const struct snapshot *s, uint64_t number, const struct cluster *c,
                        struct entry_object *o, struct wcy_error *err)
{
    struct members list;
    struct wcy_entry *e = &o->entry;
    int status = members_list(s, c, &o->arena, &list, err);
    if (status < 0)
        return status;
    for (size_t i = 0; i < c->count; i++) {
        struct wcy_member *m = &list.items[i];
        if (!copy_member(&o->arena, m))
            return fail_nomem(err);
        if (list.articles[i] == number) {
            e->relation = m->relation;
            e->via = m->via;
            e->version_of = m->version_of;
            e->lag = m->lag;
        }
    }
    e->members = list.items;
    e->n_members = c->count;
    e->original = c->count ? list.items[0].id : (struct wcy_slice){NULL, 0};
    e->source = public_slice(c->source);
    return copy_to(&o->arena, &e->source) ? 0 : fail_nomem(err);
}

static int load_place(const struct snapshot *s, uint64_t number, struct entry_object *o,
                      struct wcy_error *err)
{
    struct place place;
    struct cluster c = {0};
    int status = place_load(s->store, s->txn, number, &place, err);
    if (status < 0)
        return status;
    o->entry.relation = place.composite ? WCY_COMPOSITE : WCY_NONE;
    o->entry.composite = place.composite;
    o->entry.cluster = place.cluster;
    o->entry.lag = WCY_NO_TIME;
    if (place.cluster == 0)
        return 0;
    status = cluster_load(s->store, s->txn, place.cluster, &c, err);
    if (status == 0)
        status = load_members(s, number, &c, o, err);
    cluster_release(&c);
    return status < 0 ? status : 0;
}

static int fill_story(const struct snapshot *s, const struct roundup_story *from,
                      struct arena *arena, struct wcy_story *to, struct wcy_error *err)
{
    struct row row;
    int status = row_get(s->store, s->txn, from->article, &row, err);
    if (status != 0)
        return status < 0 ? status : fail(err, WCY_ECORRUPT, "a story has no article");
    *to = (struct wcy_story){.cluster = from->cluster,
                             .id = public_slice(row.id),
                             .site = public_slice(row.site),
                             .title = public_slice(row.title),
                             .shared = from->shared,
                             .share = from->share};
    return copy_to(arena, &to->id) && copy_to(arena, &to->site) && copy_to(arena, &to->title)
               ? 0
               : fail_nomem(err);
}

static int load_stories(const struct snapshot *s, uint64_t number, struct entry_object *o,
                        struct wcy_error *err)
{
    struct roundup_story *list = NULL;
    size_t n = 0;
    int status =
        roundup_stories(s->store, s->txn, &s->meta, &s->gone, number, &o->arena, &list, &n, err);
    struct wcy_story *stories = arena_zalloc(&o->arena, n + 1, sizeof *stories);
    if (status == 0 && !stories)
        status = fail_nomem(err);
    for (size_t i = 0; i < n && status == 0; i++)
        status = fill_story(s, &list[i], &o->arena, &stories[i], err);
    o->entry.stories = stories;
    o->entry.n_stories = status == 0 ? n : 0;
    return status < 0 ? status : 0;
}

static int load_entry(struct snapshot *s, uint64_t number, bool with_text, struct entry_object *o,
                      struct wcy_error *err)
{
    struct row row;
    int status = row_get(s->store, s->txn, number, &row, err);
    if (status != 0)
        return status;
    o->entry.number = number;
    o->entry.version = row.version;
    o->entry.shingles = row.shingles;
    status = public_article(s, &row, &o->arena, &o->entry.article, err);
    if (status == 0 && with_text)
        status = public_text(s, number, &o->arena, &o->entry.article.text, err);
    if (status == 0)
        status = load_place(s, number, o, err);
    if (status == 0 && o->entry.composite)
        status = load_stories(s, number, o, err);
    return status == 0 ? load_related(s, &row, o, err) : status;
}

int wcy_entry_get(struct wcy_index *index, enum wcy_find_by by, struct wcy_slice key, int with_text,
                  struct wcy_entry **out, struct wcy_error *err)
{
    struct snapshot s;
    uint64_t number;
    struct entry_object *o = calloc(1, sizeof *o);
    if (!o)
        return fail_nomem(err);
    int status = snapshot_begin(&s, index, err);
    if (status == 0) {
        status = find_article(&s, by, private_slice(key), &number, err);
        if (status == 0)
            status = load_entry(&s, number, with_text != 0, o, err);
        snapshot_end(&s);
    }
    if (status != 0)
        wcy_entry_free(&o->entry);
    else
        *out = &o->entry;
    return status;
}

void wcy_entry_free(struct wcy_entry *entry)
{
    if (!entry)
        return;
    struct entry_object *o = (struct entry_object *)(void *)entry;
    arena_release(&o->arena);
    free(o);
}
