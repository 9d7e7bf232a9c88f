#include "input/stream.h"

#include "input/problem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct file_stream {
    struct stream base;
    int fd;
    atomic_uint_fast64_t *consumed;
    bool ended; /* the end was seen */
    bool waits; /* no regular file: reading it may wait for somebody */
    const volatile sig_atomic_t *stop;
};

/* False: one should stop waiting. */
static bool file_wait(const struct file_stream *f)
{
    struct pollfd p = {.fd = f->fd, .events = POLLIN};
    while (!*f->stop) {
        int n = poll(&p, 1, 100);
        if (n > 0 || (n < 0 && errno != EINTR))
            return true;
    }
    return false;
}

static ssize_t file_read(struct stream *s, char *to, size_t room)
{
    struct file_stream *f = (struct file_stream *)s;
    ssize_t got;
    if (f->ended)
        return 0; /* a terminal would wait for its user again */
    if (f->stop && f->waits && !file_wait(f))
        return 0;
    do
        got = read(f->fd, to, room);
    while (got < 0 && errno == EINTR);
    if (got < 0) {
        char text[100];
        return stream_break(s, PROBLEM_READ, "%s", strerror_r(errno, text, sizeof text));
    }
    f->ended = got == 0;
    if (f->consumed)
        atomic_fetch_add_explicit(f->consumed, (uint_fast64_t)got, memory_order_relaxed);
    return got;
}

static void file_close(struct stream *s)
{
    struct file_stream *f = (struct file_stream *)s;
    if (f->fd != STDIN_FILENO) /* standard input is the caller's */
        close(f->fd);
    free(f);
}

struct stream *stream_open_fd(int fd, atomic_uint_fast64_t *consumed)
{
    static const struct stream_ops ops = {file_read, NULL, file_close};
    struct file_stream *f = calloc(1, sizeof *f);
    if (!f) {
        if (fd != STDIN_FILENO)
            close(fd);
        return NULL;
    }
    posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL); /* a hint; pipes refuse it */
    f->base.ops = &ops;
    f->fd = fd;
    f->consumed = consumed;
    struct stat st;
    f->waits = fstat(fd, &st) != 0 || !S_ISREG(st.st_mode);
    return &f->base;
}

void stream_stop_at(struct stream *s, const volatile sig_atomic_t *stop)
{
    ((struct file_stream *)s)->stop = stop;
}

ssize_t stream_read(struct stream *s, char *to, size_t room)
{
    s->member_starts = false;
    if (s->peeked_at < s->peeked_len) {
        size_t len = s->peeked_len - s->peeked_at;
        if (len > room)
            len = room;
        memcpy(to, s->peeked + s->peeked_at, len);
        s->member_starts = s->peeked_at == 0 && s->has_members;
        s->peeked_at += len;
        return (ssize_t)len;
    }
    return s->problem ? -1 : s->ops->read(s, to, room);
}

/* Only the file at the bottom is peeked at, before anything was read from it, so that a member's
   start among the peeked bytes can only be the first one. */
size_t stream_peek(struct stream *s, size_t want)
{
    if (want > sizeof s->peeked)
        want = sizeof s->peeked;
    while (s->peeked_len < want && !s->problem) {
        ssize_t got = s->ops->read(s, s->peeked + s->peeked_len, want - s->peeked_len);
        if (got <= 0)
            break;
        s->peeked_len += (size_t)got;
    }
    return s->peeked_len;
}

static bool starts_with(const struct stream *s, const char *magic, size_t len)
{
    return s->peeked_len >= len && memcmp(s->peeked, magic, len) == 0;
}

struct stream *stream_decode(struct stream *s)
{
    stream_peek(s, 10);
    if (starts_with(s, "\x1f\x8b", 2))
        return stream_gzip(s);
    bool skippable = s->peeked_len >= 4 && (s->peeked[0] & 0xf0) == 0x50 &&
                     memcmp(s->peeked + 1, "\x2a\x4d\x18", 3) == 0;
    if (skippable || starts_with(s, "\x28\xb5\x2f\xfd", 4))
        return stream_zstd(s);
    if (starts_with(s, "\xfd\x37zXZ", 6) || starts_with(s, "\x04\x22\x4d\x18", 4) ||
        (starts_with(s, "BZh", 3) && s->peeked_len == 10 &&
         memcmp(s->peeked + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0))
        return stream_filter(s);
    return s;
}

bool stream_resync(struct stream *s)
{
    if (!s->ops->resync || !s->ops->resync(s))
        return false;
    s->problem = NULL;
    return true;
}

void stream_close(struct stream *s)
{
    if (s)
        s->ops->close(s);
}

ssize_t stream_break(struct stream *s, const char *problem, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    s->problem = problem;
    vsnprintf(s->detail, sizeof s->detail, format, args);
    va_end(args);
    return -1;
}
