#include "api/sink.h"

#include "base/buf.h"
#include "base/output.h"

#include <errno.h>
#include <isa-l/igzip_lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zstd.h>

#define BLOCK ((size_t)256 << 10)

enum sink_kind { SINK_PLAIN, SINK_ZSTD, SINK_GZIP };

struct sink {
    enum sink_kind kind;
    int fd;
    char *path;           /* as it was named; NULL for standard output */
    struct output file;   /* unless it is standard output */
    struct buf pending;   /* uncompressed */
    unsigned char *block; /* compressed */
    ZSTD_CCtx *zstd;
    struct isal_zstream *gzip;
    uint8_t *gzip_level;
};

static enum sink_kind kind_of(struct slice path)
{
    if (slice_ends(path, slice_str(".zst")))
        return SINK_ZSTD;
    return slice_ends(path, slice_str(".gz")) ? SINK_GZIP : SINK_PLAIN;
}

static bool sink_start_gzip(struct sink *s)
{
    s->gzip = calloc(1, sizeof *s->gzip);
    s->gzip_level = malloc(ISAL_DEF_LVL1_DEFAULT);
    if (!s->gzip || !s->gzip_level)
        return false;
    isal_deflate_init(s->gzip);
    s->gzip->level = 1;
    s->gzip->level_buf = s->gzip_level;
    s->gzip->level_buf_size = ISAL_DEF_LVL1_DEFAULT;
    s->gzip->gzip_flag = IGZIP_GZIP;
    return true;
}

static void sink_free(struct sink *s)
{
    buf_release(&s->pending);
    free(s->block);
    ZSTD_freeCCtx(s->zstd);
    free(s->gzip);
    free(s->gzip_level);
    free(s->path);
    free(s);
}

int sink_open(struct sink **out, const char *path, struct wcy_error *err)
{
    struct sink *s = calloc(1, sizeof *s);
    if (!s)
        return fail_nomem(err);
    s->fd = STDOUT_FILENO;
    s->kind = kind_of(slice_str(path));
    s->block = malloc(BLOCK);
    bool ok = s->block && buf_reserve(&s->pending, BLOCK);
    if (s->kind == SINK_ZSTD)
        ok = ok && (s->zstd = ZSTD_createCCtx());
    if (s->kind == SINK_GZIP)
        ok = ok && sink_start_gzip(s);
    if (strcmp(path, "-") != 0)
        ok = ok && (s->path = strdup(path));
    if (!ok) {
        sink_free(s);
        return fail_nomem(err);
    }
    if (s->path) {
        int sys = output_open(&s->file, path);
        if (sys != 0) {
            sink_free(s);
            return fail_errno(err, WCY_EIO, sys, "cannot write '%s'", path);
        }
        s->fd = s->file.fd;
    }
    *out = s;
    return 0;
}

static int write_out(struct sink *s, const void *bytes, size_t len, struct wcy_error *err)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = write(s->fd, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail_errno(err, WCY_EIO, n < 0 ? errno : EIO, "cannot write '%s'",
                              s->path ? s->path : "standard output");
        at += n;
        len -= (size_t)n;
    }
    return 0;
}

static int drain_zstd(struct sink *s, bool last, struct wcy_error *err)
{
    ZSTD_inBuffer in = {s->pending.ptr, s->pending.len, 0};
    for (;;) {
        ZSTD_outBuffer out = {s->block, BLOCK, 0};
        size_t left = ZSTD_compressStream2(s->zstd, &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left))
            return fail(err, WCY_ENOMEM, "cannot compress: %s", ZSTD_getErrorName(left));
        int status = write_out(s, s->block, out.pos, err);
        if (status < 0 || (in.pos == in.size && (!last || left == 0)))
            return status;
    }
}

static int drain_gzip(struct sink *s, bool last, struct wcy_error *err)
{
    s->gzip->next_in = (uint8_t *)s->pending.ptr;
    s->gzip->avail_in = (uint32_t)s->pending.len;
    s->gzip->end_of_stream = last;
    for (;;) {
        s->gzip->next_out = s->block;
        s->gzip->avail_out = (uint32_t)BLOCK;
        if (isal_deflate(s->gzip) != COMP_OK)
            return fail(err, WCY_EINTERNAL, "cannot compress");
        int status = write_out(s, s->block, BLOCK - s->gzip->avail_out, err);
        bool done = last ? s->gzip->internal_state.state == ZSTATE_END : s->gzip->avail_in == 0;
        if (status < 0 || done)
            return status;
    }
}

static int drain(struct sink *s, bool last, struct wcy_error *err)
{
    int status;
    if (s->kind == SINK_ZSTD)
        status = drain_zstd(s, last, err);
    else if (s->kind == SINK_GZIP)
        status = drain_gzip(s, last, err);
    else
        status = write_out(s, s->pending.ptr, s->pending.len, err);
    buf_clear(&s->pending);
    return status;
}

int sink_write(struct sink *s, struct slice bytes, struct wcy_error *err)
{
    if (!buf_append_slice(&s->pending, bytes))
        return fail_nomem(err);
    return s->pending.len >= BLOCK ? drain(s, false, err) : 0;
}

int sink_finish(struct sink *s, struct wcy_error *err)
{
    int status = drain(s, true, err);
    if (status < 0) {
        sink_abandon(s);
        return status;
    }
    int sys = s->path ? output_commit(&s->file) : 0;
    if (sys != 0)
        status = fail_errno(err, WCY_EIO, sys, "cannot write '%s'", s->path);
    sink_free(s);
    return status;
}

void sink_abandon(struct sink *s)
{
    if (!s)
        return;
    if (s->path)
        output_abandon(&s->file);
    sink_free(s);
}
