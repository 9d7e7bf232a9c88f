#include "index/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static void lock_read_holder(int fd, char *holder, size_t size)
{
    ssize_t n = pread(fd, holder, size - 1, 0);
    holder[n > 0 ? n : 0] = '\0';
    char *newline = strchr(holder, '\n');
    if (newline)
        *newline = '\0';
}

/* Best effort: the text only serves the message of whoever finds the lock taken. */
static void lock_write_holder(int fd)
{
    char text[64];
    int n = snprintf(text, sizeof text, "process %ld\n", (long)getpid());
    if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)n, 0) != n)
        return;
}

/* Is the open file still the one at this path? `compact` may have put another folder there. */
static bool lock_is_current(int fd, const char *path)
{
    struct stat here, there;
    return fstat(fd, &here) == 0 && stat(path, &there) == 0 && here.st_dev == there.st_dev &&
           here.st_ino == there.st_ino;
}

int lock_writer(const char *folder, int *fd, struct wcy_error *err)
{
    char path[4096], holder[64];
    snprintf(path, sizeof path, "%s/writer.lock", folder);
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (lock < 0)
        return fail_errno(err, WCY_EIO, errno, "cannot open '%s'", path);
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        int sys = errno;
        lock_read_holder(lock, holder, sizeof holder);
        close(lock);
        if (sys == EWOULDBLOCK)
            return fail(err, WCY_ELOCKED, "index '%s' is being written by %s; wait until it ends",
                        folder, *holder ? holder : "another process");
        return fail_errno(err, WCY_EIO, sys, "cannot lock '%s'", path);
    }
    if (!lock_is_current(lock, path)) {
        close(lock);
        return lock_writer(folder, fd, err);
    }
    lock_write_holder(lock);
    *fd = lock;
    return 0;
}

void lock_release(int fd)
{
    if (fd >= 0)
        close(fd);
}
