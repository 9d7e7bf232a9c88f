/*
 * scan: the token rule, one character after the other.
 *
 * What words of plain ASCII do not need: folding by the tables, several folded characters for one,
 * ideographs, marks, bad bytes. token.c finds the runs of bytes for which it is needed.
 */
#ifndef SKETCH_SCAN_H
#define SKETCH_SCAN_H

#include "sketch/token.h"

/* Room that a scan needs for the tokens of so many bytes: no character gives more than two tokens a
   byte (the longest fold, U+FDFA, is four words from three bytes). */
#define SCAN_ROOM(bytes) ((bytes)*2 + 64)

/* The token that is being read. All zeros but `out` and `seed`: none is. */
struct scan {
    struct tokens *out; /* has room */
    uint64_t seed;
    uint32_t from; /* byte where the token started */
    unsigned len;  /* folded bytes so far; 0: between tokens */
    uint8_t digits;
    unsigned char word[TOKEN_MAX + 8];
};

/* Scans from byte `at` until `stop` or a little behind it, but not behind `end`; returns where it
   stopped. */
size_t scan_piece(struct scan *s, const unsigned char *text, size_t at, size_t stop, size_t end);

/* Ends the token that is being read, if any, at byte `end`. */
void scan_end_token(struct scan *s, uint32_t end);

/* Where the run of bytes that starts at `at` ends: at the first ASCII byte that is no letter or
   digit. */
size_t scan_run_end(const unsigned char *text, size_t at, size_t end);

#endif
