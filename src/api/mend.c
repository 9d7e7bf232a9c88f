/*
 * mend: what was salvaged, made to agree with itself.
 */
#include "api/salvage.h"

#include "base/bytes.h"
#include "base/grow.h"
#include "base/radix.h"
#include "base/varint.h"
#include "index/cluster_store.h"
#include "index/segments.h"
#include "index/text_store.h"

#include <stdlib.h>
#include <zstd.h>

/* What is known of an article. */
struct known {
    uint64_t cluster; /* its place says so */
    uint64_t heir;    /* lost: the oldest twin that is left */
    bool row, removed, version, place, composite, seated;
};

struct mend {
    struct salvage *s;
    struct known *known; /* by number */
    uint64_t n_known;
    struct pair_list pairs;
    uint64_t *stale; /* clusters that do not stay */
    size_t n_stale, cap_stale;
    struct buf text, value;
    void *zstd;
};

typedef int mend_fn(struct mend *m, uint64_t key, struct slice value, struct wcy_error *err);

/* Calls `fn` for every record of a table; `fn` may change other tables, but not this one. */
static int each(struct mend *m, enum table table, mend_fn *fn, struct wcy_error *err)
{
    struct store_cursor c;
    struct slice key = {0}, value;
    struct salvage *s = m->s;
    int status = store_cursor_open(&c, s->store, s->txn, table, err);
    if (status < 0)
        return status;
    while (status == 0 && (status = store_cursor_get(&c, MDB_NEXT, &key, &value, err)) == 0)
        if (key.len == 8)
            status = fn(m, get_be64(key.ptr), value, err);
    store_cursor_close(&c);
    return status == WCY_END ? 0 : status;
}

static bool in_range(const struct mend *m, uint64_t number)
{
    return number > 0 && number < m->n_known;
}

static bool is_live(const struct mend *m, uint64_t number)
{
    return in_range(m, number) && m->known[number].row && !m->known[number].removed &&
           !m->known[number].version;
}

static void report_loss(struct mend *m, uint64_t number, struct slice id, const char *why)
{
    struct salvage *s = m->s;
    const struct loss loss = {number, id, why};
    m->known[number].removed = true;
    s->lost++;
    if (s->on_loss)
        s->on_loss(s->context, &loss);
}

static int read_tombstone(struct mend *m, uint64_t number, struct slice value,
                          struct wcy_error *err)
{
    (void)err;
    if (in_range(m, number)) {
        m->known[number].version = slice_eq_str(value, "version");
        m->known[number].removed = !m->known[number].version;
    }
    return 0;
}

static bool text_fits(const struct row *r, struct slice text)
{
    const struct article a = row_article(r, text);
    return row_content(&a) == r->content;
}

/* Can the article's text be read, and is it the right one? */
static int read_text(struct mend *m, const struct row *r, bool *whole, struct wcy_error *err)
{
    struct salvage *s = m->s;
    struct slice frame;
    uint32_t len;
    *whole = false;
    int status = text_frame(s->store, s->txn, r->number, &frame, &len, err);
    if (status != 0)
        return status == WCY_ECORRUPT || status == WCY_END ? 0 : status;
    *whole = frame.ptr[0] == TEXT_SKETCH;
    if (*whole)
        return 0;
    status = text_unpack(s->store, s->txn, &m->text, frame, len, &m->zstd, err);
    *whole = status == 0 && text_fits(r, buf_slice(&m->text));
    return status == WCY_ECORRUPT ? 0 : status;
}

static int read_row(struct mend *m, uint64_t number, struct slice value, struct wcy_error *err)
{
    struct row r;
    bool whole;
    if (!in_range(m, number) || m->known[number].removed)
        return 0;
    if (row_decode(&r, number, value, NULL) < 0) {
        report_loss(m, number, slice_make(NULL, 0), "its record is broken");
        return 0;
    }
    int status = read_text(m, &r, &whole, err);
    if (status < 0)
        return status;
    if (whole)
        m->known[number].row = true;
    else
        report_loss(m, number, r.id, "its text is broken");
    return 0;
}

