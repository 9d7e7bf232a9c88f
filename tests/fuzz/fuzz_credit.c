/* Credits in text, and the ranges that they take: the first line is the site, the rest the text. */

#include "article/credit.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(int ok)
{
    if (!ok)
        abort();
}

static void check_credits(struct slice text, const struct credit *credits, size_t n)
{
    uint64_t last = 0;
    for (size_t i = 0; i < n; i++) {
        const struct credit *c = &credits[i];
        check(c->source.len > 0 && c->kind.len > 0 && c->evidence.len > 0 && c->weight > 0);
        check(c->offset >= last && c->offset + c->evidence.len <= text.len);
        check(c->evidence.ptr == text.ptr + c->offset);
        last = c->offset;
    }
}

static void check_ranges(struct slice text, const struct credit_range *ranges, size_t n)
{
    uint64_t last = 0;
    for (size_t i = 0; i < n; i++) {
        check(ranges[i].from < ranges[i].to && ranges[i].to <= text.len);
        check(i == 0 || ranges[i].from > last);
        last = ranges[i].to;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena = ARENA_INIT;
    struct slice all = arena_dup(&arena, slice_make((const char *)bytes, size));
    const char *newline = all.len ? memchr(all.ptr, '\n', all.len) : NULL;
    size_t cut = newline ? (size_t)(newline - all.ptr) : all.len;
    struct slice site = slice_sub(all, 0, cut), text = slice_sub(all, cut + 1, all.len);
    struct credit *credits;
    struct credit_range *ranges;
    size_t n, count;
    check(credits_find(&arena, text, site, &credits, &n, NULL) == 0);
    check_credits(text, credits, n);
    check(credit_ranges(&arena, text, credits, n, &ranges, &count, NULL) == 0);
    check_ranges(text, ranges, count);
    struct credit_meta meta = {.site = site,
                               .canonical = text,
                               .original_source = text,
                               .based_on = text,
                               .copyright_holder = text,
                               .author = text};
    check(credits_from_meta(&arena, &meta, &credits, &n, NULL) == 0);
    arena_release(&arena);
    return 0;
}
