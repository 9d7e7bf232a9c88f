#include "match/ingest.h"

#include "base/grow.h"
#include "base/parallel.h"
#include "match/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Of the memory one may use, this part is for the chunks of a batch; their fingerprints, pairs and
   the database's dirty pages need as much again, and the next batch is being read meanwhile. */
#define BATCH_SHARE 4
/* A batch is not bigger than this: a commit should not be hours away. */
#define BATCH_MOST  ((size_t)512 << 20)
/* ... for text sets. */
#define CACHE_SHARE 8

/* Names of skipped records kept in a batch's log; the rest is only counted. */
#define LOG_SKIPPED 1000

struct ingest {
    struct store *store;
    struct meta *meta;
    const struct wcy_add_options *options;
    unsigned threads;
    size_t batch_bytes, cache_bytes;
    struct pipeline *pipeline;
    struct wcy_report *total;
    /* the batch being collected */
    struct prepared **prepared;
    size_t n_prepared, cap_prepared;
    size_t bytes, n_items;
    struct batch_log log;
    struct buf inputs, skipped;
    size_t n_logged;
};

/* A quarter of the machine's memory. */
static uint64_t default_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    if (pages <= 0 || size <= 0)
        return (uint64_t)1 << 30;
    return (uint64_t)pages * (uint64_t)size / 4;
}

static void set_limits(struct ingest *g)
{
    uint64_t memory = g->options->memory ? g->options->memory : default_memory();
    g->threads = g->options->threads ? g->options->threads : parallel_cpus();
    g->batch_bytes = (size_t)(memory / BATCH_SHARE);
    if (g->batch_bytes > BATCH_MOST)
        g->batch_bytes = BATCH_MOST;
    g->cache_bytes = (size_t)(memory / CACHE_SHARE);
}

static int log_skipped(struct ingest *g, const struct wcy_skip *s, struct wcy_error *err)
{
    if (g->n_logged++ >= LOG_SKIPPED)
        return 0;
    if (buf_printf(&g->skipped, "%.*s#%llu: %s\n", (int)s->file.len, s->file.ptr,
                   (unsigned long long)s->record, s->reason))
        return 0;
    return fail_nomem(err);
}

/* Counts a record that is left out or was repaired, and tells the caller. */
static int tell(struct ingest *g, const struct note *n, struct wcy_error *err)
{
    const struct wcy_input_options *in = &g->options->input;
    struct wcy_skip skip = {
        .file = {n->file.ptr, n->file.len},
        .record = n->record,
        .offset = n->offset,
        .reason = n->reason,
        .detail = n->detail ? n->detail : "",
        .repaired = n->repaired,
        .expected = n->expected
    };
    g->log.report.skipped += !n->repaired;
    g->log.report.repaired += n->repaired;
    g->log.report.expected += n->expected;
    if (in->on_skip)
        in->on_skip(in->context, &skip);
    if (in->strict && !n->repaired && !n->expected)
        return fail(err, n->record == 0 ? WCY_ENOINPUT : WCY_EDATA,
                    "'%.*s', record %llu: %s; nothing after it was read", (int)n->file.len,
                    n->file.ptr, (unsigned long long)n->record, n->reason);
    return n->repaired ? 0 : log_skipped(g, &skip, err);
}

static int collect(struct ingest *g, struct prepared *p, struct wcy_error *err)
{
    if (!GROW(g->prepared, g->cap_prepared, g->n_prepared + 1)) {
        prepared_free(p);
        return fail_nomem(err);
    }
    g->prepared[g->n_prepared++] = p;
    g->bytes += prepared_bytes(p);
    g->log.report.read += p->records;
    g->log.report.bytes += p->bytes;
    int status = 0;
    for (size_t i = 0; i < p->n_notes && status == 0; i++) {
        status = tell(g, &p->notes[i], err);
        if (status < 0)
            p->n_items = p->notes[i].before; /* strict: nothing behind it counts */
    }
    g->n_items += p->n_items;
    return status;
}

static int batch_fill(struct ingest *g, struct batch *b, struct wcy_error *err)
{
    if (!GROW(b->items, b->cap, g->n_items + 1))
        return fail_nomem(err);
    for (size_t i = 0; i < g->n_prepared; i++) {
        const struct prepared *p = g->prepared[i];
        if (p->n_items)
            memcpy(b->items + b->count, p->items, p->n_items * sizeof *p->items);
        b->count += p->n_items;
    }
    return 0;
}

/* Records whose id comes again later in the batch with other content. */
static int tell_repeated(struct ingest *g, const struct batch *b, struct wcy_error *err)
{
    int status = 0;
    for (size_t i = 0; i < b->count && status == 0; i++) {
        const struct article *a = &b->items[i].article;
        char detail[64];
        if (b->fate[i] != FATE_REPEATED)
            continue;
        snprintf(detail, sizeof detail, "record %llu has the same id and is kept",
                 (unsigned long long)b->items[b->older[i]].article.record);
        struct note note = {.file = a->file,
                            .record = a->record,
                            .offset = a->offset,
                            .reason = "repeated id",
                            .detail = detail};
        status = tell(g, &note, err);
    }
    return status;
}

