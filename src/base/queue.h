/*
 * queue: a bounded queue of pointers between threads.
 *
 * Any number of threads may push and pop. `queue_close` wakes everybody: pushes then fail, pops
 * drain what is left and then return NULL.
 */
#ifndef BASE_QUEUE_H
#define BASE_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t not_full, not_empty;
    void **items;
    size_t size, head, count;
    bool closed;
};

/* False when memory runs out. `size` is the number of items it can hold, at least 1. */
bool queue_init(struct queue *q, size_t size);
void queue_release(struct queue *q);

/* Waits for room; false when the queue is closed (the item stays the caller's). */
bool queue_push(struct queue *q, void *item);

/* Waits for an item; NULL when the queue is closed and empty. */
void *queue_pop(struct queue *q);

void queue_close(struct queue *q);

#endif
