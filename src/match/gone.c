#include "match/gone.h"

#include "base/bytes.h"
#include "match/posting.h"

void gone_release(struct gone *g)
{
    number_set_release(&g->set);
}

bool gone_has(const struct gone *g, uint64_t number)
{
    return number_set_has(&g->set, number);
}

bool gone_article(const void *gone, uint64_t number)
{
    return gone_has(gone, number);
}

bool gone_posting(const void *gone, uint64_t posting)
{
    return gone_has(gone, posting_article(posting));
}

bool gone_add(struct gone *g, uint64_t number)
{
    return number_set_add(&g->set, number);
}

int gone_load(struct gone *g, struct store *s, MDB_txn *txn, struct wcy_error *err)
{
    struct store_cursor c;
    struct slice key = {0}, value;
    g->set.count = 0;
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
