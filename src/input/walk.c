#include "input/walk.h"

#include "base/buf.h"
#include "base/grow.h"
#include "input/problem.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct folder {
    char **names; /* sorted */
    size_t count, cap, next;
    size_t path_len; /* of this folder in walk.path, with its final slash */
    dev_t device;    /* with the inode: who it is, to see loops */
    ino_t inode;
};

struct walk {
    const char *const *inputs;
    size_t n_inputs, next_input;
    struct folder *folders; /* from the root down to where we are */
    size_t count, cap;
    struct buf path; /* NUL-terminated */
};

struct walk *walk_new(const char *const *inputs, size_t count)
{
    struct walk *w = calloc(1, sizeof *w);
    if (w) {
        w->inputs = inputs;
        w->n_inputs = count;
    }
    return w;
}

static void folder_release(struct folder *f)
{
    for (size_t i = 0; i < f->count; i++)
        free(f->names[i]);
    free(f->names);
}

void walk_free(struct walk *w)
{
    if (!w)
        return;
    for (size_t i = 0; i < w->count; i++)
        folder_release(&w->folders[i]);
    free(w->folders);
    buf_release(&w->path);
    free(w);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int read_names(DIR *dir, struct folder *f, int *sys)
{
    struct dirent *entry;
    while (errno = 0, (entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        char *name = GROW(f->names, f->cap, f->count + 1) ? strdup(entry->d_name) : NULL;
        if (!name)
            return WCY_ENOMEM;
        f->names[f->count++] = name;
    }
    *sys = errno;
    if (f->count)
        qsort(f->names, f->count, sizeof *f->names, by_bytes);
    return 0;
}

static bool is_open_already(const struct walk *w, const struct stat *st)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->folders[i].device == st->st_dev && w->folders[i].inode == st->st_ino)
            return true;
    return false;
}

/* Enters the folder whose path stands in w->path. `*sys` is set when it cannot be read. */
static int enter(struct walk *w, const struct stat *st, int *sys)
{
    struct folder f = {.device = st->st_dev, .inode = st->st_ino};
    if (is_open_already(w, st)) {
        *sys = ELOOP;
        return 0;
    }
    DIR *dir = opendir(w->path.ptr);
    if (!dir) {
        *sys = errno;
        return 0;
    }
    int code = read_names(dir, &f, sys);
    closedir(dir);
    if (code == 0 && *sys == 0) {
        w->path.len--; /* the NUL */
        if (w->path.len == 0 || w->path.ptr[w->path.len - 1] != '/')
            code = buf_append_byte(&w->path, '/') ? 0 : WCY_ENOMEM;
        f.path_len = w->path.len;
        if (code == 0 && GROW(w->folders, w->cap, w->count + 1)) {
            w->folders[w->count++] = f;
            return 0;
        }
        code = WCY_ENOMEM;
    }
    folder_release(&f);
    return code;
}

static bool set_path(struct walk *w, size_t keep, const char *name)
{
    w->path.len = keep;
    return buf_append(&w->path, name, strlen(name) + 1);
}

/* Reports what stands in w->path, or enters it when it is a folder (then item->path is NULL). */
static int visit(struct walk *w, struct walk_item *item)
{
    struct stat st;
    *item = (struct walk_item){.path = w->path.ptr};
    bool root = w->count == 0;
    if (root && strcmp(w->path.ptr, "-") == 0)
        return 0;
    if (stat(w->path.ptr, &st) != 0) {
        item->problem = PROBLEM_OPEN;
        item->sys = errno;
        return 0;
    }
    if (S_ISDIR(st.st_mode)) {
        int code = enter(w, &st, &item->sys);
        if (code != 0)
            return code;
        if (item->sys)
            item->problem = PROBLEM_OPEN;
        else if (root && w->folders[0].count == 0) {
            w->path.ptr[w->path.len - 1] = '\0'; /* for the slash that `enter` added */
            item->path = w->path.ptr;
            item->problem = PROBLEM_EMPTY_DIR;
        } else
            item->path = NULL;
        return 0;
    }
    if (S_ISREG(st.st_mode))
        item->size = (uint64_t)st.st_size;
    else if (!root) /* a pipe in a folder would block; one that was named is meant */
        item->problem = PROBLEM_NOT_FILE;
    return 0;
}

int walk_next(struct walk *w, struct walk_item *item)
{
    for (;;) {
        bool room;
        if (w->count > 0) {
            struct folder *f = &w->folders[w->count - 1];
            if (f->next == f->count) {
                folder_release(f);
                w->count--;
                continue;
            }
            room = set_path(w, f->path_len, f->names[f->next++]);
        } else {
            if (w->next_input == w->n_inputs)
                return WCY_END;
            room = set_path(w, 0, w->inputs[w->next_input++]);
        }
        int code = room ? visit(w, item) : WCY_ENOMEM;
        if (code != 0 || item->path)
            return code;
    }
}
