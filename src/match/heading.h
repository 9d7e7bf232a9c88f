/*
 * heading: the lines of a text that stand above a paragraph as headlines do.
 *
 * A round-up prints the headlines of other articles above pieces of them. Looking these lines up is
 * cheaper than comparing texts, and finds pieces that are too short to be stored as pairs.
 */
#ifndef MATCH_HEADING_H
#define MATCH_HEADING_H

#include "base/slice.h"

/* More lines than that are no headlines, but text that was wrapped by hand. */
#define HEADING_MOST 64

/* Headlines of other articles that a page must print to be suspected of being a round-up. */
#define HEADINGS_LEAST 2

/* Fills `headings` (room for HEADING_MOST) with lines of `text` that may be headlines of other
   articles, without white space at their ends. Returns how many; 0 also when they are too many. */
size_t heading_find(struct slice text, struct slice *headings);

#endif
