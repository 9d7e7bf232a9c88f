#include "api/dump_parse.h"

#include "base/bytes.h"
#include "base/grow.h"
#include "base/utf8.h"
#include "base/varint.h"
#include "index/text_store.h"
#include "input/json.h"
#include "sketch/token.h"

#include <stdlib.h>

#define MEMBERS 40

/* One line's members. The first getter that fails says why. */
struct fields {
    struct dump_parser *parser;
    struct json_member members[MEMBERS];
    size_t count;
    const char *problem; /* static */
    const char *member;  /* the one that is wrong */
};

static const char *const kind_names[DUMP_KINDS] = {
    "wirecopy_dump", "dictionary", "file",    "batch", "credit", "article",
    "pairs",         "place",      "cluster", "site",  "line",   "end",
};

int dump_parser_init(struct dump_parser *p, const char *name, struct wcy_error *err)
{
    *p = (struct dump_parser){.name = name, .hash = XXH3_createState()};
    if (!p->hash || XXH3_128bits_reset(p->hash) != XXH_OK)
        return fail_nomem(err);
    return 0;
}

void dump_parser_release(struct dump_parser *p)
{
    buf_release(&p->dictionary);
    buf_release(&p->credits);
    buf_release(&p->bytes);
    free(p->articles);
    free(p->pairs.items);
    cluster_release(&p->cluster);
    arena_release(&p->arena);
    XXH3_freeState(p->hash);
}

static int bad_line(const struct dump_parser *p, const char *problem, const char *member,
                    struct wcy_error *err)
{
    return fail(err, WCY_EDATA, "dump '%s', line %llu: %s%s%s", p->name,
                (unsigned long long)p->line, problem, *member ? " in member " : "", member);
}

static void spoil(struct fields *f, const char *problem, const char *member)
{
    if (f->problem)
        return;
    f->problem = problem;
    f->member = member;
}

static const struct json_value *find(const struct fields *f, const char *name)
{
    for (size_t i = 0; i < f->count; i++)
        if (slice_eq_str(f->members[i].key, name))
            return &f->members[i].value;
    return NULL;
}

/* A number at the start of `s`, which loses it. */
static bool take_number(struct slice *s, uint64_t *out)
{
    uint64_t v = 0;
    size_t n = 0;
    for (; n < s->len && s->ptr[n] >= '0' && s->ptr[n] <= '9'; n++)
        if (__builtin_mul_overflow(v, 10, &v) ||
            __builtin_add_overflow(v, (uint64_t)(s->ptr[n] - '0'), &v))
            return false;
    *s = slice_sub(*s, n, s->len);
    *out = v;
    return n > 0;
}

static uint64_t number_or(struct fields *f, const char *name, uint64_t otherwise)
{
    const struct json_value *v = find(f, name);
    uint64_t number = 0;
    if (!v)
        return otherwise;
    struct slice raw = v->raw;
    if (v->type == JSON_NUMBER && take_number(&raw, &number) && raw.len == 0)
        return number;
    spoil(f, "not a whole number", name);
    return 0;
}

static uint64_t number(struct fields *f, const char *name)
{
    if (!find(f, name))
        spoil(f, "missing", name);
    return number_or(f, name, 0);
}

static int64_t signed_or(struct fields *f, const char *name, int64_t otherwise)
{
    const struct json_value *v = find(f, name);
    uint64_t n = 0;
    if (!v)
        return otherwise;
    struct slice raw = v->raw;
    bool minus = raw.len > 0 && raw.ptr[0] == '-';
    if (minus)
        raw = slice_sub(raw, 1, raw.len);
    if (v->type == JSON_NUMBER && take_number(&raw, &n) && raw.len == 0 && n <= INT64_MAX)
        return minus ? -(int64_t)n : (int64_t)n;
    spoil(f, "not a whole number", name);
    return 0;
}

static bool flag(struct fields *f, const char *name)
{
    const struct json_value *v = find(f, name);
    if (v && v->type != JSON_TRUE && v->type != JSON_FALSE)
        spoil(f, "neither true nor false", name);
    return v && v->type == JSON_TRUE;
}

