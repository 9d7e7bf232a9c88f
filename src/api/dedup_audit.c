#include "api/dedup_audit.h"

#include "input/complete.h"
#include "input/record.h"

#include <stdlib.h>

static void put_article(struct json *to, const struct wcy_article *a)
{
    json_open(to, NULL, '{');
    json_slice(to, "id", a->id);
    json_name(to, "url", a->url);
    json_name(to, "site", a->site);
    json_name(to, "title", a->title);
    json_name(to, "published", a->published);
}

static void put_end(struct json *to, const struct wcy_article *a, const char *reason)
{
    json_string(to, "reason", reason);
    json_name(to, "file", a->file);
    json_count(to, "offset", a->offset);
    json_close(to, '}');
    json_end_line(to);
}

void audit_dropped(struct json *to, const struct wcy_decision *d)
{
    put_article(to, &d->article);
    json_count(to, "cluster", d->cluster);
    json_slice(to, "original", d->original);
    json_string(to, "relation", wcy_relation_name(d->relation));
    json_share(to, "jaccard", d->jaccard);
    json_share(to, "containment", d->containment);
    json_slice(to, "kept", d->kept);
    json_share(to, "containment_kept", d->containment_kept);
    json_name(to, "via", d->via);
    put_end(to, &d->article, d->reason);
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

static void share_or_null(struct json *to, const char *key, bool known)
{
    if (known)
        json_share(to, key, 1);
    else
        json_null(to, key);
}

static void put_repeat(struct json *to, const struct wcy_article *a, bool unchanged)
{
    put_article(to, a);
    json_null(to, "cluster");
    json_slice(to, "original", a->id);
    json_string(to, "relation", wcy_relation_name(unchanged ? WCY_IDENTICAL : WCY_VERSION_OF));
    share_or_null(to, "jaccard", unchanged);
    share_or_null(to, "containment", unchanged);
    json_slice(to, "kept", a->id);
    share_or_null(to, "containment_kept", unchanged);
    json_null(to, "via");
    put_end(to, a, unchanged ? "the same record again" : "a later record has its id");
}

int audit_repeat(struct audit *audit, struct json *to, const struct chunk *chunk,
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
    put_repeat(to, &a, unchanged);
    return 0;
}