static void add_report(struct wcy_report *to, const struct wcy_report *r)
{
    to->read += r->read;
    to->indexed += r->indexed;
    to->updated += r->updated;
    to->unchanged += r->unchanged;
    to->skipped += r->skipped;
    to->expected += r->expected;
    to->repaired += r->repaired;
    to->identical += r->identical;
    to->pairs += r->pairs;
    to->batches += r->batches;
    to->bytes += r->bytes;
    to->text_bytes += r->text_bytes;
}

static int run_stages(struct ingest *g, struct batch *b, struct wcy_error *err)
{
    int status = batch_fill(g, b, err);
    if (status == 0)
        status = batch_resolve(b, err);
    if (status == 0)
        status = tell_repeated(g, b, err);
    if (status == 0)
        status = batch_pack(b, err);
    if (status == 0)
        status = batch_learn(b, err);
    if (status == 0)
        status = batch_join(b, err);
    if (status == 0)
        status = batch_compare(b, err);
    if (status < 0)
        return status;
    g->log.skipped = buf_slice(&g->skipped);
    return batch_commit(b, &g->log, err);
}

int merge_due(struct store *store, const struct meta *meta, struct wcy_error *err)
{
    int status = 0;
    for (int t = 0; t < TABLE_SEGMENTED && status == 0; t++) {
        struct segments_merge_options o = {0};
        if (t == TABLE_PRINTS)
            o.cap = (size_t)meta->parameters.df_cap + 1;
        status = segments_merge(store, (enum table)t, &o, err);
    }
    return status;
}

static void forget_batch(struct ingest *g)
{
    for (size_t i = 0; i < g->n_prepared; i++)
        prepared_free(g->prepared[i]);
    g->n_prepared = g->bytes = g->n_items = g->n_logged = 0;
    g->log.report = (struct wcy_report){0};
    buf_clear(&g->skipped);
}

/* Who keeps the file from reusing its pages? */
static void note_reader(struct ingest *g)
{
    long process;
    store_oldest_reader(g->store, &g->total->behind, &process);
    g->total->reader = process;
}

/* Indexes what was collected. */
static int flush(struct ingest *g, struct wcy_error *err)
{
    struct batch b;
    if (g->n_prepared == 0)
        return 0;
    int status = batch_begin(&b, g->store, g->meta, g->threads, g->cache_bytes, err);
    if (status == 0)
        status = run_stages(g, &b, err);
    batch_release(&b);
    if (status == 0)
        add_report(g->total, &g->log.report);
    forget_batch(g);
    g->log.started = time(NULL);
    if (status == 0)
        status = merge_due(g->store, g->meta, err);
    if (status == 0)
        note_reader(g);
    return status;
}

static void show_progress(struct ingest *g)
{
    struct wcy_progress p = {.records = g->total->read + g->log.report.read,
                             .duplicates = g->meta->clustered};
    if (!g->options->on_progress)
        return;
    pipeline_progress(g->pipeline, &p.bytes_in, &p.bytes_total);
    g->options->on_progress(g->options->progress_context, &p);
}

static int run(struct ingest *g, struct wcy_error *err)
{
    int status = 0;
    while (status == 0) {
        struct prepared *p;
        if (g->options->stop && *g->options->stop)
            break;
        status = pipeline_next(g->pipeline, &p, err);
        if (status == 0)
            status = collect(g, p, err);
        if (status == 0 && g->bytes >= g->batch_bytes)
            status = flush(g, err);
        show_progress(g);
    }
    /* What came before a bad record (--strict) or an interruption is kept. */
    struct wcy_error flush_error = {0};
    bool keep = status == 0 || status == WCY_END || status == WCY_EDATA || status == WCY_ENOINPUT;
    int last = keep ? flush(g, &flush_error) : 0;
    if (last < 0) {
        if (err)
            *err = flush_error;
        return last;
    }
    if (status == 0)
        return fail(err, WCY_EINTERRUPTED, "interrupted; what was read so far is indexed");
    return status == WCY_END ? 0 : status;
}

int ingest(struct store *store, struct meta *meta, const char *const *inputs, size_t n_inputs,
           const struct wcy_add_options *options, struct wcy_report *report, struct wcy_error *err)
{
    struct ingest g = {.store = store, .meta = meta, .options = options, .total = report};
    *report = (struct wcy_report){0};
    set_limits(&g);
    int status = 0;
    for (size_t i = 0; i < n_inputs && status == 0; i++)
        if (!buf_printf(&g.inputs, "%s\n", inputs[i]))
            status = fail_nomem(err);
    g.log.inputs = buf_slice(&g.inputs);
    g.log.started = time(NULL);
    struct pipeline_options po = {
        .input = &options->input,
        .item = {meta->parameters, !meta->has_text},
        .threads = g.threads
    };
    if (status == 0)
        status = pipeline_start(&g.pipeline, inputs, n_inputs, &po, err);
    if (status == 0)
        status = run(&g, err);
    if (status == 0 && !pipeline_opened_any(g.pipeline))
        status = fail(err, WCY_ENOINPUT, "none of the inputs could be opened");
    pipeline_stop(g.pipeline);
    forget_batch(&g);
    free(g.prepared);
    buf_release(&g.inputs);
    buf_release(&g.skipped);
    return status;
}
