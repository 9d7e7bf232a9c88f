#include "match/item.h"

#include "article/credit.h"
#include "base/bytes.h"
#include "base/grow.h"
#include "base/hash.h"
#include "index/text_store.h"
#include "match/furniture.h"
#include "match/heading.h"
#include "match/origin.h"

#include <stdlib.h>

void item_maker_release(struct item_maker *m)
{
    tokens_release(&m->tokens);
    shingles_release(&m->shingles);
    fingerprints_release(&m->prints);
    buf_release(&m->frame);
    free(m->lines);
    *m = (struct item_maker){0};
}

static const void *copy_to(struct arena *arena, const void *bytes, size_t size)
{
    struct slice copy = arena_dup(arena, slice_make(bytes, size));
    return copy.ptr;
}

/* Hash of a line, or 0 when it is too short for a headline. */
static bool line_hash(struct tokens *t, struct slice line, uint64_t seed, uint64_t *hash)
{
    bool ok = tokens_scan(t, line, seed);
    *hash = 0;
    if (ok && t->count >= FURNITURE_HEADLINE)
        *hash = tokens_line_hash(t, (struct token_line){0, (uint32_t)t->count});
    return ok;
}

/* What stands in the text like the headlines of other articles; one alone makes no round-up. */
static int item_headings(struct item_maker *m, struct item *item, uint64_t seed,
                         struct arena *arena, struct wcy_error *err)
{
    struct slice found[HEADING_MOST];
    uint64_t hashes[2 * HEADING_MOST];
    size_t n = 0, count = heading_find(item->article.text, found);
    for (size_t i = 0; i < count && count >= HEADINGS_LEAST; i++) {
        if (!line_hash(&m->tokens, found[i], seed, &hashes[n]))
            return fail_nomem(err);
        n += hashes[n] != 0 && hashes[n] != item->headline;
    }
    n = shingle_set_make(hashes, n, hashes + n);
    if (n < HEADINGS_LEAST)
        return 0;
    item->headings = copy_to(arena, hashes, n * sizeof *hashes);
    item->n_headings = (uint32_t)n;
    return item->headings ? 0 : fail_nomem(err);
}

/* The hashes of the article's lines, each once; they are what site furniture is learned from. */
static int item_lines(struct item_maker *m, struct item *item, struct arena *arena,
                      struct wcy_error *err)
{
    const struct tokens *t = &m->tokens;
    size_t n = t->n_lines;
    if (!item->site_key)
        return 0;
    if (!GROW(m->lines, m->cap_lines, 2 * n + 1))
        return fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        m->lines[i] = furniture_line(item->site_key, tokens_line_hash(t, t->lines[i]),
                                     t->lines[i].end - t->lines[i].first);
    n = shingle_set_make(m->lines, n, m->lines + n);
    item->lines = copy_to(arena, m->lines, n * sizeof *m->lines);
    item->n_lines = (uint32_t)n;
    return item->lines ? 0 : fail_nomem(err);
}

/* What else it is found by: its headline, the headlines that it prints, the sources it credits. The
   tokens of the text are lost. */
static int item_listed(struct item_maker *m, struct item *item, uint64_t seed, struct arena *arena,
                       struct wcy_error *err)
{
    const struct article *a = &item->article;
    size_t n = 0;
    if (!line_hash(&m->tokens, a->title, seed, &item->headline))
        return fail_nomem(err);
    int status = item_headings(m, item, seed, arena, err);
    if (status < 0)
        return status;
    if (!GROW(m->lines, m->cap_lines, 2 * (1 + item->n_headings + a->n_credits)))
        return fail_nomem(err);
    if (item->headline)
        m->lines[n++] = furniture_headline(item->headline);
    for (uint32_t i = 0; i < item->n_headings; i++)
        m->lines[n++] = furniture_heading(item->headings[i]);
    for (size_t i = 0; i < a->n_credits; i++)
        if (origin_credit_counts(&a->credits[i]))
            m->lines[n++] = furniture_source(credit_source_key(a->credits[i].source, arena));
    n = shingle_set_make(m->lines, n, m->lines + n);
    item->listed = copy_to(arena, m->lines, n * sizeof *m->lines);
    item->n_listed = (uint32_t)n;
    return item->listed ? 0 : fail_nomem(err);
}

/* Without text: a sketch dense enough to estimate similarities. */
static int item_sketch(struct item_maker *m, struct item *item, struct arena *arena,
                       struct wcy_error *err)
{
    char codec = TEXT_SKETCH;
    if (!fingerprints_make(&m->prints, &m->shingles, DENSE_SCALE, DENSE_FLOOR))
        return fail_nomem(err);
    buf_clear(&m->frame);
    if (!buf_append_byte(&m->frame, codec) || !buf_reserve(&m->frame, 8 * m->prints.count))
        return fail_nomem(err);
    for (size_t i = 0; i < m->prints.count; i++, m->frame.len += 8)
        put_le64(m->frame.ptr + m->frame.len, m->prints.hash[i]);
    item->frame = arena_dup(arena, buf_slice(&m->frame));
    return item->frame.ptr ? 0 : fail_nomem(err);
}

static int item_credits(struct item_maker *m, struct item *item, struct arena *arena,
                        struct wcy_error *err)
{
    buf_clear(&m->frame);
    if (!row_encode_credits(&m->frame, item->article.credits, item->article.n_credits))
        return fail_nomem(err);
    item->credits = arena_dup(arena, buf_slice(&m->frame));
    return item->credits.ptr ? 0 : fail_nomem(err);
}

static void item_keys(struct item *item)
{
    const struct article *a = &item->article;
    item->content = row_content(a);
    item->id_key = row_id_key(a->id);
    item->url_key = a->url.len ? row_url_key(a->url) : 0;
    item->site_key = row_site_key(a->site);
    item->title_key = hash64(a->title.ptr, a->title.len);
}

int item_make(struct item_maker *m, const struct item_options *o, const struct article *article,
              struct arena *arena, struct item *item, struct wcy_error *err)
{
    const struct wcy_parameters *p = &o->parameters;
    *item = (struct item){.article = *article, .version = 1};
    item_keys(item);
    if (article->text.len > UINT32_MAX)
        return fail(err, WCY_EDATA, "a text of 4 GiB or more cannot be indexed");
    if (!tokens_scan(&m->tokens, article->text, p->seed) ||
        !shingles_make(&m->shingles, &m->tokens, p->shingle))
        return fail_nomem(err);
    item->tokens = (uint32_t)m->tokens.count;
    item->shingles = (uint32_t)m->shingles.count;
    item->digest = tokens_digest(&m->tokens);
    int status = o->sketch ? item_sketch(m, item, arena, err) : 0;
    if (status == 0)
        status = item_credits(m, item, arena, err);
    if (status == 0)
        status = item_lines(m, item, arena, err);
    if (status == 0)
        status = item_listed(m, item, p->seed, arena, err);
    if (status < 0)
        return status;
    if (!fingerprints_make(&m->prints, &m->shingles, p->scale, p->floor))
        return fail_nomem(err);
    item->n_prints = (uint32_t)m->prints.count;
    for (size_t i = 0; i < m->prints.count; i++)
        m->prints.hash[i] = fingerprint_of(m->prints.hash[i]);
    item->prints = copy_to(arena, m->prints.hash, m->prints.count * sizeof *m->prints.hash);
    return item->prints ? 0 : fail_nomem(err);
}
