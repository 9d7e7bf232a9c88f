#include "match/furniture.h"

#include "base/bytes.h"
#include "base/number_set.h"
#include "sketch/shingle.h"

#include <stdlib.h>

void furniture_release(struct furniture *f)
{
    for (size_t i = 0; i < f->n_slots; i++)
        free(f->slots[i].lines);
    free(f->slots);
    *f = (struct furniture){0};
}

static struct furniture_site *find_slot(const struct furniture *f, uint64_t site)
{
    size_t i = (size_t)site & (f->n_slots - 1);
    while (f->slots[i].site != 0 && f->slots[i].site != site)
        i = (i + 1) & (f->n_slots - 1);
    return &f->slots[i];
}

static bool furniture_grow(struct furniture *f)
{
    struct furniture bigger = {.n_slots = f->n_slots ? 2 * f->n_slots : 64, .used = f->used};
    bigger.slots = calloc(bigger.n_slots, sizeof *bigger.slots);
    if (!bigger.slots)
        return false;
    for (size_t i = 0; i < f->n_slots; i++)
        if (f->slots[i].site)
            *find_slot(&bigger, f->slots[i].site) = f->slots[i];
    free(f->slots);
    *f = bigger;
    return true;
}

/* The slot of `site`, made when it is new; NULL when memory runs out. */
static struct furniture_site *furniture_slot(struct furniture *f, uint64_t site, bool *made)
{
    if (2 * (f->used + 1) > f->n_slots && !furniture_grow(f))
        return NULL;
    struct furniture_site *slot = find_slot(f, site);
    *made = slot->site == 0;
    if (*made) {
        slot->site = site;
        f->used++;
    }
    return slot;
}

bool furniture_add(struct furniture *f, uint64_t site, const uint64_t *lines, size_t count)
{
    bool made;
    struct furniture_site *slot = furniture_slot(f, site, &made);
    if (!slot)
        return false;
    size_t all = slot->count + count;
    uint64_t *merged = malloc((2 * all + 1) * sizeof *merged);
    if (!merged)
        return false;
    if (slot->count)
        memcpy(merged, slot->lines, slot->count * sizeof *merged);
    if (count)
        memcpy(merged + slot->count, lines, count * sizeof *merged);
    slot->count = shingle_set_make(merged, all, merged + all);
    free(slot->lines);
    slot->lines = merged;
    slot->stored = false;
    return true;
}

int furniture_load(struct furniture *f, struct store *s, MDB_txn *txn, uint64_t site,
                   struct wcy_error *err)
{
    struct slice value;
    bool made;
    if (site == 0)
        return 0;
    struct furniture_site *slot = furniture_slot(f, site, &made);
    if (!slot)
        return fail_nomem(err);
    if (!made)
        return 0;
    int status = store_get(s, txn, TABLE_SITES, KEY64(site), &value, err);
    if (status != 0)
        return status == WCY_END ? 0 : status;
    slot->stored = true;
    slot->lines = malloc(value.len + 8);
    if (!slot->lines)
        return fail_nomem(err);
    for (slot->count = 0; (slot->count + 1) * 8 <= value.len; slot->count++)
        slot->lines[slot->count] = get_le64(value.ptr + 8 * slot->count);
    return 0;
}

int furniture_save(const struct furniture_site *site, struct store *s, MDB_txn *txn,
                   struct wcy_error *err)
{
    char *value = malloc(site->count * 8 + 1);
    if (!value)
        return fail_nomem(err);
    for (size_t i = 0; i < site->count; i++)
        put_le64(value + 8 * i, site->lines[i]);
    int status = store_put(s, txn, TABLE_SITES, KEY64(site->site),
                           slice_make(value, site->count * 8), false, err);
    free(value);
    return status;
}

bool furniture_knows(const struct furniture *f, uint64_t site)
{
    return f->n_slots != 0 && find_slot(f, site)->site == site;
}

const struct furniture_site *furniture_of(const struct furniture *f, uint64_t site)
{
    if (site == 0 || f->n_slots == 0)
        return NULL;
    const struct furniture_site *slot = find_slot(f, site);
    return slot->site == site && slot->count ? slot : NULL;
}

bool furniture_has(const struct furniture_site *site, uint64_t line)
{
    size_t i = numbers_find(site->lines, site->count, line);
    return i < site->count && site->lines[i] == line;
}
