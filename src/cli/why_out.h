/*
 * why_out: the evidence for an article's place: why the original is the original, and why the
 * article is a member.
 */
#ifndef CLI_WHY_OUT_H
#define CLI_WHY_OUT_H

#include "json_out.h"
#include "term.h"

/* "why": {...} */
void why_json(struct json *j, const struct wcy_entry *e, const struct wcy_origin *o);

/* The same for people. */
void why_print(const struct term *t, const struct wcy_entry *e, const struct wcy_origin *o);

/* The member of its cluster that the entry is; NULL: in none. */
const struct wcy_member *why_member(const struct wcy_entry *e);

#endif
