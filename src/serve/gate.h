/*
 * gate: lets so many through at a time; the others wait, for a while, and come in the order in
 * which they arrived.
 */
#ifndef SERVE_GATE_H
#define SERVE_GATE_H

#include <pthread.h>
#include <stdbool.h>

struct gate_waiter;

struct gate {
    pthread_mutex_t lock;
    unsigned free;
    struct gate_waiter *first, **end; /* those who wait */
};

void gate_init(struct gate *g, unsigned places);
void gate_release(struct gate *g);

/* False when there was no place for `seconds`; else gate_leave gives it back. */
bool gate_enter(struct gate *g, unsigned seconds);
void gate_leave(struct gate *g);

#endif
