/*
 * date: publication times as news inputs write them.
 */
#ifndef ARTICLE_DATE_H
#define ARTICLE_DATE_H

#include "base/slice.h"

#include <stdint.h>

/* Seconds since 1970-01-01 UTC, or WCY_NO_TIME when `s` is no date. Understands ISO 8601 (date,
   date-time, any fraction, zone or none = UTC, basic form 20150721), RFC 2822, Unix seconds and
   milliseconds, "July 21, 2015" / "21 July 2015", and what date_local() does. A date without time
   is its midnight. */
int64_t date_parse(struct slice s);

#endif
