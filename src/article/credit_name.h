/*
 * credit_name: reading the name of a source, and knowing it again.
 */
#ifndef ARTICLE_CREDIT_NAME_H
#define ARTICLE_CREDIT_NAME_H

#include "article/credit_tables.h"
#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct credit_name {
    struct slice text;                 /* as written: a name, a host or a URL */
    struct slice host;                 /* the host when it is a host or a URL, else empty */
    const struct credit_source *known; /* its row in the table, or NULL */
    const char *stop;                  /* behind it */
    bool more;                         /* a known name with other words behind it */
};

/* Reads the name, host or URL at `p` (blanks, quotes and a lower-case "the" are skipped). False
   when nothing there can be a source: a small word, a date, a number. */
bool credit_name_read(const char *p, const char *end, struct credit_name *name);

/* The same for text that is known to be the whole name. */
bool credit_name_whole(struct slice text, struct credit_name *name);

/* Whether the name is sure enough. */
bool credit_name_meets(const struct credit_name *name, enum credit_need need);

/* True when a word of the name is one that outlets are called by, or it is a call sign (WKRG). */
bool credit_name_is_outlet(struct slice text);

/* Whether the source is the site itself; `site` is a host or an outlet's name. */
bool credit_name_is_site(const struct credit_name *name, struct slice site, struct arena *arena);

/* A number that is the same for a source and its site: of a known one its row's, else of the
   letters of the name or of the domain without its suffix; 0 when there are none. */
uint64_t credit_name_key(const struct credit_name *name, struct arena *arena);

/* "agency:reuters", "cnn.com" or the name as written; lives in `arena`, the text or static
   memory. The empty slice when memory runs out. */
struct slice credit_name_source(const struct credit_name *name, struct arena *arena);

/* The same for a row of the table. */
struct slice credit_source_label(const struct credit_source *source, struct arena *arena);

#endif
