/*
 * faults: a library to be preloaded, which makes the n-th system call (or allocation) of a program
 * fail, kills the program there, or writes down what goes to the index file.
 *
 *   FAULTS_CALLS   kinds that are counted: open,read,write,sync,truncate,rename,unlink,mkdir,map,
 *                  alloc,thread
 *   FAULTS_PATH    only calls on files whose path holds this (open, read, write, sync, truncate)
 *   FAULTS_AT      n, from 1; 0: none, they are only counted
 *   FAULTS_DO      what happens there: kill (before the call), tear (kill, but half of a write is
 *                  done), short (half of a read or write), hang (it never comes back), or an error:
 *                  EIO, ENOSPC, EINTR, ...
 *   FAULTS_LASTING all later ones fail as well
 *   FAULTS_COUNT   a file that gets the number of counted calls when the program ends
 *   FAULTS_LOG     a file that gets every write to a data.mdb and every sync, see log_append
 *
 * Calls on descriptors 0 to 2 are left alone. Under AddressSanitizer malloc cannot be replaced from
 * here; there the program is linked with alloc_faults.c instead.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define PUBLIC __attribute__((visibility("default")))

enum kind { OPEN, READ, WRITE, SYNC, TRUNCATE, RENAME, UNLINK, MKDIR, MAP, ALLOC, THREAD, N_KINDS };

static const char *const kind_names[N_KINDS] = {"open",     "read",   "write",  "sync",
                                                "truncate", "rename", "unlink", "mkdir",
                                                "map",      "alloc",  "thread"};

enum action { NOTHING, KILL, TEAR, SHORT, HANG, ERROR };

static struct {
    bool counted[N_KINDS], lasting;
    const char *path, *count_file;
    unsigned long at;
    enum action action;
    int error, log;
    atomic_ulong count;
    pthread_mutex_t log_lock;
} faults = {.log = -1, .log_lock = PTHREAD_MUTEX_INITIALIZER};

static int error_number(const char *name)
{
    static const struct {
        const char *name;
        int number;
    } errors[] = {
        {"EIO",    EIO   },
        {"ENOSPC", ENOSPC},
        {"EINTR",  EINTR },
        {"EMFILE", EMFILE},
        {"EACCES", EACCES},
        {"EROFS",  EROFS },
        {"ENOMEM", ENOMEM},
        {"EAGAIN", EAGAIN},
    };
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (strcmp(name, errors[i].name) == 0)
            return errors[i].number;
    return EIO;
}

static bool listed(const char *list, const char *word)
{
    size_t len = strlen(word);
    for (const char *p = list; (p = strstr(p, word)); p += len)
        if ((p == list || p[-1] == ',') && (p[len] == ',' || p[len] == '\0'))
            return true;
    return false;
}

__attribute__((constructor)) static void faults_start(void)
{
    const char *calls = getenv("FAULTS_CALLS"), *at = getenv("FAULTS_AT"),
               *what = getenv("FAULTS_DO");
    const char *log = getenv("FAULTS_LOG");
    faults.path = getenv("FAULTS_PATH");
    faults.count_file = getenv("FAULTS_COUNT");
    faults.lasting = getenv("FAULTS_LASTING") != NULL;
    faults.at = at ? strtoul(at, NULL, 10) : 0;
    faults.action = !what                        ? NOTHING
                    : strcmp(what, "kill") == 0  ? KILL
                    : strcmp(what, "tear") == 0  ? TEAR
                    : strcmp(what, "short") == 0 ? SHORT
                    : strcmp(what, "hang") == 0  ? HANG
                                                 : ERROR;
    faults.error = what ? error_number(what) : 0;
    if (log)
        faults.log = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    for (int k = 0; k < N_KINDS; k++)
        faults.counted[k] = calls && listed(calls, kind_names[k]);
}

__attribute__((destructor)) static void faults_end(void)
{
    char text[32];
    if (!faults.count_file)
        return;
    int n = snprintf(text, sizeof text, "%lu\n", atomic_load(&faults.count));
    int fd =
        (int)syscall(SYS_openat, AT_FDCWD, faults.count_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || syscall(SYS_write, fd, text, n) != n)
        syscall(SYS_exit_group, 98);
}

/* What is to happen to this call. */
static enum action faults_next(enum kind kind)
{
    if (!faults.counted[kind])
        return NOTHING;
    unsigned long n = atomic_fetch_add(&faults.count, 1) + 1;
    bool now = faults.at && (n == faults.at || (faults.lasting && n > faults.at));
    if (now && faults.action == KILL)
        syscall(SYS_kill, getpid(), SIGKILL);
    while (now && faults.action == HANG)
        pause();
    return now ? faults.action : NOTHING;
}

/* The path behind a descriptor, "" when there is none. */
static void path_of(int fd, char *path, size_t size)
{
    char link[48];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    long n = syscall(SYS_readlinkat, AT_FDCWD, link, path, size - 1);
    path[n > 0 ? n : 0] = '\0';
}

