/*
 * excerpt: a part of an article's text on one line or as a paragraph.
 */
#ifndef CLI_EXCERPT_H
#define CLI_EXCERPT_H

#include "term.h"
#include "wirecopy.h"

/* Bytes [from, to) of the text, clamped to whole characters within it. */
struct wcy_slice excerpt_cut(struct wcy_slice text, uint64_t from, uint64_t to);

/* The beginning and the end of the text, in at most so many columns and of whole words, if it has
   words. */
struct wcy_slice excerpt_head(struct wcy_slice text, unsigned columns);
struct wcy_slice excerpt_tail(struct wcy_slice text, unsigned columns);

/* Prints the text on one line of at most `columns`: its beginning, and " ... " and its end when it
   does not fit. */
void excerpt_line(const struct term *t, struct wcy_slice text, unsigned columns);

/* Prints the text as a paragraph of `width` columns, indented, except that the first line starts
   where the cursor is. Text without spaces is broken anywhere. */
void excerpt_paragraph(const struct term *t, struct wcy_slice text, unsigned indent,
                       unsigned width);

/* A publication time as the input gave it, shortened to its day when it is ISO 8601. */
struct wcy_slice excerpt_day(struct wcy_slice published);

#endif
