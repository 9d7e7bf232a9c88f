/*
 * corpus: small corpora and indexes in a temporary folder, for tests of the public interface.
 */
#ifndef TESTS_CORPUS_H
#define TESTS_CORPUS_H

#include "scratch.h"
#include "stories.h"

#include "base/buf.h"
#include "wirecopy.h"

#include <inttypes.h>

/* JSON Lines that are being written. */
struct corpus {
    struct buf json;
    unsigned count;
};

static inline void corpus_check(bool ok)
{
    if (!ok)
        abort();
}

static inline void corpus_field(struct corpus *c, const char *name, struct slice value)
{
    corpus_check(buf_printf(&c->json, "\"%s\": \"", name));
    for (size_t i = 0; i < value.len; i++) {
        char x = value.ptr[i];
        if (x == '\n')
            corpus_check(buf_append(&c->json, "\\n", 2));
        else if (x == '"' || x == '\\')
            corpus_check(buf_append_byte(&c->json, '\\') && buf_append_byte(&c->json, x));
        else
            corpus_check(buf_append_byte(&c->json, x));
    }
    corpus_check(buf_append(&c->json, "\", ", 3));
}

/* Adds an article of day `day` of 2024. */
static inline void corpus_add_slice(struct corpus *c, const char *id, const char *site,
                                    const char *title, unsigned day, struct slice text)
{
    corpus_check(buf_append_byte(&c->json, '{'));
    corpus_field(c, "id", slice_str(id));
    corpus_field(c, "site", slice_str(site));
    corpus_field(c, "title", slice_str(title));
    corpus_field(c, "text", text);
    corpus_check(buf_printf(&c->json, "\"published\": \"2024-%02u-%02uT12:00:00Z\"}\n",
                            1 + day / 28, 1 + day % 28));
    c->count++;
}

static inline void corpus_add(struct corpus *c, const char *id, const char *site, const char *title,
                              unsigned day, const char *text)
{
    corpus_add_slice(c, id, site, title, day, slice_str(text));
}

/* Paragraphs `from` .. `to`-1 of a text. */
static inline struct slice paragraphs(const char *text, unsigned from, unsigned to)
{
    const char *start = text, *end;
    for (unsigned i = 0; i < from; i++)
        start = strchr(start, '\n') + 1;
    end = start;
    for (unsigned i = from; i < to; i++)
        end = strchr(end, '\n') + 1;
    return slice_make(start, (size_t)(end - start));
}

/* `text` with every `step`-th word, from the `first` on, replaced by a made-up one; malloc'ed. */
static inline char *edited(const char *text, unsigned first, unsigned step, unsigned seed)
{
    struct buf b = BUF_INIT;
    unsigned n = 0;
    for (const char *p = text; *p;) {
        size_t len = strcspn(p, " \n");
        if (n >= first && (n - first) % step == 0)
            corpus_check(buf_printf(&b, "zq%ux%u", seed, n));
        else
            corpus_check(buf_append(&b, p, len));
        n++;
        p += len;
        if (*p)
            corpus_check(buf_append_byte(&b, *p++));
    }
    corpus_check(buf_append_byte(&b, '\0'));
    return b.ptr;
}

/* Writes the corpus to a file of the folder, and begins a new one. */
static inline const char *corpus_write(struct corpus *c, struct scratch *s, const char *name)
{
    const char *path = scratch_write(s, name, c->json.ptr, c->json.len);
    buf_release(&c->json);
    c->count = 0;
    return path;
}

static inline struct wcy_index *index_open_with(struct scratch *s, const char *name, unsigned flags,
                                                const struct wcy_parameters *parameters)
{
    struct wcy_index *index = NULL;
    struct wcy_error err = {0};
    if (wcy_index_open(&index, scratch_path(s, name), flags, parameters, &err) != 0) {
        fprintf(stderr, "%s\n", err.message);
        abort();
    }
    return index;
}

static inline struct wcy_index *index_make(struct scratch *s, const char *name)
{
    return index_open_with(s, name, WCY_OPEN_CREATE, NULL);
}

/* Adds one file on one thread and gives the report. */
static inline struct wcy_report index_add_with(struct wcy_index *index, const char *path,
                                               unsigned threads, uint64_t memory)
{
    struct wcy_report report;
    struct wcy_error err = {0};
    const struct wcy_add_options options = {.threads = threads, .memory = memory};
    if (wcy_add(index, &path, 1, &options, &report, &err) != 0) {
        fprintf(stderr, "%s\n", err.message);
        abort();
    }
    return report;
}

