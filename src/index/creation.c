#include "index/creation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder of its own: an environment that is opened as a file (MDB_NOSUBDIR) says so for ever. */
#define NEW_FOLDER "new"

bool creation_owns(const char *name)
{
    return strcmp(name, NEW_FOLDER) == 0;
}

/* An environment with empty tables; its commit is synced. Nobody else knows the name, so no lock.
 */
static int make_file(const char *folder, const char *const *tables, unsigned count)
{
    MDB_env *env = NULL;
    MDB_txn *txn = NULL;
    MDB_dbi dbi;
    int rc = mdb_env_create(&env);
    if (rc != 0)
        return rc;
    rc = mdb_env_set_maxdbs(env, count);
    if (rc == 0)
        rc = mdb_env_open(env, folder, MDB_NOLOCK, 0644);
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
    char folder[4096], made[4096], final[4096], parent[4096];
    int len = snprintf(made, sizeof made, "%s/" NEW_FOLDER "/data.mdb", s->path);
    if (len >= (int)sizeof made)
        return fail(err, WCY_EUSAGE, "index path '%s' is too long", s->path);
    snprintf(folder, sizeof folder, "%s/" NEW_FOLDER, s->path);
    snprintf(final, sizeof final, "%s/data.mdb", s->path);
    snprintf(parent, sizeof parent, "%s/..", s->path);
    if (access(final, F_OK) == 0)
        return 0;
    unlink(made);
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return fail_errno(err, WCY_EIO, errno, "cannot make folder '%s'", folder);
    int rc = make_file(folder, tables, count);
    int status = rc ? store_fail(s, rc, "making the index", err) : 0;
    if (status == 0 && rename(made, final) != 0)
        status = fail_errno(err, WCY_EIO, errno, "cannot rename '%s'", made);
    if (status < 0)
        unlink(made);
    rmdir(folder);
    if (status == 0)
        status = sync_folder(s->path, err);
    return status == 0 ? sync_folder(parent, err) : status;
}

int creation_reserve_lock(const struct store *s, unsigned readers, struct wcy_error *err)
{
    char path[4096];
    struct stat st;
    /* As LMDB does: 64 bytes a reader, one of which is in the three lines of the head. */
    off_t size = 64 * (off_t)(readers - 1) + 192;
    snprintf(path, sizeof path, "%s/lock.mdb", s->path);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644), rc = 0;
    if (fd < 0)
        return 0; /* LMDB knows what can be done without it */
    if (fstat(fd, &st) == 0 && (st.st_size < size || st.st_blocks * 512 < size))
        rc = posix_fallocate(fd, 0, size);
    close(fd);
    return rc == ENOSPC ? fail_errno(err, WCY_EIO, rc, "cannot make '%s'", path) : 0;
}
