/*
 * json_buf: JSON into memory, safe within a script block of a page.
 *
 * Besides what JSON asks for, `<`, `>` and `&` and the separators U+2028 and U+2029 are written as
 * \u escapes, so that no text can end the block. Invalid UTF-8 becomes U+FFFD. A key of NULL makes
 * a value an array's element, or the document itself.
 *
 * Running out of memory is remembered in `failed` and checked once at the end.
 */
#ifndef REPORT_JSON_BUF_H
#define REPORT_JSON_BUF_H

#include "wirecopy.h"

#include <stdbool.h>

struct json_buf {
    char *ptr;
    size_t len, cap;
    bool comma; /* the next value needs one before it */
    bool failed;
};

void json_buf_release(struct json_buf *j);

/* Bytes as they are. */
void json_buf_raw(struct json_buf *j, const char *bytes, size_t len);

/* `bracket` is '{' or '['; close with '}' or ']'. */
void json_buf_open(struct json_buf *j, const char *key, char bracket);
void json_buf_close(struct json_buf *j, char bracket);

void json_buf_text(struct json_buf *j, const char *key, struct wcy_slice value); /* empty: "" */
void json_buf_name(struct json_buf *j, const char *key, struct wcy_slice value); /* empty: null */
void json_buf_string(struct json_buf *j, const char *key, const char *value);
void json_buf_number(struct json_buf *j, const char *key, double value); /* six digits */
void json_buf_count(struct json_buf *j, const char *key, uint64_t value);
void json_buf_signed(struct json_buf *j, const char *key, int64_t value);
void json_buf_time(struct json_buf *j, const char *key, int64_t time); /* WCY_NO_TIME: null */
void json_buf_bool(struct json_buf *j, const char *key, bool value);
void json_buf_null(struct json_buf *j, const char *key);

/* The start of a table: "key":{"fields":[...],"rows":[ ; end it with json_buf_end_table. */
void json_buf_table(struct json_buf *j, const char *key, const char *const *fields);
void json_buf_end_table(struct json_buf *j);

#endif
