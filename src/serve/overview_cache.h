/*
 * overview_cache: the first page's document, which takes a walk over the whole index, kept until
 * something is committed.
 */
#ifndef SERVE_OVERVIEW_CACHE_H
#define SERVE_OVERVIEW_CACHE_H

#include "report/report.h"

#include <pthread.h>

struct overview_cache {
    pthread_mutex_t lock; /* held while the document is made: the others wait for it */
    struct json document;
    struct wcy_stat stat; /* of the index when it was made */
    bool made;
};

void overview_cache_init(struct overview_cache *c);
void overview_cache_release(struct overview_cache *c);

/* Writes the document to `to`, making it first when there is none or the index has changed. */
int overview_cache_write(struct overview_cache *c, struct wcy_index *index,
                         const struct report_options *options, struct json *to,
                         struct wcy_error *err);

#endif
