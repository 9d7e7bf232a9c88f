/* xz, bzip2 and lz4 by libarchive. */

#include "input/problem.h"
#include "input/stream.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#define FILTER_WINDOW ((size_t)64 << 10)

struct filter_stream {
    struct stream base;
    struct stream *below;
    struct archive *archive;
    bool opened;
    char window[FILTER_WINDOW];
};

static la_ssize_t pull(struct archive *archive, void *context, const void **bytes)
{
    struct filter_stream *f = context;
    ssize_t got = stream_read(f->below, f->window, sizeof f->window);
    if (got < 0)
        archive_set_error(archive, 0, "%s", f->below->detail);
    *bytes = f->window;
    return got;
}

static ssize_t filter_broke(struct filter_stream *f)
{
    if (f->below->problem)
        return stream_break(&f->base, f->below->problem, "%s", f->below->detail);
    const char *why = archive_error_string(f->archive);
    bool cut = why && strcasestr(why, "truncated");
    return stream_break(&f->base, cut ? PROBLEM_TRUNCATED : PROBLEM_DAMAGED, "%s",
                        why ? why : "the compressed data is broken");
}

/* libarchive sees the data as an archive with one entry. 1, 0 when there is nothing, or -1. */
static int open_entry(struct filter_stream *f)
{
    struct archive_entry *entry;
    f->opened = true;
    if (archive_read_open(f->archive, f, NULL, pull, NULL) != ARCHIVE_OK)
        return (int)filter_broke(f);
    int code = archive_read_next_header(f->archive, &entry);
    if (code == ARCHIVE_EOF)
        return 0;
    return code < ARCHIVE_WARN ? (int)filter_broke(f) : 1;
}

static ssize_t filter_read(struct stream *s, char *to, size_t room)
{
    struct filter_stream *f = (struct filter_stream *)s;
    if (!f->opened) {
        int opened = open_entry(f);
        if (opened <= 0)
            return opened;
    }
    la_ssize_t got = archive_read_data(f->archive, to, room);
    return got < 0 ? filter_broke(f) : got;
}

static void filter_close(struct stream *s)
{
    struct filter_stream *f = (struct filter_stream *)s;
    archive_read_free(f->archive);
    stream_close(f->below);
    free(f);
}

struct stream *stream_filter(struct stream *below)
{
    static const struct stream_ops ops = {filter_read, NULL, filter_close};
    struct filter_stream *f = calloc(1, sizeof *f);
    if (f)
        f->archive = archive_read_new();
    if (!f || !f->archive) {
        stream_close(below);
        free(f);
        return NULL;
    }
    f->base.ops = &ops;
    f->below = below;
    archive_read_support_filter_xz(f->archive);
    archive_read_support_filter_bzip2(f->archive);
    archive_read_support_filter_lz4(f->archive);
    archive_read_support_format_raw(f->archive);
    archive_read_support_format_empty(f->archive);
    return &f->base;
}
