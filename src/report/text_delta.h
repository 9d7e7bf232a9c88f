/*
 * text_delta: a text written as what it shares, byte for byte, with another, and the rest.
 *
 * The members of a story are mostly the same text. As ["new words", [from, to], ...], with ranges
 * of bytes in the first member's text, they take a fraction of the room in the page.
 */
#ifndef REPORT_TEXT_DELTA_H
#define REPORT_TEXT_DELTA_H

#include "base/json_write.h"

/* Writes `text` under `key`. `passages` are those of `base` and `text`; equal stretches are looked
   for within them only. */
void text_delta_write(struct json *j, const char *key, struct wcy_slice base, struct wcy_slice text,
                      const struct wcy_passage *passages, size_t n);

#endif
