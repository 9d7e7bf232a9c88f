/*
 * diff: the passages that two texts share, as byte ranges.
 */
#include "api/diff.h"

#include <stdlib.h>

static bool side_make(struct diff_side *s, struct slice text, unsigned width)
{
    s->tokens.positions = true;
    return tokens_scan(&s->tokens, text, 0) && shingles_make(&s->shingles, &s->tokens, width);
}

static void side_release(struct diff_side *s)
{
    tokens_release(&s->tokens);
    shingles_release(&s->shingles);
}

void diff_space_release(struct diff_space *d)
{
    side_release(&d->a);
    side_release(&d->b);
    passages_release(&d->found);
}

bool diff_first(struct diff_space *d, struct slice a, unsigned width)
{
    return side_make(&d->a, a, width);
}

bool diff_second(struct diff_space *d, struct slice b, unsigned width)
{
    return side_make(&d->b, b, width) &&
           passages_find(&d->found, &d->a.tokens, &d->a.shingles, &d->b.tokens, &d->b.shingles);
}

struct wcy_passage diff_passage(const struct diff_space *d, size_t i)
{
    const struct passage *p = &d->found.items[i];
    const struct tokens *a = &d->a.tokens, *b = &d->b.tokens;
    return (struct wcy_passage){a->from[p->a_first], a->to[p->a_end - 1], b->from[p->b_first],
                                b->to[p->b_end - 1]};
}

int wcy_diff(struct wcy_slice a, struct wcy_slice b, unsigned shingle, struct wcy_passage **out,
             size_t *count, struct wcy_error *err)
{
    struct diff_space d = {0};
    struct wcy_passage *list = NULL;
    unsigned width = shingle ? shingle : 5;
    int status = 0;
    if (width > 32)
        return fail(err, WCY_EUSAGE, "a shingle of %u words is too long; 1 to 32", width);
    if (!diff_first(&d, (struct slice){a.ptr, a.len}, width) ||
        !diff_second(&d, (struct slice){b.ptr, b.len}, width) ||
        !(list = malloc((d.found.count + 1) * sizeof *list)))
        status = fail_nomem(err);
    for (size_t i = 0; status == 0 && i < d.found.count; i++)
        list[i] = diff_passage(&d, i);
    if (status == 0) {
        *out = list;
        *count = d.found.count;
    }
    diff_space_release(&d);
    return status;
}

void wcy_passages_free(struct wcy_passage *passages)
{
    free(passages);
}
