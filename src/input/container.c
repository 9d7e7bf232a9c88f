#include "input/container.h"

#include "base/buf.h"
#include "input/problem.h"

#include "wirecopy.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

#define CONTAINER_WINDOW ((size_t)64 << 10)

struct container {
    struct stream *below;
    struct buf head; /* bytes that were read before */
    struct archive *archive;
    bool opened, broken;
    char window[CONTAINER_WINDOW];
};

struct member {
    struct stream base;
    struct container *container;
};

static la_ssize_t pull(struct archive *archive, void *context, const void **bytes)
{
    struct container *c = context;
    if (c->head.len) {
        *bytes = c->head.ptr;
        la_ssize_t len = (la_ssize_t)c->head.len;
        c->head.len = 0; /* the memory stays until the end */
        return len;
    }
    ssize_t got = stream_read(c->below, c->window, sizeof c->window);
    if (got < 0)
        archive_set_error(archive, 0, "%s", c->below->detail);
    *bytes = c->window;
    return got;
}

struct container *container_open(struct stream *below, struct slice head)
{
    struct container *c = calloc(1, sizeof *c);
    if (c)
        c->archive = archive_read_new();
    if (!c || !c->archive || !buf_append_slice(&c->head, head)) {
        stream_close(below);
        if (c)
            archive_read_free(c->archive);
        free(c);
        return NULL;
    }
    c->below = below;
    archive_read_support_format_tar(c->archive);
    archive_read_support_format_zip_streamable(c->archive);
    return c;
}

void container_close(struct container *c)
{
    if (!c)
        return;
    archive_read_free(c->archive);
    stream_close(c->below);
    buf_release(&c->head);
    free(c);
}

static ssize_t member_read(struct stream *s, char *to, size_t room)
{
    struct container *c = ((struct member *)s)->container;
    la_ssize_t got = archive_read_data(c->archive, to, room);
    if (got >= 0)
        return got;
    const char *why = archive_error_string(c->archive);
    c->broken = got == ARCHIVE_FATAL;
    return stream_break(s, PROBLEM_DAMAGED, "%s", why ? why : "the archive is broken");
}

static void member_close(struct stream *s)
{
    free(s);
}

static struct stream *open_member(struct container *c)
{
    static const struct stream_ops ops = {member_read, NULL, member_close};
    struct member *m = calloc(1, sizeof *m);
    if (!m)
        return NULL;
    m->base.ops = &ops;
    m->container = c;
    return &m->base;
}

static int broken(struct container *c, const char **name)
{
    const char *why = archive_error_string(c->archive);
    *name = why ? why : "the archive is broken";
    c->broken = true;
    return WCY_EDATA;
}

int container_next(struct container *c, const char **name, struct stream **member)
{
    struct archive_entry *entry;
    if (c->broken)
        return WCY_END;
    if (!c->opened) {
        c->opened = true;
        if (archive_read_open(c->archive, c, NULL, pull, NULL) != ARCHIVE_OK)
            return broken(c, name);
    }
    for (;;) {
        int code = archive_read_next_header(c->archive, &entry);
        if (code == ARCHIVE_EOF)
            return WCY_END;
        if (code < ARCHIVE_WARN)
            return broken(c, name);
        if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry))
            continue;
        *name = archive_entry_pathname(entry);
        if (!*name)
            *name = "?";
        *member = open_member(c);
        return *member ? 0 : WCY_ENOMEM;
    }
}
