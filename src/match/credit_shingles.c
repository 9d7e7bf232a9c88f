#include "match/credit_shingles.h"

#include "base/grow.h"

#include <stdlib.h>

void credit_shingles_release(struct credit_shingles *c)
{
    arena_release(&c->arena);
    tokens_release(&c->tokens);
    free(c->hashes);
    *c = (struct credit_shingles){0};
}

/* Evidence that was read from a row is a copy of what stands in the text. */
static struct credit *place_in_text(struct credit_shingles *c, struct slice text,
                                    const struct credit *credits, size_t n)
{
    struct credit *placed = arena_zalloc(&c->arena, n, sizeof *placed);
    for (size_t i = 0; placed && i < n; i++) {
        struct slice e = credits[i].evidence;
        uint64_t at = credits[i].offset;
        placed[i] = credits[i];
        if (at <= text.len && e.len <= text.len - at && e.len &&
            memcmp(text.ptr + at, e.ptr, e.len) == 0)
            placed[i].evidence.ptr = text.ptr + at;
    }
    return placed;
}

/* The tokens at hand as a whole line of `t`, or its beginning or end; false when no line has them
   there. A token has no place in the text, but the rule that cuts them is local. */
static bool find_tokens(const struct credit_shingles *c, const struct tokens *t, uint32_t *first)
{
    uint32_t n = (uint32_t)c->tokens.count;
    size_t bytes = n * sizeof *t->hash;
    for (size_t i = 0; i < t->n_lines; i++) {
        struct token_line line = t->lines[i];
        if (n == 0 || line.end - line.first < n)
            continue;
        *first = line.first;
        if (memcmp(t->hash + line.first, c->tokens.hash, bytes) == 0)
            return true;
        *first = line.end - n;
        if (memcmp(t->hash + line.end - n, c->tokens.hash, bytes) == 0)
            return true;
    }
    return false;
}

/* A shingle has one token or more, and at most so many before the credit. */
static bool add_touching(struct credit_shingles *c, const struct shingles *s, uint32_t first,
                         uint32_t end, uint32_t longest)
{
    for (size_t i = first > longest ? first - longest : 0; i < s->count && i < end; i++) {
        if (shingles_start(s, i) >= end)
            break;
        if (shingles_end(s, i) <= first)
            continue;
        if (!GROW(c->hashes, c->cap, 2 * (c->count + 1)))
            return false;
        c->hashes[c->count++] = s->hash[i];
    }
    return true;
}

int credit_shingles_find(struct credit_shingles *c, struct slice text, const struct credit *credits,
                         size_t n, const struct tokens *tokens, const struct shingles *shingles,
                         uint64_t seed, struct wcy_error *err)
{
    struct credit_range *ranges;
    size_t count;
    c->count = 0;
    if (n == 0)
        return 0;
    arena_reset(&c->arena);
    const struct credit *placed = place_in_text(c, text, credits, n);
    if (!placed)
        return fail_nomem(err);
    int status = credit_ranges(&c->arena, text, placed, n, &ranges, &count, err);
    for (size_t i = 0; i < count && status == 0; i++) {
        struct slice part = slice_sub(text, (size_t)ranges[i].from, (size_t)ranges[i].to);
        uint32_t first;
        if (!tokens_scan(&c->tokens, part, seed))
            return fail_nomem(err);
        if (find_tokens(c, tokens, &first) &&
            !add_touching(c, shingles, first, first + (uint32_t)c->tokens.count,
                          2 * shingles->width))
            return fail_nomem(err);
    }
    if (c->count)
        c->count = shingle_set_make(c->hashes, c->count, c->hashes + c->count);
    return status;
}

size_t credit_shingles_drop(const struct credit_shingles *c, const uint64_t *set, size_t n,
                            uint64_t *out)
{
    size_t kept = 0, k = 0;
    for (size_t i = 0; i < n; i++) {
        while (k < c->count && c->hashes[k] < set[i])
            k++;
        if (k == c->count || c->hashes[k] != set[i])
            out[kept++] = set[i];
    }
    return kept;
}
