/*
 * credit_tail: the agency's mark at the end of its story.
 *
 *   -- Reuters        (AFP)        ... he said. (dpa)        ... he said. — Bernama        Reuter
 */
#ifndef ARTICLE_CREDIT_TAIL_H
#define ARTICLE_CREDIT_TAIL_H

#include "article/credit_dateline.h"
#include "base/slice.h"

#include <stdbool.h>

struct tail {
    struct slice evidence;
    const struct credit_source *sources[DATELINE_SOURCES];
    size_t n_sources;
};

/* Whether `line` (a line of text without its newline) is an agency's mark or ends with one, and
   its neighbours (the lines with text before and behind it, empty when there are none) show that
   a story ends here. */
bool tail_at(struct slice before, struct slice line, struct slice behind, struct tail *tail);

#endif
