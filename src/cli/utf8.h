/*
 * utf8: decoding of text that may be broken.
 */
#ifndef CLI_UTF8_H
#define CLI_UTF8_H

#include "wirecopy.h"

#include <stdint.h>

#define UTF8_REPLACEMENT 0xfffdu

/* Decodes the character at `*at` (< text.len) and moves `*at` behind it. A byte that starts no
   valid sequence gives UTF8_REPLACEMENT and moves by one. */
uint32_t utf8_next(struct wcy_slice text, size_t *at);

/* Writes the character to `out` and returns its length in bytes. */
unsigned utf8_encode(uint32_t c, char out[4]);

/* The nearest position at or before `at` where a character starts. */
size_t utf8_floor(struct wcy_slice text, size_t at);

#endif
