/*
 * credit_list: the credits found so far, and putting them in order.
 */
#ifndef ARTICLE_CREDIT_LIST_H
#define ARTICLE_CREDIT_LIST_H

#include "article/article.h"
#include "article/credit_name.h"
#include "base/arena.h"
#include "base/error.h"

struct credit_list {
    struct arena *arena;
    struct slice base; /* the text that evidence points into */
    struct slice site;
    struct found_credit *items;
    size_t count, cap;
    bool no_memory;
};

/* Adds a credit to a named source, or to a row of the table; the site itself becomes kind "self".
   `implied`: the words do not name the source, so any other credit in their line wins. `kind` must
   be a static string. */
void credit_list_add_name(struct credit_list *list, const struct credit_name *name,
                          const char *kind, struct slice evidence, double weight);
void credit_list_add_source(struct credit_list *list, const struct credit_source *source,
                            const char *kind, struct slice evidence, double weight, bool implied);

/* The credits in order of offset, without those that say the same twice. */
int credit_list_finish(struct credit_list *list, struct credit **out, size_t *count,
                       struct wcy_error *err);

#endif
