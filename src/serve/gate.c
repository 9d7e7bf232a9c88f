#include "serve/gate.h"

#include <time.h>

void gate_init(struct gate *g, unsigned places)
{
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&g->lock, NULL);
    pthread_cond_init(&g->freed, &attr);
    pthread_condattr_destroy(&attr);
    g->free = places;
}

void gate_release(struct gate *g)
{
    pthread_cond_destroy(&g->freed);
    pthread_mutex_destroy(&g->lock);
}

bool gate_enter(struct gate *g, unsigned seconds)
{
    struct timespec until;
    int rc = 0;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)seconds;
    pthread_mutex_lock(&g->lock);
    while (g->free == 0 && rc == 0)
        rc = pthread_cond_timedwait(&g->freed, &g->lock, &until);
    bool entered = g->free > 0;
    g->free -= entered;
    pthread_mutex_unlock(&g->lock);
    return entered;
}

void gate_leave(struct gate *g)
{
    pthread_mutex_lock(&g->lock);
    g->free++;
    pthread_cond_signal(&g->freed);
    pthread_mutex_unlock(&g->lock);
}
