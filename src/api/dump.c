/*
 * dump: an index as lines of JSON (doc/dump-format.md).
 */
#include "api/dump_parse.h"
#include "api/index.h"
#include "api/sink.h"

#include "base/bytes.h"
#include "base/json_write.h"
#include "base/utf8.h"
#include "base/varint.h"
#include "index/text_store.h"
#include "sketch/token.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct dump {
    struct sink *sink;
    struct json line;
    XXH3_state_t *hash;
    uint64_t lines, articles;
};

/* Begins a line. */
static struct json *begin(struct dump *d)
{
    json_clear(&d->line);
    json_open(&d->line, NULL, '{');
    return &d->line;
}

/* Begins one with its kind and number. */
static struct json *begin_line(struct dump *d, const char *kind, uint64_t number)
{
    struct json *j = begin(d);
    json_count(j, kind, number);
    return j;
}

static int end_line(struct dump *d, struct wcy_error *err)
{
    struct json *j = &d->line;
    json_close(j, '}');
    json_end_line(j);
    if (j->failed)
        return fail_nomem(err);
    if (XXH3_128bits_update(d->hash, j->buf.ptr, j->buf.len) != XXH_OK)
        return fail(err, WCY_EINTERNAL, "cannot hash");
    d->lines++;
    return sink_write(d->sink, buf_slice(&j->buf), err);
}

static void append_hex(struct json *j, struct slice bytes)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        const char hex[] = {digits[c >> 4], digits[c & 15]};
        json_raw(j, hex, 2);
    }
}

static void hex_member(struct json *j, const char *name, struct slice bytes)
{
    json_key(j, name);
    json_raw(j, "\"", 1);
    append_hex(j, bytes);
    json_raw(j, "\"", 1);
}

static void hash_member(struct json *j, const char *name, uint64_t hash)
{
    char bytes[8];
    put_be64(bytes, hash);
    hex_member(j, name, slice_make(bytes, 8));
}

/* Hashes, 8 bytes each, little-endian. */
static void hashes_member(struct json *j, const char *name, struct slice hashes)
{
    json_key(j, name);
    json_raw(j, "\"", 1);
    for (size_t i = 0; i + 8 <= hashes.len; i += 8) {
        char hash[8];
        put_be64(hash, get_le64(hashes.ptr + i));
        append_hex(j, slice_make(hash, 8));
    }
    json_raw(j, "\"", 1);
}

/* A string; nothing when it is empty, hexadecimal digits when it is no UTF-8. */
static void text_member(struct json *j, const char *name, const char *other, struct slice text)
{
    if (text.len && utf8_valid(text))
        json_slice(j, name, public_slice(text));
    else if (text.len)
        hex_member(j, other, text);
}

static void flag_member(struct json *j, const char *name, bool value)
{
    if (value)
        json_bool(j, name, true);
}

static void digest_member(struct json *j, uint64_t high, uint64_t low)
{
    char bytes[16];
    put_be64(bytes, high);
    put_be64(bytes + 8, low);
    hex_member(j, "digest", slice_make(bytes, 16));
}

static int dump_header(struct dump *d, const struct meta *m, struct wcy_error *err)
{
    const struct wcy_parameters *p = &m->parameters;
    const struct wcy_thresholds *t = &p->thresholds;
    const struct {
        const char *name;
        uint64_t value;
    } numbers[] = {
        {"format",           WCY_FORMAT                                  },
        {"tokens",           TOKEN_RULE                                  },
        {"shingle",          p->shingle                                  },
        {"scale",            p->scale                                    },
        {"floor",            p->floor                                    },
        {"df_cap",           p->df_cap                                   },
        {"seed",             p->seed                                     },
        {"near",             (uint64_t)llround(t->near * 1e6)            },
        {"edited",           (uint64_t)llround(t->edited * 1e6)          },
        {"contained",        (uint64_t)llround(t->contained * 1e6)       },
        {"edited_within",    (uint64_t)llround(t->edited_within * 1e6)   },
        {"contained_within", (uint64_t)llround(t->contained_within * 1e6)},
        {"min_shared",       t->min_shared                               },
        {"window",           p->window                                   },
        {"same_site",        p->same_site                                },
        {"languages",        p->languages                                },
        {"next_article",     m->next_article                             },
        {"next_batch",       m->next_batch                               },
        {"next_file",        m->next_file                                },
        {"removed",          m->removed                                  },
        {"identical",        m->identical                                },
        {"text_bytes",       m->text_bytes                               },
        {"read",             m->read                                     },
        {"skipped",          m->skipped                                  },
        {"repaired",         m->repaired                                 },
        {"unchanged",        m->unchanged                                },
    };
    struct json *j = begin_line(d, "wirecopy_dump", DUMP_VERSION);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        json_count(j, numbers[i].name, numbers[i].value);
    flag_member(j, "texts", m->has_text);
    return end_line(d, err);
}

