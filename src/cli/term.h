/*
 * term: output for people. Whether it is a terminal, how wide, in colour or not; and text from
 * outside printed so that it cannot drive the terminal.
 *
 * All text that comes from articles, file names or the index goes through term_put_safe and its
 * relatives: control characters, escape sequences, direction overrides and invalid UTF-8 become
 * visible replacement characters.
 */
#ifndef CLI_TERM_H
#define CLI_TERM_H

#include "wirecopy.h"

#include <stdbool.h>
#include <stdio.h>

/* The values of --color and --progress. */
enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

enum style { STYLE_PLAIN, STYLE_BOLD, STYLE_DIM, STYLE_GOOD, STYLE_WARN, STYLE_BAD, STYLE_NAME };

struct term {
    FILE *out;
    bool tty;
    bool colour;
    unsigned width; /* columns; 0: not a terminal, lines are never cut */
};

void term_init(struct term *t, FILE *out, enum when colour);

/* Switches the style on; STYLE_PLAIN switches it off. Nothing without colour. */
void term_style(const struct term *t, enum style style);

/* Prints text from outside, white space turned into single spaces. */
void term_put(const struct term *t, struct wcy_slice text);
void term_put_styled(const struct term *t, enum style style, struct wcy_slice text);

/* The same, without a terminal; white space is kept except that control characters are replaced. */
void term_put_safe(FILE *out, struct wcy_slice text);

/* Prints article text: like term_put_safe, and lines stay lines. */
void term_put_text(FILE *out, struct wcy_slice text);

/* Prints `text` in at least `width` columns; on a terminal it is cut to that width with an
   ellipsis, so that the columns of a table stand under each other. */
void term_cell(const struct term *t, struct wcy_slice text, unsigned width);

/* The same for words that nobody copies from a table, such as titles: always cut. */
void term_cell_cut(const struct term *t, struct wcy_slice text, unsigned width);

/* How many bytes of `text` fit into `columns` when printed by term_put. */
size_t term_fit(struct wcy_slice text, unsigned columns);

/* Columns that term_put uses for the text. */
unsigned term_columns(struct wcy_slice text);

#endif
