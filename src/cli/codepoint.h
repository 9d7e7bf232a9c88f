/*
 * codepoint: characters of UTF-8 text that may be broken.
 */
#ifndef CLI_CODEPOINT_H
#define CLI_CODEPOINT_H

#include "wirecopy.h"

#include <stdint.h>

#define CODEPOINT_REPLACEMENT 0xfffdu

/* Decodes the character at `*at` (< text.len) and moves `*at` behind it. A byte that starts no
   valid sequence gives CODEPOINT_REPLACEMENT and moves by one. */
uint32_t codepoint_next(struct wcy_slice text, size_t *at);

/* Writes the character to `out` and returns its length in bytes. */
unsigned codepoint_encode(uint32_t c, char out[4]);

/* The nearest position at or before `at` where a character starts. */
size_t codepoint_floor(struct wcy_slice text, size_t at);

#endif
