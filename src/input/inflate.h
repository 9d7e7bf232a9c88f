/*
 * inflate: unpacking a body in memory, with a limit.
 */
#ifndef INPUT_INFLATE_H
#define INPUT_INFLATE_H

#include "base/arena.h"
#include "base/slice.h"

#include <stddef.h>

enum inflate_kind {
    INFLATE_GZIP,
    INFLATE_DEFLATE, /* with a zlib header, as the standard wants, or without, as servers did */
    INFLATE_BROTLI
};

enum inflate_result {
    INFLATE_OK,
    INFLATE_CUT,       /* the data ends too early or breaks; what came before is there */
    INFLATE_NOT,       /* this is not compressed in that way */
    INFLATE_TOO_LARGE, /* more than `limit` bytes */
    INFLATE_NOMEM
};

/* Unpacks `packed` into `arena`. `*plain` is set for INFLATE_OK and INFLATE_CUT. */
enum inflate_result inflate_body(enum inflate_kind kind, struct slice packed, size_t limit,
                                 struct arena *arena, struct slice *plain);

#endif
