#include "article/credit.h"

#include <stdlib.h>

enum {
    SHORT_LINE = 200, /* bytes: a line that starts with a credit and is no paragraph */
    SMALL_REST = 60   /* bytes that may stand beside a credit in a line that goes with it */
};

static struct slice line_around(struct slice text, size_t from, size_t to)
{
    const char *start = from ? memrchr(text.ptr, '\n', from) : NULL;
    const char *stop = to < text.len ? memchr(text.ptr + to, '\n', text.len - to) : NULL;
    size_t a = start ? (size_t)(start - text.ptr) + 1 : 0;
    return slice_sub(text, a, stop ? (size_t)(stop - text.ptr) : text.len);
}

static struct credit_range range_of(struct slice text, const struct credit *credit)
{
    size_t from = (size_t)credit->offset, to = from + credit->evidence.len;
    struct slice line = slice_trim(line_around(text, from, to));
    size_t start = (size_t)(line.ptr - text.ptr), rest = line.len - (to - from);
    bool lead = from - start < 8;
    if (rest <= SMALL_REST || (lead && line.len <= SHORT_LINE)) {
        /* a dateline belongs to the paragraph it opens, a tail to the one it closes, and a site's
           own mark may be either */
        bool part = slice_eq_str(credit->kind, "dateline") ||
                    slice_eq_str(credit->kind, "agency-tail") || slice_eq_str(credit->kind, "self");
        if (!part || rest < 8) {
            from = start;
            to = start + line.len;
        }
    }
    return (struct credit_range){from, to};
}

static int by_from(const void *a, const void *b)
{
    const struct credit_range *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

int credit_ranges(struct arena *arena, struct slice text, const struct credit *credits, size_t n,
                  struct credit_range **out, size_t *count, struct wcy_error *err)
{
    struct credit_range *ranges = n ? arena_alloc(arena, n * sizeof *ranges) : NULL;
    if (n && !ranges)
        return fail_nomem(err);
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        struct slice e = credits[i].evidence;
        if (e.len && credits[i].offset + e.len <= text.len && e.ptr == text.ptr + credits[i].offset)
            ranges[found++] = range_of(text, &credits[i]);
    }
    if (found)
        qsort(ranges, found, sizeof *ranges, by_from);
    size_t kept = 0;
    for (size_t i = 0; i < found; i++) {
        if (kept && ranges[i].from <= ranges[kept - 1].to) {
            if (ranges[i].to > ranges[kept - 1].to)
                ranges[kept - 1].to = ranges[i].to;
        } else {
            ranges[kept++] = ranges[i];
        }
    }
    *out = kept ? ranges : NULL;
    *count = kept;
    return 0;
}
