#include "match/batch.h"

#include "base/grow.h"
#include "index/meta.h"

#include <stdlib.h>

int batch_begin(struct batch *b, struct store *store, struct meta *meta, unsigned threads,
                struct textset_pool *sets, struct wcy_error *err)
{
    *b = (struct batch){
        .store = store, .meta = meta, .threads = threads ? threads : 1, .sets = sets};
    b->arenas = calloc(b->threads, sizeof *b->arenas);
    if (!b->arenas)
        return fail_nomem(err);
    b->n_arenas = b->threads;
    int status = store_begin(store, false, &b->read, err);
    for (int t = 0; t < TABLE_SEGMENTED && status == 0; t++)
        status = segments_load(&b->lists[t], store, b->read, (enum table)t, err);
    return status == 0 ? gone_load(&b->gone, store, b->read, err) : status;
}

void batch_release(struct batch *b)
{
    store_abort(b->store, b->read);
    free(b->items);
    free(b->fate);
    free(b->older);
    gone_release(&b->gone);
    furniture_release(&b->furniture);
    number_set_release(&b->widened);
    number_set_release(&b->changed);
    number_set_release(&b->suspects);
    free(b->item_of);
    free(b->prints);
    free(b->print_group);
    free(b->print_at);
    free(b->item_prints);
    for (int i = 0; i < JOIN_PARTS; i++) {
        free(b->parts[i].groups);
        free(b->parts[i].pool);
    }
    free(b->pairs);
    free(b->rejudged.items);
    for (unsigned i = 0; i < b->n_arenas; i++)
        arena_release(&b->arenas[i]);
    free(b->arenas);
    *b = (struct batch){0};
}

struct textset_source batch_texts(const struct batch *b)
{
    return (struct textset_source){.store = b->store,
                                   .parameters = b->meta->parameters,
                                   .furniture = &b->furniture,
                                   .items = b->items,
                                   .first = b->first,
                                   .n_items = b->numbered,
                                   .item_of = b->item_of,
                                   .widened = &b->widened};
}
