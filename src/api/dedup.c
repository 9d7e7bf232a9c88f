/*
 * dedup: the corpus without its copies, in two passes over the input.
 *
 * The first pass indexes into a scratch folder and decides; the second copies the records that are
 * kept, byte for byte. The rows of the scratch index say where each indexed record stood, and come
 * in the order of the input, so that the second pass walks rows and records side by side.
 */
#include "api/dedup_audit.h"
#include "api/export.h"
#include "api/scratch.h"
#include "api/sink.h"
#include "base/grow.h"
#include "base/parallel.h"
#include "input/source.h"
#include "match/ingest.h"

#include <stdlib.h>

struct dedup {
    const struct wcy_dedup_options *options;
    const char **inputs; /* standard input replaced by its copy */
    size_t n_inputs;
    char *spooled;
    struct scratch scratch;
    struct wcy_export_iter *decisions;
    struct wcy_decision decision; /* of the next indexed record */
    bool more;                    /* there is one */
    struct sink *output, *removed;
    struct audit *audit; /* of repeated records, when a list is asked for */
    struct json line;
    uint64_t dropped;
};

static int next_decision(struct dedup *d, struct wcy_error *err)
{
    int status = wcy_export_iter_next(d->decisions, &d->decision, err);
    d->more = status == 0;
    return status < 0 ? status : 0;
}

/* What was written since json_clear. */
static int put_line(struct sink *sink, const struct json *line, struct wcy_error *err)
{
    return line->failed ? fail_nomem(err) : sink_write(sink, buf_slice(&line->buf), err);
}

/* An article that did not come as a line of JSON is written as one. */
static int write_article(struct dedup *d, struct wcy_error *err)
{
    const struct wcy_article *a = &d->decision.article;
    struct json *j = &d->line;
    int status = export_text(d->decisions, &d->decision, err);
    if (status < 0)
        return status;
    json_clear(j);
    json_open(j, NULL, '{');
    json_slice(j, "id", a->id);
    json_slice(j, "url", a->url);
    json_slice(j, "site", a->site);
    json_slice(j, "title", a->title);
    json_slice(j, "author", a->author);
    json_slice(j, "published", a->published);
    json_slice(j, "lang", a->lang);
    json_slice(j, "text", a->text);
    json_close(j, '}');
    json_end_line(j);
    return put_line(d->output, j, err);
}

static int keep_record(struct dedup *d, const struct record *r, struct wcy_error *err)
{
    if (r->format != FORMAT_JSONL)
        return write_article(d, err);
    int status = sink_write(d->output, r->bytes, err);
    return status < 0 ? status : sink_write(d->output, slice_str("\n"), err);
}

/* Is this the record that the next decision is about? */
static bool is_decided(const struct dedup *d, const struct record *r)
{
    return d->more && !r->problem && d->decision.article.offset == r->offset &&
           slice_eq(private_slice(d->decision.article.file), r->file);
}

static int drop_record(struct dedup *d, struct wcy_error *err)
{
    d->dropped++;
    if (!d->removed)
        return 0;
    json_clear(&d->line);
    audit_dropped(&d->line, &d->decision);
    return put_line(d->removed, &d->line, err);
}

/* A record that no decision is about was skipped, which the first pass said, or its id came again:
   another record of that id stands for it. */
static int drop_repeat(struct dedup *d, const struct chunk *chunk, const struct record *r,
                       struct wcy_error *err)
{
    if (!d->removed || r->problem)
        return 0;
    json_clear(&d->line);
    int status = audit_repeat(d->audit, &d->line, chunk, r, err);
    return status == 0 ? put_line(d->removed, &d->line, err) : status;
}

static int copy_chunk(struct dedup *d, const struct chunk *chunk, struct wcy_error *err)
{
    int status = 0;
    for (size_t i = 0; i < chunk->n_records && status == 0; i++) {
        const struct record *r = &chunk->records[i];
        if (!is_decided(d, r)) {
            status = drop_repeat(d, chunk, r, err);
            continue;
        }
        status = d->decision.keep ? keep_record(d, r, err) : drop_record(d, err);
        if (status == 0)
            status = next_decision(d, err);
    }
    return status;
}

static int copy_kept(struct dedup *d, struct wcy_error *err)
{
    const struct wcy_input_options *in = &d->options->add.input;
    struct source_options so = {in->format, in->max_record};
    struct source *source;
    struct chunk chunk = CHUNK_INIT;
    int status = source_open(&source, d->inputs, d->n_inputs, &so, err);
    if (status < 0)
        return status;
    while ((status = source_next(source, &chunk, err)) == 0) {
        if (d->options->add.stop && *d->options->add.stop)
            status = fail(err, WCY_EINTERRUPTED, "interrupted; no output was written");
        else
            status = copy_chunk(d, &chunk, err);
        if (status < 0)
            break;
    }
    chunk_release(&chunk);
    source_close(source);
    if (status == WCY_END && d->more)
        return fail(err, WCY_EIO,
                    "article '%.*s' of '%.*s' could not be read a second time, no output was "
                    "written; is the input changing?",
                    (int)d->decision.article.id.len, d->decision.article.id.ptr,
                    (int)d->decision.article.file.len, d->decision.article.file.ptr);
    return status == WCY_END ? 0 : status;
}

