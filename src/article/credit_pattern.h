/*
 * credit_pattern: matching one phrase of the table against text.
 */
#ifndef ARTICLE_CREDIT_PATTERN_H
#define ARTICLE_CREDIT_PATTERN_H

#include "article/credit_name.h"
#include "article/credit_tables.h"

struct phrase_match {
    const char *start, *stop; /* the words that matched */
    struct credit_name name;  /* of a phrase with %s */
    struct slice words;       /* of a phrase with %k: what stands in the slot */
    struct slice person;      /* of a phrase with %p */
};

/* Whether `phrase` stands at `p`, in a line that ends at `end`, with a source that is sure enough
   for it. */
bool phrase_at(const struct credit_phrase *phrase, const char *p, const char *end,
               struct phrase_match *match);

/* Whether the rest of the phrase's pattern, from `rest` on, stands at `p`: a quick way to turn down
   a cue before its sentence is looked for. */
bool phrase_rest_at(const struct credit_phrase *phrase, const char *rest, const char *p,
                    const char *end);

#endif
