#include "progress.h"

#include "number.h"

#include <time.h>
#include <unistd.h>

#define DELAY         0.5  /* seconds before the first bar: short runs stay silent */
#define INTERVAL      0.15 /* between two bars */
#define LINE_INTERVAL 10   /* between two plain lines */
#define BAR_MAX       30

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool in_foreground(const struct term *term)
{
    return term->tty && tcgetpgrp(fileno(term->out)) == getpgrp();
}

void progress_start(struct progress *p, const struct term *term, enum when when, bool quiet)
{
    p->term = term;
    p->enabled = when == WHEN_ALWAYS || (when == WHEN_AUTO && term->tty && !quiet);
    p->drawn = false;
    p->started = now();
    p->last = 0;
}

double progress_elapsed(const struct progress *p)
{
    return now() - p->started;
}

void progress_clear(struct progress *p)
{
    if (p->drawn)
        fputs("\r\033[K", p->term->out);
    p->drawn = false;
}

/* The part that is done; negative when the size of the input is unknown. */
static double fraction_done(const struct wcy_progress *state)
{
    if (state->bytes_total == 0)
        return -1;
    double f = (double)state->bytes_in / (double)state->bytes_total;
    return f < 1 ? f : 1;
}

static void draw_bar(const struct term *t, double done)
{
    unsigned width = t->width > 90 ? BAR_MAX : t->width > 70 ? 12 : 0;
    char percent[NUMBER_MAX];
    fprintf(t->out, "%5s ", number_percent(percent, done));
    if (width == 0)
        return;
    unsigned full = (unsigned)(done * width);
    fputc('[', t->out);
    for (unsigned i = 0; i < width; i++)
        fputc(i < full ? '#' : '.', t->out);
    fputs("] ", t->out);
}

static void draw_numbers(const struct progress *p, const struct wcy_progress *state, double done)
{
    double elapsed = progress_elapsed(p);
    FILE *out = p->term->out;
    char text[NUMBER_MAX];
    fprintf(out, "%s records", number_count(text, state->records));
    fprintf(out, ", %s/s", number_count(text, (uint64_t)((double)state->records / elapsed)));
    fprintf(out, ", %s/s", number_bytes(text, (double)state->bytes_in / elapsed));
    if (state->duplicates > 0)
        fprintf(out, ", %s copies", number_count(text, state->duplicates));
    if (done >= 0.99)
        fputs(", finishing", out); /* the last batch is compared and written after its reading */
    else if (done > 0.01)
        fprintf(out, ", %s left", number_duration(text, elapsed * (1 - done) / done));
}

void progress_update(void *context, const struct wcy_progress *state)
{
    struct progress *p = context;
    double elapsed = progress_elapsed(p);
    bool bar = p->term->tty;
    if (!p->enabled || elapsed < DELAY || elapsed - p->last < (bar ? INTERVAL : LINE_INTERVAL))
        return;
    if (bar && !in_foreground(p->term))
        return;
    double done = fraction_done(state);
    p->last = elapsed;
    if (bar)
        fputs("\r\033[K", p->term->out);
    if (done >= 0)
        draw_bar(p->term, done);
    draw_numbers(p, state, done);
    if (!bar)
        fputc('\n', p->term->out);
    fflush(p->term->out);
    p->drawn = bar;
}
