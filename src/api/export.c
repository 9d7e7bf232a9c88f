/*
 * export: every article with the decision to keep or drop it.
 */
#include "api/export.h"

#include "api/keep.h"
#include "base/bytes.h"
#include "match/relation.h"
#include "match/version.h"

#include <stdlib.h>

/* Clusters kept at hand: neighbours in the index often belong to a few big ones. */
#define CLUSTERS 64

/* Shingle sets kept at hand, for members that were not compared with the kept one. */
#define SETS_BYTES ((size_t)16 << 20)

struct wcy_export_iter {
    struct snapshot snapshot;
    struct wcy_export_options options;
    struct store_cursor cursor;
    MDB_cursor_op next_op;
    struct cluster clusters[CLUSTERS]; /* by number modulo CLUSTERS */
    struct keep_list kept;             /* empty: of each cluster the first member */
    struct textset_source source;
    struct textset_cache sets;
    uint64_t number;    /* of the current article */
    struct arena arena; /* of the current article */
};

int wcy_export_iter_open_with(struct wcy_export_iter **out, struct wcy_index *index,
                              const struct wcy_export_options *options, struct wcy_error *err)
{
    struct wcy_export_iter *it = calloc(1, sizeof *it);
    if (!it)
        return fail_nomem(err);
    it->options = *options;
    it->next_op = MDB_FIRST;
    int status = snapshot_begin(&it->snapshot, index, err);
    struct snapshot *s = &it->snapshot;
    if (status == 0) {
        it->source = (struct textset_source){.store = s->store, .parameters = s->meta.parameters};
        it->sets =
            (struct textset_cache){.source = &it->source, .txn = s->txn, .limit = SETS_BYTES};
        status = store_cursor_open(&it->cursor, s->store, s->txn, TABLE_ARTICLES, err);
    }
    if (status == 0 && options->keep.policy != WCY_KEEP_ORIGINAL)
        status = keep_list_make(&it->kept, s, &options->keep, err);
    if (status < 0)
        wcy_export_iter_close(it);
    else
        *out = it;
    return status;
}

int wcy_export_iter_open(struct wcy_export_iter **out, struct wcy_index *index, int with_text,
                         struct wcy_error *err)
{
    const struct wcy_export_options options = {.with_text = with_text};
    return wcy_export_iter_open_with(out, index, &options, err);
}

void wcy_export_iter_close(struct wcy_export_iter *it)
{
    if (!it)
        return;
    store_cursor_close(&it->cursor);
    snapshot_end(&it->snapshot);
    for (int i = 0; i < CLUSTERS; i++)
        cluster_release(&it->clusters[i]);
    keep_list_release(&it->kept);
    textset_cache_release(&it->sets);
    arena_release(&it->arena);
    free(it);
}

/* The cluster's members but the original, which stands first, are ascending by article. */
static const struct member *find_member(const struct cluster *c, uint64_t article)
{
    if (c->count && c->members[0].article == article)
        return &c->members[0];
    size_t low = 1, high = c->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (c->members[mid].article < article)
            low = mid + 1;
        else
            high = mid;
    }
    return low < c->count && c->members[low].article == article ? &c->members[low] : NULL;
}

/* Ids live as long as the iterator's transaction. */
static int id_of(const struct wcy_export_iter *it, uint64_t article, struct wcy_slice *id,
                 struct wcy_error *err)
{
    struct row row;
    const struct snapshot *s = &it->snapshot;
    *id = (struct wcy_slice){NULL, 0};
    int status = article ? row_get(s->store, s->txn, article, &row, err) : WCY_END;
    if (status == 0)
        *id = public_slice(row.id);
    return status < 0 ? status : 0;
}

static void set_similarity(struct wcy_decision *d, enum wcy_relation relation, struct overlap o)
{
    d->relation = relation;
    d->jaccard = overlap_jaccard(o);
    d->containment = overlap_in_a(o);
    d->containment_kept = overlap_in_b(o);
}

/* A member that was never compared with the one that is kept is compared now. *found tells whether
   the two are copies of each other: when they are not, the way they were put into one cluster must
   do. */
static int compare_with(struct wcy_export_iter *it, uint64_t kept, uint64_t article,
                        struct wcy_decision *d, bool *found, struct wcy_error *err)
{
    struct textset a, b;
    struct row one, other;
    const struct snapshot *s = &it->snapshot;
    *found = false;
    int status = textset_get(&it->sets, kept, 0, &a, err);
    if (status == 0)
        status = textset_get(&it->sets, article, kept, &b, err);
    if (status == 0)
        status = row_get(s->store, s->txn, kept, &one, err);
    if (status == 0)
        status = row_get(s->store, s->txn, article, &other, err);
    if (status != 0)
        return status < 0 ? status : 0;
    struct pair pair = {.a = kept, .b = article};
    struct kinship kin = {.identical = one.digest.low == other.digest.low &&
                                       one.digest.high == other.digest.high};
    relation_compare(&a, &b, &pair);
    relation_decide(&it->source.parameters.thresholds, &a, &b, kin, &pair);
    *found = relation_is_copy(pair.relation);
    if (*found)
        set_similarity(d, pair.relation, overlap_swap(pair.informative));
    return 0;
}

