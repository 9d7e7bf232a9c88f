/*
 * cut: the parts of a source that cut the bytes of one file into records.
 *
 * A cutter works on the window of the chunk being filled: bytes from `cut` to `chunk->len` were
 * read and belong to no record yet. It returns CUT_FULL when the chunk should be handed over (it
 * will be called again with what is left in the window of the next chunk), CUT_DONE when the file
 * is used up, or WCY_ENOMEM.
 */
#ifndef INPUT_CUT_H
#define INPUT_CUT_H

#include "input/chunk.h"
#include "input/stream.h"

/* Distinct from WCY_END, which comes through the same variables. */
enum { CUT_DONE = 0, CUT_FULL = 2, CUT_MORE = 3 };

/* Where members start: decompressed and compressed offset. */
struct cut_mark {
    uint64_t plain, packed;
};

struct cutter {
    /* Set by the source. */
    uint64_t max_record;
    struct chunk *chunk;
    struct stream *stream;
    const char *path; /* display name of the file */
    enum format format;
    bool forced; /* the format is the user's word, not a guess */

    /* The window. */
    size_t cut;        /* first byte of the chunk that is in no record yet */
    uint64_t offset;   /* of that byte in the decompressed file */
    bool ended;        /* the stream has no more, or is broken */
    struct slice name; /* `path` in the current chunk's arena; empty: not copied yet */

    /* The cutters' own. */
    uint64_t number;  /* records of this file so far */
    size_t scanned;   /* bytes behind `cut` known to hold no line end */
    bool skipping;    /* inside a record that is too large */
    uint64_t skipped; /* bytes of it dropped so far */
    uint64_t skip_offset;
    struct cut_mark *marks; /* member starts not yet behind us, in order */
    size_t n_marks, cap_marks;
};

/* Reads more bytes into the window: CUT_MORE when some came or the stream ended (then `ended`),
   CUT_FULL when the chunk holds records and has no room, or WCY_ENOMEM. */
int cut_fill(struct cutter *c);

/* True when the chunk has enough and should be handed over. */
bool cut_enough(const struct cutter *c);

/* Moves `cut` forward by `len` bytes of the window. */
void cut_advance(struct cutter *c, size_t len);

/* Drops the window's first `len` bytes: for records that are too large to keep. */
void cut_drop(struct cutter *c, size_t len);

/* Adds the next `len` bytes of the window as a record (they stay in the window: cut_advance). The
   record's number is that of the file's next one. NULL: out of memory. */
struct record *cut_record(struct cutter *c, size_t len);

/* Adds a problem: `number` 0 is the whole file. The detail is formatted into the chunk. False: out
   of memory. */
bool cut_problem(struct cutter *c, uint64_t number, uint64_t offset, const char *problem,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The bytes of the window. */
static inline struct slice cut_window(const struct cutter *c)
{
    return slice_make(c->chunk->bytes + c->cut, c->chunk->len - c->cut);
}

/* The cutters. */
int cut_lines(struct cutter *c); /* JSON Lines */
int cut_whole(struct cutter *c); /* the file is one record */

#endif