static int dump_dictionary(struct dump *d, struct slice dictionary, struct wcy_error *err)
{
    hex_member(begin(d), "dictionary", dictionary);
    return end_line(d, err);
}

static int dump_file(void *context, uint64_t number, struct slice path, struct wcy_error *err)
{
    struct dump *d = context;
    text_member(begin_line(d, "file", number), "path", "path_hex", path);
    return end_line(d, err);
}

static int dump_batch(void *context, uint64_t number, struct slice value, struct wcy_error *err)
{
    static const char *const counts[] = {"started",   "ended",     "read",    "indexed",
                                         "updated",   "unchanged", "skipped", "repaired",
                                         "identical", "pairs",     "bytes",   "text_bytes"};
    struct dump *d = context;
    struct varint_reader v = varint_reader(value);
    struct json *j = begin_line(d, "batch", number);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        json_count(j, counts[i], varint_get(&v));
    struct slice inputs = varint_get_bytes(&v), skips = varint_get_bytes(&v);
    if (!v.ok)
        return fail(err, WCY_ECORRUPT, "batch %llu is damaged", (unsigned long long)number);
    text_member(j, "inputs", "inputs_hex", inputs);
    text_member(j, "skips", "skips_hex", skips);
    return end_line(d, err);
}

/* The numbers are handed on as they are stored: no rounding. */
static int dump_credits(struct dump *d, const struct row *r, struct wcy_error *err)
{
    struct varint_reader v = varint_reader(r->credits);
    int status = 0;
    while (v.ok && v.at < v.end && status == 0) {
        struct slice source = varint_get_bytes(&v), kind = varint_get_bytes(&v);
        struct slice evidence = varint_get_bytes(&v);
        uint64_t offset = varint_get(&v);
        int64_t weight = varint_unzigzag(varint_get(&v));
        struct json *j = begin_line(d, "credit", r->number);
        text_member(j, "source", "source_hex", source);
        text_member(j, "kind", "kind_hex", kind);
        text_member(j, "evidence", "evidence_hex", evidence);
        json_count(j, "offset", offset);
        json_signed(j, "weight", weight);
        status = end_line(d, err);
    }
    return status;
}

static void put_sketch(struct json *j, const struct transfer_article *a)
{
    json_count(j, "text_length", a->row.text_len);
    json_count(j, "shingles", a->row.shingles);
    hash_member(j, "content", a->row.content);
    digest_member(j, a->row.digest.high, a->row.digest.low);
    hashes_member(j, "sketch", slice_sub(a->frame, 1, a->frame.len));
}

static int dump_article(void *context, const struct transfer_article *a, struct wcy_error *err)
{
    struct dump *d = context;
    const struct row *r = &a->row;
    int status = dump_credits(d, r, err);
    if (status < 0)
        return status;
    struct json *j = begin_line(d, "article", r->number);
    text_member(j, "id", "id_hex", r->id);
    text_member(j, "url", "url_hex", r->url);
    text_member(j, "site", "site_hex", r->site);
    text_member(j, "title", "title_hex", r->title);
    text_member(j, "author", "author_hex", r->author);
    text_member(j, "published", "published_hex", r->published);
    text_member(j, "lang", "lang_hex", r->lang);
    json_count(j, "version", r->version);
    json_count(j, "batch", r->batch);
    json_count(j, "file", r->file);
    json_count(j, "offset", r->offset);
    json_count(j, "length", r->record_len);
    flag_member(j, "many_sites", r->many_sites);
    flag_member(j, "replaced", a->replaced);
    if (r->time != WCY_NO_TIME)
        json_signed(j, "time", r->time);
    if (a->text.ptr)
        text_member(j, "text", "text_hex", a->text);
    else
        put_sketch(j, a);
    d->articles++;
    return end_line(d, err);
}

static void put_numbers(struct json *j, const uint64_t *numbers, size_t count)
{
    json_open(j, NULL, '[');
    for (size_t i = 0; i < count; i++)
        json_count(j, NULL, numbers[i]);
    json_close(j, ']');
}

