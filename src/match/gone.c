#include "match/gone.h"

#include "base/bytes.h"
#include "base/grow.h"

#include <stdlib.h>

void gone_release(struct gone *g)
{
    free(g->numbers);
    *g = (struct gone){0};
}

/* Index of the first number that is not below `number`. */
static size_t gone_find(const struct gone *g, uint64_t number)
{
    size_t low = 0, high = g->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (g->numbers[mid] < number)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

bool gone_has(const struct gone *g, uint64_t number)
{
    size_t i = gone_find(g, number);
    return i < g->count && g->numbers[i] == number;
}

bool gone_add(struct gone *g, uint64_t number)
{
    size_t i = gone_find(g, number);
    if (i < g->count && g->numbers[i] == number)
        return true;
    if (!GROW(g->numbers, g->cap, g->count + 1))
        return false;
    memmove(g->numbers + i + 1, g->numbers + i, (g->count - i) * sizeof *g->numbers);
    g->numbers[i] = number;
    g->count++;
    return true;
}

int gone_load(struct gone *g, struct store *s, MDB_txn *txn, struct wcy_error *err)
{
    struct store_cursor c;
    struct slice key = {0}, value;
    g->count = 0;
    int status = store_cursor_open(&c, s, txn, TABLE_REMOVED, err);
    if (status < 0)
        return status;
    status = store_cursor_get(&c, MDB_FIRST, &key, &value, err);
    while (status == 0) {
        if (key.len == 8 && !gone_add(g, get_be64(key.ptr)))
            status = fail_nomem(err);
        else
            status = store_cursor_get(&c, MDB_NEXT, &key, &value, err);
    }
    store_cursor_close(&c);
    return status == WCY_END ? 0 : status;
}
