#include "match/pipeline.h"

#include "input/complete.h"
#include "input/record.h"
#include "input/source.h"

#include <pthread.h>
#include <stdlib.h>

enum slot_state { SLOT_EMPTY, SLOT_READ, SLOT_BUSY, SLOT_DONE };

struct slot {
    enum slot_state state;
    struct prepared *work;
};

struct worker {
    struct pipeline *pipeline;
    struct record_parser *parser;
    struct item_maker maker;
    pthread_t thread;
    bool started;
};

struct pipeline {
    struct source *source;
    struct pipeline_options options;
    pthread_mutex_t lock; /* guards everything below */
    pthread_cond_t changed;
    struct slot *slots;
    size_t n_slots;
    uint64_t next_read, next_work, next_take; /* sequence numbers of chunks */
    bool ended;                               /* the reader has delivered all */
    bool stopped;                             /* by the caller */
    int status;                               /* the reader's failure */
    struct wcy_error error;
    pthread_t reader;
    bool reading; /* the reader thread was started */
    struct worker *workers;
    unsigned n_workers;
};

void prepared_free(struct prepared *p)
{
    if (!p)
        return;
    chunk_release(&p->chunk);
    arena_release(&p->arena);
    free(p);
}

size_t prepared_bytes(const struct prepared *p)
{
    return p->chunk.cap + p->arena.total + p->chunk.names.total + sizeof *p;
}

static void add_note(struct prepared *p, const struct record *r, struct note note)
{
    note.file = r->file;
    note.record = r->number;
    note.offset = r->offset;
    note.before = p->n_items;
    p->notes[p->n_notes++] = note;
    p->records += !note.repaired;
}

/* Parses and sketches one record. */
static int prepare_record(struct worker *w, struct prepared *p, const struct record *r,
                          struct wcy_error *err)
{
    struct article article = {0};
    struct record_problem why = {0};
    if (r->problem) {
        add_note(p, r,
                 (struct note){.reason = r->problem, .detail = r->detail, .expected = r->expected});
        return 0;
    }
    int status = record_parse(w->parser, &p->chunk, r, &p->arena, &article, &why);
    if (status < 0)
        return fail_nomem(err);
    if (status == 0)
        status = article_complete(&article, &p->arena, &why, err);
    if (status < 0)
        return status;
    if (why.reason) {
        struct slice detail = arena_dup(&p->arena, slice_str(why.detail));
        if (!detail.ptr)
            return fail_nomem(err);
        add_note(p, r,
                 (struct note){.reason = why.reason,
                               .detail = detail.ptr,
                               .repaired = status == 0,
                               .expected = why.expected});
    }
    if (status != 0)
        return 0;
    p->records++;
    return item_make(&w->maker, &w->pipeline->options.item, &article, &p->arena,
                     &p->items[p->n_items++], err);
}

static int prepare_chunk(struct worker *w, struct prepared *p, struct wcy_error *err)
{
    size_t n = p->chunk.n_records;
    p->items = arena_alloc(&p->arena, (n + 1) * sizeof *p->items);
    /* A record may be repaired and then be left out. */
    p->notes = arena_alloc(&p->arena, (2 * n + 1) * sizeof *p->notes);
    if (!p->items || !p->notes)
        return fail_nomem(err);
    p->bytes = p->chunk.bytes_read;
    int status = 0;
    for (size_t i = 0; i < n && status == 0; i++)
        status = prepare_record(w, p, &p->chunk.records[i], err);
    return status;
}