/* Texts without a record. One that was removed has no length any more. */
static int read_texts(struct mend *m, uint64_t first, struct slice value, struct wcy_error *err)
{
    (void)err;
    uint64_t count = get_le32(value.ptr);
    for (uint64_t i = 0; i < count && 4 + 12 * (i + 1) <= value.len; i++) {
        uint64_t number = first + i;
        if (in_range(m, number) && get_le32(value.ptr + 4 + 12 * i + 8) > 0 &&
            !m->known[number].row && !m->known[number].removed)
            report_loss(m, number, slice_make(NULL, 0), "its record is broken");
    }
    return 0;
}

/* Of several rows of one id the highest version counts; the tombstones of the others may be lost.
 */
static int mark_versions(struct mend *m, struct wcy_error *err)
{
    size_t n = 0;
    struct salvage *s = m->s;
    struct radix_item *order = malloc((2 * (size_t)m->n_known + 2) * sizeof *order);
    int status = order ? 0 : fail_nomem(err);
    for (uint64_t i = 1; i < m->n_known && status == 0; i++) {
        struct row r;
        if (!is_live(m, i))
            continue;
        status = row_get(s->store, s->txn, i, &r, err);
        if (status == 0)
            order[n++] = (struct radix_item){row_id_key(r.id), i};
    }
    if (status == 0)
        radix_sort(order, order + n, n);
    for (size_t i = 0; i + 1 < n && status == 0; i++)
        if (order[i].key == order[i + 1].key)
            m->known[order[i].value].version = true;
    free(order);
    return status;
}

/* Rows that go, and tombstones that stand for everything that is not there. */
static int write_articles(struct mend *m, struct wcy_error *err)
{
    struct salvage *s = m->s;
    int status = 0;
    for (uint64_t i = 1; i < m->n_known && status == 0; i++) {
        const struct known *k = &m->known[i];
        bool version = k->row && k->version && !k->removed;
        if (is_live(m, i)) {
            status = store_delete(s->store, s->txn, TABLE_REMOVED, KEY64(i), err);
            continue;
        }
        status = store_put(s->store, s->txn, TABLE_REMOVED, KEY64(i),
                           slice_str(version ? "version" : "removed"), false, err);
        if (status == 0 && !version)
            status = store_delete(s->store, s->txn, TABLE_ARTICLES, KEY64(i), err);
    }
    return status;
}

/* The oldest twin that is left of a text whose first article is lost. */
static int read_heir(struct mend *m, uint64_t later, struct slice value, struct wcy_error *err)
{
    m->pairs.count = 0;
    if (!is_live(m, later) || pair_decode(value, later, &m->pairs, NULL) < 0)
        return 0;
    (void)err;
    for (size_t i = 0; i < m->pairs.count; i++) {
        uint64_t first = m->pairs.items[i].a;
        if (m->pairs.items[i].relation == WCY_IDENTICAL && in_range(m, first) &&
            !is_live(m, first) && m->known[first].heir == 0)
            m->known[first].heir = later; /* they come in ascending order */
    }
    return 0;
}

static uint64_t heir_of(const struct mend *m, uint64_t article)
{
    if (!in_range(m, article))
        return 0;
    return is_live(m, article) ? article : m->known[article].heir;
}

static int read_pairs(struct mend *m, uint64_t later, struct slice value, struct wcy_error *err)
{
    size_t before = m->pairs.count;
    int status = in_range(m, later) ? pair_decode(value, later, &m->pairs, err) : 0;
    if (status != WCY_ECORRUPT)
        return status;
    m->pairs.count = before;
    return 0;
}

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->b != y->b)
        return x->b < y->b ? -1 : 1;
    return x->a < y->a ? -1 : x->a > y->a;
}

