/*
 * source: a list of inputs as a stream of chunks.
 *
 * The reader's side of the input: it opens files and folders, decompresses, tells the format, and
 * cuts the bytes into whole records. It is meant for one thread; parsing the records is work for
 * others (input/record.h). Memory is bounded by the largest record allowed plus one chunk, whatever
 * the size of the files.
 */
#ifndef INPUT_SOURCE_H
#define INPUT_SOURCE_H

#include "input/chunk.h"

#include "wirecopy.h"

#define SOURCE_MAX_RECORD ((uint64_t)64 << 20)

struct source_options {
    enum wcy_input_format format;
    uint64_t max_record; /* bytes, decompressed; larger records are problems. 0: 64 MiB */
};

struct source;

/* The strings are copied; `options` may be NULL. WCY_EUSAGE, WCY_ENOMEM. */
int source_open(struct source **out, const char *const *inputs, size_t n_inputs,
                const struct source_options *options, struct wcy_error *err);

/* When `*stop` is set, also by a signal, no more is read, not even from a pipe that says nothing:
   the records read so far come, then WCY_END. */
void source_stop_at(struct source *s, const volatile sig_atomic_t *stop);

/* Fills `chunk` (cleared first) with the next records: 0, WCY_END when there are no more, or
   WCY_ENOMEM. What is wrong with the input is not an error here but a record with a problem. */
int source_next(struct source *s, struct chunk *chunk, struct wcy_error *err);

/* Bytes of the inputs consumed and their total size (0 when unknown, as for standard input). Any
   thread may ask. */
void source_progress(const struct source *s, uint64_t *consumed, uint64_t *total);

/* The number of files that could be opened so far. Only for the thread that reads. */
uint64_t source_opened(const struct source *s);

void source_close(struct source *s);

#endif
