#include "base/number_set.h"

#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

void number_set_release(struct number_set *s)
{
    free(s->numbers);
    *s = (struct number_set){0};
}

size_t numbers_find(const uint64_t *numbers, size_t count, uint64_t number)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (numbers[mid] < number)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

bool number_set_has(const struct number_set *s, uint64_t number)
{
    size_t i = numbers_find(s->numbers, s->count, number);
    return i < s->count && s->numbers[i] == number;
}

bool number_set_add(struct number_set *s, uint64_t number)
{
    size_t i = numbers_find(s->numbers, s->count, number);
    if (i < s->count && s->numbers[i] == number)
        return true;
    if (!GROW(s->numbers, s->cap, s->count + 1))
        return false;
    memmove(s->numbers + i + 1, s->numbers + i, (s->count - i) * sizeof *s->numbers);
    s->numbers[i] = number;
    s->count++;
    return true;
}
