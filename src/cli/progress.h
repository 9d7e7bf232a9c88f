/*
 * progress: how far a long run is, on standard error.
 *
 * A bar with rate and remaining time, on a terminal only, when the program is in the foreground,
 * and not before half a second; it is erased at the end. With --progress=always and no terminal it
 * is plain lines instead.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "term.h"
#include "wirecopy.h"

struct progress {
    const struct term *term;
    bool enabled;
    bool drawn;     /* a bar stands on the terminal's line */
    double started; /* seconds of a monotonic clock */
    double last;    /* when it was drawn last */
};

void progress_start(struct progress *p, const struct term *term, enum when when, bool quiet);

/* A wcy_progress_fn; `context` is the struct progress. */
void progress_update(void *context, const struct wcy_progress *state);

/* Erases the bar, so that a message can be printed; the next update draws it again. */
void progress_clear(struct progress *p);

/* Seconds since progress_start. */
double progress_elapsed(const struct progress *p);

#endif
