/*
 * backup: a copy of the last committed state, while others read and write.
 */
#include "api/beside.h"
#include "api/index.h"

#include <stdio.h>
#include <sys/stat.h>

static int copy_to(const char *path, const char *folder, struct wcy_error *err)
{
    const struct store_options reading = {0};
    struct store *store = NULL;
    char file[4096];
    if (snprintf(file, sizeof file, "%s/data.mdb", folder) >= (int)sizeof file)
        return fail(err, WCY_EUSAGE, "path '%s' is too long", folder);
    int status = store_open(&store, path, &reading, err);
    if (status == 0)
        status = store_copy(store, file, err);
    store_close(store);
    return status;
}

/* A damaged index makes a damaged backup, which is worse than none. */
static int verify(const char *path, const char *folder, struct wcy_error *err)
{
    const struct wcy_check_options quick = {.quick = 1};
    struct wcy_error found = {0};
    int status = wcy_check(folder, &quick, NULL, &found);
    if (status == WCY_ECORRUPT)
        return fail(err, WCY_ECORRUPT,
                    "index '%s' is damaged, so no backup was made; 'wirecopy check' says where",
                    path);
    return status < 0 ? fail(err, status, "%s", found.message) : 0;
}

int wcy_backup(const char *path, const char *destination, struct wcy_error *err)
{
    struct beside b;
    struct stat st;
    if (lstat(destination, &st) == 0)
        return fail(err, WCY_EUSAGE, "'%s' exists already; name a new folder for the backup",
                    destination);
    int status = beside_make(&b, destination, "partial", err);
    if (status < 0)
        return status;
    status = copy_to(path, b.made, err);
    if (status == 0)
        status = verify(path, b.made, err);
    if (status == 0)
        status = beside_place(&b, err);
    beside_drop(&b);
    return status;
}
