#include "index/undo.h"

#include <unistd.h>

void undo_keep(struct undo *u, MDB_env *env, MDB_txn *txn)
{
    MDB_stat st;
    u->kept = false;
    if (mdb_env_stat(env, &st) != 0 || mdb_env_get_fd(env, &u->fd) != 0)
        return;
    u->at = (off_t)(mdb_txn_id(txn) % 2 * st.ms_psize);
    u->kept = pread(u->fd, u->page, sizeof u->page, u->at) == (ssize_t)sizeof u->page;
}

void undo_put_back(const struct undo *u)
{
    if (u->kept && pwrite(u->fd, u->page, sizeof u->page, u->at) == (ssize_t)sizeof u->page)
        fdatasync(u->fd);
}