static int drop(struct wcy_export_iter *it, const struct cluster *c, const struct member *m,
                uint64_t kept, struct wcy_decision *d, struct wcy_error *err)
{
    const struct member *k = find_member(c, kept);
    bool first = k && m->article == cluster_kept(c), found = false;
    struct member way = *m; /* how it stands to the kept one, or to way.via */
    int status = 0;
    d->keep = 0;
    if (first) {
        /* The original is dropped: the certificate is the kept one's. */
        way.relation = relation_swap(k->relation);
        way.certificate = overlap_swap(k->certificate);
        way.via = k->via;
    } else if (kept != cluster_kept(c) && m->via == 0) {
        way.via = cluster_kept(c);
    }
    if (way.via)
        status = compare_with(it, kept, m->article, d, &found, err);
    if (status < 0 || found)
        return status;
    set_similarity(d, way.relation, way.certificate);
    return id_of(it, way.via, &d->via, err);
}

/* A copy on the kept one's own site is a version of it. */
static int tell_version(const struct wcy_export_iter *it, uint64_t article, uint64_t kept,
                        struct wcy_decision *d, struct wcy_error *err)
{
    struct row a, b;
    const struct snapshot *s = &it->snapshot;
    int status = row_get(s->store, s->txn, kept, &a, err);
    if (status == 0)
        status = row_get(s->store, s->txn, article, &b, err);
    if (status == 0 && d->via.len == 0)
        d->relation = version_relation(s->meta.parameters.same_site, d->relation, &a, &b);
    return status < 0 ? status : 0;
}

/* `c` is the article's cluster. */
static int decide_member(struct wcy_export_iter *it, const struct cluster *c, uint64_t article,
                         struct wcy_decision *d, struct wcy_error *err)
{
    const struct member *m = find_member(c, article);
    const struct keep_choice *listed = keep_list_find(&it->kept, c->number);
    struct keep_choice choice;
    if (!m)
        return fail(err, WCY_ECORRUPT, "a cluster lacks a member");
    int status = 0;
    if (listed)
        choice = *listed;
    else
        status = keep_choose(&it->snapshot, &it->options.keep, c, &choice, err);
    if (status < 0)
        return status;
    d->cluster = c->number;
    d->reason = choice.reason;
    d->relation = m->relation;
    if (choice.article != article)
        status = drop(it, c, m, choice.article, d, err);
    if (status == 0 && !d->keep)
        status = tell_version(it, article, choice.article, d, err);
    if (status == 0)
        status = id_of(it, choice.article, &d->kept, err);
    return status == 0 ? id_of(it, cluster_kept(c), &d->original, err) : status;
}

static int decide(struct wcy_export_iter *it, uint64_t article, struct wcy_decision *d,
                  struct wcy_error *err)
{
    struct place place;
    const struct snapshot *s = &it->snapshot;
    int status = place_load(s->store, s->txn, article, &place, err);
    d->keep = 1;
    d->reason = "no copies";
    d->composite = place.composite;
    d->relation = place.composite ? WCY_COMPOSITE : WCY_NONE;
    d->original = d->kept = d->article.id;
    d->jaccard = d->containment = d->containment_kept = place.cluster ? 1 : 0;
    if (status < 0 || place.cluster == 0)
        return status;
    struct cluster *c = &it->clusters[place.cluster % CLUSTERS];
    if (c->number != place.cluster)
        status = cluster_load(s->store, s->txn, place.cluster, c, err);
    if (status != 0)
        return status < 0 ? status : fail(err, WCY_ECORRUPT, "a cluster is missing");
    return decide_member(it, c, article, d, err);
}

int wcy_export_iter_next(struct wcy_export_iter *it, struct wcy_decision *decision,
                         struct wcy_error *err)
{
    struct slice key = {0}, value;
    struct row row;
    uint64_t number;
    do {
        int status = store_cursor_get(&it->cursor, it->next_op, &key, &value, err);
        it->next_op = MDB_NEXT;
        if (status != 0)
            return status;
        number = get_be64(key.ptr);
    } while (gone_has(&it->snapshot.gone, number));
    arena_reset(&it->arena);
    *decision = (struct wcy_decision){0};
    int status = row_decode(&row, number, value, err);
    if (status == 0)
        status = public_article(&it->snapshot, &row, &it->arena, &decision->article, err);
    decision->text_bytes = row.text_len;
    if (status == 0 && it->options.with_text)
        status = public_text(&it->snapshot, number, &it->arena, &decision->article.text, err);
    it->number = number;
    return status == 0 ? decide(it, number, decision, err) : status;
}

int export_text(struct wcy_export_iter *it, struct wcy_decision *decision, struct wcy_error *err)
{
    return public_text(&it->snapshot, it->number, &it->arena, &decision->article.text, err);
}