static enum action faults_on_path(enum kind kind, const char *path)
{
    if (!faults.counted[kind] || (faults.path && !strstr(path, faults.path)))
        return NOTHING;
    return faults_next(kind);
}

static enum action faults_on(enum kind kind, int fd)
{
    char path[512];
    if (fd <= 2 || !faults.counted[kind])
        return NOTHING;
    if (!faults.path)
        return faults_next(kind);
    path_of(fd, path, sizeof path);
    return faults_on_path(kind, path);
}

/* ------------------------------------------------------------------ the log for power cuts */

/* A record: operation, whether the write itself is a sync (O_DSYNC), offset, length, the bytes. */
enum log_operation { LOG_WRITE = 1, LOG_SYNC = 2, LOG_TRUNCATE = 3, LOG_NAME = 4, LOG_SWAP = 5 };

struct log_head {
    uint32_t operation, synced;
    uint64_t offset, len;
};

static bool ends_with(const char *path, const char *name)
{
    size_t len = strlen(path), n = strlen(name);
    return len >= n && strcmp(path + len - n, name) == 0;
}

/* The index file, also while it is made in another folder. */
static bool logs(int fd)
{
    char path[512];
    if (faults.log < 0 || fd <= 2)
        return false;
    path_of(fd, path, sizeof path);
    return ends_with(path, "/data.mdb");
}

static void log_append(enum log_operation operation, int fd, uint64_t offset, const void *bytes,
                       size_t len)
{
    struct log_head head = {.operation = operation, .offset = offset, .len = len};
    head.synced = operation == LOG_WRITE && (fcntl(fd, F_GETFL) & O_DSYNC) != 0;
    struct iovec parts[] = {
        {&head, sizeof head},
        {NULL,  len        }
    };
    memcpy(&parts[1].iov_base, &bytes, sizeof bytes);
    pthread_mutex_lock(&faults.log_lock);
    long n = syscall(SYS_writev, faults.log, parts, bytes ? 2 : 1);
    pthread_mutex_unlock(&faults.log_lock);
    if (n < (long)sizeof head)
        syscall(SYS_exit_group, 98);
}

/* ------------------------------------------------------------------ the calls */

static long failed(void)
{
    errno = faults.error;
    return -1;
}

static int open_mode(int flags, va_list args)
{
    return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(args, int) : 0;
}

static int open_file(int folder, const char *path, int flags, int mode)
{
    enum action action = faults_on_path(OPEN, path);
    if (action == ERROR)
        return (int)failed();
    return (int)syscall(SYS_openat, folder, path, flags, mode);
}

#define OPEN_FUNCTION(name)                                                                        \
    PUBLIC int name(const char *path, int flags, ...)                                              \
    {                                                                                              \
        va_list args;                                                                              \
        va_start(args, flags);                                                                     \
        int mode = open_mode(flags, args);                                                         \
        va_end(args);                                                                              \
        return open_file(AT_FDCWD, path, flags, mode);                                             \
    }
OPEN_FUNCTION(open)
OPEN_FUNCTION(open64)

PUBLIC int __open_2(const char *path, int flags);
PUBLIC int __open_2(const char *path, int flags)
{
    return open_file(AT_FDCWD, path, flags, 0);
}

PUBLIC ssize_t read(int fd, void *to, size_t size)
{
    enum action action = faults_on(READ, fd);
    if (action == ERROR)
        return failed();
    return syscall(SYS_read, fd, to, action == SHORT && size > 1 ? size / 2 : size);
}

static ssize_t read_at(int fd, void *to, size_t size, off_t at)
{
    enum action action = faults_on(READ, fd);
    if (action == ERROR)
        return failed();
    return syscall(SYS_pread64, fd, to, action == SHORT && size > 1 ? size / 2 : size, at);
}

PUBLIC ssize_t pread(int fd, void *to, size_t size, off_t at)
{
    return read_at(fd, to, size, at);
}

PUBLIC ssize_t pread64(int fd, void *to, size_t size, off64_t at)
{
    return read_at(fd, to, size, at);
}

/* The bytes that a write is let do: all, half, or none and then the end. */
static size_t allowed(enum action action, size_t size)
{
    return (action == SHORT || action == TEAR) && size > 1 ? size / 2 : size;
}

static void end_if_torn(enum action action)
{
    if (action == TEAR)
        syscall(SYS_kill, getpid(), SIGKILL);
}

PUBLIC ssize_t write(int fd, const void *from, size_t size)
{
    enum action action = faults_on(WRITE, fd);
    if (action == ERROR)
        return failed();
    size = allowed(action, size);
    if (logs(fd))
        log_append(LOG_WRITE, fd, (uint64_t)lseek(fd, 0, SEEK_CUR), from, size);
    ssize_t n = syscall(SYS_write, fd, from, size);
    end_if_torn(action);
    return n;
}

