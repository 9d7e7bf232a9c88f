/*
 * walk: the files behind a list of inputs, folders walked to the bottom in byte order of names,
 * patterns such as "CC-NEWS-*.warc.gz" expanded in that order.
 *
 * The order is part of the result (which article counts as indexed first), so it must not be the
 * file system's.
 */
#ifndef INPUT_WALK_H
#define INPUT_WALK_H

#include "wirecopy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct walk;

struct walk_item {
    const char *path;    /* valid until the next call */
    const char *problem; /* NULL, or why this is not a file to open (input/problem.h) */
    int sys;             /* errno behind the problem, or 0 */
    uint64_t size;       /* of a regular file, else 0 */
};

/* The array and its strings must outlive the walk. NULL: out of memory. */
struct walk *walk_new(const char *const *inputs, size_t count);
void walk_free(struct walk *w);

/* 0, WCY_END, or WCY_ENOMEM. "-" comes through as it is. Symbolic links are followed, but not into
   a folder that is being walked already. */
int walk_next(struct walk *w, struct walk_item *item);

#endif
