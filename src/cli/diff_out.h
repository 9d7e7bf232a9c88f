/*
 * diff_out: two texts and what they share, in the order of the first.
 *
 *     - [0, 35)                   what only A has
 *     +            [0, 80)        what only B has
 *     = [35, 900)  [80, 945)      shared
 */
#ifndef CLI_DIFF_OUT_H
#define CLI_DIFF_OUT_H

#include "term.h"
#include "wirecopy.h"

struct diff_side {
    struct wcy_slice id, site, title, text;
};

/* `passages` are in the order of `a`. Long stretches are shortened unless `full`. Returns false
   when memory ran out. */
bool diff_print(const struct term *t, const struct diff_side *a, const struct diff_side *b,
                const struct wcy_passage *passages, size_t n, bool full);

#endif
