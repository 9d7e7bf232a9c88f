/*
 * fields: which member of a JSON record is which part of an article.
 */
#ifndef INPUT_FIELDS_H
#define INPUT_FIELDS_H

#include "base/slice.h"

#include "wirecopy.h"

#include <stdbool.h>
#include <stddef.h>

enum field {
    FIELD_ID,
    FIELD_URL,
    FIELD_SITE,
    FIELD_TITLE,
    FIELD_AUTHOR,
    FIELD_PUBLISHED,
    FIELD_LANG,
    FIELD_TEXT,
    FIELD_HTML,
    FIELD_COUNT
};

/* A member's name that is read; of several with one field the lowest rank wins. */
struct field_name {
    struct slice name;
    enum field field;
    unsigned rank;
};

struct fields {
    struct field_name *names;
    size_t count;
    char *strings; /* the user's names */
};

/* The usual names, changed by `mappings` such as "text=BODY": from then on the text is what stands
   under BODY and under no other name. Several mappings of one field: the first found wins.
   WCY_EUSAGE for a mapping that is none, WCY_ENOMEM. */
int fields_init(struct fields *f, const char *const *mappings, size_t count, struct wcy_error *err);
void fields_release(struct fields *f);

/* The name's meaning, or NULL when it has none. */
const struct field_name *fields_find(const struct fields *f, struct slice name);

#endif
