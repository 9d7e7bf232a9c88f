/*
 * json_write: JSON, into a file or into memory.
 *
 *   struct json j = JSON_TO(stdout);
 *   json_open(&j, NULL, '{');
 *   json_slice(&j, "id", article.id);
 *   json_close(&j, '}');
 *   json_end_line(&j);
 *
 * A key of NULL makes a value an array's element, or the document itself. Strings may hold
 * anything: bytes that are not UTF-8 become U+FFFD each. Nothing depends on the locale.
 *
 * The one writer of the library and the program: its object is linked into both.
 */
#ifndef BASE_JSON_WRITE_H
#define BASE_JSON_WRITE_H

#include "base/buf.h"
#include "wirecopy.h"

#include <stdio.h>

struct json {
    FILE *out;      /* where it goes; NULL: into `buf` */
    struct buf buf; /* all zeros is an empty one */
    bool comma;     /* the next value needs one before it */
    bool page;   /* for a script block of a page: <, >, & and the separators U+2028 and U+2029 are
                    written as \u escapes, so that no text can end the block */
    bool failed; /* memory ran out, and the buffer is not whole */
};

#define JSON_TO(file)                                                                              \
    {                                                                                              \
        .out = (file)                                                                              \
    }

/* Into memory that is empty again. */
static inline void json_clear(struct json *j)
{
    j->buf.len = 0;
    j->comma = j->failed = false;
}

static inline void json_release(struct json *j)
{
    buf_release(&j->buf);
}

/* Bytes as they are. */
void json_raw(struct json *j, const char *bytes, size_t len);

/* The comma and the key of a value that is written by json_raw. */
void json_key(struct json *j, const char *key);

/* `bracket` is '{' or '['; close with '}' or ']'. */
void json_open(struct json *j, const char *key, char bracket);
void json_close(struct json *j, char bracket);
void json_end_line(struct json *j);

void json_slice(struct json *j, const char *key, struct wcy_slice value); /* empty: "" */
void json_name(struct json *j, const char *key, struct wcy_slice value);  /* empty: null */
void json_string(struct json *j, const char *key, const char *value);
void json_number(struct json *j, const char *key, double value); /* six digits; or null */
void json_share(struct json *j, const char *key, double value);  /* six decimals, 0 or more */
void json_count(struct json *j, const char *key, uint64_t value);
void json_signed(struct json *j, const char *key, int64_t value);
void json_bool(struct json *j, const char *key, bool value);
void json_null(struct json *j, const char *key);

/* A time or a span in seconds; null for WCY_NO_TIME. */
void json_seconds(struct json *j, const char *key, int64_t seconds);

#endif
