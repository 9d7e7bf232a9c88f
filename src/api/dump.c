/*
 * dump: an index as lines of JSON (doc/dump-format.md).
 */
#include "api/dump_parse.h"
#include "api/index.h"
#include "api/json_write.h"
#include "api/sink.h"

#include "base/bytes.h"
#include "base/utf8.h"
#include "base/varint.h"
#include "index/text_store.h"
#include "sketch/token.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct dump {
    struct sink *sink;
    struct buf line;
    XXH3_state_t *hash;
    uint64_t lines, articles;
};

static int end_line(struct dump *d, bool ok, struct wcy_error *err)
{
    if (!ok || !buf_append(&d->line, "}\n", 2))
        return fail_nomem(err);
    if (XXH3_128bits_update(d->hash, d->line.ptr, d->line.len) != XXH_OK)
        return fail(err, WCY_EINTERNAL, "cannot hash");
    d->lines++;
    return sink_write(d->sink, buf_slice(&d->line), err);
}

/* Starts a line with its kind and number. */
static bool begin_line(struct dump *d, const char *kind, uint64_t number)
{
    buf_clear(&d->line);
    return buf_append_byte(&d->line, '{') && json_integer_member(&d->line, kind, number);
}

static bool append_hex(struct buf *to, struct slice bytes)
{
    static const char digits[] = "0123456789abcdef";
    if (!buf_reserve(to, 2 * bytes.len))
        return false;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        to->ptr[to->len++] = digits[c >> 4];
        to->ptr[to->len++] = digits[c & 15];
    }
    return true;
}

static bool hex_member(struct buf *to, const char *name, struct slice bytes)
{
    const char *comma = to->ptr[to->len - 1] == '{' ? "" : ",";
    return buf_printf(to, "%s\"%s\":\"", comma, name) && append_hex(to, bytes) &&
           buf_append_byte(to, '"');
}

static bool hash_member(struct buf *to, const char *name, uint64_t hash)
{
    char bytes[8];
    put_be64(bytes, hash);
    return hex_member(to, name, slice_make(bytes, 8));
}

/* A string; nothing when it is empty, hexadecimal digits when it is no UTF-8. */
static bool text_member(struct buf *to, const char *name, const char *other, struct slice text)
{
    if (text.len == 0)
        return true;
    return utf8_valid(text) ? json_string_member(to, name, text) : hex_member(to, other, text);
}

static bool flag_member(struct buf *to, const char *name, bool value)
{
    return !value || buf_printf(to, ",\"%s\":true", name);
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
    bool ok = begin_line(d, "wirecopy_dump", DUMP_VERSION);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && ok; i++)
        ok = json_integer_member(&d->line, numbers[i].name, numbers[i].value);
    return end_line(d, ok && flag_member(&d->line, "texts", m->has_text), err);
}

static int dump_dictionary(struct dump *d, struct slice dictionary, struct wcy_error *err)
{
    buf_clear(&d->line);
    return end_line(
        d, buf_append_byte(&d->line, '{') && hex_member(&d->line, "dictionary", dictionary), err);
}

static int dump_file(void *context, uint64_t number, struct slice path, struct wcy_error *err)
{
    struct dump *d = context;
    return end_line(
        d, begin_line(d, "file", number) && text_member(&d->line, "path", "path_hex", path), err);
}

static int dump_batch(void *context, uint64_t number, struct slice value, struct wcy_error *err)
{
    static const char *const counts[] = {"started",   "ended",     "read",    "indexed",
                                         "updated",   "unchanged", "skipped", "repaired",
                                         "identical", "pairs",     "bytes",   "text_bytes"};
    struct dump *d = context;
    struct varint_reader v = varint_reader(value);
    bool ok = begin_line(d, "batch", number);
    for (size_t i = 0; i < sizeof counts / sizeof *counts && ok; i++)
        ok = json_integer_member(&d->line, counts[i], varint_get(&v));
    struct slice inputs = varint_get_bytes(&v), skips = varint_get_bytes(&v);
    if (!v.ok)
        return fail(err, WCY_ECORRUPT, "batch %llu is damaged", (unsigned long long)number);
    return end_line(d,
                    ok && text_member(&d->line, "inputs", "inputs_hex", inputs) &&
                        text_member(&d->line, "skips", "skips_hex", skips),
                    err);
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
        bool ok = begin_line(d, "credit", r->number) &&
                  text_member(&d->line, "source", "source_hex", source) &&
                  text_member(&d->line, "kind", "kind_hex", kind) &&
                  text_member(&d->line, "evidence", "evidence_hex", evidence) &&
                  json_integer_member(&d->line, "offset", offset) &&
                  buf_printf(&d->line, ",\"weight\":%lld", (long long)weight);
        status = end_line(d, ok, err);
    }
    return status;
}

static bool add_sketch(struct buf *to, const struct transfer_article *a)
{
    char digest[16];
    put_be64(digest, a->row.digest.high);
    put_be64(digest + 8, a->row.digest.low);
    bool ok = json_integer_member(to, "text_length", a->row.text_len) &&
              json_integer_member(to, "shingles", a->row.shingles) &&
              hash_member(to, "content", a->row.content) &&
              hex_member(to, "digest", slice_make(digest, 16)) && buf_printf(to, ",\"sketch\":\"");
    for (size_t i = 1; i + 8 <= a->frame.len && ok; i += 8) {
        char hash[8];
        put_be64(hash, get_le64(a->frame.ptr + i));
        ok = append_hex(to, slice_make(hash, 8));
    }
    return ok && buf_append_byte(to, '"');
}

