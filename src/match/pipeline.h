/*
 * pipeline: inputs to prepared items, on all processors, in the order of the input.
 *
 * One thread reads and cuts (input/source.h), the workers parse and sketch (item.h), the caller
 * takes the results in order. A ring of slots bounds what is under way; a slot is filled, worked on
 * and emptied in turn, so no lock is held while anybody works.
 */
#ifndef MATCH_PIPELINE_H
#define MATCH_PIPELINE_H

#include "input/chunk.h"
#include "match/item.h"

/* A record that gave no item, or a repaired one. */
struct note {
    struct slice file;
    uint64_t record, offset;
    const char *reason;
    const char *detail;
    bool repaired;
    bool expected; /* no article, and nothing is wrong with that */
    size_t before; /* items of the chunk that stood before it */
};

/* A chunk's items and notes; everything lives until prepared_free. */
struct prepared {
    struct chunk chunk;
    struct arena arena;
    struct item *items;
    size_t n_items;
    struct note *notes;
    size_t n_notes;
    uint64_t records; /* items + notes that are not repairs */
    uint64_t bytes;   /* decompressed input */
    int status;       /* negative: the worker failed */
    struct wcy_error error;
};

void prepared_free(struct prepared *p);

/* Memory that a prepared chunk holds. */
size_t prepared_bytes(const struct prepared *p);

struct pipeline;

struct pipeline_options {
    const struct wcy_input_options *input; /* may be NULL */
    struct item_options item;
    unsigned threads;                  /* workers */
    const volatile sig_atomic_t *stop; /* read no more once it is set; may be NULL */
};

int pipeline_start(struct pipeline **out, const char *const *inputs, size_t n_inputs,
                   const struct pipeline_options *options, struct wcy_error *err);

/* The next prepared chunk, which becomes the caller's; WCY_END after the last. */
int pipeline_next(struct pipeline *p, struct prepared **out, struct wcy_error *err);

/* Bytes consumed of the inputs and their total, see source_progress. */
void pipeline_progress(const struct pipeline *p, uint64_t *consumed, uint64_t *total);

/* Whether any input could be opened; after WCY_END. */
bool pipeline_opened_any(const struct pipeline *p);

/* Stops the threads, also in the middle, and frees everything that was not taken. */
void pipeline_stop(struct pipeline *p);

#endif
