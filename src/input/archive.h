/*
 * archive: the records of web archives, WARC and ARC: where one starts, how long it is, what it
 * holds.
 *
 * WARC 0.17 to 1.1: https://iipc.github.io/warc-specifications/
 * ARC 1 and 2: https://archive.org/web/researcher/ArcFileFormat.php
 */
#ifndef INPUT_ARCHIVE_H
#define INPUT_ARCHIVE_H

#include "base/slice.h"
#include "input/sniff.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Headers longer than this are taken for damage. */
#define ARCHIVE_HEADER_MAX ((size_t)64 << 10)

enum archive_kind {
    ARCHIVE_PAGE,  /* response or resource: may hold a page */
    ARCHIVE_TEXT,  /* conversion: the text of a page (WET) */
    ARCHIVE_OTHER, /* request, metadata, revisit, ...: never an article */
};

struct archive_head {
    size_t header_len; /* bytes up to the block */
    uint64_t block_len;
    enum archive_kind kind;
    struct slice type;    /* "response", "request", ...; borrowed from the header */
    struct slice url;     /* without the < > that some writers put around it */
    struct slice content; /* content type of the block; empty when not given */
    struct slice date;    /* of the capture, as written */
};

enum archive_answer { ARCHIVE_NO, ARCHIVE_YES, ARCHIVE_MORE };

/* Does a record start at the beginning of `window`? ARCHIVE_MORE: too few bytes to tell. */
enum archive_answer archive_starts(enum format format, struct slice window);

/* The first place in `window`, behind its first byte, where a record starts or may start, for all
   that can be seen; window.len when there is none. */
size_t archive_find(enum format format, struct slice window);

/* Reads the header at the start of the window. ARCHIVE_NO: it is broken, `*why` says how, and
   `header_len` is what to skip. */
enum archive_answer archive_read(enum format format, struct slice window, struct archive_head *head,
                                 const char **why);

#endif
