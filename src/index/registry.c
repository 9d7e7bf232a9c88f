#include "index/registry.h"

#include <errno.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

/* The one piece of state that belongs to the process: what it guards does, too. */
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static struct registered *all;

int registry_enter(struct registered *r, const char *folder, struct wcy_error *err)
{
    struct stat st;
    if (stat(folder, &st) != 0)
        return fail_errno(err, WCY_EIO, errno, "cannot read '%s'", folder);
    struct registered entry = {NULL, st.st_dev, st.st_ino, getpid()};
    bool taken = false;
    pthread_mutex_lock(&guard);
    for (const struct registered *other = all; other && !taken; other = other->next)
        taken = other->device == entry.device && other->inode == entry.inode &&
                other->process == entry.process;
    if (!taken) {
        *r = entry;
        r->next = all;
        all = r;
    }
    pthread_mutex_unlock(&guard);
    return taken ? fail(err, WCY_EUSAGE,
                        "index '%s' is already open in this process; use the open one", folder)
                 : 0;
}

void registry_leave(struct registered *r)
{
    pthread_mutex_lock(&guard);
    for (struct registered **at = &all; *at; at = &(*at)->next)
        if (*at == r) {
            *at = r->next;
            break;
        }
    pthread_mutex_unlock(&guard);
}

bool registry_is_current(const struct registered *r, const char *folder)
{
    struct stat st;
    return stat(folder, &st) == 0 && st.st_dev == r->device && st.st_ino == r->inode;
}