static int dump_pairs(void *context, uint64_t later, const struct pair *pairs, size_t count,
                      struct wcy_error *err)
{
    struct dump *d = context;
    struct json *j = begin_line(d, "pairs", later);
    json_open(j, "with", '[');
    for (size_t i = 0; i < count; i++) {
        const struct pair *p = &pairs[i];
        const uint64_t numbers[] = {p->a,
                                    p->relation,
                                    p->estimated,
                                    p->weak,
                                    (unsigned)p->common | (unsigned)p->crowded << 1,
                                    p->passage,
                                    p->full.size_a,
                                    p->full.size_b,
                                    p->full.shared,
                                    p->informative.size_a,
                                    p->informative.size_b,
                                    p->informative.shared};
        put_numbers(j, numbers, sizeof numbers / sizeof *numbers);
    }
    json_close(j, ']');
    return end_line(d, err);
}

static int dump_place(void *context, uint64_t article, struct place place, struct wcy_error *err)
{
    struct dump *d = context;
    struct json *j = begin_line(d, "place", article);
    json_count(j, "cluster", place.cluster);
    flag_member(j, "composite", place.composite);
    return end_line(d, err);
}

static int dump_cluster(void *context, const struct cluster *c, struct wcy_error *err)
{
    struct dump *d = context;
    struct json *j = begin_line(d, "cluster", c->number);
    json_count(j, "original", c->original);
    text_member(j, "source", "source_hex", c->source);
    json_open(j, "members", '[');
    for (size_t i = 0; i < c->count; i++) {
        const struct member *m = &c->members[i];
        const uint64_t numbers[] = {
            m->article,           m->via, m->relation, m->certificate.size_a, m->certificate.size_b,
            m->certificate.shared};
        put_numbers(j, numbers, sizeof numbers / sizeof *numbers);
    }
    json_close(j, ']');
    return end_line(d, err);
}

static int dump_site(void *context, uint64_t site, struct slice lines, struct wcy_error *err)
{
    struct dump *d = context;
    struct json *j = begin(d);
    hash_member(j, "site", site);
    hashes_member(j, "lines", lines);
    return end_line(d, err);
}

static int dump_line(void *context, uint64_t line, uint64_t article, struct wcy_error *err)
{
    struct dump *d = context;
    struct json *j = begin(d);
    hash_member(j, "line", line);
    json_count(j, "article", article);
    return end_line(d, err);
}

static int dump_trailer(struct dump *d, struct wcy_error *err)
{
    XXH128_hash_t sum = XXH3_128bits_digest(d->hash);
    struct json *j = begin(d);
    json_bool(j, "end", true);
    json_count(j, "lines", d->lines);
    json_count(j, "articles", d->articles);
    digest_member(j, sum.high64, sum.low64);
    return end_line(d, err);
}

static int dump_all(struct dump *d, const struct snapshot *s, struct wcy_error *err)
{
    const struct transfer_sink to = {d,          dump_file,    dump_batch, dump_article, dump_pairs,
                                     dump_place, dump_cluster, dump_site,  dump_line};
    struct slice dictionary;
    int status = dump_header(d, &s->meta, err);
    if (status == 0)
        status = store_get(s->store, s->txn, TABLE_META, slice_str(TEXT_DICTIONARY_KEY),
                           &dictionary, err);
    if (status == 0)
        status = dump_dictionary(d, dictionary, err);
    if (status >= 0)
        status = transfer_run(s->store, s->txn, &s->meta, &s->gone, &to, err);
    return status == 0 ? dump_trailer(d, err) : status;
}

int wcy_dump(struct wcy_index *index, const char *output, struct wcy_error *err)
{
    struct snapshot s;
    struct dump d = {.hash = XXH3_createState()};
    int status = d.hash && XXH3_128bits_reset(d.hash) == XXH_OK ? 0 : fail_nomem(err);
    if (status == 0)
        status = sink_open(&d.sink, output, err);
    if (status == 0) {
        status = snapshot_begin(&s, index, err);
        if (status == 0) {
            status = dump_all(&d, &s, err);
            snapshot_end(&s);
        }
        if (status == 0)
            status = sink_finish(d.sink, err);
        else
            sink_abandon(d.sink);
    }
    json_release(&d.line);
    XXH3_freeState(d.hash);
    return status;
}
