/*
 * record_json: what the commands print with --json, one object each, for everybody who answers in
 * JSON. Each function stands in the file of its command.
 */
#ifndef CLI_RECORD_JSON_H
#define CLI_RECORD_JSON_H

#include "json_out.h"

/* show; `origin` may be NULL */
void entry_json(struct json *j, const struct wcy_entry *entry, const struct wcy_origin *origin,
                bool with_text);
void cluster_json(struct json *j, const struct wcy_cluster *cluster); /* clusters */
void flow_json(struct json *j, const struct wcy_flow *flow);          /* flows */
void pair_json(struct json *j, const struct wcy_pair *pair);          /* pairs */
void roundup_json(struct json *j, const struct wcy_entry *entry);     /* clusters --roundups */
void stat_json(struct json *j, const struct wcy_stat *stat);          /* stat */

/* query: the members without braces, so that others can follow; an empty `query` is null. */
void match_json(struct json *j, const struct wcy_match *match, struct wcy_slice query);

#endif