/* An heir has the pairs of the twin it follows. */
static void inherit(struct mend *m)
{
    size_t n = 0;
    for (size_t i = 0; i < m->pairs.count; i++) {
        struct pair p = m->pairs.items[i];
        p.a = heir_of(m, p.a);
        p.b = heir_of(m, p.b);
        if (p.a == 0 || p.b == 0 || p.a == p.b)
            continue;
        m->pairs.items[n++] = p.a < p.b ? p : pair_turn(p);
    }
    m->pairs.count = n;
    if (n)
        qsort(m->pairs.items, n, sizeof *m->pairs.items, compare_pairs);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || compare_pairs(&m->pairs.items[i - 1], &m->pairs.items[i]) != 0)
            m->pairs.items[kept++] = m->pairs.items[i];
    m->pairs.count = kept;
}

static int clear_table(struct mend *m, enum table table, struct wcy_error *err)
{
    int rc = mdb_drop(m->s->txn, m->s->store->dbi[table], 0);
    return rc ? store_fail(m->s->store, rc, "emptying a table", err) : 0;
}

static int mend_pairs(struct mend *m, struct wcy_error *err)
{
    struct salvage *s = m->s;
    int status = each(m, TABLE_PAIRS, read_heir, err);
    m->pairs.count = 0;
    if (status == 0)
        status = each(m, TABLE_PAIRS, read_pairs, err);
    inherit(m);
    if (status == 0)
        status = clear_table(m, TABLE_PAIRS, err);
    for (size_t i = 0, end; i < m->pairs.count && status == 0; i = end) {
        buf_clear(&m->value);
        uint64_t later = m->pairs.items[i].b;
        for (end = i; end < m->pairs.count && m->pairs.items[end].b == later; end++)
            if (!pair_encode(&m->value, &m->pairs.items[end]))
                return fail_nomem(err);
        status =
            store_put(s->store, s->txn, TABLE_PAIRS, KEY64(later), buf_slice(&m->value), true, err);
    }
    return status;
}

static bool touch(struct salvage *s, uint64_t article)
{
    if (!GROW(s->touched, s->cap_touched, s->n_touched + 1))
        return false;
    s->touched[s->n_touched++] = article;
    return true;
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return entry_less(*x, *y) ? -1 : entry_less(*y, *x);
}

/* A link whose pair is not there: the pair is made again. */
static int check_link(struct mend *m, struct entry e, struct wcy_error *err)
{
    struct salvage *s = m->s;
    struct pair key = {.a = heir_of(m, e.key), .b = heir_of(m, e.article)};
    if (key.a == 0 || key.b == 0 || key.a >= key.b ||
        (m->pairs.count &&
         bsearch(&key, m->pairs.items, m->pairs.count, sizeof key, compare_pairs)))
        return 0;
    if (!GROW(s->pairs, s->cap_pairs, s->n_pairs + 1) || !touch(s, key.a) || !touch(s, key.b))
        return fail_nomem(err);
    s->pairs[s->n_pairs++] = (struct entry){key.a, key.b};
    return 0;
}

static int find_lost_pairs(struct mend *m, struct wcy_error *err)
{
    struct salvage *s = m->s;
    struct segments list;
    struct segment_reader r;
    struct entry e;
    size_t n = 0;
    /* Without the list itself nothing is known of them. */
    if (segments_load(&list, s->store, s->txn, TABLE_LINKS, NULL) != 0)
        return 0;
    int status = 0;
    for (unsigned i = 0; i < list.count && status == 0; i++) {
        status = segment_reader_open(&r, s->store, s->txn, TABLE_LINKS, list.info[i].id, err);
        while (status == 0 && segment_peek(&r, &e)) {
            status = check_link(m, e, err);
            if (status == 0)
                status = segment_next(&r, err);
        }
        segment_reader_close(&r);
    }
    if (s->n_pairs)
        qsort(s->pairs, s->n_pairs, sizeof *s->pairs, compare_entries);
    for (size_t i = 0; i < s->n_pairs; i++)
        if (n == 0 || compare_entries(&s->pairs[n - 1], &s->pairs[i]) != 0)
            s->pairs[n++] = s->pairs[i];
    s->n_pairs = n;
    return status;
}