/* Takes the next chunk that was read; NULL when there will be no more. */
static struct slot *take_work(struct pipeline *p)
{
    struct slot *slot = NULL;
    pthread_mutex_lock(&p->lock);
    for (;;) {
        struct slot *next = &p->slots[p->next_work % p->n_slots];
        if (p->stopped || (p->ended && p->next_work == p->next_read))
            break;
        if (p->next_work < p->next_read && next->state == SLOT_READ) {
            slot = next;
            slot->state = SLOT_BUSY;
            p->next_work++;
            break;
        }
        pthread_cond_wait(&p->changed, &p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    return slot;
}

static void set_state(struct pipeline *p, struct slot *slot, enum slot_state state)
{
    pthread_mutex_lock(&p->lock);
    slot->state = state;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
}

static void *work(void *arg)
{
    struct worker *w = arg;
    struct slot *slot;
    while ((slot = take_work(w->pipeline))) {
        slot->work->status = prepare_chunk(w, slot->work, &slot->work->error);
        set_state(w->pipeline, slot, SLOT_DONE);
    }
    return NULL;
}

/* Waits for an empty slot; false when the caller stopped. */
static bool wait_empty(struct pipeline *p, struct slot *slot)
{
    pthread_mutex_lock(&p->lock);
    while (slot->state != SLOT_EMPTY && !p->stopped)
        pthread_cond_wait(&p->changed, &p->lock);
    bool go = !p->stopped;
    pthread_mutex_unlock(&p->lock);
    return go;
}

static void end_reading(struct pipeline *p, int status)
{
    pthread_mutex_lock(&p->lock);
    p->ended = true;
    p->status = status == WCY_END ? 0 : status;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
}

static void *read_chunks(void *arg)
{
    struct pipeline *p = arg;
    int status = 0;
    for (;;) {
        struct slot *slot = &p->slots[p->next_read % p->n_slots];
        if (!wait_empty(p, slot))
            break;
        struct prepared *made = calloc(1, sizeof *made);
        status = made ? source_next(p->source, &made->chunk, &p->error) : fail_nomem(&p->error);
        if (status != 0) {
            prepared_free(made);
            break;
        }
        slot->work = made;
        pthread_mutex_lock(&p->lock);
        slot->state = SLOT_READ;
        p->next_read++;
        pthread_cond_broadcast(&p->changed);
        pthread_mutex_unlock(&p->lock);
    }
    end_reading(p, status);
    return NULL;
}

static int start_threads(struct pipeline *p, struct wcy_error *err)
{
    p->reading = pthread_create(&p->reader, NULL, read_chunks, p) == 0;
    unsigned running = 0;
    for (unsigned i = 0; i < p->n_workers; i++) {
        struct worker *w = &p->workers[i];
        w->started = pthread_create(&w->thread, NULL, work, w) == 0;
        running += w->started;
    }
    if (p->reading && running)
        return 0;
    return fail(err, WCY_ENOMEM, "cannot start threads; the limit on processes may be reached");
}

int pipeline_start(struct pipeline **out, const char *const *inputs, size_t n_inputs,
                   const struct pipeline_options *options, struct wcy_error *err)
{
    const struct wcy_input_options *in = options->input;
    struct source_options so = {0};
    struct record_options ro = {0};
    struct pipeline *p = calloc(1, sizeof *p);
    if (!p)
        return fail_nomem(err);
    p->options = *options;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->changed, NULL);
    p->n_workers = options->threads ? options->threads : 1;
    p->n_slots = 4 * (size_t)p->n_workers + 4;
    p->slots = calloc(p->n_slots, sizeof *p->slots);
    p->workers = calloc(p->n_workers, sizeof *p->workers);
    int status = p->slots && p->workers ? 0 : fail_nomem(err);
    if (in) {
        so = (struct source_options){in->format, in->max_record};
        ro = (struct record_options){in->fields, in->n_fields, in->max_record};
    }
    for (unsigned i = 0; i < p->n_workers && status == 0; i++) {
        p->workers[i].pipeline = p;
        status = record_parser_new(&p->workers[i].parser, &ro, err);
    }
    if (status == 0)
        status = source_open(&p->source, inputs, n_inputs, &so, err);
    if (status == 0)
        source_stop_at(p->source, options->stop);
    if (status == 0)
        status = start_threads(p, err);
    if (status < 0)
        pipeline_stop(p);
    else
        *out = p;
    return status;
}

int pipeline_next(struct pipeline *p, struct prepared **out, struct wcy_error *err)
{
    int status = 0;
    pthread_mutex_lock(&p->lock);
    struct slot *slot = &p->slots[p->next_take % p->n_slots];
    while (slot->state != SLOT_DONE && !(p->ended && p->next_take == p->next_read))
        pthread_cond_wait(&p->changed, &p->lock);
    if (slot->state == SLOT_DONE) {
        *out = slot->work;
        status = slot->work->status;
        if (status < 0 && err)
            *err = slot->work->error;
        if (status == 0) {
            slot->work = NULL;
            slot->state = SLOT_EMPTY;
            p->next_take++;
            pthread_cond_broadcast(&p->changed);
        }
    } else if (p->status < 0) {
        status = p->status;
        if (err)
            *err = p->error;
    } else {
        status = WCY_END;
    }
    pthread_mutex_unlock(&p->lock);
    return status;
}

void pipeline_progress(const struct pipeline *p, uint64_t *consumed, uint64_t *total)
{
    source_progress(p->source, consumed, total);
}

bool pipeline_opened_any(const struct pipeline *p)
{
    return source_opened(p->source) > 0;
}

void pipeline_stop(struct pipeline *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->stopped = true;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
    if (p->reading)
        pthread_join(p->reader, NULL);
    for (unsigned i = 0; p->workers && i < p->n_workers; i++) {
        if (p->workers[i].started)
            pthread_join(p->workers[i].thread, NULL);
        record_parser_free(p->workers[i].parser);
        item_maker_release(&p->workers[i].maker);
    }
    for (size_t i = 0; p->slots && i < p->n_slots; i++)
        prepared_free(p->slots[i].work);
    source_close(p->source);
    pthread_cond_destroy(&p->changed);
    pthread_mutex_destroy(&p->lock);
    free(p->slots);
    free(p->workers);
    free(p);
}
