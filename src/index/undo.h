/*
 * undo: the meta page that a commit writes, put back when the commit fails.
 *
 * When LMDB cannot write its new meta page it puts the old transaction number and last page back,
 * but not the old roots. What is left looks like a newest state whose number was changed, which
 * `check` must call damage. So the page is kept before a commit, and written as it was after one
 * that failed. It is the older of the two, which nobody reads: LMDB writes them in turn.
 */
#ifndef INDEX_UNDO_H
#define INDEX_UNDO_H

#include <lmdb.h>
#include <stdbool.h>

struct undo {
    char page[512]; /* the head of the page and MDB_meta are within it */
    mdb_filehandle_t fd;
    off_t at;
    bool kept;
};

/* Before the commit of write transaction `txn`. */
void undo_keep(struct undo *u, MDB_env *env, MDB_txn *txn);

/* After it failed, while the writer's lock is held. That this fails, too, is no new error. */
void undo_put_back(const struct undo *u);

#endif
