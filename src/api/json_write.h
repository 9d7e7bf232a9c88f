/*
 * json_write: JSON Lines into a buffer.
 */
#ifndef API_JSON_WRITE_H
#define API_JSON_WRITE_H

#include "base/buf.h"

/* A member of an object: `"name":"value"`, with a comma before it unless it is the first. The value
   is escaped; bytes that are not UTF-8 become U+FFFD. False: out of memory. */
bool json_string_member(struct buf *to, const char *name, struct slice value);
bool json_number_member(struct buf *to, const char *name, double value);
bool json_integer_member(struct buf *to, const char *name, uint64_t value);

/* Seconds; `null` for WCY_NO_TIME. */
bool json_lag_member(struct buf *to, const char *name, int64_t seconds);

/* The same, but `null` for an empty value. */
bool json_optional_member(struct buf *to, const char *name, struct slice value);

/* The value alone, in quotes. */
bool json_quoted(struct buf *to, struct slice value);

#endif
