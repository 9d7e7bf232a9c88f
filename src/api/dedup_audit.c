#include "api/dedup_audit.h"

#include "api/json_write.h"
#include "input/complete.h"
#include "input/record.h"

#include <stdlib.h>

static struct slice of(struct wcy_slice s)
{
    return private_slice(s);
}

static bool put_article(struct buf *to, const struct wcy_article *a)
{
    return buf_append_byte(to, '{') && json_string_member(to, "id", of(a->id)) &&
           json_optional_member(to, "url", of(a->url)) &&
           json_optional_member(to, "site", of(a->site)) &&
           json_optional_member(to, "title", of(a->title)) &&
           json_optional_member(to, "published", of(a->published));
}

static bool put_end(struct buf *to, const struct wcy_article *a, const char *reason)
{
    return json_string_member(to, "reason", slice_str(reason)) &&
           json_optional_member(to, "file", of(a->file)) &&
           json_integer_member(to, "offset", a->offset) && buf_append(to, "}\n", 2);
}

bool audit_dropped(struct buf *to, const struct wcy_decision *d)
{
    return put_article(to, &d->article) && json_integer_member(to, "cluster", d->cluster) &&
           json_string_member(to, "original", of(d->original)) &&
           json_string_member(to, "relation", slice_str(wcy_relation_name(d->relation))) &&
           json_number_member(to, "jaccard", d->jaccard) &&
           json_number_member(to, "containment", d->containment) &&
           json_string_member(to, "kept", of(d->kept)) &&
           json_number_member(to, "containment_kept", d->containment_kept) &&
           json_optional_member(to, "via", of(d->via)) && put_end(to, &d->article, d->reason);
}

struct audit {
    struct snapshot snapshot;
    struct record_parser *parser;
    struct arena arena; /* of one record */
};

int audit_open(struct audit **out, struct wcy_index *index, const struct wcy_input_options *input,
               struct wcy_error *err)
{
    const struct record_options options = {input->fields, input->n_fields, input->max_record};
    struct audit *a = calloc(1, sizeof *a);
    if (!a)
        return fail_nomem(err);
    int status = snapshot_begin(&a->snapshot, index, err);
    if (status == 0)
        status = record_parser_new(&a->parser, &options, err);
    if (status < 0)
        audit_close(a);
    else
        *out = a;
    return status;
}

void audit_close(struct audit *audit)
{
    if (!audit)
        return;
    snapshot_end(&audit->snapshot);
    record_parser_free(audit->parser);
    arena_release(&audit->arena);
    free(audit);
}

/* The same text and the same fields, or other ones under the same id? */
static int is_unchanged(const struct audit *audit, const struct article *article, bool *unchanged,
                        struct wcy_error *err)
{
    const struct snapshot *s = &audit->snapshot;
    struct row row;
    uint64_t number;
    *unchanged = false;
    int status = find_article(s, WCY_BY_ID, article->id, &number, err);
    if (status == 0)
        status = row_get(s->store, s->txn, number, &row, err);
    if (status == 0)
        *unchanged = row.content == row_content(article);
    return status < 0 ? status : 0;
}

static bool put_repeat(struct buf *to, const struct wcy_article *a, bool unchanged)
{
    bool ok = put_article(to, a) && buf_append(to, ",\"cluster\":null", 15) &&
              json_string_member(to, "original", of(a->id)) &&
              json_string_member(
                  to, "relation",
                  slice_str(wcy_relation_name(unchanged ? WCY_IDENTICAL : WCY_VERSION_OF)));
    if (ok && unchanged)
        ok = json_number_member(to, "jaccard", 1) && json_number_member(to, "containment", 1) &&
             json_string_member(to, "kept", of(a->id)) &&
             json_number_member(to, "containment_kept", 1);
    else if (ok)
        ok = buf_append(to, ",\"jaccard\":null,\"containment\":null", 34) &&
             json_string_member(to, "kept", of(a->id)) &&
             buf_append(to, ",\"containment_kept\":null", 24);
    return ok && buf_append(to, ",\"via\":null", 11) &&
           put_end(to, a, unchanged ? "the same record again" : "a later record has its id");
}

int audit_repeat(struct audit *audit, struct buf *to, const struct chunk *chunk,
                 const struct record *record, struct wcy_error *err)
{
    struct article article;
    struct record_problem why;
    bool unchanged;
    arena_reset(&audit->arena);
    int status = record_parse(audit->parser, chunk, record, &audit->arena, &article, &why);
    if (status < 0)
        return fail_nomem(err);
    if (status == 0)
        status = article_complete(&article, &audit->arena, &why, err);
    if (status != 0)
        return status < 0 ? status : 0;
    status = is_unchanged(audit, &article, &unchanged, err);
    if (status < 0)
        return status;
    const struct wcy_article a = {.id = public_slice(article.id),
                                  .url = public_slice(article.url),
                                  .site = public_slice(article.site),
                                  .title = public_slice(article.title),
                                  .published = public_slice(article.published),
                                  .file = public_slice(article.file),
                                  .offset = article.offset};
    return put_repeat(to, &a, unchanged) ? 0 : fail_nomem(err);
}
