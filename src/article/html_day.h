/*
 * html_day: dates as pages write them, in figures and with the names of months in many languages.
 */
#ifndef ARTICLE_HTML_DAY_H
#define ARTICLE_HTML_DAY_H

#include "article/html_month.h"
#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>

/* A day of the calendar between 1970 and 2099? */
bool html_day_valid(struct html_day d);

/* The first date in the text, of which only the first 200 bytes are looked at. `month_first`: how
   3/4/2021 is read. */
bool html_day_find(struct slice s, bool month_first, struct html_day *out);

/* "2015-07-21" with `rest` behind it, in the arena; empty when memory runs out. */
struct slice html_day_text(struct arena *arena, struct html_day d, struct slice rest);

/* The number in the `len` digits at s[at]. */
int html_day_number(struct slice s, size_t at, size_t len);

/* The date (and time) that `s` is, as ISO 8601 in the arena; empty when it is none. */
struct slice html_date_parse(struct slice s, bool month_first, struct arena *arena);

#endif
