#include "api/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const files[] = {"data.mdb", "lock.mdb", "writer.lock", "stdin"};

static char *path_in(const char *folder, const char *name)
{
    struct buf b = BUF_INIT;
    if (!buf_printf(&b, "%s/%s%c", folder, name, '\0'))
        buf_release(&b);
    return b.ptr;
}

static int make_folder(struct scratch *s, const char *parent, struct wcy_error *err)
{
    const char *tmp = getenv("TMPDIR");
    if (!parent)
        parent = tmp && *tmp ? tmp : "/tmp";
    s->folder = path_in(parent, "wirecopy-XXXXXX");
    if (!s->folder)
        return fail_nomem(err);
    if (mkdtemp(s->folder))
        return 0;
    int sys = errno;
    free(s->folder);
    s->folder = NULL;
    return fail_errno(err, WCY_EIO, sys, "cannot make a scratch folder in '%s'", parent);
}

int scratch_open(struct scratch *s, const char *parent, const struct wcy_parameters *parameters,
                 struct wcy_error *err)
{
    struct store_options o = {.write = true, .create = true, .scratch = true};
    *s = (struct scratch){0};
    int status = make_folder(s, parent, err);
    if (status == 0)
        status = store_open(&s->index.store, s->folder, &o, err);
    s->index.writable = true;
    if (status == 0)
        status = index_create(&s->index, 0, parameters, err);
    if (status < 0)
        scratch_close(s);
    return status;
}

void scratch_close(struct scratch *s)
{
    store_close(s->index.store);
    for (size_t i = 0; s->folder && i < sizeof files / sizeof *files; i++) {
        char *path = path_in(s->folder, files[i]);
        if (path)
            unlink(path);
        free(path);
    }
    if (s->folder)
        rmdir(s->folder);
    free(s->folder);
    *s = (struct scratch){0};
}

static int copy_stdin(int to, const char *path, struct wcy_error *err)
{
    char bytes[1 << 16];
    for (;;) {
        ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_errno(err, WCY_EIO, errno, "cannot read standard input");
        if (n == 0)
            return 0;
        for (ssize_t at = 0; at < n;) {
            ssize_t w = write(to, bytes + at, (size_t)(n - at));
            if (w < 0 && errno != EINTR)
                return fail_errno(err, WCY_EIO, errno, "cannot write '%s'", path);
            at += w > 0 ? w : 0;
        }
    }
}

int scratch_spool(const struct scratch *s, char **path, struct wcy_error *err)
{
    char *file = path_in(s->folder, "stdin");
    if (!file)
        return fail_nomem(err);
    int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int status = fd < 0 ? fail_errno(err, WCY_EIO, errno, "cannot write '%s'", file)
                        : copy_stdin(fd, file, err);
    if (fd >= 0 && close(fd) != 0 && status == 0)
        status = fail_errno(err, WCY_EIO, errno, "cannot write '%s'", file);
    if (status < 0)
        free(file);
    else
        *path = file;
    return status;
}
