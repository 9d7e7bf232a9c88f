#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS 40 /* as many as Linux follows */

/* The number in "/dev/fd/3", or -1. To open such a name would begin the file again: what others
   have written to it would be overwritten. */
static int open_file_of(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    if (strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        size_t len = strlen(folders[i]);
        char *end;
        if (strncmp(path, folders[i], len) != 0 || path[len] < '0' || path[len] > '9')
            continue;
        long n = strtol(path + len, &end, 10);
        if (*end == '\0' && n <= INT_MAX)
            return (int)n;
    }
    return -1;
}

/* What the link at `path` leads to, malloc'ed. */
static char *target_of(const char *path)
{
    char target[PATH_MAX];
    char *made;
    ssize_t len = readlink(path, target, sizeof target);
    if (len < 0)
        return NULL;
    if (len == (ssize_t)sizeof target) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    const char *slash = strrchr(path, '/');
    int folder = slash && target[0] != '/' ? (int)(slash + 1 - path) : 0;
    return asprintf(&made, "%.*s%.*s", folder, path, (int)len, target) < 0 ? NULL : made;
}

/* Replaces o->path by what it leads to, which need not be there. */
static int follow(struct output *o, struct stat *st)
{
    for (int links = 0; lstat(o->path, st) == 0 && S_ISLNK(st->st_mode); links++) {
        if (links == LINKS)
            return ELOOP;
        char *target = target_of(o->path);
        if (!target)
            return errno ? errno : ENOMEM;
        free(o->path);
        o->path = target;
    }
    return 0;
}

/* Everything but a file, a folder (which is an error later) and what is not there. */
static int is_in_place(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

static int open_beside(struct output *o)
{
    struct stat st = {0};
    int sys = follow(o, &st);
    if (sys != 0)
        return sys;
    if (S_ISDIR(st.st_mode))
        return EISDIR;
    if (asprintf(&o->temporary, "%s.tmp%ld", o->path, (long)getpid()) < 0) {
        o->temporary = NULL;
        return ENOMEM;
    }
    o->fd = open(o->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (o->fd < 0)
        return errno;
    /* Who may read the old file may read the new one. */
    if (S_ISREG(st.st_mode) && fchmod(o->fd, st.st_mode & 07777) != 0)
        return errno;
    return 0;
}

int output_open(struct output *o, const char *path)
{
    int open_file = open_file_of(path), sys = 0;
    *o = (struct output){.fd = -1};
    if (open_file >= 0 || is_in_place(path)) {
        o->fd = open_file >= 0 ? fcntl(open_file, F_DUPFD_CLOEXEC, 3)
                               : open(path, O_WRONLY | O_CLOEXEC);
        return o->fd < 0 ? errno : 0;
    }
    o->path = strdup(path);
    sys = o->path ? open_beside(o) : ENOMEM;
    if (sys != 0)
        output_abandon(o);
    return sys;
}

int output_commit(struct output *o)
{
    int sys = 0;
    if (o->temporary && fsync(o->fd) != 0 && errno != EINVAL)
        sys = errno;
    if (close(o->fd) != 0 && sys == 0)
        sys = errno;
    o->fd = -1;
    if (sys == 0 && o->temporary && rename(o->temporary, o->path) != 0)
        sys = errno;
    if (sys == 0) {
        free(o->temporary);
        o->temporary = NULL;
    }
    output_abandon(o);
    return sys;
}

void output_abandon(struct output *o)
{
    if (o->fd >= 0)
        close(o->fd);
    if (o->temporary)
        unlink(o->temporary);
    free(o->temporary);
    free(o->path);
    *o = (struct output){.fd = -1};
}