static int read_place(struct mend *m, uint64_t number, struct slice value, struct wcy_error *err)
{
    struct varint_reader v = varint_reader(value);
    (void)err;
    if (in_range(m, number)) {
        m->known[number].composite = varint_get(&v) != 0;
        m->known[number].cluster = varint_get(&v);
        m->known[number].place = v.ok;
    }
    return 0;
}

/* A cluster stays when its members are all there and say that they are in it. */
static int read_cluster(struct mend *m, uint64_t number, struct slice value, struct wcy_error *err)
{
    struct cluster c = {0};
    size_t agree = 0;
    bool whole = cluster_decode(value, number, &c, err) == 0 && c.count >= 2;
    for (size_t i = 0; i < c.count && whole; i++) {
        uint64_t x = c.members[i].article;
        whole = is_live(m, x) && !m->known[x].seated &&
                (!m->known[x].place || m->known[x].cluster == number);
        agree += whole && m->known[x].place;
    }
    whole = whole && agree > 0;
    bool ok = true;
    for (size_t i = 0; i < c.count && ok; i++) {
        uint64_t x = c.members[i].article;
        if (whole) {
            m->known[x].seated = true;
            m->known[x].cluster = number;
        } else if (is_live(m, x)) {
            ok = touch(m->s, x);
        }
    }
    /* A table does not change under a cursor: it goes later. */
    if (!whole && ok && (ok = GROW(m->stale, m->cap_stale, m->n_stale + 1)))
        m->stale[m->n_stale++] = number;
    cluster_release(&c);
    return ok ? 0 : fail_nomem(err);
}

static int mend_clusters(struct mend *m, struct wcy_error *err)
{
    struct salvage *s = m->s;
    int status = each(m, TABLE_MEMBERS, read_place, err);
    if (status == 0)
        status = each(m, TABLE_CLUSTERS, read_cluster, err);
    for (size_t i = 0; i < m->n_stale && status == 0; i++)
        status = store_delete(s->store, s->txn, TABLE_CLUSTERS, KEY64(m->stale[i]), err);
    if (status == 0)
        status = clear_table(m, TABLE_MEMBERS, err);
    for (uint64_t i = 1; i < m->n_known && status == 0; i++) {
        const struct known *k = &m->known[i];
        if (!is_live(m, i))
            continue;
        /* An article without a place may have lost it. */
        bool unsure = k->place ? k->cluster != 0 : s->damaged[TABLE_MEMBERS];
        if (!k->seated && unsure && !touch(s, i))
            return fail_nomem(err);
        struct place place = {k->seated ? k->cluster : 0, k->composite};
        if (place.cluster || place.composite)
            status = place_save(s->store, s->txn, i, place, err);
    }
    return status;
}

/* Puts a record where one is missing; *count counts. */
static int fill_in(struct mend *m, enum table table, uint64_t key, struct slice value,
                   uint64_t *count, struct wcy_error *err)
{
    struct salvage *s = m->s;
    struct slice old;
    int status = store_get(s->store, s->txn, table, KEY64(key), &old, err);
    if (status != WCY_END)
        return status;
    ++*count;
    return store_put(s->store, s->txn, table, KEY64(key), value, false, err);
}

static int mend_row(struct mend *m, uint64_t number, struct slice value, struct wcy_error *err)
{
    struct row r;
    struct salvage *s = m->s;
    int status = row_decode(&r, number, value, err);
    if (status == 0 && r.file >= s->meta.next_file)
        s->meta.next_file = r.file + 1;
    if (status == 0 && r.batch >= s->meta.next_batch)
        s->meta.next_batch = r.batch + 1;
    if (status == 0)
        status = fill_in(m, TABLE_FILES, r.file, slice_str("?"), &s->files, err);
    if (status == 0 && r.site_key)
        status = fill_in(m, TABLE_SITES, r.site_key, slice_make(NULL, 0), &s->sites, err);
    return status;
}

