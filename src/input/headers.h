/*
 * headers: "Name: value" lines, as HTTP and WARC have them.
 *
 * Lenient about line ends, because archives are: LF, CR LF, and CR CR LF all end a line.
 */
#ifndef INPUT_HEADERS_H
#define INPUT_HEADERS_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/* Cuts the first line off `*rest`, without its line end. False: nothing is left. */
bool headers_line(struct slice *rest, struct slice *line);

/* The number of bytes up to and including the empty line that ends the headers at the start of `s`;
   0: it is not there. `*scanned` says how many bytes were searched before and is updated, so that
   nobody searches twice; start with 0. */
size_t headers_end(struct slice s, size_t *scanned);

/* The trimmed value of the first header of that name (any case); empty when there is none. */
struct slice headers_get(struct slice headers, const char *name);

/* Decimal digits and nothing else; false for signs, other text, and what needs more than 64 bits.
 */
bool headers_number(struct slice s, uint64_t *out);

/* Equal but for the case of ASCII letters? */
bool headers_same(struct slice a, const char *b);

/* The parameter `name` of a value such as "text/html; charset=utf-8", without quotes. */
struct slice headers_parameter(struct slice value, const char *name);

#endif
