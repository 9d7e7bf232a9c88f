#include "match/ingest.h"

#include "base/grow.h"
#include "base/parallel.h"
#include "match/batch.h"
#include "match/textset_pool.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Of the memory one may use, this part is for the chunks of a batch; the next batch is collected
   while it is indexed, and its fingerprints, pairs and the database's dirty pages need as much
   again. */
#define BATCH_SHARE 6
/* A batch is not bigger than this: the next one is prepared meanwhile, and a commit should not be
   hours away. */
#define BATCH_MOST  ((size_t)256 << 20)
/* ... for text sets, but not more than that: what is asked for again is asked for soon. */
#define CACHE_SHARE 8
#define CACHE_MOST  ((size_t)64 << 20)

/* Names of skipped records kept in a batch's log; the rest is only counted. */
#define LOG_SKIPPED 1000

/* A record left out because its id comes again; `by` is the record that is kept. */
struct repeated {
    struct slice file, by_file; /* live as long as the batch's chunks */
    uint64_t record, offset, by;
};

/* The chunks of one batch. */
struct pending {
    struct prepared **prepared;
    size_t n_prepared, cap_prepared;
    size_t bytes, n_items;
    struct batch_log log;
    struct buf skipped;
    size_t n_logged;
    struct repeated *repeated;
    size_t n_repeated, cap_repeated;
};

/* Two batches are under way: one is collected on the caller's thread, which alone calls the
   caller's functions, the other is indexed on a thread of its own. */
struct ingest {
    struct store *store;
    struct meta *meta; /* the indexing thread's while it runs */
    const struct wcy_add_options *options;
    unsigned threads;
    size_t batch_bytes, cache_bytes;
    struct textset_pool *sets; /* of articles that were compared */
    struct pipeline *pipeline;
    struct wcy_report *total;
    struct buf inputs;
    uint64_t clustered; /* as of the last commit, for the progress */
    struct pending collected, indexed;
    pthread_t indexer;
    bool indexing;   /* g->indexed is being indexed, or was, and nobody has asked how it went */
    bool overlapped; /* on the thread */
    int status;      /* its result */
    struct wcy_error error;
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
    g->threads = g->threads < PARALLEL_MAX ? g->threads : PARALLEL_MAX; /* each reads the index */
    g->batch_bytes = (size_t)(memory / BATCH_SHARE);
    if (g->batch_bytes > BATCH_MOST)
        g->batch_bytes = BATCH_MOST;
    g->cache_bytes = (size_t)(memory / CACHE_SHARE);
    if (g->cache_bytes > CACHE_MOST)
        g->cache_bytes = CACHE_MOST;
}

static int log_skipped(struct pending *p, struct slice file, uint64_t record, const char *reason,
                       struct wcy_error *err)
{
    if (p->n_logged++ >= LOG_SKIPPED)
        return 0;
    if (buf_printf(&p->skipped, "%.*s#%llu: %s\n", SLICE_ARG(file), (unsigned long long)record,
                   reason))
        return 0;
    return fail_nomem(err);
}

static int fail_strict(struct slice file, uint64_t record, const char *reason,
                       struct wcy_error *err)
{
    return fail(err, record == 0 ? WCY_ENOINPUT : WCY_EDATA,
                "'%.*s', record %llu: %s; nothing after it was read", SLICE_ARG(file),
                (unsigned long long)record, reason);
}

/* Counts a record that is left out or was repaired, and tells the caller. */
static int tell(struct ingest *g, const struct note *n, struct wcy_error *err)
{
    const struct wcy_input_options *in = &g->options->input;
    struct pending *p = &g->collected;
    struct wcy_skip skip = {
        .file = {n->file.ptr, n->file.len},
        .record = n->record,
        .offset = n->offset,
        .reason = n->reason,
        .detail = n->detail ? n->detail : "",
        .repaired = n->repaired,
        .expected = n->expected
    };
    p->log.report.skipped += !n->repaired;
    p->log.report.repaired += n->repaired;
    p->log.report.expected += n->expected;
    if (in->on_skip)
        in->on_skip(in->context, &skip);
    if (in->strict && !n->repaired && !n->expected)
        return fail_strict(n->file, n->record, n->reason, err);
    return n->repaired ? 0 : log_skipped(p, n->file, n->record, n->reason, err);
}