/* A share, kept in millionths. */
static double share(struct fields *f, const char *name)
{
    return (double)number(f, name) / 1e6;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Bytes written as hexadecimal digits, into the line's arena. */
static struct slice unhex(struct fields *f, struct slice digits, const char *name)
{
    char *to = arena_alloc(&f->parser->arena, digits.len / 2 + 1);
    if (!to || digits.len % 2) {
        spoil(f, to ? "an odd number of hexadecimal digits" : "too long", name);
        return slice_make(NULL, 0);
    }
    for (size_t i = 0; i < digits.len / 2; i++) {
        int high = hex_digit(digits.ptr[2 * i]), low = hex_digit(digits.ptr[2 * i + 1]);
        if (high < 0 || low < 0) {
            spoil(f, "not hexadecimal", name);
            return slice_make(NULL, 0);
        }
        to[i] = (char)(high << 4 | low);
    }
    return slice_make(to, digits.len / 2);
}

static struct slice hex(struct fields *f, const char *name)
{
    const struct json_value *v = find(f, name);
    if (!v || v->type != JSON_STRING || v->escaped) {
        spoil(f, "not hexadecimal", name);
        return slice_make(NULL, 0);
    }
    return unhex(f, v->raw, name);
}

/* A 64-bit hash, 16 digits. */
static uint64_t hash_of(struct fields *f, const char *name)
{
    struct slice s = hex(f, name);
    if (s.len != 8)
        spoil(f, "not a hash", name);
    return s.len == 8 ? get_be64(s.ptr) : 0;
}

/* A string; one that is no UTF-8 stands under `other` in hexadecimal digits. */
static struct slice text(struct fields *f, const char *name, const char *other)
{
    size_t lone = 0;
    const struct json_value *v = find(f, name);
    if (!v)
        return other && find(f, other) ? hex(f, other) : slice_make("", 0);
    if (v->type != JSON_STRING) {
        spoil(f, "not a string", name);
        return slice_make("", 0);
    }
    struct slice s = json_decode(v, &f->parser->arena, &lone);
    if (!s.ptr || lone > 0 || !utf8_valid(s))
        spoil(f, s.ptr ? "not well-formed UTF-8" : "too long", name);
    return s.ptr ? s : slice_make("", 0);
}

/* The next [n, n, ...] of `width` numbers; false at the end of the list or when it is none. */
static bool take_row(struct fields *f, struct slice *list, unsigned width, uint64_t *row,
                     const char *name)
{
    const char *separator = "[";
    if (list->len == 0)
        return false;
    for (unsigned i = 0; i < width; i++) {
        if (!slice_starts(*list, slice_str(separator)))
            break;
        *list = slice_sub(*list, 1, list->len);
        if (!take_number(list, &row[i]))
            break;
        separator = ",";
        if (i + 1 < width)
            continue;
        if (!slice_starts(*list, slice_str("]")))
            break;
        *list = slice_sub(*list, 1, list->len);
        if (list->len == 0)
            return true;
        if (!slice_starts(*list, slice_str(",[")))
            break;
        *list = slice_sub(*list, 1, list->len);
        return true;
    }
    spoil(f, "not a list of rows of numbers", name);
    return false;
}

/* What is between the brackets of a list. */
static struct slice rows(struct fields *f, const char *name)
{
    const struct json_value *v = find(f, name);
    if (v && v->type == JSON_ARRAY && v->raw.len >= 2)
        return slice_sub(v->raw, 1, v->raw.len - 1);
    spoil(f, "not a list", name);
    return slice_make(NULL, 0);
}

static uint32_t small(struct fields *f, uint64_t v, const char *name)
{
    if (v > UINT32_MAX)
        spoil(f, "too large a number", name);
    return (uint32_t)v;
}

static int parse_header(struct dump_parser *p, struct fields *f, struct wcy_error *err)
{
    struct meta *m = &p->meta;
    struct wcy_parameters *q = &m->parameters;
    if (number(f, "wirecopy_dump") != DUMP_VERSION)
        return fail(err, WCY_EFORMAT, "dump '%s' has another version than %d", p->name,
                    DUMP_VERSION);
    q->shingle = small(f, number(f, "shingle"), "shingle");
    q->scale = small(f, number(f, "scale"), "scale");
    q->floor = small(f, number(f, "floor"), "floor");
    q->df_cap = small(f, number(f, "df_cap"), "df_cap");
    q->seed = number(f, "seed");
    q->thresholds =
        (struct wcy_thresholds){.near = share(f, "near"),
                                .edited = share(f, "edited"),
                                .contained = share(f, "contained"),
                                .edited_within = share(f, "edited_within"),
                                .contained_within = share(f, "contained_within"),
                                .min_shared = small(f, number(f, "min_shared"), "min_shared")};
    if (find(f, "window")) { /* not in the first dumps */
        q->window = number(f, "window");
        q->same_site = (enum wcy_same_site)small(f, number(f, "same_site"), "same_site");
    }
    if (find(f, "languages"))
        q->languages = (enum wcy_languages)small(f, number(f, "languages"), "languages");
    m->has_text = flag(f, "texts");
    m->next_article = number(f, "next_article");
    m->next_batch = number(f, "next_batch");
    m->next_file = number(f, "next_file");
    m->removed = number(f, "removed");
    m->identical = number(f, "identical");
    m->text_bytes = number(f, "text_bytes");
    m->read = number(f, "read");
    m->skipped = number(f, "skipped");
    m->repaired = number(f, "repaired");
    m->unchanged = number(f, "unchanged");
    /* Postings hold article numbers in 59 bits. */
    if (m->next_article == 0 || m->next_batch == 0 || m->next_file == 0 || m->next_article >> 48 ||
        m->next_file >> 48 || m->next_batch >> 48)
        spoil(f, "a number that makes no sense", "next_article, next_batch or next_file");
    if (f->problem)
        return 0;
    if (!m->has_text && number(f, "tokens") != TOKEN_RULE)
        return fail(err, WCY_EFORMAT,
                    "dump '%s' holds sketches of another token rule; index the input again",
                    p->name);
    int status = meta_defaults(q, err);
    return status == WCY_EUSAGE ? bad_line(p, "parameters that make no sense", "", err) : status;
}

static int parse_dictionary(struct dump_parser *p, struct fields *f, struct wcy_error *err)
{
    struct slice bytes = hex(f, "dictionary");
    buf_clear(&p->dictionary);
    return buf_append_slice(&p->dictionary, bytes) ? 0 : fail_nomem(err);
}

static int parse_file(struct dump_parser *p, struct fields *f, uint64_t key, struct wcy_error *err)
{
    struct slice path = text(f, "path", "path_hex");
    if (key >= p->meta.next_file)
        spoil(f, "a number that was never given", "file");
    return f->problem ? 0 : p->to.file(p->to.context, key, path, err);
}

static int parse_batch(struct dump_parser *p, struct fields *f, uint64_t key, struct wcy_error *err)
{
    static const char *const counts[] = {"started",   "ended",     "read",    "indexed",
                                         "updated",   "unchanged", "skipped", "repaired",
                                         "identical", "pairs",     "bytes",   "text_bytes"};
    bool ok = true;
    buf_clear(&p->bytes);
    for (size_t i = 0; i < sizeof counts / sizeof *counts && ok; i++)
        ok = varint_put(&p->bytes, number(f, counts[i]));
    ok = ok && varint_put_bytes(&p->bytes, text(f, "inputs", "inputs_hex")) &&
         varint_put_bytes(&p->bytes, text(f, "skips", "skips_hex"));
    if (!ok)
        return fail_nomem(err);
    if (key >= p->meta.next_batch)
        spoil(f, "a number that was never given", "batch");
    return f->problem ? 0 : p->to.batch(p->to.context, key, buf_slice(&p->bytes), err);
}

/* Kept until its article comes. */
static int parse_credit(struct dump_parser *p, struct fields *f, uint64_t key,
                        struct wcy_error *err)
{
    struct buf *to = &p->credits;
    if (p->credited != key && to->len > 0)
        spoil(f, "credits of an article that does not follow", "credit");
    p->credited = key;
    bool ok = varint_put_bytes(to, text(f, "source", "source_hex")) &&
              varint_put_bytes(to, text(f, "kind", "kind_hex")) &&
              varint_put_bytes(to, text(f, "evidence", "evidence_hex")) &&
              varint_put(to, number(f, "offset")) &&
              varint_put(to, varint_zigzag(signed_or(f, "weight", 0)));
    return ok ? 0 : fail_nomem(err);
}

/* What an index without texts has in their place. */
static int parse_sketch(struct dump_parser *p, struct fields *f, struct transfer_article *a,
                        struct wcy_error *err)
{
    struct slice hashes = hex(f, "sketch");
    struct slice digest = hex(f, "digest");
    a->row.text_len = number(f, "text_length");
    a->row.shingles = small(f, number(f, "shingles"), "shingles");
    a->row.content = hash_of(f, "content");
    if (a->row.content == 0 || digest.len != 16 || hashes.len % 8 || a->row.text_len > UINT32_MAX)
        spoil(f, "no sketch", "sketch, content, digest or text_length");
    if (f->problem)
        return 0;
    a->row.digest.low = get_be64(digest.ptr + 8);
    a->row.digest.high = get_be64(digest.ptr);
    char *frame = arena_alloc(&p->arena, hashes.len + 1);
    if (!frame)
        return fail_nomem(err);
    frame[0] = TEXT_SKETCH;
    for (size_t i = 0; i < hashes.len; i += 8)
        put_le64(frame + 1 + i, get_be64(hashes.ptr + i));
    a->frame = slice_make(frame, hashes.len + 1);
    return 0;
}

static int parse_article(struct dump_parser *p, struct fields *f, uint64_t key,
                         struct wcy_error *err)
{
    struct transfer_article a = {.replaced = flag(f, "replaced")};
    int64_t time = signed_or(f, "time", WCY_NO_TIME);
    if (p->credits.len > 0 && p->credited != key)
        spoil(f, "credits of another article before it", "article");
    if (key >= p->meta.next_article)
        spoil(f, "a number that was never given", "article");
    a.row = (struct row){.number = key,
                         .version = number_or(f, "version", 1),
                         .batch = number(f, "batch"),
                         .file = number(f, "file"),
                         .offset = number_or(f, "offset", 0),
                         .record_len = number_or(f, "length", 0),
                         .many_sites = flag(f, "many_sites"),
                         .time = time,
                         .id = text(f, "id", "id_hex"),
                         .url = text(f, "url", "url_hex"),
                         .site = text(f, "site", "site_hex"),
                         .title = text(f, "title", "title_hex"),
                         .author = text(f, "author", "author_hex"),
                         .published = text(f, "published", "published_hex"),
                         .lang = text(f, "lang", "lang_hex"),
                         .credits = buf_slice(&p->credits)};
    int status = 0;
    if (p->meta.has_text)
        a.text = text(f, "text", "text_hex");
    else
        status = parse_sketch(p, f, &a, err);
    if (a.text.len > UINT32_MAX)
        spoil(f, "a text that is too long", "text");
    if (status < 0 || f->problem)
        return status;
    if (!GROW(p->articles, p->cap_articles, p->n_articles + 1))
        return fail_nomem(err);
    p->articles[p->n_articles++] = key * 2 + a.replaced;
    status = p->to.article(p->to.context, &a, err);
    buf_clear(&p->credits);
    return status;
}

/* Did this article come, and is it searched? */
static bool is_live(const struct dump_parser *p, uint64_t article)
{
    size_t low = 0, high = p->n_articles;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (p->articles[mid] / 2 < article)
            low = mid + 1;
        else
            high = mid;
    }
    return low < p->n_articles && p->articles[low] == article * 2;
}

