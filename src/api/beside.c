#include "api/beside.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const files[] = {"data.mdb", "new.mdb", "lock.mdb", "writer.lock"};

static char *join(const char *a, const char *b)
{
    struct buf to = BUF_INIT;
    if (!buf_printf(&to, "%s%s%c", a, b, '\0'))
        buf_release(&to);
    return to.ptr;
}

/* Where a path leads; of one that does not exist yet, the path without slashes at its end. */
static char *resolve(const char *path)
{
    char *real = realpath(path, NULL);
    if (real)
        return real;
    real = strdup(path);
    for (size_t n = real ? strlen(real) : 0; n > 1 && real[n - 1] == '/'; n--)
        real[n - 1] = '\0';
    return real;
}

/* Makes the entries of the folder that holds `path` last. */
static int sync_parent(const char *path, struct wcy_error *err)
{
    char *parent = strdup(path), *slash = parent ? strrchr(parent, '/') : NULL;
    if (!parent)
        return fail_nomem(err);
    if (slash)
        slash[slash == parent] = '\0';
    int fd = open(slash ? parent : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int status = 0;
    if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
        status = fail_errno(err, WCY_EIO, errno, "cannot sync the folder of '%s'", path);
    if (fd >= 0)
        close(fd);
    free(parent);
    return status;
}

static void empty(const char *folder)
{
    char path[4096];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (snprintf(path, sizeof path, "%s/%s", folder, files[i]) < (int)sizeof path)
            unlink(path);
}

static int take_folder(struct beside *b, struct wcy_error *err)
{
    if (mkdir(b->made, 0777) != 0 && errno != EEXIST)
        return fail_errno(err, WCY_EIO, errno, "cannot make folder '%s'", b->made);
    b->lock = open(b->made, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (b->lock < 0)
        return fail_errno(err, WCY_EIO, errno, "cannot open folder '%s'", b->made);
    if (flock(b->lock, LOCK_EX | LOCK_NB) != 0) {
        close(b->lock);
        b->lock = -1;
        return fail(err, WCY_ELOCKED,
                    "'%s' is being written by another process; wait until it ends", b->made);
    }
    empty(b->made);
    return 0;
}

int beside_make(struct beside *b, const char *path, const char *suffix, struct wcy_error *err)
{
    char dotted[32];
    snprintf(dotted, sizeof dotted, ".%s", suffix);
    *b = (struct beside){.path = resolve(path), .lock = -1};
    b->made = b->path ? join(b->path, dotted) : NULL;
    int status = b->made ? take_folder(b, err) : fail_nomem(err);
    if (status < 0) {
        free(b->made); /* another's folder stays */
        free(b->path);
        *b = (struct beside){.lock = -1};
    }
    return status;
}

/* What is in the folder has been synced; its entries are now. */
static int sync_made(const struct beside *b, struct wcy_error *err)
{
    if (fsync(b->lock) != 0 && errno != EINVAL)
        return fail_errno(err, WCY_EIO, errno, "cannot sync folder '%s'", b->made);
    return 0;
}

int beside_place(struct beside *b, struct wcy_error *err)
{
    int status = sync_made(b, err);
    if (status < 0)
        return status;
    if (renameat2(AT_FDCWD, b->made, AT_FDCWD, b->path, RENAME_NOREPLACE) != 0) {
        /* Not every file system knows the flag; an empty folder in the place is then replaced. */
        struct stat st;
        if (errno != EINVAL || lstat(b->path, &st) == 0 || rename(b->made, b->path) != 0)
            return fail_errno(err, WCY_EIO, errno, "cannot move the result to '%s'", b->path);
    }
    return sync_parent(b->path, err);
}

int beside_swap(struct beside *b, struct wcy_error *err)
{
    int status = sync_made(b, err);
    if (status < 0)
        return status;
    if (renameat2(AT_FDCWD, b->made, AT_FDCWD, b->path, RENAME_EXCHANGE) != 0)
        return fail_errno(err, WCY_EIO, errno,
                          "cannot put '%s' in the place of '%s', which stays as it is", b->made,
                          b->path);
    return sync_parent(b->path, err);
}

int beside_keep(struct beside *b, const char *name, char **kept, struct wcy_error *err)
{
    for (unsigned n = 1; n < 1000000; n++) {
        struct buf to = BUF_INIT;
        struct stat st;
        if (!buf_printf(&to, "%s.%s-%u%c", b->path, name, n, '\0'))
            return fail_nomem(err);
        if (lstat(to.ptr, &st) != 0 && errno == ENOENT) {
            int renamed = rename(b->made, to.ptr);
            *kept = to.ptr;
            if (renamed == 0)
                return sync_parent(b->path, err);
            return fail_errno(err, WCY_EIO, errno, "cannot move '%s' to '%s'", b->made, to.ptr);
        }
        buf_release(&to);
    }
    return fail(err, WCY_EIO, "there are too many folders '%s.%s-...'", b->path, name);
}

void beside_drop(struct beside *b)
{
    if (b->made) {
        empty(b->made);
        rmdir(b->made);
    }
    if (b->lock >= 0)
        close(b->lock);
    free(b->made);
    free(b->path);
    *b = (struct beside){.lock = -1};
}
