/*
 * version: a copy that a site made of its own text is a version of it: an update, a correction.
 */
#ifndef MATCH_VERSION_H
#define MATCH_VERSION_H

#include "index/row.h"

/* Do two articles stand on one site, or at one address? False when neither is known. */
bool version_same_place(const struct row *a, const struct row *b);

/* The relation between two articles, told apart: a copy at the same place, with other words, is a
   version, unless `same_site` says that they are merged. */
enum wcy_relation version_relation(enum wcy_same_site same_site, enum wcy_relation relation,
                                   const struct row *a, const struct row *b);

#endif
