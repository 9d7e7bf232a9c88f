#include "report/name_table.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

void names_release(struct names *n)
{
    for (size_t i = 0; i < n->count; i++)
        free(n->items[i].text);
    free(n->items);
    free(n->slots);
    *n = (struct names){0};
}

static size_t find_slot(const struct names *n, struct wcy_slice text, uint64_t hash)
{
    size_t at = (size_t)hash & (n->n_slots - 1);
    while (n->slots[at]) {
        const struct name *item = &n->items[n->slots[at] - 1];
        if (item->hash == hash && item->len == text.len &&
            (text.len == 0 || memcmp(item->text, text.ptr, text.len) == 0))
            break;
        at = (at + 1) & (n->n_slots - 1);
    }
    return at;
}

static bool grow(struct names *n)
{
    if (n->count == n->cap) {
        size_t cap = n->cap ? 2 * n->cap : 64;
        struct name *items = realloc(n->items, cap * sizeof(*items));
        if (!items)
            return false;
        n->items = items;
        n->cap = cap;
    }
    if (2 * (n->count + 1) <= n->n_slots)
        return true;
    size_t n_slots = n->n_slots ? 2 * n->n_slots : 128;
    uint32_t *slots = calloc(n_slots, sizeof(*slots));
    if (!slots)
        return false;
    free(n->slots);
    n->slots = slots;
    n->n_slots = n_slots;
    for (size_t i = 0; i < n->count; i++) {
        size_t at = (size_t)n->items[i].hash & (n_slots - 1);
        while (slots[at])
            at = (at + 1) & (n_slots - 1);
        slots[at] = (uint32_t)i + 1;
    }
    return true;
}

static bool add(struct names *n, struct wcy_slice text, uint64_t hash)
{
    if (n->count >= UINT32_MAX - 1 || !grow(n))
        return false;
    char *copy = malloc(text.len + 1);
    if (!copy)
        return false;
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    n->slots[find_slot(n, text, hash)] = (uint32_t)n->count + 1;
    n->items[n->count++] = (struct name){copy, text.len, hash, 0};
    return true;
}

bool names_number(struct names *n, struct wcy_slice text, uint32_t *number)
{
    static const struct wcy_slice empty = {"", 0};
    if (n->count == 0 && !add(n, empty, 0))
        return false;
    if (text.len == 0) {
        *number = 0;
        return true;
    }
    uint64_t hash = XXH3_64bits(text.ptr, text.len);
    size_t slot = find_slot(n, text, hash);
    if (!n->slots[slot]) {
        if (!add(n, text, hash))
            return false;
        slot = find_slot(n, text, hash);
    }
    *number = n->slots[slot] - 1;
    return true;
}

bool names_find(const struct names *n, struct wcy_slice text, uint32_t *number)
{
    if (n->n_slots == 0)
        return false;
    *number = 0;
    if (text.len == 0)
        return true;
    size_t slot = find_slot(n, text, XXH3_64bits(text.ptr, text.len));
    if (n->slots[slot])
        *number = n->slots[slot] - 1;
    return n->slots[slot] != 0;
}

struct wcy_slice names_text(const struct names *n, uint32_t number)
{
    if (number >= n->count)
        return (struct wcy_slice){"", 0};
    return (struct wcy_slice){n->items[number].text, n->items[number].len};
}

struct weighed {
    const struct name *name;
    uint32_t number;
};

/* A complete order, so that the page is the same whatever the order of the input. */
static int heavier(const void *x, const void *y)
{
    const struct weighed *a = x, *b = y;
    if (a->name->weight != b->name->weight)
        return a->name->weight > b->name->weight ? -1 : 1;
    size_t len = a->name->len < b->name->len ? a->name->len : b->name->len;
    int order = memcmp(a->name->text, b->name->text, len);
    return order ? order : a->name->len < b->name->len ? -1 : a->name->len > b->name->len;
}

size_t names_rank(const struct names *n, size_t keep, uint32_t **rank, uint32_t **order)
{
    struct weighed *list = calloc(n->count + 1, sizeof(*list));
    *rank = calloc(n->count + 1, sizeof(**rank));
    *order = calloc(n->count + 1, sizeof(**order));
    size_t kept = 0;
    if (list && *rank && *order) {
        size_t count = n->count ? n->count - 1 : 0;
        for (size_t i = 0; i < count; i++)
            list[i] = (struct weighed){&n->items[i + 1], (uint32_t)i + 1};
        qsort(list, count, sizeof(*list), heavier);
        for (; kept < count && kept < keep; kept++) {
            (*order)[kept + 1] = list[kept].number;
            (*rank)[list[kept].number] = (uint32_t)kept + 1;
        }
    } else {
        kept = SIZE_MAX;
    }
    free(list);
    return kept;
}
