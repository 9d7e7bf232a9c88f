/*
 * html_month: the names of months in some fifty languages, and calendars that are not Gregorian.
 */
#ifndef ARTICLE_HTML_MONTH_H
#define ARTICLE_HTML_MONTH_H

#include "base/slice.h"

#include <stdbool.h>

struct html_day {
    int year, month, day;
};

/* Behind the twelve months of the Gregorian calendar come those of the Persian one. */
#define HTML_MONTH_PERSIAN 12

/* The text as names of months are compared: cases, marks and Arabic variants folded, digits of all
   scripts to ASCII, letters of South and South-East Asia kept as they are, abbreviation points
   between Thai letters dropped. Writes at most `size` bytes; returns how many. */
size_t html_month_fold(struct slice text, char *out, size_t size);

/* 1 to 24, or 0: the month that a folded word names, in full or by a usual abbreviation. */
int html_month_of(struct slice word);

/* Could it be the year of a date, in the Gregorian, the Persian or the Thai Buddhist calendar? */
bool html_year_plausible(int year);

/* The Gregorian day of a year, month (1 to 24) and day as found in a text; false when it is none
   between 1970 and 2099. */
bool html_day_make(int year, int month, int day, struct html_day *out);

#endif
