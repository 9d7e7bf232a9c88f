/*
 * stream: the bytes of one input, decompressed.
 *
 * Streams stack: a file below, a decoder on top of it. `stream_decode` looks at the first bytes and
 * adds the decoder they call for; names say nothing. A stream that breaks (a truncated file,
 * damaged data, a failing disk) first delivers what came before the break, then says what happened;
 * it never guesses.
 */
#ifndef INPUT_STREAM_H
#define INPUT_STREAM_H

#include "wirecopy.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct stream;

struct stream_ops {
    /* As stream_read, without the bytes that were peeked at. */
    ssize_t (*read)(struct stream *s, char *to, size_t room);
    /* Moves to the next place behind a break where data may start again; false: there is none.
       NULL: this kind cannot. */
    bool (*resync)(struct stream *s);
    /* Frees everything, the stream below too. */
    void (*close)(struct stream *s);
};

struct stream {
    const struct stream_ops *ops;
    const char *problem; /* why it broke: one of input/problem.h; NULL while it is well */
    char detail[160];    /* more words on that */
    uint64_t member;     /* compressed offset of the gzip member or zstd frame being read */
    bool member_starts;  /* the last read delivered that member's first bytes */
    bool has_members;    /* a decoder that sits right on a file: `member` can be looked up again */
    char peeked[16];
    size_t peeked_at, peeked_len;
};

/* The file open at `fd`, which the stream then owns. Bytes read are added to `*consumed` (may be
   NULL). NULL: out of memory, and `fd` is closed. */
struct stream *stream_open_fd(int fd, atomic_uint_fast64_t *consumed);

/* Of a stream made by stream_open_fd: when `*stop` is set, a read that would wait for a pipe or a
   terminal gives up and says 0, as at the end. */
void stream_stop_at(struct stream *s, const volatile sig_atomic_t *stop);

/* Puts a decoder on top of `s` if its first bytes are those of gzip, zstd, xz, bzip2 or lz4; else
   returns `s` itself. NULL: out of memory, and `s` is closed. */
struct stream *stream_decode(struct stream *s);

/* Reads up to `room` (> 0) bytes: how many came (never across the end of a member), 0 at the end,
   -1 when the stream is broken (`problem` and `detail` say how). */
ssize_t stream_read(struct stream *s, char *to, size_t room);

/* The first bytes of what is to come, at most `want` (<= 16) and fewer only at the end. They stay
   to be read. */
size_t stream_peek(struct stream *s, size_t want);

/* After a break: true when reading may go on behind it, at the next gzip member or zstd frame. */
bool stream_resync(struct stream *s);

/* NULL is fine. */
void stream_close(struct stream *s);

/* For decoders: fills in the break and returns -1. */
ssize_t stream_break(struct stream *s, const char *problem, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The decoders. Each takes ownership of `below`, also on failure (NULL: out of memory). */
struct stream *stream_gzip(struct stream *below);
struct stream *stream_zstd(struct stream *below);
struct stream *stream_filter(struct stream *below);

#endif
