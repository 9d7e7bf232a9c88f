/*
 * complete: what is still to be found out about an article once its record is parsed: the text of
 * its page, its site, and the credits that name its source.
 */
#ifndef INPUT_COMPLETE_H
#define INPUT_COMPLETE_H

#include "input/record.h"

/* Completes `a` in place; new slices live in `arena`. What the record said stands; the page fills
   the gaps. With a->explain the page's blocks are kept, too, and a page without an article is one
   without text. 0: done; 1: the page holds no article, `*why` says so; negative: an error. */
int article_complete(struct article *a, struct arena *arena, struct record_problem *why,
                     struct wcy_error *err);

#endif
