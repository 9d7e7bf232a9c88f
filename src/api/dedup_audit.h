/*
 * dedup_audit: the lines of `dedup --removed`: what was dropped, and what for.
 */
#ifndef API_DEDUP_AUDIT_H
#define API_DEDUP_AUDIT_H

#include "api/index.h"
#include "base/json_write.h"
#include "input/chunk.h"

/* Appends the line of a dropped article. */
void audit_dropped(struct json *to, const struct wcy_decision *d);

/* Knows the records whose id came more than once. */
struct audit;

/* `input` must live as long as the audit. */
int audit_open(struct audit **out, struct wcy_index *index, const struct wcy_input_options *input,
               struct wcy_error *err);
void audit_close(struct audit *audit);

/* Appends the line of a record that was not indexed because another one of its id was; nothing when
   it is no article at all. */
int audit_repeat(struct audit *audit, struct json *to, const struct chunk *chunk,
                 const struct record *record, struct wcy_error *err);

#endif