static ssize_t write_at(int fd, const void *from, size_t size, off_t at)
{
    enum action action = faults_on(WRITE, fd);
    if (action == ERROR)
        return failed();
    size = allowed(action, size);
    if (logs(fd))
        log_append(LOG_WRITE, fd, (uint64_t)at, from, size);
    ssize_t n = syscall(SYS_pwrite64, fd, from, size, at);
    end_if_torn(action);
    return n;
}

PUBLIC ssize_t pwrite(int fd, const void *from, size_t size, off_t at)
{
    return write_at(fd, from, size, at);
}

PUBLIC ssize_t pwrite64(int fd, const void *from, size_t size, off64_t at)
{
    return write_at(fd, from, size, at);
}

/* LMDB seeks, then writes several pages at once. A short one does the first half of the parts. */
PUBLIC ssize_t writev(int fd, const struct iovec *parts, int count)
{
    enum action action = faults_on(WRITE, fd);
    if (action == ERROR)
        return failed();
    if (action == SHORT || action == TEAR)
        count = count > 1 ? count / 2 : 1;
    if (logs(fd)) {
        uint64_t at = (uint64_t)lseek(fd, 0, SEEK_CUR);
        for (int i = 0; i < count; at += parts[i].iov_len, i++)
            log_append(LOG_WRITE, fd, at, parts[i].iov_base, parts[i].iov_len);
    }
    ssize_t n = syscall(SYS_writev, fd, parts, count);
    end_if_torn(action);
    return n;
}

static int sync_file(int fd, long call)
{
    if (faults_on(SYNC, fd) == ERROR)
        return (int)failed();
    int result = (int)syscall(call, fd);
    if (result == 0 && logs(fd))
        log_append(LOG_SYNC, fd, 0, NULL, 0);
    return result;
}

PUBLIC int fsync(int fd)
{
    return sync_file(fd, SYS_fsync);
}

PUBLIC int fdatasync(int fd)
{
    return sync_file(fd, SYS_fdatasync);
}

PUBLIC int msync(void *at, size_t len, int flags)
{
    if (faults_next(SYNC) == ERROR)
        return (int)failed();
    return (int)syscall(SYS_msync, at, len, flags);
}

static int truncate_file(int fd, off_t len)
{
    if (faults_on(TRUNCATE, fd) == ERROR)
        return (int)failed();
    if (logs(fd))
        log_append(LOG_TRUNCATE, fd, (uint64_t)len, NULL, 0);
    return (int)syscall(SYS_ftruncate, fd, len);
}

PUBLIC int ftruncate(int fd, off_t len)
{
    return truncate_file(fd, len);
}

PUBLIC int ftruncate64(int fd, off64_t len)
{
    return truncate_file(fd, len);
}

PUBLIC int rename(const char *from, const char *to)
{
    if (faults_next(RENAME) == ERROR)
        return (int)failed();
    if (faults.log >= 0 && ends_with(to, "/data.mdb"))
        log_append(LOG_NAME, -1, 0, NULL, 0);
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

PUBLIC int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
    if (faults_next(RENAME) == ERROR)
        return (int)failed();
    if (faults.log >= 0 && flags & RENAME_EXCHANGE)
        log_append(LOG_SWAP, -1, 0, NULL, 0);
    return (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, flags);
}

PUBLIC int unlink(const char *path)
{
    if (faults_next(UNLINK) == ERROR)
        return (int)failed();
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

PUBLIC int mkdir(const char *path, mode_t mode)
{
    if (faults_next(MKDIR) == ERROR)
        return (int)failed();
    return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

static void *map(void *at, size_t len, int protection, int flags, int fd, off_t offset)
{
    enum action action = fd < 0 ? NOTHING : faults_on(MAP, fd);
    if (action == ERROR) {
        errno = faults.error;
        return MAP_FAILED;
    }
    long result = syscall(SYS_mmap, at, len, protection, flags, fd, offset);
    void *pointer;
    memcpy(&pointer, &result, sizeof pointer);
    return pointer;
}

PUBLIC void *mmap(void *at, size_t len, int protection, int flags, int fd, off_t offset)
{
    return map(at, len, protection, flags, fd, offset);
}

PUBLIC void *mmap64(void *at, size_t len, int protection, int flags, int fd, off64_t offset)
{
    return map(at, len, protection, flags, fd, offset);
}

typedef int thread_fn(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

PUBLIC int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*fn)(void *),
                          void *argument)
{
    void *found = dlsym(RTLD_NEXT, "pthread_create");
    thread_fn *real;
    memcpy(&real, &found, sizeof real);
    if (faults_next(THREAD) == ERROR)
        return EAGAIN;
    return real(thread, attributes, fn, argument);
}

#ifndef FAULTS_NO_ALLOC
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

PUBLIC void *malloc(size_t size)
{
    if (faults_next(ALLOC) == ERROR) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_malloc(size);
}

PUBLIC void *calloc(size_t count, size_t size)
{
    if (faults_next(ALLOC) == ERROR) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_calloc(count, size);
}

PUBLIC void *realloc(void *old, size_t size)
{
    if (faults_next(ALLOC) == ERROR) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_realloc(old, size);
}
#endif
