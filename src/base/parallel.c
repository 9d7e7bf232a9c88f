#include "base/parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct parallel_run {
    parallel_fn *fn;
    void *context;
    size_t count, grain;
    atomic_size_t next;
    atomic_bool stop;
    pthread_mutex_t lock; /* guards the two below */
    size_t failed_at;
    int status;
};

struct parallel_thread {
    struct parallel_run *run;
    unsigned index;
};

static void parallel_fail(struct parallel_run *run, size_t from, int status)
{
    pthread_mutex_lock(&run->lock);
    if (from < run->failed_at) {
        run->failed_at = from;
        run->status = status;
    }
    pthread_mutex_unlock(&run->lock);
    atomic_store(&run->stop, true);
}

static void *parallel_work(void *arg)
{
    struct parallel_thread *self = arg;
    struct parallel_run *run = self->run;
    while (!atomic_load(&run->stop)) {
        size_t from = atomic_fetch_add(&run->next, run->grain);
        if (from >= run->count)
            break;
        size_t to = run->count - from < run->grain ? run->count : from + run->grain;
        int status = run->fn(run->context, from, to, self->index);
        if (status < 0)
            parallel_fail(run, from, status);
    }
    return NULL;
}

int parallel_for(unsigned threads, size_t count, size_t grain, parallel_fn *fn, void *context)
{
    struct parallel_run run = {.fn = fn, .context = context, .count = count, .grain = grain};
    struct parallel_thread self[PARALLEL_MAX];
    pthread_t ids[PARALLEL_MAX];
    unsigned started = 0;
    run.grain = grain ? grain : 1;
    run.failed_at = SIZE_MAX;
    pthread_mutex_init(&run.lock, NULL);
    if (threads > PARALLEL_MAX)
        threads = PARALLEL_MAX;
    size_t ranges = count / run.grain + (count % run.grain != 0);
    for (unsigned i = 1; i < threads && i < ranges; i++) {
        self[i] = (struct parallel_thread){&run, i};
        if (pthread_create(&ids[i], NULL, parallel_work, &self[i]) != 0)
            break;
        started = i;
    }
    self[0] = (struct parallel_thread){&run, 0};
    parallel_work(&self[0]);
    for (unsigned i = 1; i <= started; i++)
        pthread_join(ids[i], NULL);
    pthread_mutex_destroy(&run.lock);
    return run.status;
}

unsigned parallel_cpus(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    int n = CPU_COUNT(&set);
    return n > 0 ? (unsigned)n : 1;
}