static int mend_batches(struct mend *m, struct wcy_error *err)
{
    static const char nothing[14];
    struct salvage *s = m->s;
    int status = 0;
    for (uint64_t i = 1; i < s->meta.next_batch && status == 0; i++)
        status =
            fill_in(m, TABLE_BATCHES, i, slice_make(nothing, sizeof nothing), &s->batches, err);
    return status;
}

/* The counters may be those of an older state. */
static int find_end(struct mend *m, uint64_t number, struct slice value, struct wcy_error *err)
{
    (void)value, (void)err;
    if (number >= m->s->meta.next_article && number >> 48 == 0)
        m->s->meta.next_article = number + 1;
    return 0;
}

static int mend_articles(struct mend *m, struct wcy_error *err)
{
    struct salvage *s = m->s;
    int status = each(m, TABLE_ARTICLES, find_end, err);
    m->n_known = s->meta.next_article;
    m->known = calloc((size_t)m->n_known + 1, sizeof *m->known);
    if (status == 0 && !m->known)
        status = fail_nomem(err);
    if (status == 0)
        status = each(m, TABLE_REMOVED, read_tombstone, err);
    if (status == 0)
        status = each(m, TABLE_ARTICLES, read_row, err);
    if (status == 0)
        status = each(m, TABLE_TEXTS, read_texts, err);
    if (status == 0)
        status = mark_versions(m, err);
    return status == 0 ? write_articles(m, err) : status;
}

static uint64_t live_count(const struct mend *m)
{
    uint64_t live = 0;
    for (uint64_t i = 1; i < m->n_known; i++)
        live += is_live(m, i);
    return live;
}

/* What the counters say is missing, and no record tells of. */
static void count_missing(struct mend *m)
{
    uint64_t live = live_count(m), expected = m->s->meta.articles;
    if (m->s->counters_lost)
        return;
    if (expected > live + m->s->lost) {
        struct salvage *s = m->s;
        uint64_t unknown = expected - live - s->lost;
        const struct loss loss = {
            0, {NULL, 0},
             "nothing is left of it"
        };
        for (uint64_t i = 0; i < unknown; i++) {
            s->lost++;
            if (s->on_loss)
                s->on_loss(s->context, &loss);
        }
    }
}

static int mend_all(struct mend *m, struct wcy_error *err)
{
    struct salvage *s = m->s;
    int status = mend_articles(m, err);
    if (status == 0)
        count_missing(m);
    if (status == 0)
        status = mend_pairs(m, err);
    if (status == 0)
        status = find_lost_pairs(m, err);
    if (status == 0)
        status = mend_clusters(m, err);
    if (status == 0)
        status = each(m, TABLE_ARTICLES, mend_row, err);
    if (status == 0)
        status = mend_batches(m, err);
    if (status == 0 && live_count(m) == 0 &&
        (s->counters_lost || s->meta.articles > 0 || s->lost > 0))
        return fail(err, WCY_ECORRUPT, "not one article is intact; restore a backup");
    return status == 0 ? meta_save(&s->meta, s->store, s->txn, err) : status;
}

int salvage_mend(struct salvage *s, struct wcy_error *err)
{
    struct mend m = {.s = s};
    int status = meta_load(&s->meta, s->store, s->txn, err);
    if (status == WCY_END)
        return fail(err, WCY_ECORRUPT,
                    "the parameters of the index are lost, so nothing can be made of the rest");
    if (status == 0)
        status = mend_all(&m, err);
    free(m.known);
    free(m.pairs.items);
    free(m.stale);
    buf_release(&m.text);
    buf_release(&m.value);
    ZSTD_freeDCtx(m.zstd);
    if (status < 0)
        return status;
    MDB_txn *txn = s->txn;
    s->txn = NULL;
    return store_commit(s->store, txn, err);
}