static int parse_pairs(struct dump_parser *p, struct fields *f, uint64_t key, struct wcy_error *err)
{
    struct slice list = rows(f, "with");
    uint64_t v[12], last = 0;
    p->pairs.count = 0;
    if (!is_live(p, key))
        spoil(f, "an article that is not in the dump", "pairs");
    while (!f->problem && take_row(f, &list, 12, v, "with")) {
        for (int i = 1; i < 12; i++)
            small(f, v[i], "with");
        if (v[0] <= last || v[0] >= key || !is_live(p, v[0]))
            spoil(f, "an article that is not in the dump", "with");
        if (v[1] == WCY_NONE || v[1] > WCY_ORIGINAL || v[2] > 1 || v[3] > 1 || v[4] > 3 ||
            v[5] > UINT16_MAX)
            spoil(f, "an unknown relation", "with");
        if (!GROW(p->pairs.items, p->pairs.cap, p->pairs.count + 1))
            return fail_nomem(err);
        last = v[0];
        p->pairs.items[p->pairs.count++] = (struct pair){
            .a = v[0],
            .b = key,
            .relation = (enum wcy_relation)v[1],
            .estimated = v[2] != 0,
            .weak = v[3] != 0,
            .common = v[4] & 1,
            .crowded = v[4] & 2,
            .passage = (uint16_t)v[5],
            .full = {(uint32_t)v[6], (uint32_t)v[7],  (uint32_t)v[8] },
            .informative = {(uint32_t)v[9], (uint32_t)v[10], (uint32_t)v[11]}
        };
    }
    if (p->pairs.count == 0)
        spoil(f, "an empty list", "with");
    if (f->problem)
        return 0;
    return p->to.pairs(p->to.context, key, p->pairs.items, p->pairs.count, err);
}

