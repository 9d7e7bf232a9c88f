/*
 * article_out: one article, for people and as JSON.
 */
#ifndef CLI_ARTICLE_OUT_H
#define CLI_ARTICLE_OUT_H

#include "json_out.h"
#include "term.h"
#include "wirecopy.h"

/* The fields id, file, offset, url, site, title, author, published and lang. */
void article_json_head(struct json *j, const struct wcy_article *article);

/* "credits": [...] */
void article_json_credits(struct json *j, const struct wcy_article *article);

/* "  title       Bank says profit rose", nothing when the value is empty. */
void article_print_field(const struct term *t, const char *name, struct wcy_slice value);

/* The id as a heading, the fields and the credits. */
void article_print(const struct term *t, const struct wcy_article *article);

#endif