static int dump_article(void *context, const struct transfer_article *a, struct wcy_error *err)
{
    struct dump *d = context;
    const struct row *r = &a->row;
    int status = dump_credits(d, r, err);
    if (status < 0)
        return status;
    struct buf *to = &d->line;
    bool ok =
        begin_line(d, "article", r->number) && text_member(to, "id", "id_hex", r->id) &&
        text_member(to, "url", "url_hex", r->url) && text_member(to, "site", "site_hex", r->site) &&
        text_member(to, "title", "title_hex", r->title) &&
        text_member(to, "author", "author_hex", r->author) &&
        text_member(to, "published", "published_hex", r->published) &&
        text_member(to, "lang", "lang_hex", r->lang) &&
        json_integer_member(to, "version", r->version) &&
        json_integer_member(to, "batch", r->batch) && json_integer_member(to, "file", r->file) &&
        json_integer_member(to, "offset", r->offset) &&
        json_integer_member(to, "length", r->record_len) &&
        flag_member(to, "many_sites", r->many_sites) && flag_member(to, "replaced", a->replaced);
    if (r->time != WCY_NO_TIME)
        ok = ok && buf_printf(to, ",\"time\":%lld", (long long)r->time);
    ok = ok && (a->text.ptr ? text_member(to, "text", "text_hex", a->text) : add_sketch(to, a));
    d->articles++;
    return end_line(d, ok, err);
}

static int dump_pairs(void *context, uint64_t later, const struct pair *pairs, size_t count,
                      struct wcy_error *err)
{
    struct dump *d = context;
    bool ok = begin_line(d, "pairs", later) && buf_printf(&d->line, ",\"with\":[");
    for (size_t i = 0; i < count && ok; i++) {
        const struct pair *p = &pairs[i];
        ok = buf_printf(&d->line, "%s[%llu,%d,%d,%d,%d,%u,%u,%u,%u,%u,%u]", i ? "," : "",
                        (unsigned long long)p->a, (int)p->relation, p->estimated, p->weak,
                        p->common, p->full.size_a, p->full.size_b, p->full.shared,
                        p->informative.size_a, p->informative.size_b, p->informative.shared);
    }
    return end_line(d, ok && buf_append_byte(&d->line, ']'), err);
}

static int dump_place(void *context, uint64_t article, struct place place, struct wcy_error *err)
{
    struct dump *d = context;
    return end_line(d,
                    begin_line(d, "place", article) &&
                        json_integer_member(&d->line, "cluster", place.cluster) &&
                        flag_member(&d->line, "composite", place.composite),
                    err);
}

static int dump_cluster(void *context, const struct cluster *c, struct wcy_error *err)
{
    struct dump *d = context;
    bool ok = begin_line(d, "cluster", c->number) &&
              json_integer_member(&d->line, "original", c->original) &&
              text_member(&d->line, "source", "source_hex", c->source) &&
              buf_printf(&d->line, ",\"members\":[");
    for (size_t i = 0; i < c->count && ok; i++) {
        const struct member *m = &c->members[i];
        ok =
            buf_printf(&d->line, "%s[%llu,%llu,%d,%u,%u,%u]", i ? "," : "",
                       (unsigned long long)m->article, (unsigned long long)m->via, (int)m->relation,
                       m->certificate.size_a, m->certificate.size_b, m->certificate.shared);
    }
    return end_line(d, ok && buf_append_byte(&d->line, ']'), err);
}

static int dump_site(void *context, uint64_t site, struct slice lines, struct wcy_error *err)
{
    struct dump *d = context;
    buf_clear(&d->line);
    bool ok = buf_append_byte(&d->line, '{') && hash_member(&d->line, "site", site) &&
              buf_printf(&d->line, ",\"lines\":\"");
    for (size_t i = 0; i + 8 <= lines.len && ok; i += 8) {
        char hash[8];
        put_be64(hash, get_le64(lines.ptr + i));
        ok = append_hex(&d->line, slice_make(hash, 8));
    }
    return end_line(d, ok && buf_append_byte(&d->line, '"'), err);
}

static int dump_line(void *context, uint64_t line, uint64_t article, struct wcy_error *err)
{
    struct dump *d = context;
    buf_clear(&d->line);
    return end_line(d,
                    buf_append_byte(&d->line, '{') && hash_member(&d->line, "line", line) &&
                        json_integer_member(&d->line, "article", article),
                    err);
}

static int dump_trailer(struct dump *d, struct wcy_error *err)
{
    XXH128_hash_t sum = XXH3_128bits_digest(d->hash);
    char digest[16];
    put_be64(digest, sum.high64);
    put_be64(digest + 8, sum.low64);
    buf_clear(&d->line);
    bool ok = buf_printf(&d->line, "{\"end\":true") &&
              json_integer_member(&d->line, "lines", d->lines) &&
              json_integer_member(&d->line, "articles", d->articles) &&
              hex_member(&d->line, "digest", slice_make(digest, 16));
    return end_line(d, ok, err);
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
    buf_release(&d.line);
    XXH3_freeState(d.hash);
    return status;
}
