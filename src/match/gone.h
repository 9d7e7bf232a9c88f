/*
 * gone: the articles that were removed or replaced by a newer version.
 */
#ifndef MATCH_GONE_H
#define MATCH_GONE_H

#include "base/number_set.h"
#include "index/store.h"

struct gone {
    struct number_set set;
};

void gone_release(struct gone *g);

/* Replaces the contents by what the index says. */
int gone_load(struct gone *g, struct store *s, MDB_txn *txn, struct wcy_error *err);

/* Adds an article; false when memory runs out. */
bool gone_add(struct gone *g, uint64_t number);

bool gone_has(const struct gone *g, uint64_t number);

/* The same for segments (segments_gone_fn): of an article, of a posting's. `gone` is a struct gone.
 */
bool gone_article(const void *gone, uint64_t number);
bool gone_posting(const void *gone, uint64_t posting);

#endif
