/*
 * radix: sorting (key, value) pairs by a 64-bit key.
 */
#ifndef BASE_RADIX_H
#define BASE_RADIX_H

#include <stddef.h>
#include <stdint.h>

struct radix_item {
    uint64_t key;
    uint64_t value;
};

/* Sorts by key; items of equal keys keep their order. `scratch` has room for `count` items. Linear
   time: six counting passes of 11 bits, least significant first; passes in which all items agree
   are skipped. */
void radix_sort(struct radix_item *items, struct radix_item *scratch, size_t count);

#endif
