#include "bench/shingle_sets.h"

#include "base/error.h"
#include "base/grow.h"
#include "sketch/shingle.h"

#include <stdlib.h>
#include <string.h>

#define SHINGLE_WIDTH 5 /* the index's default */

/* The one place that knows how the project cuts a text into shingles. */
struct shingler {
    struct tokens tokens;
    struct shingles shingles;
};

/* The hashes are not yet a set; they live until the next call. */
static bool shingler_run(struct shingler *s, struct wcy_slice text)
{
    return tokens_scan(&s->tokens, slice_make(text.ptr, text.len), 0) &&
           shingles_make(&s->shingles, &s->tokens, SHINGLE_WIDTH);
}

static void shingler_release(struct shingler *s)
{
    tokens_release(&s->tokens);
    shingles_release(&s->shingles);
}

static bool add_article(struct shingle_sets *sets, const struct wcy_article *article,
                        const uint64_t *hashes, size_t n)
{
    if (!GROW(sets->items, sets->cap, sets->count + 1))
        return false;
    struct shingle_set *set = &sets->items[sets->count];
    set->id = arena_dup(&sets->arena, slice_make(article->id.ptr, article->id.len)).ptr;
    set->hashes = arena_alloc(&sets->arena, (2 * n + 1) * sizeof *hashes); /* half is scratch */
    if (!set->id || !set->hashes)
        return false;
    if (n)
        memcpy(set->hashes, hashes, n * sizeof *hashes);
    set->n = shingle_set_make(set->hashes, n, set->hashes + n);
    sets->total += set->n;
    sets->count++;
    return true;
}

int sets_load(struct shingle_sets *sets, const char *file, size_t limit, struct wcy_error *err)
{
    *sets = (struct shingle_sets){.arena = ARENA_INIT};
    struct shingler shingler = {0};
    struct wcy_reader *reader = NULL;
    struct wcy_article article;
    const char *inputs[] = {file};
    int rc = wcy_reader_open(&reader, inputs, 1, NULL, err);
    while (rc == 0 && (limit == 0 || sets->count < limit) &&
           (rc = wcy_reader_next(reader, &article, err)) == 0)
        if (!shingler_run(&shingler, article.text) ||
            !add_article(sets, &article, shingler.shingles.hash, shingler.shingles.count))
            rc = fail_nomem(err);
    wcy_reader_close(reader);
    shingler_release(&shingler);
    if (rc == WCY_END)
        rc = 0;
    if (rc != 0)
        sets_release(sets);
    return rc;
}

void sets_release(struct shingle_sets *sets)
{
    arena_release(&sets->arena);
    free(sets->items);
    *sets = (struct shingle_sets){.arena = ARENA_INIT};
}

/* One pass of a radix sort over 16 bits of the hash. */
static void radix_pass(const struct posting *from, struct posting *to, size_t n, unsigned shift)
{
    enum { BUCKETS = 1 << 16 };
    static size_t start[BUCKETS];
    memset(start, 0, sizeof start);
    for (size_t i = 0; i < n; i++)
        start[(from[i].hash >> shift) & (BUCKETS - 1)]++;
    for (size_t i = 0, sum = 0; i < BUCKETS; i++) {
        size_t here = start[i];
        start[i] = sum;
        sum += here;
    }
    for (size_t i = 0; i < n; i++)
        to[start[(from[i].hash >> shift) & (BUCKETS - 1)]++] = from[i];
}

struct posting *sets_postings(const struct shingle_sets *sets)
{
    size_t n = sets->total;
    struct posting *p = malloc((n + 1) * sizeof *p), *other = malloc((n + 1) * sizeof *p);
    if (!p || !other) {
        free(p);
        free(other);
        return NULL;
    }
    size_t at = 0;
    for (size_t s = 0; s < sets->count; s++)
        for (size_t i = 0; i < sets->items[s].n; i++)
            p[at++] = (struct posting){sets->items[s].hashes[i], (uint32_t)s};
    for (unsigned shift = 0; shift < 64; shift += 32) { /* stable, so articles stay in order */
        radix_pass(p, other, n, shift);
        radix_pass(other, p, n, shift + 16);
    }
    free(other);
    return p;
}