static int parse_place(struct dump_parser *p, struct fields *f, uint64_t key, struct wcy_error *err)
{
    struct place place = {number(f, "cluster"), flag(f, "composite")};
    if (!is_live(p, key) || place.cluster >= p->meta.next_article)
        spoil(f, "an article that is not in the dump", "place");
    return f->problem ? 0 : p->to.place(p->to.context, key, place, err);
}

static int parse_cluster(struct dump_parser *p, struct fields *f, uint64_t key,
                         struct wcy_error *err)
{
    struct slice list = rows(f, "members");
    struct cluster *c = &p->cluster;
    uint64_t v[6];
    c->number = key;
    c->original = number(f, "original");
    c->source = text(f, "source", "source_hex");
    c->count = 0;
    if (key >= p->meta.next_article || (c->original && !is_live(p, c->original)))
        spoil(f, "an article that is not in the dump", "cluster");
    while (!f->problem && take_row(f, &list, 6, v, "members")) {
        for (int i = 2; i < 6; i++)
            small(f, v[i], "members");
        if (!is_live(p, v[0]) || (v[1] && !is_live(p, v[1])) || v[2] > WCY_ORIGINAL)
            spoil(f, "an article that is not in the dump", "members");
        if (c->count > 1 && v[0] <= c->members[c->count - 1].article)
            spoil(f, "members that are out of order", "members");
        if (!GROW(c->members, c->cap, c->count + 1))
            return fail_nomem(err);
        c->members[c->count++] = (struct member){
            .article = v[0],
            .via = v[1],
            .relation = (enum wcy_relation)v[2],
            .certificate = {(uint32_t)v[3], (uint32_t)v[4], (uint32_t)v[5]}
        };
    }
    if (c->count < 2)
        spoil(f, "fewer than two members", "members");
    return f->problem ? 0 : p->to.cluster(p->to.context, c, err);
}

