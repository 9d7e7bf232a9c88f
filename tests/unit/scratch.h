/*
 * scratch: a temporary folder for a test, with files made on the spot.
 */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct scratch {
    char dir[64];
    char path[256]; /* of the last file made */
};

static inline int scratch_setup(void **state)
{
    static const char template[] = "/tmp/wirecopy-test-XXXXXX";
    struct scratch *s = calloc(1, sizeof *s);
    *state = s;
    if (!s)
        return -1;
    memcpy(s->dir, template, sizeof template);
    return mkdtemp(s->dir) ? 0 : -1;
}

static inline int scratch_remove(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

static inline int scratch_teardown(void **state)
{
    struct scratch *s = *state;
    int code = nftw(s->dir, scratch_remove, 16, FTW_DEPTH | FTW_PHYS);
    free(s);
    return code;
}

/* The path of a name in the folder, valid until the next call. */
static inline const char *scratch_path(struct scratch *s, const char *name)
{
    snprintf(s->path, sizeof s->path, "%s/%s", s->dir, name);
    return s->path;
}

/* Writes a file and returns its path. */
static inline const char *scratch_write(struct scratch *s, const char *name, const void *bytes,
                                        size_t len)
{
    const char *path = scratch_path(s, name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, len, file) != len || fclose(file) != 0)
        abort();
    return path;
}

static inline const char *scratch_text(struct scratch *s, const char *name, const char *text)
{
    return scratch_write(s, name, text, strlen(text));
}

#endif
