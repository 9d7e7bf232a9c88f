/*
 * story: one cluster as the document behind a story's view.
 */
#ifndef REPORT_STORY_H
#define REPORT_STORY_H

#include "base/json_write.h"

struct story_options {
    unsigned shingle;     /* of the index, for the passages */
    unsigned max_members; /* that are listed */
    unsigned max_texts;   /* of them, with text, author, language and credits */
    bool texts;           /* false: no texts and passages */
};

/* Appends the document of cluster `number`, as `iter` sees it. WCY_END: there is none. */
int story_write(struct wcy_index *index, struct wcy_cluster_iter *iter, uint64_t number,
                const struct story_options *options, struct json *j, struct wcy_error *err);

#endif
