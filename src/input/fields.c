#include "input/fields.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

#define N_USUAL (sizeof usual / sizeof usual[0])

/* What dumps of news call these; the first of a field is what wirecopy itself writes. */
static const struct field_name usual[] = {
    {SLICE("id"),             FIELD_ID,        0},
    {SLICE("url"),            FIELD_URL,       0},
    {SLICE("site"),           FIELD_SITE,      0},
    {SLICE("source"),         FIELD_SITE,      1},
    {SLICE("domain"),         FIELD_SITE,      2},
    {SLICE("title"),          FIELD_TITLE,     0},
    {SLICE("author"),         FIELD_AUTHOR,    0},
    {SLICE("published"),      FIELD_PUBLISHED, 0},
    {SLICE("date"),           FIELD_PUBLISHED, 1},
    {SLICE("date_published"), FIELD_PUBLISHED, 2},
    {SLICE("timestamp"),      FIELD_PUBLISHED, 3},
    {SLICE("lang"),           FIELD_LANG,      0},
    {SLICE("text"),           FIELD_TEXT,      0},
    {SLICE("content"),        FIELD_TEXT,      1},
    {SLICE("body"),           FIELD_TEXT,      2},
    {SLICE("maintext"),       FIELD_TEXT,      3},
    {SLICE("html"),           FIELD_HTML,      0},
};

/* The field whose first usual name is `name`, or FIELD_COUNT. */
static enum field field_by_name(struct slice name)
{
    for (size_t i = 0; i < N_USUAL; i++)
        if (usual[i].rank == 0 && slice_eq(usual[i].name, name))
            return usual[i].field;
    return FIELD_COUNT;
}

/* Reads "field=NAME" from a copy of it that lives as long as `f`. */
static int add_mapping(struct fields *f, char *mapping, unsigned rank, bool *mapped,
                       struct wcy_error *err)
{
    char *equals = strchr(mapping, '=');
    enum field field = FIELD_COUNT;
    if (equals)
        field = field_by_name(slice_make(mapping, (size_t)(equals - mapping)));
    if (field == FIELD_COUNT || equals[1] == '\0')
        return fail(err, WCY_EUSAGE,
                    "field mapping '%s' is not FIELD=NAME with FIELD one of id, url, site, title, "
                    "author, published, lang, text, html",
                    mapping);
    mapped[field] = true;
    f->names[f->count++] = (struct field_name){slice_str(equals + 1), field, rank};
    return 0;
}

static int add_mappings(struct fields *f, const char *const *mappings, size_t count, bool *mapped,
                        struct wcy_error *err)
{
    char *to = f->strings;
    int code = 0;
    for (size_t i = 0; i < count && code == 0; i++) {
        size_t size = strlen(mappings[i]) + 1;
        memcpy(to, mappings[i], size);
        code = add_mapping(f, to, (unsigned)i, mapped, err);
        to += size;
    }
    return code;
}

int fields_init(struct fields *f, const char *const *mappings, size_t count, struct wcy_error *err)
{
    bool mapped[FIELD_COUNT] = {false};
    size_t size = 1;
    for (size_t i = 0; i < count; i++)
        size += strlen(mappings[i]) + 1;
    *f = (struct fields){calloc(N_USUAL + count, sizeof *f->names), 0, malloc(size)};
    int code = f->names && f->strings ? 0 : fail_nomem(err);
    if (code == 0)
        code = add_mappings(f, mappings, count, mapped, err);
    for (size_t i = 0; i < N_USUAL && code == 0; i++)
        if (!mapped[usual[i].field] && !fields_find(f, usual[i].name))
            f->names[f->count++] = usual[i];
    if (code != 0)
        fields_release(f);
    return code;
}

void fields_release(struct fields *f)
{
    free(f->names);
    free(f->strings);
    *f = (struct fields){NULL, 0, NULL};
}

const struct field_name *fields_find(const struct fields *f, struct slice name)
{
    for (size_t i = 0; i < f->count; i++)
        if (slice_eq(f->names[i].name, name))
            return &f->names[i];
    return NULL;
}