static int parse_site(struct dump_parser *p, struct fields *f, uint64_t key, struct wcy_error *err)
{
    struct slice hashes = hex(f, "lines");
    if (hashes.len % 8)
        spoil(f, "not a list of hashes", "lines");
    buf_clear(&p->bytes);
    if (!buf_reserve(&p->bytes, hashes.len + 1))
        return fail_nomem(err);
    for (size_t i = 0; i + 8 <= hashes.len; i += 8, p->bytes.len += 8) {
        put_le64(p->bytes.ptr + i, get_be64(hashes.ptr + i));
        if (i > 0 && get_be64(hashes.ptr + i) <= get_be64(hashes.ptr + i - 8))
            spoil(f, "hashes that are out of order", "lines");
    }
    return f->problem ? 0 : p->to.site(p->to.context, key, buf_slice(&p->bytes), err);
}

static int parse_carrier(struct dump_parser *p, struct fields *f, uint64_t key,
                         struct wcy_error *err)
{
    uint64_t article = number(f, "article");
    if (article == 0 || article >= p->meta.next_article)
        spoil(f, "a number that was never given", "article");
    return f->problem ? 0 : p->to.line(p->to.context, key, article, err);
}

static int parse_trailer(struct dump_parser *p, struct fields *f, struct wcy_error *err)
{
    struct slice digest = hex(f, "digest");
    XXH128_hash_t sum = XXH3_128bits_digest(p->hash);
    uint64_t lines = number(f, "lines"), articles = number(f, "articles");
    if (f->problem)
        return 0;
    if (lines != p->line - 1 || articles != p->n_articles || digest.len != 16 ||
        get_be64(digest.ptr) != sum.high64 || get_be64(digest.ptr + 8) != sum.low64)
        return fail(err, WCY_EDATA,
                    "dump '%s' has been changed: its last line does not fit the others", p->name);
    p->ended = true;
    return 0;
}

/* The record's number or hash; the records of one kind ascend. */
static uint64_t take_key(struct dump_parser *p, struct fields *f, enum dump_kind kind)
{
    const char *name = kind_names[kind];
    bool hashed = kind == DUMP_SITE || kind == DUMP_LINE;
    uint64_t key = hashed ? hash_of(f, name) : number(f, name);
    bool again = kind == DUMP_CREDIT || kind == DUMP_LINE; /* several of one number */
    bool article = kind == DUMP_CREDIT || kind == DUMP_ARTICLE;
    bool same = kind == p->kind || (article && p->kind == DUMP_CREDIT) ||
                (article && p->kind == DUMP_ARTICLE);
    /* An article may have the number of its credits; the lines of several segments start again. */
    bool equal = again ? p->kind != DUMP_ARTICLE : p->kind == DUMP_CREDIT;
    if (key == 0 || (kind != DUMP_LINE && same && (equal ? key < p->last : key <= p->last)))
        spoil(f, "a number that is out of order", name);
    p->last = key;
    return key;
}

