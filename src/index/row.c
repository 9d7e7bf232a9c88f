#include "index/row.h"

#include "base/bytes.h"
#include "base/hash.h"
#include "base/varint.h"

#include <strings.h>

/* Version of the encoding; a decoder knows all older ones. In 1 id and site were written out. */
#define ROW_VERSION 2

static bool put_u64(struct buf *to, uint64_t v)
{
    char bytes[8];
    put_le64(bytes, v);
    return buf_append(to, bytes, sizeof bytes);
}

/* A string that often stands in the article's address: as its place there. */
static bool put_part(struct buf *to, struct slice part, struct slice url)
{
    const char *at = part.len && url.len ? memmem(url.ptr, url.len, part.ptr, part.len) : NULL;
    if (!at)
        return varint_put(to, 0) && varint_put_bytes(to, part);
    return varint_put(to, (uint64_t)(at - url.ptr) + 1) && varint_put(to, part.len);
}

static struct slice get_part(struct varint_reader *v, struct slice url)
{
    uint64_t place = varint_get(v);
    if (place == 0)
        return varint_get_bytes(v);
    uint64_t len = varint_get(v);
    if (place > url.len || len > url.len - (place - 1)) {
        v->ok = false;
        return slice_make(NULL, 0);
    }
    return slice_sub(url, (size_t)place - 1, (size_t)(place - 1 + len));
}

bool row_encode(struct buf *to, const struct row *r)
{
    return varint_put(to, ROW_VERSION) && varint_put(to, r->many_sites) &&
           varint_put(to, r->version) && varint_put(to, r->batch) && varint_put(to, r->file) &&
           varint_put(to, r->offset) && varint_put(to, r->record_len) &&
           varint_put(to, r->text_len) && varint_put(to, r->shingles) &&
           varint_put(to, r->time == WCY_NO_TIME ? 0 : varint_zigzag(r->time) + 1) &&
           put_u64(to, r->content) && put_u64(to, r->digest.low) && put_u64(to, r->digest.high) &&
           varint_put_bytes(to, r->url) && put_part(to, r->id, r->url) &&
           put_part(to, r->site, r->url) && varint_put_bytes(to, r->title) &&
           varint_put_bytes(to, r->author) && varint_put_bytes(to, r->published) &&
           varint_put_bytes(to, r->lang) && varint_put_bytes(to, r->credits);
}

static uint64_t get_u64(struct varint_reader *v)
{
    if (v->end - v->at < 8) {
        v->ok = false;
        return 0;
    }
    v->at += 8;
    return get_le64(v->at - 8);
}

int row_decode(struct row *r, uint64_t number, struct slice value, struct wcy_error *err)
{
    struct varint_reader v = varint_reader(value);
    *r = (struct row){.number = number};
    uint64_t version = varint_get(&v);
    r->many_sites = varint_get(&v) != 0;
    r->version = varint_get(&v);
    r->batch = varint_get(&v);
    r->file = varint_get(&v);
    r->offset = varint_get(&v);
    r->record_len = varint_get(&v);
    r->text_len = varint_get(&v);
    r->shingles = varint_get(&v);
    uint64_t time = varint_get(&v);
    r->time = time ? varint_unzigzag(time - 1) : WCY_NO_TIME;
    r->content = get_u64(&v);
    r->digest.low = get_u64(&v);
    r->digest.high = get_u64(&v);
    if (version == 1)
        r->id = varint_get_bytes(&v);
    r->url = varint_get_bytes(&v);
    if (version > 1)
        r->id = get_part(&v, r->url);
    r->site = version == 1 ? varint_get_bytes(&v) : get_part(&v, r->url);
    r->site_key = row_site_key(r->site);
    r->title = varint_get_bytes(&v);
    r->author = varint_get_bytes(&v);
    r->published = varint_get_bytes(&v);
    r->lang = varint_get_bytes(&v);
    r->credits = varint_get_bytes(&v);
    if (v.ok && version >= 1 && version <= ROW_VERSION)
        return 0;
    return fail(err, WCY_ECORRUPT, "article %llu has a malformed record; index the input again",
                (unsigned long long)number);
}

int row_get(struct store *s, MDB_txn *txn, uint64_t number, struct row *r, struct wcy_error *err)
{
    struct slice value;
    int status = store_get(s, txn, TABLE_ARTICLES, KEY64(number), &value, err);
    return status != 0 ? status : row_decode(r, number, value, err);
}

struct article row_article(const struct row *r, struct slice text)
{
    return (struct article){.id = r->id,
                            .url = r->url,
                            .site = r->site,
                            .title = r->title,
                            .author = r->author,
                            .published = r->published,
                            .lang = r->lang,
                            .text = text};
}

bool row_encode_credits(struct buf *to, const struct credit *credits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct credit *c = &credits[i];
        if (!varint_put_bytes(to, c->source) || !varint_put_bytes(to, c->kind) ||
            !varint_put_bytes(to, c->evidence) || !varint_put(to, c->offset) ||
            !varint_put(to, varint_zigzag((int64_t)(c->weight * 100))))
            return false;
    }
    return true;
}

int row_credits(struct slice bytes, struct arena *arena, struct credit **credits, size_t *count,
                struct wcy_error *err)
{
    size_t n = 0;
    struct varint_reader v = varint_reader(bytes);
    /* A credit takes at least five bytes. */
    struct credit *list = arena_zalloc(arena, bytes.len / 5 + 1, sizeof *list);
    if (!list)
        return fail_nomem(err);
    while (v.ok && v.at < v.end) {
        struct credit *c = &list[n++];
        c->source = varint_get_bytes(&v);
        c->kind = varint_get_bytes(&v);
        c->evidence = varint_get_bytes(&v);
        c->offset = varint_get(&v);
        c->weight = (double)varint_unzigzag(varint_get(&v)) / 100;
    }
    if (!v.ok)
        return fail(err, WCY_ECORRUPT, "an article has malformed credits; index the input again");
    *credits = list;
    *count = n;
    return 0;
}

/* Seeds keep equal strings of different meaning apart. */
uint64_t row_id_key(struct slice id)
{
    return hash64_seed(id.ptr, id.len, 1);
}

uint64_t row_url_key(struct slice url)
{
    return hash64_seed(url.ptr, url.len, 2);
}

uint64_t row_site_key(struct slice site)
{
    return site.len ? hash64_seed(site.ptr, site.len, 3) | 1 : 0;
}

uint64_t row_lang_key(struct slice lang)
{
    char primary[8];
    size_t n = 0;
    for (; n < lang.len && n < sizeof primary && lang.ptr[n] != '-' && lang.ptr[n] != '_'; n++) {
        char c = lang.ptr[n];
        primary[n] = (char)(c >= 'A' && c <= 'Z' ? c + 0x20 : c);
    }
    return n ? hash64_seed(primary, n, 5) | 1 : 0;
}

bool row_is_language(struct slice lang, struct slice asked)
{
    return asked.len == 0 ||
           (lang.len >= asked.len && strncasecmp(lang.ptr, asked.ptr, asked.len) == 0 &&
            (lang.len == asked.len || lang.ptr[asked.len] == '-' || lang.ptr[asked.len] == '_'));
}

uint64_t row_content(const struct article *a)
{
    const struct slice parts[] = {a->url,       a->site, a->title, a->author,
                                  a->published, a->lang, a->text};
    uint64_t h = 4;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        h = hash64_seed(parts[i].ptr, parts[i].len, h);
    return h;
}
