/*
 * report: an index as a page that people look at.
 *
 * report_html writes one self-contained file. The documents it is made of can be had one by one, so
 * that a server shows the same page over the live index; doc/report.md, "Page data", describes
 * them, and assets.h has the page.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/json_write.h"
#include "wirecopy.h"

struct report_options {
    const char *name;  /* what the page calls the index */
    int64_t made;      /* now, in seconds since 1970 */
    uint64_t max_size; /* bytes of the file that may be used; whole stories are left out beyond */
    uint64_t max_stories; /* stories in the list; the others are only counted */
    bool no_text;         /* leave the articles' texts out */
};

/* What was left out of a file. */
struct report_result {
    uint64_t bytes;     /* of the file */
    uint64_t clusters;  /* in the index */
    uint64_t listed;    /* stories in the list */
    uint64_t full;      /* of them, those with members */
    uint64_t with_text; /* of them, those with texts */
};

/* The overview document, for a server: every story is marked as full. `to` is released by the
   caller. */
int report_overview(struct wcy_index *index, const struct report_options *options, struct json *to,
                    struct wcy_error *err);

/* One story's document; WCY_END when there is no such cluster. */
int report_story(struct wcy_index *index, uint64_t cluster, const struct report_options *options,
                 struct json *to, struct wcy_error *err);

/* Writes the page to `path`, under a temporary name at first; "-" is standard output. */
int report_html(struct wcy_index *index, const char *path, const struct report_options *options,
                struct report_result *result, struct wcy_error *err);

#endif
