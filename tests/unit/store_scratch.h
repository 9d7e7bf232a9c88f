/*
 * store_scratch: a store in a temporary folder, for tests.
 */
#ifndef TESTS_STORE_SCRATCH_H
#define TESTS_STORE_SCRATCH_H

#include "scratch.h"

#include "index/store.h"

/* Opens or makes the store "name" in the folder. */
static inline struct store *store_scratch_open(struct scratch *s, const char *name, bool write)
{
    struct store *store = NULL;
    struct wcy_error err = {0};
    const struct store_options options = {.write = write, .create = write, .scratch = true};
    if (store_open(&store, scratch_path(s, name), &options, &err) != 0) {
        fprintf(stderr, "%s\n", err.message);
        abort();
    }
    return store;
}

static inline MDB_txn *store_scratch_begin(struct store *store, bool write)
{
    MDB_txn *txn = NULL;
    if (store_begin(store, write, &txn, NULL) != 0)
        abort();
    return txn;
}

#endif
