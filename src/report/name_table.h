/*
 * name_table: strings with small numbers, in the order in which they came. The empty one is 0.
 */
#ifndef REPORT_NAME_TABLE_H
#define REPORT_NAME_TABLE_H

#include "wirecopy.h"

#include <stdbool.h>

struct name {
    char *text; /* owned */
    size_t len;
    uint64_t hash;
    uint64_t weight; /* for ranking; the user counts it up */
};

struct names {
    struct name *items;
    size_t count, cap;
    uint32_t *slots; /* number + 1, or 0 */
    size_t n_slots;
};

void names_release(struct names *n);

/* The number of a name, which is added when it is new. False: out of memory. */
bool names_number(struct names *n, struct wcy_slice text, uint32_t *number);

/* The same for a name that may not be there: false then. */
bool names_find(const struct names *n, struct wcy_slice text, uint32_t *number);

struct wcy_slice names_text(const struct names *n, uint32_t number);

/* New numbers by falling weight: `rank[number]` from 1 on, and 0 for the empty name and for those
   behind the first `keep`. `order[rank]` is the way back. Both are malloc'ed, of `count` entries.
   Returns how many were kept, or SIZE_MAX without memory. */
size_t names_rank(const struct names *n, size_t keep, uint32_t **rank, uint32_t **order);

#endif
