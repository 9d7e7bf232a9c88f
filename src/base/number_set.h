/*
 * number_set: a small sorted set of numbers.
 */
#ifndef BASE_NUMBER_SET_H
#define BASE_NUMBER_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Index of the first of some ascending numbers that is not below `number`, or `count`. */
size_t numbers_find(const uint64_t *numbers, size_t count, uint64_t number);

/* All zeros is the empty set. */
struct number_set {
    uint64_t *numbers; /* ascending, distinct */
    size_t count, cap;
};

void number_set_release(struct number_set *s);

/* Adding in ascending order is cheap, anything else moves what is greater. False: out of memory. */
bool number_set_add(struct number_set *s, uint64_t number);

bool number_set_has(const struct number_set *s, uint64_t number);

#endif