static int collect(struct ingest *g, struct prepared *made, struct wcy_error *err)
{
    struct pending *p = &g->collected;
    if (!GROW(p->prepared, p->cap_prepared, p->n_prepared + 1)) {
        prepared_free(made);
        return fail_nomem(err);
    }
    p->prepared[p->n_prepared++] = made;
    p->bytes += prepared_bytes(made);
    p->log.report.read += made->records;
    p->log.report.bytes += made->bytes;
    int status = 0;
    for (size_t i = 0; i < made->n_notes && status == 0; i++) {
        status = tell(g, &made->notes[i], err);
        if (status < 0)
            made->n_items = made->notes[i].before; /* strict: nothing behind it counts */
    }
    p->n_items += made->n_items;
    return status;
}

static int batch_fill(const struct pending *p, struct batch *b, struct wcy_error *err)
{
    if (!GROW(b->items, b->cap, p->n_items + 1))
        return fail_nomem(err);
    for (size_t i = 0; i < p->n_prepared; i++) {
        const struct prepared *made = p->prepared[i];
        if (made->n_items)
            memcpy(b->items + b->count, made->items, made->n_items * sizeof *made->items);
        b->count += made->n_items;
    }
    return 0;
}

#define REPEATED "repeated id"

/* Notes the records whose id comes again later in the batch with other content. */
static int note_repeated(struct ingest *g, const struct batch *b, struct wcy_error *err)
{
    struct pending *p = &g->indexed;
    int status = 0;
    for (size_t i = 0; i < b->count && status == 0; i++) {
        const struct article *a = &b->items[i].article;
        if (b->fate[i] != FATE_REPEATED)
            continue;
        if (!GROW(p->repeated, p->cap_repeated, p->n_repeated + 1))
            return fail_nomem(err);
        const struct article *by = &b->items[b->older[i]].article;
        p->repeated[p->n_repeated++] =
            (struct repeated){a->file, by->file, a->record, a->offset, by->record};
        p->log.report.skipped++;
        status = g->options->input.strict ? fail_strict(a->file, a->record, REPEATED, err)
                                          : log_skipped(p, a->file, a->record, REPEATED, err);
    }
    return status;
}

static void tell_repeated(const struct ingest *g)
{
    const struct wcy_input_options *in = &g->options->input;
    for (size_t i = 0; i < g->indexed.n_repeated && in->on_skip; i++) {
        const struct repeated *r = &g->indexed.repeated[i];
        char detail[512], of[400] = "";
        if (!slice_eq(r->file, r->by_file))
            snprintf(of, sizeof of, " of '%.*s'", (int)r->by_file.len, r->by_file.ptr);
        snprintf(detail, sizeof detail, "record %llu%s has the same id and is kept",
                 (unsigned long long)r->by, of);
        struct wcy_skip skip = {
            .file = {r->file.ptr, r->file.len},
            .record = r->record,
            .offset = r->offset,
            .reason = REPEATED,
            .detail = detail
        };
        in->on_skip(in->context, &skip);
    }
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
    struct pending *p = &g->indexed;
    int status = batch_fill(p, b, err);
    if (status == 0)
        status = batch_resolve(b, err);
    if (status == 0)
        status = note_repeated(g, b, err);
    if (status == 0)
        status = batch_pack(b, err);
    if (status == 0)
        status = batch_learn(b, err);
    if (status == 0)
        status = batch_suspect(b, err);
    if (status == 0)
        status = batch_join(b, err);
    if (status == 0)
        status = batch_compare(b, err);
    if (status == 0)
        status = batch_rejudge(b, err);
    if (status < 0)
        return status;
    p->log.inputs = buf_slice(&g->inputs);
    p->log.skipped = buf_slice(&p->skipped);
    return batch_commit(b, &p->log, err);
}

int merge_due(struct store *store, const struct meta *meta, const struct gone *gone,
              struct wcy_error *err)
{
    int status = 0;
    for (int t = 0; t < TABLE_SEGMENTED && status == 0; t++) {
        struct segments_merge_options o = {0};
        if (t == TABLE_PRINTS)
            o = (struct segments_merge_options){
                .cap = (size_t)meta->parameters.df_cap + 1, .gone = gone_posting, .context = gone};
        status = segments_merge(store, (enum table)t, &o, err);
    }
    return status;
}

static void forget(struct pending *p)
{
    for (size_t i = 0; i < p->n_prepared; i++)
        prepared_free(p->prepared[i]);
    p->n_prepared = p->bytes = p->n_items = p->n_logged = p->n_repeated = 0;
    p->log = (struct batch_log){0};
    buf_clear(&p->skipped);
}

