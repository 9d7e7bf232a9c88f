/*
 * credit_cue: finding the phrases that may start anywhere in a line.
 *
 * A cue is a long word of such a phrase ("appeared", "republished"). All cues are searched for at
 * once, skipping most of the text; only where one is found are its phrases looked at.
 */
#ifndef ARTICLE_CREDIT_CUE_H
#define ARTICLE_CREDIT_CUE_H

#include "article/credit_tables.h"

#include <stdint.h>

/* A phrase with a cue; lists are in the order of the table. */
struct cue {
    const struct credit_phrase *phrase;
    const char *at;         /* where the phrase's pattern has the cue */
    const struct cue *next; /* another phrase with the same cue, or NULL */
};

/* The first cue at or behind `p`, and `*cues` set to the phrases that have it; NULL when there is
   none. */
const char *cue_find(const char *p, const char *end, const struct cue **cues);

#endif
