/*
 * match_out: an article that shares text with another, for people and as JSON.
 */
#ifndef CLI_MATCH_OUT_H
#define CLI_MATCH_OUT_H

#include "command.h"
#include "json_out.h"

/* Colours relations by how much of a copy they are. */
enum style match_style(enum wcy_relation relation);

#define RELATION_WIDTH 14 /* of the longest, "near-duplicate" */

/* Prints the relation in its colour, in at least `width` columns. */
void match_put_relation(const struct term *t, enum wcy_relation relation, int width);

/* The match in three lines or so; excerpts of the passages come from `text`, the query's. */
void match_print(const struct cli *cli, const struct wcy_match *match, struct wcy_slice text);

/* The match as one line of JSON; an empty `query` becomes null. */
void match_print_json(const struct wcy_match *match, struct wcy_slice query);

/* "jaccard", the two containments and "shared" (and "estimated" when they are). */
void match_json_numbers(struct json *j, const struct wcy_match *match);

#endif