static void put_member(struct json *j, const struct wcy_member *m)
{
    json_open(j, NULL, '{');
    json_slice(j, "id", m->id);
    json_string(j, "relation", wcy_relation_name(m->relation));
    json_share(j, "jaccard", m->jaccard);
    json_share(j, "containment", m->containment);
    json_name(j, "via", m->via);
    json_seconds(j, "lag", m->lag);
    json_name(j, "version_of", m->version_of);
    json_share(j, "containment_original", m->containment_original);
    json_close(j, '}');
}

static void put_cluster(struct json *j, const struct wcy_cluster *c)
{
    json_open(j, NULL, '{');
    json_count(j, "cluster", c->number);
    json_count(j, "size", c->size);
    json_name(j, "original", c->original);
    json_name(j, "source", c->source);
    json_name(j, "first", c->first);
    json_name(j, "last", c->last);
    json_count(j, "sites", c->sites);
    json_open(j, "members", '[');
    for (uint64_t i = 0; i < c->size; i++)
        put_member(j, &c->members[i]);
    json_close(j, ']');
    json_close(j, '}');
    json_end_line(j);
}

static int write_clusters(struct dedup *d, struct wcy_error *err)
{
    struct sink *sink = NULL;
    struct wcy_cluster_iter *it = NULL;
    struct wcy_cluster c;
    int status = sink_open(&sink, d->options->clusters, err);
    if (status == 0)
        status = wcy_cluster_iter_open(&it, &d->scratch.index, 2, err);
    while (status == 0 && (status = wcy_cluster_iter_next(it, &c, err)) == 0) {
        json_clear(&d->line);
        put_cluster(&d->line, &c);
        status = put_line(sink, &d->line, err);
    }
    wcy_cluster_iter_close(it);
    if (status == WCY_END)
        return sink_finish(sink, err);
    sink_abandon(sink);
    return status;
}

static int second_pass(struct dedup *d, struct wcy_error *err)
{
    const struct wcy_export_options options = {.keep = d->options->keep};
    int status = wcy_export_iter_open_with(&d->decisions, &d->scratch.index, &options, err);
    if (status == 0)
        status = next_decision(d, err);
    if (status == 0 && d->options->removed)
        status = audit_open(&d->audit, &d->scratch.index, &d->options->add.input, err);
    if (status == 0)
        status = sink_open(&d->output, d->options->output, err);
    if (status == 0 && d->options->removed)
        status = sink_open(&d->removed, d->options->removed, err);
    if (status == 0)
        status = copy_kept(d, err);
    struct sink *output = d->output, *removed = d->removed;
    if (status == 0) {
        d->output = NULL;
        status = sink_finish(output, err);
    }
    if (status == 0 && removed) {
        d->removed = NULL;
        status = sink_finish(removed, err);
    }
    return status;
}

/* Standard input can be read only once: it is copied. */
static int take_inputs(struct dedup *d, const char *const *inputs, size_t n, struct wcy_error *err)
{
    d->inputs = calloc(n + 1, sizeof *d->inputs);
    if (!d->inputs)
        return fail_nomem(err);
    for (; d->n_inputs < n; d->n_inputs++) {
        d->inputs[d->n_inputs] = inputs[d->n_inputs];
        if (strcmp(inputs[d->n_inputs], "-") != 0)
            continue;
        if (d->spooled)
            return fail(err, WCY_EUSAGE, "standard input is named twice");
        int status = scratch_spool(&d->scratch, &d->spooled, err);
        if (status < 0)
            return status;
        d->inputs[d->n_inputs] = d->spooled;
    }
    return 0;
}

int wcy_dedup(const char *const *inputs, size_t n_inputs, const struct wcy_dedup_options *options,
              struct wcy_report *report, uint64_t *dropped, struct wcy_error *err)
{
    struct dedup d = {.options = options};
    struct wcy_report unused;
    if (!report)
        report = &unused;
    *report = (struct wcy_report){0};
    if (!options->output)
        return fail(err, WCY_EUSAGE, "dedup needs an output");
    int status = scratch_open(&d.scratch, options->scratch, &options->parameters, err);
    if (status < 0)
        return status;
    status = take_inputs(&d, inputs, n_inputs, err);
    if (status == 0)
        status = ingest(d.scratch.index.store, &d.scratch.index.meta, d.inputs, n_inputs,
                        &options->add, report, err);
    if (status == 0)
        status = second_pass(&d, err);
    if (status == 0 && options->clusters)
        status = write_clusters(&d, err);
    if (status == 0 && dropped)
        *dropped = d.dropped;
    sink_abandon(d.output);
    sink_abandon(d.removed);
    audit_close(d.audit);
    wcy_export_iter_close(d.decisions);
    json_release(&d.line);
    scratch_close(&d.scratch);
    free(d.inputs);
    free(d.spooled);
    return status;
}
