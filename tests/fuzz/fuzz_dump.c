/* The lines of a dump: refused, or records that an index can be made from. */

#include "fuzz.h"

#include "api/dump_parse.h"
#include "base/bytes.h"
#include "base/varint.h"
#include "index/text_store.h"
#include "input/json.h"

struct seen {
    struct meta meta;
    uint64_t article;
};

static int take_begin(void *context, const struct meta *meta, struct slice dictionary,
                      struct wcy_error *err)
{
    struct seen *s = context;
    (void)err;
    s->meta = *meta;
    FUZZ_CHECK(meta->next_article > 0 && dictionary.len < (1 << 30));
    return 0;
}

static int take_file(void *context, uint64_t number, struct slice path, struct wcy_error *err)
{
    struct seen *s = context;
    (void)err;
    FUZZ_CHECK(number > 0 && number < s->meta.next_file && path.len < (1 << 30));
    return 0;
}

static int take_batch(void *context, uint64_t number, struct slice value, struct wcy_error *err)
{
    struct seen *s = context;
    struct varint_reader v = varint_reader(value);
    (void)err;
    for (int i = 0; i < 12; i++)
        varint_get(&v);
    varint_get_bytes(&v);
    varint_get_bytes(&v);
    FUZZ_CHECK(v.ok && number < s->meta.next_batch);
    return 0;
}

static int take_article(void *context, const struct transfer_article *a, struct wcy_error *err)
{
    struct seen *s = context;
    struct arena arena = ARENA_INIT;
    struct credit *credits;
    size_t n;
    (void)err;
    FUZZ_CHECK(a->row.number > s->article && a->row.number < s->meta.next_article);
    FUZZ_CHECK(row_credits(a->row.credits, &arena, &credits, &n, NULL) == 0);
    FUZZ_CHECK(s->meta.has_text || (a->frame.len % 8 == 1 && a->frame.ptr[0] == TEXT_SKETCH));
    s->article = a->row.number;
    arena_release(&arena);
    return 0;
}

static int take_pairs(void *context, uint64_t later, const struct pair *pairs, size_t count,
                      struct wcy_error *err)
{
    struct seen *s = context;
    (void)err;
    for (size_t i = 0; i < count; i++)
        FUZZ_CHECK(pairs[i].a < later && pairs[i].b == later && pairs[i].relation <= WCY_ORIGINAL);
    FUZZ_CHECK(count > 0 && later <= s->article);
    return 0;
}

static int take_place(void *context, uint64_t article, struct place place, struct wcy_error *err)
{
    struct seen *s = context;
    (void)err;
    FUZZ_CHECK(article <= s->article && place.cluster < s->meta.next_article);
    return 0;
}

static int take_cluster(void *context, const struct cluster *c, struct wcy_error *err)
{
    struct seen *s = context;
    (void)err;
    FUZZ_CHECK(c->count >= 2);
    for (size_t i = 0; i < c->count; i++)
        FUZZ_CHECK(c->members[i].article <= s->article && c->members[i].article > 0);
    return 0;
}

static int take_site(void *context, uint64_t site, struct slice lines, struct wcy_error *err)
{
    (void)context, (void)err;
    FUZZ_CHECK(site > 0 && lines.len % 8 == 0);
    return 0;
}

static int take_line(void *context, uint64_t line, uint64_t article, struct wcy_error *err)
{
    struct seen *s = context;
    (void)line, (void)err;
    FUZZ_CHECK(article < s->meta.next_article);
    return 0;
}

static int parse_line(struct dump_parser *p, const uint8_t *bytes, size_t len)
{
    char *line = calloc(len + JSON_PADDING, 1);
    FUZZ_CHECK(line);
    if (len)
        memcpy(line, bytes, len);
    int status = dump_parse(p, slice_make(line, len), NULL);
    free(line);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct seen seen = {0};
    struct dump_parser p;
    FUZZ_CHECK(dump_parser_init(&p, "fuzz", NULL) == 0);
    p.begin = take_begin;
    p.begin_context = &seen;
    p.to = (struct transfer_sink){&seen,      take_file,    take_batch, take_article, take_pairs,
                                  take_place, take_cluster, take_site,  take_line};
    int status = 0;
    for (size_t at = 0; at < size && status == 0;) {
        const uint8_t *end = memchr(bytes + at, '\n', size - at);
        size_t stop = end ? (size_t)(end - bytes) : size;
        status = parse_line(&p, bytes + at, stop - at);
        at = stop + 1;
    }
    dump_parser_release(&p);
    return 0;
}