static bool is_in_order(const struct dump_parser *p, enum dump_kind kind)
{
    if (kind == DUMP_HEADER)
        return p->line == 1;
    if (p->line == 1 || p->ended)
        return false;
    if (kind == DUMP_CREDIT && p->kind == DUMP_ARTICLE)
        return true;
    if (kind == DUMP_DICTIONARY)
        return p->line == 2;
    return kind >= p->kind && (p->credits.len == 0 || kind <= DUMP_ARTICLE);
}

typedef int parse_fn(struct dump_parser *p, struct fields *f, uint64_t key, struct wcy_error *err);

static int parse_record(struct dump_parser *p, struct fields *f, enum dump_kind kind,
                        struct wcy_error *err)
{
    static parse_fn *const parsers[DUMP_KINDS] = {
        [DUMP_FILE] = parse_file,       [DUMP_BATCH] = parse_batch, [DUMP_CREDIT] = parse_credit,
        [DUMP_ARTICLE] = parse_article, [DUMP_PAIRS] = parse_pairs, [DUMP_PLACE] = parse_place,
        [DUMP_CLUSTER] = parse_cluster, [DUMP_SITE] = parse_site,   [DUMP_LINE] = parse_carrier};
    int status = 0;
    if (!p->begun) {
        status = p->begin(p->begin_context, &p->meta, buf_slice(&p->dictionary), err);
        p->begun = true;
    }
    uint64_t key = take_key(p, f, kind);
    return status == 0 && !f->problem ? parsers[kind](p, f, key, err) : status;
}

static int parse_fields(struct dump_parser *p, struct fields *f, struct slice line,
                        struct wcy_error *err)
{
    struct json_object object;
    int got = 1;
    json_begin(&object, line);
    while (f->count < MEMBERS && (got = json_next(&object, &f->members[f->count])) > 0)
        f->count++;
    if (got < 0)
        return bad_line(p, object.problem, "", err);
    return got > 0 || f->count == 0 ? bad_line(p, "not a line of a dump", "", err) : 0;
}

static int parse_kind(struct dump_parser *p, struct fields *f, enum dump_kind kind,
                      struct wcy_error *err)
{
    if (kind == DUMP_KINDS || !is_in_order(p, kind))
        return bad_line(p, p->line == 1 ? "not a dump of wirecopy" : "a line that is out of place",
                        "", err);
    if (kind == DUMP_HEADER)
        return parse_header(p, f, err);
    if (kind == DUMP_DICTIONARY)
        return parse_dictionary(p, f, err);
    if (kind == DUMP_END && p->begun)
        return parse_trailer(p, f, err);
    if (kind == DUMP_END) { /* of an empty index */
        p->begun = true;
        int status = p->begin(p->begin_context, &p->meta, buf_slice(&p->dictionary), err);
        return status == 0 ? parse_trailer(p, f, err) : status;
    }
    return parse_record(p, f, kind, err);
}

int dump_parse(struct dump_parser *p, struct slice line, struct wcy_error *err)
{
    struct fields f = {.parser = p};
    int kind = 0;
    p->line++;
    arena_reset(&p->arena);
    int status = parse_fields(p, &f, line, err);
    if (status < 0)
        return status;
    while (kind < DUMP_KINDS && !slice_eq_str(f.members[0].key, kind_names[kind]))
        kind++;
    status = parse_kind(p, &f, (enum dump_kind)kind, err);
    if (status < 0)
        return status;
    if (f.problem)
        return bad_line(p, f.problem, f.member, err);
    p->kind = (enum dump_kind)kind;
    if (XXH3_128bits_update(p->hash, line.ptr, line.len) != XXH_OK ||
        XXH3_128bits_update(p->hash, "\n", 1) != XXH_OK)
        return fail(err, WCY_EINTERNAL, "cannot hash");
    return 0;
}

int dump_parse_end(struct dump_parser *p, struct wcy_error *err)
{
    if (p->ended)
        return 0;
    return fail(err, WCY_EDATA, "dump '%s' is not whole: its last line is missing", p->name);
}
