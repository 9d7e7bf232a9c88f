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
    const volatile sig_atomic_t *stop; /* set: read no more; may be NULL */
    bool forced;                       /* the format is the user's word, not a guess */

    /* The window. */
    size_t cut;        /* first byte of the chunk that is in no record yet */
    uint64_t offset;   /* of that byte in the decompressed file */
    bool ended;        /* the stream has no more, or is broken */
    struct slice name; /* `path` in the current chunk's arena; empty: not copied yet */

    /* The cutters' own. */
    uint64_t number;        /* records of this file so far */
    size_t scanned;         /* bytes behind `cut` known to hold no line end */
    bool skipping;          /* inside a record that is too large */
    uint64_t skip_offset;   /* where it starts */
    uint64_t skipped;       /* web archives: stray bytes so far */
    uint64_t left;          /* ... bytes still to pass of a record that is set aside */
    bool reported;          /* ... stray bytes that follow belong to damage already reported */
    uint64_t member;        /* ... compressed offset of the member that marks[0] comes after */
    char charset[40];       /* feeds: what the XML declaration says; a C string */
    struct cut_mark *marks; /* member starts not yet behind us, in order */
    size_t n_marks, cap_marks;
};

/* Reads more bytes into the window: CUT_MORE when some came or the stream ended (then `ended`),
   CUT_FULL when the chunk holds records and has no room, WCY_END when reading was stopped (what is
   left in the window is no whole record), or WCY_ENOMEM. */
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

/* Adds the next record as one that is no article and was never meant to be. */
bool cut_set_aside(struct cutter *c, const char *reason, struct slice detail);

/* The offset to report for a record that starts at `cut`: that of its gzip member or frame when it
   is the member's first, else the decompressed one. Offsets must be asked for in order. */
uint64_t cut_offset(struct cutter *c);

/* The compressed offset of the gzip member or frame that the byte at `offset` (decompressed, not
   before `cut`) came from. */
uint64_t cut_member(const struct cutter *c, uint64_t offset);

/* The bytes of the window. */
static inline struct slice cut_window(const struct cutter *c)
{
    return slice_make(c->chunk->bytes + c->cut, c->chunk->len - c->cut);
}

/* The cutters. */
int cut_lines(struct cutter *c);   /* JSON Lines */
int cut_whole(struct cutter *c);   /* the file is one record */
int cut_archive(struct cutter *c); /* WARC and ARC */
int cut_feed(struct cutter *c);    /* RSS and Atom: an item is a record */

#endif
