/*
 * decoder: what the gzip and zstd streams share, the window on the compressed bytes below.
 */
#ifndef INPUT_DECODER_H
#define INPUT_DECODER_H

#include "input/stream.h"

#define DECODER_WINDOW ((size_t)256 << 10)

struct decoder {
    struct stream base;
    struct stream *below;
    unsigned char *window;
    size_t at, len;  /* unread bytes of the window */
    uint64_t offset; /* of window[0] in the stream below */
    bool inside;     /* in the middle of a member */
    bool fresh;      /* nothing of the current member was delivered yet */
    bool ended;      /* the stream below has no more */
};

/* Takes ownership of `below`. False: out of memory (nothing to release then but the decoder). */
bool decoder_init(struct decoder *d, const struct stream_ops *ops, struct stream *below);
void decoder_release(struct decoder *d);

/* Makes at least `want` unread bytes stand in the window, or all that are left. Returns how many
   there are. */
size_t decoder_fill(struct decoder *d, size_t want);

/* Once the window is used up: did the stream below break rather than end? Then its break becomes
   this stream's own. */
bool decoder_broken_below(struct decoder *d);

/* Notes that a member starts at the cursor. */
void decoder_start(struct decoder *d);

/* Accounts for `got` bytes about to be delivered and returns them. */
ssize_t decoder_deliver(struct decoder *d, size_t got);

/* Moves the cursor to the next place behind the start of the current member where `magic` stands
   and, of the byte behind it, no bit of `mask` is set. False: none up to the end. When the member's
   start has left the window, the search begins with the window. */
bool decoder_find(struct decoder *d, const char *magic, size_t len, unsigned char mask);

#endif
