/*
 * jsonld: the JSON that pages carry in <script type="application/ld+json">, read leniently.
 *
 * The text becomes a flat tape of values in document order. Broken JSON is common in pages: raw
 * line breaks in strings, missing or stray commas, comment wrappers, a missing end. Whatever can be
 * read is kept; there is no error but running out of memory. No recursion, linear time.
 */
#ifndef ARTICLE_JSONLD_H
#define ARTICLE_JSONLD_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum json_kind { JSON_OBJECT, JSON_ARRAY, JSON_STRING, JSON_OTHER };

struct json_value {
    uint8_t kind;
    uint32_t parent;   /* index of the object or array it is in; JSON_NONE at the top */
    uint32_t end;      /* one past its last descendant */
    struct slice key;  /* raw, without quotes; empty in arrays */
    struct slice text; /* strings: raw, without quotes; others: the number or word */
};

struct json_tape {
    struct json_value *values;
    size_t count, cap;
};

#define JSON_NONE UINT32_MAX

/* More values than this in one text are not read. */
#define JSON_MAX_VALUES (1u << 20)

/* Appends the values of `text`, which must outlive the tape's use. `tape` is all zeros at first.
   Returns the index of the first new value, or JSON_NONE when there is none; `*ok` becomes false
   when memory runs out. */
uint32_t json_read(struct json_tape *tape, struct slice text, bool *ok);

/* The member `key` of an object; JSON_NONE when there is none or `object` is no object. */
uint32_t json_member(const struct json_tape *tape, uint32_t object, const char *key);

/* The text of a string or number with escapes resolved, in the arena; of an array, that of its
   first element; empty for everything else. */
struct slice json_text(const struct json_tape *tape, uint32_t value, struct arena *arena);

void json_release(struct json_tape *tape);

#endif
