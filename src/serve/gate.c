#include "serve/gate.h"

#include <time.h>

/* Somebody who waits, on the stack of its thread. */
struct gate_waiter {
    struct gate_waiter *next;
    pthread_cond_t called;
    bool in; /* has a place */
};

void gate_init(struct gate *g, unsigned places)
{
    pthread_mutex_init(&g->lock, NULL);
    g->free = places;
    g->first = NULL;
    g->end = &g->first;
}

void gate_release(struct gate *g)
{
    pthread_mutex_destroy(&g->lock);
}

static void queue_append(struct gate *g, struct gate_waiter *w)
{
    *g->end = w;
    g->end = &w->next;
}

static void queue_remove(struct gate *g, struct gate_waiter *w)
{
    struct gate_waiter **at = &g->first;
    while (*at != w)
        at = &(*at)->next;
    *at = w->next;
    if (g->end == &w->next)
        g->end = at;
}

/* Waits until a place is handed over, or the time is up. */
static bool wait_for_place(struct gate *g, unsigned seconds)
{
    struct gate_waiter w = {0};
    struct timespec until;
    pthread_condattr_t attr;
    int rc = 0;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)seconds;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&w.called, &attr);
    pthread_condattr_destroy(&attr);
    queue_append(g, &w);
    while (!w.in && rc == 0)
        rc = pthread_cond_timedwait(&w.called, &g->lock, &until);
    if (!w.in)
        queue_remove(g, &w);
    pthread_cond_destroy(&w.called);
    return w.in;
}

bool gate_enter(struct gate *g, unsigned seconds)
{
    pthread_mutex_lock(&g->lock);
    bool entered = g->free > 0;
    if (entered)
        g->free--;
    else
        entered = wait_for_place(g, seconds);
    pthread_mutex_unlock(&g->lock);
    return entered;
}

void gate_leave(struct gate *g)
{
    pthread_mutex_lock(&g->lock);
    struct gate_waiter *w = g->first;
    if (w) {
        queue_remove(g, w);
        w->in = true;
        pthread_cond_signal(&w->called);
    } else {
        g->free++;
    }
    pthread_mutex_unlock(&g->lock);
}
