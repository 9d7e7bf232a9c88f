/*
 * check_texts: the texts, and everything that was once derived from them.
 */
#include "api/check.h"

#include "base/bytes.h"
#include "base/radix.h"
#include "index/segments.h"
#include "index/text_store.h"
#include "match/item.h"
#include "match/posting.h"
#include "match/relation.h"

#include <stdlib.h>
#include <zstd.h>

struct text_check {
    struct check *check;
    struct item_maker maker;
    struct item_options options;
    struct segments_reader prints;
    struct arena arena;
    struct buf text;
    void *zstd;
    uint64_t *postings;
    size_t cap; /* most postings of one fingerprint that are kept */
};

/* Finds the oldest live article of each text. */
static int mark_first(struct check *c, struct wcy_error *err)
{
    size_t n = 0;
    struct radix_item *order = malloc((2 * (size_t)c->n_facts + 2) * sizeof *order);
    if (!order)
        return fail_nomem(err);
    for (uint64_t i = 1; i < c->n_facts; i++)
        if (c->facts[i].row && !c->facts[i].gone)
            order[n++] = (struct radix_item){c->facts[i].digest.low, i};
    radix_sort(order, order + n, n);
    for (size_t i = 0; i < n; i++) {
        struct fact *f = &c->facts[order[i].value];
        f->first = true;
        if (relation_is_bounded(&c->meta.parameters))
            continue; /* twins do not stand for each other */
        for (size_t k = i; k-- > 0 && order[k].key == order[i].key && f->first;)
            f->first = c->facts[order[k].value].digest.high != f->digest.high;
    }
    free(order);
    return 0;
}

static bool is_listed(const struct text_check *t, size_t n, uint64_t number)
{
    for (size_t i = 0; i < n; i++)
        if (posting_article(t->postings[i]) == number)
            return true;
    return false;
}

/* Is the article found through each of its fingerprints? A full list keeps its first articles. */
static int check_prints(struct text_check *t, uint64_t number, const uint64_t *prints, size_t count,
                        bool all, struct wcy_error *err)
{
    struct check *c = t->check;
    size_t n;
    for (size_t i = 0; i < count; i++) {
        int status = segments_lookup(&t->prints, prints[i], t->postings, t->cap, &n, err);
        if (status < 0)
            return status;
        if (n < t->cap && !is_listed(t, n, number)) {
            check_number(c, TABLE_PRINTS, number, "a fingerprint of the article is missing");
            return 0;
        }
    }
    if (all && c->facts[number].postings > count)
        check_number(c, TABLE_PRINTS, number, "fingerprints that the article does not have");
    return 0;
}

static int check_article_text(struct text_check *t, const struct row *r, struct wcy_error *err)
{
    struct check *c = t->check;
    struct item item;
    struct article a = row_article(r, buf_slice(&t->text));
    arena_reset(&t->arena);
    int status = item_make(&t->maker, &t->options, &a, &t->arena, &item, err);
    if (status < 0)
        return status;
    if (item.content != r->content || a.text.len != r->text_len)
        check_number(c, TABLE_TEXTS, r->number, "a text that is not the one that was indexed");
    else if (item.digest.low != r->digest.low || item.digest.high != r->digest.high ||
             item.shingles != r->shingles)
        check_number(c, TABLE_ARTICLES, r->number, "a record that does not fit its text");
    const struct fact *f = &c->facts[r->number];
    if (f->gone || !f->first || item.tokens == 0)
        return 0;
    return check_prints(t, r->number, item.prints, item.n_prints, true, err);
}

/* Without texts: the dense sketch holds the smallest fingerprints. */
static int check_sketch(struct text_check *t, const struct row *r, struct slice frame,
                        struct wcy_error *err)
{
    struct check *c = t->check;
    size_t n = (frame.len - 1) / 8;
    uint64_t *hashes = arena_alloc(&t->arena, (n + 1) * sizeof *hashes);
    bool ok = (frame.len - 1) % 8 == 0;
    if (!hashes)
        return fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        hashes[i] = get_le64(frame.ptr + 1 + 8 * i);
        ok = ok && (i == 0 || hashes[i] > hashes[i - 1]);
    }
    if (!ok) {
        check_number(c, TABLE_TEXTS, r->number, "a malformed sketch");
        return 0;
    }
    const struct fact *f = &c->facts[r->number];
    if (f->gone || !f->first)
        return 0;
    const struct wcy_parameters *p = &c->meta.parameters;
    n = fingerprints_of_set(hashes, n, p->scale, p->floor);
    for (size_t i = 0; i < n; i++)
        hashes[i] = fingerprint_of(hashes[i]);
    return check_prints(t, r->number, hashes, n, false, err);
}

static int check_row(struct text_check *t, const struct row *r, struct wcy_error *err)
{
    struct check *c = t->check;
    struct wcy_error local = {0};
    struct slice frame;
    uint32_t len;
    int status = text_frame(c->store, c->txn, r->number, &frame, &len, &local);
    if (status == WCY_END || status == WCY_ECORRUPT) {
        check_number(c, TABLE_TEXTS, r->number, "the article's text is missing or broken");
        return 0;
    }
    if (status < 0)
        return fail(err, status, "%s", local.message);
    c->texts++;
    arena_reset(&t->arena);
    if (frame.ptr[0] == TEXT_SKETCH)
        return check_sketch(t, r, frame, err);
    status = text_unpack(c->store, c->txn, &t->text, frame, len, &t->zstd, &local);
    if (status == WCY_ECORRUPT) {
        check_number(c, TABLE_TEXTS, r->number, "a text that cannot be decompressed");
        return 0;
    }
    return status < 0 ? fail(err, status, "%s", local.message) : check_article_text(t, r, err);
}

static int check_rows(struct text_check *t, struct wcy_error *err)
{
    struct check *c = t->check;
    int status = 0;
    for (uint64_t n = 1; n < c->n_facts && status == 0; n++) {
        struct row r;
        if (!c->facts[n].row || n % c->parts != c->part % c->parts)
            continue;
        status = row_get(c->store, c->txn, n, &r, err);
        if (status == 0)
            status = check_row(t, &r, err);
    }
    return status;
}

static int check_run(struct text_check *t, struct wcy_error *err)
{
    struct check *c = t->check;
    struct segments list;
    t->cap = (size_t)c->meta.parameters.df_cap + 1;
    t->postings = malloc(t->cap * sizeof *t->postings);
    if (!t->postings)
        return fail_nomem(err);
    int status = mark_first(c, err);
    if (status == 0)
        status = segments_load(&list, c->store, c->txn, TABLE_PRINTS, err);
    if (status == 0)
        status = segments_reader_open(&t->prints, &list, c->txn, err);
    return status == 0 ? check_rows(t, err) : status;
}

int check_texts(struct check *c, struct wcy_error *err)
{
    struct text_check *t = calloc(1, sizeof *t);
    if (!t)
        return fail_nomem(err);
    t->check = c;
    t->options.parameters = c->meta.parameters;
    int status = check_run(t, err);
    segments_reader_close(&t->prints);
    item_maker_release(&t->maker);
    arena_release(&t->arena);
    buf_release(&t->text);
    ZSTD_freeDCtx(t->zstd);
    free(t->postings);
    free(t);
    return status;
}
