/*
 * json: the members of one JSON object, read where it stands.
 *
 * A strict reader (RFC 8259) for one line of JSON Lines: it checks all of the object, hands out the
 * members of its top level one by one, and copies nothing but the strings that hold escapes.
 * Numbers stay as they were written. It checks everything but the UTF-8; see base/utf8.h.
 *
 *     struct json_object object;
 *     struct json_member member;
 *     json_begin(&object, line);
 *     while ((got = json_next(&object, &member)) > 0)
 *         ...
 *     if (got < 0)
 *         report(object.problem, object.at - line.ptr);
 */
#ifndef INPUT_JSON_H
#define INPUT_JSON_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

/* How deep arrays and objects may nest; the parser recurses. */
#define JSON_MAX_DEPTH 512

/* Bytes behind a line that must be readable, and the first of them below ' ' (a line end or NUL):
   strings are scanned 16 bytes at a time, and only a control character stops the scan. */
#define JSON_PADDING 32

enum json_type {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

struct json_value {
    enum json_type type;
    bool escaped;     /* a string with escapes: json_decode decodes it */
    struct slice raw; /* as written; of a string, what is between the quotes */
};

struct json_member {
    struct slice key; /* between the quotes, escapes not decoded */
    struct json_value value;
};

struct json_object {
    const char *at, *end; /* on failure `at` is where it went wrong */
    const char *problem;  /* static, for people: "unknown escape", ... */
    bool first;
};

/* Starts reading; the object borrows `line` (see JSON_PADDING). */
void json_begin(struct json_object *object, struct slice line);

/* 1: `*member` is the next one. 0: the object ended, and nothing but blanks follows it. -1: this is
   not a JSON object; `problem` says why. */
int json_next(struct json_object *object, struct json_member *member);

/* The text of a string value: itself when it has no escapes, else decoded into `arena`. Surrogates
   without a partner become U+FFFD and are counted in `*lone`. `.ptr` is NULL when memory runs
   out. */
struct slice json_decode(const struct json_value *value, struct arena *arena, size_t *lone);

#endif
