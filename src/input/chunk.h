/*
 * chunk: a run of whole records, cut but not yet parsed: what the reader thread hands to a worker.
 *
 * A chunk owns all that its records point to, so it may outlive the source it came from. What went
 * wrong while reading travels among the records, in the order of the input: nothing is lost
 * silently, and whoever counts the records of all chunks has counted the input.
 */
#ifndef INPUT_CHUNK_H
#define INPUT_CHUNK_H

#include "base/arena.h"
#include "base/slice.h"
#include "input/sniff.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes behind the last record that may be read; they are zero. */
#define CHUNK_PADDING 64

/* A chunk is handed over when it holds this much, or so many records. One larger record makes a
   larger chunk. */
#define CHUNK_SIZE    ((size_t)512 << 10)
#define CHUNK_RECORDS ((size_t)4096)

struct record {
    struct slice bytes; /* raw, without a line end */
    struct slice file;  /* path as it was given; "archive.tar!member" inside a container */
    uint64_t number;    /* in its file, from 1; 0: this is about the whole file */
    uint64_t offset; /* of `bytes` in the decompressed file; of a record that starts a gzip member
                        or zstd frame of a web archive, that member's offset in the file */
    enum format format;
    const char *problem;  /* NULL: parse it. Else why there is nothing to parse (input/problem.h) */
    const char *detail;   /* more words on the problem, "" when there are none */
    bool expected;        /* left out because it is no article (an image, a redirect), not broken */
    struct slice charset; /* of a feed's item: what the XML declaration says */
    size_t at;            /* private: where `bytes` is in the chunk while it is being filled */
};

struct chunk {
    struct record *records;
    size_t n_records, cap_records;
    char *bytes; /* raw input; see CHUNK_PADDING */
    size_t len, cap;
    struct arena names;  /* file names and details */
    uint64_t bytes_read; /* decompressed bytes that this chunk accounts for */
};

#define CHUNK_INIT                                                                                 \
    {                                                                                              \
        NULL, 0, 0, NULL, 0, 0, {NULL, 0}, 0                                                       \
    }

/* Empties the chunk and keeps its memory for the next filling. */
void chunk_clear(struct chunk *chunk);
void chunk_release(struct chunk *chunk);

/* Room for at least `more` bytes behind `len`, and the padding. False: out of memory. */
bool chunk_reserve(struct chunk *chunk, size_t more);

/* A new record at the end, cleared; NULL: out of memory. */
struct record *chunk_add(struct chunk *chunk);

/* Points the records at their bytes and clears the padding, once all are there. False: out of
   memory. */
bool chunk_finish(struct chunk *chunk);

#endif
