/*
 * story_out: what a round-up is put together from.
 */
#ifndef CLI_STORY_OUT_H
#define CLI_STORY_OUT_H

#include "json_out.h"
#include "term.h"

/* "stories": [...] */
void story_json(struct json *j, const struct wcy_entry *e);

/* One line a story. */
void story_print(const struct term *t, const struct wcy_entry *e);

#endif