static void release(struct pending *p)
{
    forget(p);
    free(p->prepared);
    free(p->repeated);
    buf_release(&p->skipped);
}

/* Indexes g->indexed. */
static void *index_batch(void *arg)
{
    struct ingest *g = arg;
    struct batch b;
    g->status = batch_begin(&b, g->store, g->meta, g->threads, g->sets, &g->error);
    if (g->status == 0)
        g->status = run_stages(g, &b, &g->error);
    struct gone gone = b.gone; /* outlives the batch and its transaction */
    b.gone = (struct gone){0};
    batch_release(&b);
    if (g->status == 0)
        g->status = merge_due(g->store, g->meta, &gone, &g->error);
    gone_release(&gone);
    return NULL;
}

/* Who keeps the file from reusing its pages? */
static void note_reader(struct ingest *g)
{
    long process;
    store_oldest_reader(g->store, &g->total->behind, &process);
    g->total->reader = process;
}

/* Waits until the batch before is in the index. */
static int wait_indexed(struct ingest *g, struct wcy_error *err)
{
    if (!g->indexing)
        return 0;
    if (g->overlapped)
        pthread_join(g->indexer, NULL);
    g->indexing = false;
    tell_repeated(g);
    g->clustered = g->meta->clustered;
    if (g->indexed.log.report.batches)
        add_report(g->total, &g->indexed.log.report);
    forget(&g->indexed);
    note_reader(g);
    if (g->status < 0 && err)
        *err = g->error;
    return g->status;
}

/* Has what was collected indexed, once the batch before is. */
static int flush(struct ingest *g, struct wcy_error *err)
{
    int status = wait_indexed(g, err);
    if (status < 0 || g->collected.n_prepared == 0)
        return status;
    struct pending empty = g->indexed;
    g->indexed = g->collected;
    g->collected = empty;
    g->collected.log.started = time(NULL);
    g->error = (struct wcy_error){0};
    g->indexing = true;
    g->overlapped = g->threads > 1 && pthread_create(&g->indexer, NULL, index_batch, g) == 0;
    if (!g->overlapped)
        index_batch(g);
    return 0;
}

static void show_progress(struct ingest *g)
{
    struct wcy_progress p = {.records = g->total->read + g->indexed.log.report.read +
                                        g->collected.log.report.read,
                             .duplicates = g->clustered};
    if (!g->options->on_progress)
        return;
    pipeline_progress(g->pipeline, &p.bytes_in, &p.bytes_total);
    g->options->on_progress(g->options->progress_context, &p);
}

static int run(struct ingest *g, struct wcy_error *err)
{
    int status = 0;
    bool flushed = true;
    while (status == 0) {
        struct prepared *p;
        status = pipeline_next(g->pipeline, &p, err);
        if (status == 0)
            status = collect(g, p, err);
        if (status == 0 && g->collected.bytes >= g->batch_bytes) {
            status = flush(g, err);
            flushed = status == 0;
        }
        show_progress(g);
    }
    /* What came before a bad record (--strict) or an interruption is kept. */
    struct wcy_error last_error = {0};
    bool keep = flushed &&
                (status == 0 || status == WCY_END || status == WCY_EDATA || status == WCY_ENOINPUT);
    int last = keep ? flush(g, &last_error) : 0;
    if (last == 0)
        last = wait_indexed(g, &last_error);
    if (last < 0) {
        if (err)
            *err = last_error;
        return last;
    }
    /* Reading ends early then; what had been read from a pipe cannot be read again. */
    if (status == WCY_END && g->options->stop && *g->options->stop)
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
    g.collected.log.started = time(NULL);
    g.clustered = meta->clustered;
    struct pipeline_options po = {
        .input = &options->input,
        .item = {meta->parameters, !meta->has_text},
        .threads = g.threads,
        .stop = options->stop
    };
    if (status == 0 && !(g.sets = textset_pool_new(g.cache_bytes)))
        status = fail_nomem(err);
    if (status == 0)
        status = pipeline_start(&g.pipeline, inputs, n_inputs, &po, err);
    if (status == 0)
        status = run(&g, err);
    if (status == 0 && !pipeline_opened_any(g.pipeline))
        status = fail(err, WCY_ENOINPUT, "none of the inputs could be opened");
    pipeline_stop(g.pipeline);
    release(&g.collected);
    release(&g.indexed);
    buf_release(&g.inputs);
    textset_pool_free(g.sets);
    return status;
}