static inline struct wcy_report index_add(struct wcy_index *index, const char *path)
{
    return index_add_with(index, path, 1, 0);
}

/* Adds a corpus and empties it. */
static inline struct wcy_report index_take(struct wcy_index *index, struct scratch *s,
                                           struct corpus *c)
{
    return index_add(index, corpus_write(c, s, "corpus.jsonl"));
}

static inline struct wcy_slice public_str(const char *str)
{
    return (struct wcy_slice){str, strlen(str)};
}

static inline bool public_eq(struct wcy_slice s, const char *str)
{
    return s.len == strlen(str) && memcmp(s.ptr, str, s.len) == 0;
}

#define PUBLIC_ARG(s) (int)(s).len, (s).ptr

static inline void dump_member(struct buf *to, const struct wcy_member *m)
{
    corpus_check(buf_printf(to, "  %.*s %s %.4f %.4f via=%.*s\n", PUBLIC_ARG(m->id),
                            wcy_relation_name(m->relation), m->jaccard, m->containment,
                            PUBLIC_ARG(m->via)));
}

/* All clusters as text, to be compared: members and certificates, without the numbers. */
static inline char *dump_clusters(struct wcy_index *index)
{
    struct buf b = BUF_INIT;
    struct wcy_cluster_iter *it = NULL;
    struct wcy_cluster c;
    corpus_check(wcy_cluster_iter_open(&it, index, 2, NULL) == 0);
    while (wcy_cluster_iter_next(it, &c, NULL) == 0) {
        corpus_check(buf_printf(&b, "cluster of %.*s, %" PRIu64 " sites\n", PUBLIC_ARG(c.original),
                                c.sites));
        for (uint64_t i = 0; i < c.size; i++)
            dump_member(&b, &c.members[i]);
    }
    wcy_cluster_iter_close(it);
    corpus_check(buf_append_byte(&b, '\0'));
    return b.ptr;
}

/* All pairs of Jaccard .3 or containment .5, in index order. */
static inline char *dump_pairs(struct wcy_index *index)
{
    struct buf b = BUF_INIT;
    struct wcy_pair_iter *it = NULL;
    struct wcy_pair p;
    corpus_check(wcy_pair_iter_open(&it, index, 0.3, 0.5, NULL) == 0);
    while (wcy_pair_iter_next(it, &p, NULL) == 0)
        corpus_check(buf_printf(&b, "%.*s %.*s %s %.4f %.4f %.4f %" PRIu64 " %d\n", PUBLIC_ARG(p.a),
                                PUBLIC_ARG(p.b), wcy_relation_name(p.relation), p.jaccard,
                                p.containment_a, p.containment_b, p.shared, p.estimated));
    wcy_pair_iter_close(it);
    corpus_check(buf_append_byte(&b, '\0'));
    return b.ptr;
}

/* All decisions, in index order. */
static inline char *dump_export(struct wcy_index *index)
{
    struct buf b = BUF_INIT;
    struct wcy_export_iter *it = NULL;
    struct wcy_decision d;
    corpus_check(wcy_export_iter_open(&it, index, 1, NULL) == 0);
    while (wcy_export_iter_next(it, &d, NULL) == 0)
        corpus_check(buf_printf(&b, "%.*s %" PRIu64 " %.*s %s %.4f %.4f %d %zu\n",
                                PUBLIC_ARG(d.article.id), d.cluster, PUBLIC_ARG(d.original),
                                wcy_relation_name(d.relation), d.jaccard, d.containment, d.keep,
                                d.article.text.len));
    wcy_export_iter_close(it);
    corpus_check(buf_append_byte(&b, '\0'));
    return b.ptr;
}

/* The number of the cluster an article is in; 0: none. */
static inline uint64_t cluster_of(struct wcy_index *index, const char *id)
{
    struct wcy_entry *e = NULL;
    if (wcy_entry_get(index, WCY_BY_ID, public_str(id), 0, &e, NULL) != 0)
        return 0;
    uint64_t number = e->cluster;
    wcy_entry_free(e);
    return number;
}

#endif
