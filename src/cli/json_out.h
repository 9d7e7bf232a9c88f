/*
 * json_out: JSON Lines on standard output.
 *
 *   struct json j = JSON_TO(stdout);
 *   json_open(&j, NULL, '{');
 *   json_text(&j, "id", article.id);
 *   json_close(&j, '}');
 *   json_end_line(&j);
 *
 * A key of NULL makes a value an array's element, or the line itself. Strings may hold anything:
 * invalid UTF-8 becomes U+FFFD. Numbers have at most six significant digits and a point, whatever
 * the locale.
 */
#ifndef CLI_JSON_OUT_H
#define CLI_JSON_OUT_H

#include "wirecopy.h"

#include <stdbool.h>
#include <stdio.h>

struct json {
    FILE *out;
    bool comma; /* the next value needs one before it */
};

#define JSON_TO(file)                                                                              \
    {                                                                                              \
        (file), false                                                                              \
    }

/* `bracket` is '{' or '['; close with '}' or ']'. */
void json_open(struct json *j, const char *key, char bracket);
void json_close(struct json *j, char bracket);
void json_end_line(struct json *j);

void json_text(struct json *j, const char *key, struct wcy_slice value); /* empty: "" */
void json_name(struct json *j, const char *key, struct wcy_slice value); /* empty: null */
void json_string(struct json *j, const char *key, const char *value);
void json_number(struct json *j, const char *key, double value);
void json_count(struct json *j, const char *key, uint64_t value);
void json_bool(struct json *j, const char *key, bool value);
void json_null(struct json *j, const char *key);

/* A cluster number: null for 0, which means "in no cluster". */
void json_cluster(struct json *j, const char *key, uint64_t number);

/* [from,to] */
void json_range(struct json *j, const char *key, uint64_t from, uint64_t to);

/* "2024-03-01T12:00:00Z", or null for WCY_NO_TIME. */
void json_time(struct json *j, const char *key, int64_t time);

/* A span in seconds, or null for WCY_NO_TIME. */
void json_seconds(struct json *j, const char *key, int64_t seconds);

#endif
