#include "input/walk.h"

#include "base/buf.h"
#include "base/grow.h"
#include "input/problem.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
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
    glob_t matches; /* of the input that is a pattern; its next one */
    size_t next_match;
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
    globfree(&w->matches);
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

/* A pattern that no shell has expanded. A file of that very name is meant as it is. */
static int expand(struct walk *w, const char *input, bool *expanded)
{
    struct stat st;
    *expanded = false;
    if (!strpbrk(input, "*?[") || lstat(input, &st) == 0)
        return 0;
    globfree(&w->matches);
    w->matches = (glob_t){.gl_pathc = 0};
    w->next_match = 0;
    int code = glob(input, GLOB_NOSORT, NULL, &w->matches);
    if (code == GLOB_NOSPACE)
        return WCY_ENOMEM;
    *expanded = code == 0 && w->matches.gl_pathc > 0;
    if (*expanded) /* not by glob itself, which would sort by the locale */
        qsort(w->matches.gl_pathv, w->matches.gl_pathc, sizeof *w->matches.gl_pathv, by_bytes);
    return 0;
}

/* The next input, or the next match of one, into w->path: 0, WCY_END or WCY_ENOMEM. */
static int next_root(struct walk *w)
{
    bool expanded = w->next_match < w->matches.gl_pathc;
    if (!expanded) {
        if (w->next_input == w->n_inputs)
            return WCY_END;
        int code = expand(w, w->inputs[w->next_input], &expanded);
        if (code != 0)
            return code;
        w->next_input++;
    }
    const char *path =
        expanded ? w->matches.gl_pathv[w->next_match++] : w->inputs[w->next_input - 1];
    return set_path(w, 0, path) ? 0 : WCY_ENOMEM;
}

int walk_next(struct walk *w, struct walk_item *item)
{
    for (;;) {
        int code;
        if (w->count > 0) {
            struct folder *f = &w->folders[w->count - 1];
            if (f->next == f->count) {
                folder_release(f);
                w->count--;
                continue;
            }
            code = set_path(w, f->path_len, f->names[f->next++]) ? 0 : WCY_ENOMEM;
        } else {
            code = next_root(w);
        }
        if (code == 0)
            code = visit(w, item);
        if (code != 0 || item->path)
            return code;
    }
}
