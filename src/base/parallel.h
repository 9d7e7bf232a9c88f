/*
 * parallel: run one function over the items 0..count-1 on several threads.
 *
 * Items are handed out in order, `grain` at a time, so that uneven items balance. The caller's
 * thread works too. Results must not depend on which thread ran an item: write them to a slot of
 * the item, never to a shared list.
 */
#ifndef BASE_PARALLEL_H
#define BASE_PARALLEL_H

#include <stddef.h>

/* No more threads than that are started. */
#define PARALLEL_MAX 256

/* Handles the items from `from` up to, not including, `to`; `thread` is 0..threads-1 and may index
   scratch space. Returns 0 or a negative status, which stops the others soon. */
typedef int parallel_fn(void *context, size_t from, size_t to, unsigned thread);

/* Returns 0, or the status of the failing range that starts first among those that ran. When
   threads cannot be started the work is done with fewer. */
int parallel_for(unsigned threads, size_t count, size_t grain, parallel_fn *fn, void *context);

/* The number of processors this process may run on, at least 1. */
unsigned parallel_cpus(void);

#endif
