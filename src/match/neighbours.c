#include "match/neighbours.h"

#include "base/grow.h"

#include <stdlib.h>

int neighbours_open(struct neighbours *n, struct store *store, MDB_txn *txn,
                    const struct segments *links, struct wcy_error *err)
{
    *n = (struct neighbours){.store = store, .txn = txn};
    n->links = calloc(1, sizeof *n->links);
    return n->links ? segments_reader_init(n->links, links, txn, NULL, err) : fail_nomem(err);
}

void neighbours_close(struct neighbours *n)
{
    if (n->links)
        segments_reader_close(n->links);
    free(n->links);
    free(n->later);
    *n = (struct neighbours){0};
}

static void leave_out(const struct gone *gone, struct pair_list *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        if (!gone_has(gone, list->items[i].a))
            list->items[kept++] = list->items[i];
    list->count = kept;
}

int neighbours_find(struct neighbours *n, uint64_t article, size_t limit, struct pair_list *list,
                    struct wcy_error *err)
{
    size_t count = 0;
    list->count = 0;
    int status = pair_load(n->store, n->txn, article, list, err);
    if (status == 0 && !GROW(n->later, n->cap_later, limit + 1))
        status = fail_nomem(err);
    if (status == 0)
        status = segments_lookup(n->links, article, n->later, limit, &count, err);
    for (size_t i = 0; i < count && status == 0; i++) {
        if (!GROW(list->items, list->cap, list->count + 1))
            return fail_nomem(err);
        struct pair *p = &list->items[list->count];
        status = pair_find(n->store, n->txn, article, n->later[i], p, err);
        if (status == 0) {
            *p = pair_turn(*p);
            list->count++;
        }
        status = status > 0 ? 0 : status;
    }
    if (n->gone)
        leave_out(n->gone, list);
    return status;
}
