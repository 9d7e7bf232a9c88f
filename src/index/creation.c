#include "index/creation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NEW_FILE "new.mdb"
#define NEW_LOCK "new.mdb-lock" /* LMDB's name for it */

bool creation_owns(const char *name)
{
    return strcmp(name, NEW_FILE) == 0 || strcmp(name, NEW_LOCK) == 0;
}

/* An environment with empty tables; its commit is synced. */
static int make_file(const char *path, const char *const *tables, unsigned count)
{
    MDB_env *env = NULL;
    MDB_txn *txn = NULL;
    MDB_dbi dbi;
    int rc = mdb_env_create(&env);
    if (rc != 0)
        return rc;
    rc = mdb_env_set_maxdbs(env, count);
    if (rc == 0)
        rc = mdb_env_open(env, path, MDB_NOSUBDIR, 0644);
    if (rc == 0)
        rc = mdb_txn_begin(env, NULL, 0, &txn);
    for (unsigned t = 0; t < count && rc == 0; t++)
        rc = mdb_dbi_open(txn, tables[t], MDB_CREATE, &dbi);
    if (rc == 0) {
        rc = mdb_txn_commit(txn);
        txn = NULL;
    }
    mdb_txn_abort(txn);
    mdb_env_close(env);
    return rc;
}

/* Makes the names in a folder safe. */
static int sync_folder(const char *path, struct wcy_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), status = 0;
    if (fd < 0)
        return fail_errno(err, WCY_EIO, errno, "cannot open folder '%s'", path);
    if (fsync(fd) != 0 && errno != EINVAL) /* EINVAL: this file system does not do that */
        status = fail_errno(err, WCY_EIO, errno, "cannot sync folder '%s'", path);
    close(fd);
    return status;
}

int creation_run(const struct store *s, const char *const *tables, unsigned count,
                 struct wcy_error *err)
{
    char made[4096], made_lock[4096], final[4096], parent[4096];
    if (snprintf(made_lock, sizeof made_lock, "%s/" NEW_LOCK, s->path) >= (int)sizeof made_lock)
        return fail(err, WCY_EUSAGE, "index path '%s' is too long", s->path);
    snprintf(made, sizeof made, "%s/" NEW_FILE, s->path);
    snprintf(final, sizeof final, "%s/data.mdb", s->path);
    snprintf(parent, sizeof parent, "%s/..", s->path);
    if (access(final, F_OK) == 0)
        return 0;
    unlink(made);
    unlink(made_lock);
    int rc = make_file(made, tables, count);
    unlink(made_lock);
    int status = rc ? store_fail(s, rc, "making the index", err) : 0;
    if (status == 0 && rename(made, final) != 0)
        status = fail_errno(err, WCY_EIO, errno, "cannot rename '%s'", made);
    if (status == 0)
        status = sync_folder(s->path, err);
    if (status == 0)
        status = sync_folder(parent, err);
    if (status < 0)
        unlink(made);
    return status;
}
