/* The gate of the server: so many at a time, the others in the order in which they came. */
#include "serve/gate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#define GUESTS 8

struct visit {
    struct gate *gate;
    int *order, *n; /* who came through, behind the gate's single place */
    int name;
};

static void *visit(void *context)
{
    struct visit *v = context;
    if (gate_enter(v->gate, 60)) {
        v->order[(*v->n)++] = v->name;
        gate_leave(v->gate);
    }
    return NULL;
}

static struct gate_waiter **queue_end(struct gate *g)
{
    pthread_mutex_lock(&g->lock);
    struct gate_waiter **end = g->end;
    pthread_mutex_unlock(&g->lock);
    return end;
}

static void test_first_come_first_served(void **state)
{
    (void)state;
    struct gate gate;
    struct visit visits[GUESTS];
    pthread_t threads[GUESTS];
    int order[GUESTS] = {0}, n = 0;
    gate_init(&gate, 1);
    assert_true(gate_enter(&gate, 0));
    for (int i = 0; i < GUESTS; i++) {
        struct gate_waiter **before = queue_end(&gate);
        visits[i] = (struct visit){&gate, order, &n, i};
        assert_int_equal(pthread_create(&threads[i], NULL, visit, &visits[i]), 0);
        while (queue_end(&gate) == before) /* until it waits */
            nanosleep(&(struct timespec){0, 100000}, NULL);
    }
    gate_leave(&gate);
    for (int i = 0; i < GUESTS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(n, GUESTS);
    for (int i = 0; i < GUESTS; i++)
        assert_int_equal(order[i], i);
    assert_true(gate_enter(&gate, 0)); /* the place is back */
    gate_release(&gate);
}

static void test_full_is_full_until_one_leaves(void **state)
{
    (void)state;
    struct gate gate;
    gate_init(&gate, 2);
    for (int round = 0; round < 3; round++) {
        assert_true(gate_enter(&gate, 0));
        assert_true(gate_enter(&gate, 0));
        assert_false(gate_enter(&gate, 0)); /* leaves nobody in the queue */
        assert_false(gate_enter(&gate, 0));
        gate_leave(&gate);
        assert_true(gate_enter(&gate, 0));
        assert_false(gate_enter(&gate, 0));
        gate_leave(&gate);
        gate_leave(&gate);
    }
    gate_release(&gate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_come_first_served),
        cmocka_unit_test(test_full_is_full_until_one_leaves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
