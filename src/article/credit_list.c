#include "article/credit_list.h"

#include <stdlib.h>

enum { MAX_CREDITS = 256 };

struct found_credit {
    struct credit credit;
    bool implied, dropped;
};

static uint64_t offset_in(struct slice text, struct slice part)
{
    if (text.len && part.ptr >= text.ptr && part.ptr <= text.ptr + text.len)
        return (uint64_t)(part.ptr - text.ptr);
    return 0;
}

static bool grow(struct credit_list *list)
{
    if (list->count < list->cap)
        return true;
    size_t cap = list->cap ? 2 * list->cap : 8;
    struct found_credit *items = arena_alloc(list->arena, cap * sizeof *items);
    if (!items) {
        list->no_memory = true;
        return false;
    }
    if (list->count)
        memcpy(items, list->items, list->count * sizeof *items);
    list->items = items;
    list->cap = cap;
    return true;
}

static void add(struct credit_list *list, const struct credit_name *name, const char *kind,
                struct slice evidence, double weight, bool implied)
{
    if (list->count >= MAX_CREDITS || !grow(list))
        return;
    if (credit_name_is_site(name, list->site, list->arena))
        kind = "self";
    struct slice source = credit_name_source(name, list->arena);
    if (!source.ptr) {
        list->no_memory = true;
        return;
    }
    list->items[list->count++] = (struct found_credit){
        {source, slice_str(kind), evidence, offset_in(list->base, evidence), weight},
        implied,
        false
    };
}

void credit_list_add_name(struct credit_list *list, const struct credit_name *name,
                          const char *kind, struct slice evidence, double weight)
{
    add(list, name, kind, evidence, weight, false);
}

void credit_list_add_source(struct credit_list *list, const struct credit_source *source,
                            const char *kind, struct slice evidence, double weight, bool implied)
{
    struct credit_name name = {.text = slice_str(source->id), .known = source};
    add(list, &name, kind, evidence, weight, implied);
}

static int by_offset(const void *a, const void *b)
{
    const struct credit *x = &((const struct found_credit *)a)->credit;
    const struct credit *y = &((const struct found_credit *)b)->credit;
    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    size_t n = x->source.len < y->source.len ? x->source.len : y->source.len;
    int order = n ? memcmp(x->source.ptr, y->source.ptr, n) : 0;
    return order ? order : (x->source.len > y->source.len) - (x->source.len < y->source.len);
}

static bool overlap(const struct credit *a, const struct credit *b)
{
    return a->offset < b->offset + b->evidence.len && b->offset < a->offset + a->evidence.len;
}

static bool same_line(struct slice text, const struct credit *a, const struct credit *b)
{
    uint64_t from = a->offset < b->offset ? a->offset : b->offset;
    uint64_t to = a->offset < b->offset ? b->offset : a->offset;
    return to <= text.len && !memchr(text.ptr + from, '\n', (size_t)(to - from));
}

/* Of two credits to one source in the same words, the heavier stays; words that only imply a
   source give way to any name in their line. */
static void drop_repeats(struct credit_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        for (size_t k = 0; k < list->count; k++) {
            struct found_credit *a = &list->items[i], *b = &list->items[k];
            if (i == k || a->dropped || b->dropped)
                continue;
            bool same = slice_eq(a->credit.source, b->credit.source);
            if (same && overlap(&a->credit, &b->credit) &&
                (a->credit.weight > b->credit.weight ||
                 (a->credit.weight == b->credit.weight && i < k)))
                b->dropped = true;
            else if (!a->implied && b->implied && same_line(list->base, &a->credit, &b->credit))
                b->dropped = true;
        }
}

int credit_list_finish(struct credit_list *list, struct credit **out, size_t *count,
                       struct wcy_error *err)
{
    if (list->no_memory)
        return fail_nomem(err);
    *out = NULL;
    *count = 0;
    if (list->count == 0)
        return 0;
    qsort(list->items, list->count, sizeof *list->items, by_offset);
    drop_repeats(list);
    struct credit *credits = arena_alloc(list->arena, list->count * sizeof *credits);
    if (!credits)
        return fail_nomem(err);
    size_t n = 0;
    for (size_t i = 0; i < list->count; i++)
        if (!list->items[i].dropped)
            credits[n++] = list->items[i].credit;
    *out = credits;
    *count = n;
    return 0;
}
