/*
 * diff: the passages that two texts share, as byte ranges.
 */
#include "api/diff.h"

#include "sketch/passage.h"

#include <stdlib.h>

struct side {
    struct tokens tokens;
    struct shingles shingles;
};

static bool side_make(struct side *s, struct slice text, unsigned width)
{
    s->tokens.positions = true;
    return tokens_scan(&s->tokens, text, 0) && shingles_make(&s->shingles, &s->tokens, width);
}

static void side_release(struct side *s)
{
    tokens_release(&s->tokens);
    shingles_release(&s->shingles);
}

static struct wcy_passage to_bytes(const struct passage *p, const struct side *a,
                                   const struct side *b)
{
    return (struct wcy_passage){a->tokens.from[p->a_first], a->tokens.to[p->a_end - 1],
                                b->tokens.from[p->b_first], b->tokens.to[p->b_end - 1]};
}

int diff_texts(struct slice a, struct slice b, unsigned width, struct wcy_passage **out,
               size_t *count, struct wcy_error *err)
{
    struct side x = {0}, y = {0};
    struct passages found = {0};
    struct wcy_passage *list = NULL;
    int status = 0;
    if (!side_make(&x, a, width) || !side_make(&y, b, width) ||
        !passages_find(&found, &x.tokens, &x.shingles, &y.tokens, &y.shingles) ||
        !(list = malloc((found.count + 1) * sizeof *list)))
        status = fail_nomem(err);
    if (status == 0) {
        for (size_t i = 0; i < found.count; i++)
            list[i] = to_bytes(&found.items[i], &x, &y);
        *out = list;
        *count = found.count;
    }
    passages_release(&found);
    side_release(&x);
    side_release(&y);
    return status;
}

int wcy_diff(struct wcy_slice a, struct wcy_slice b, unsigned shingle, struct wcy_passage **out,
             size_t *count, struct wcy_error *err)
{
    if (shingle > 32)
        return fail(err, WCY_EUSAGE, "a shingle of %u words is too long; 1 to 32", shingle);
    return diff_texts((struct slice){a.ptr, a.len}, (struct slice){b.ptr, b.len},
                      shingle ? shingle : 5, out, count, err);
}

void wcy_passages_free(struct wcy_passage *passages)
{
    free(passages);
}
