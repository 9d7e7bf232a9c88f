#include "index/pages.h"

#include "index/page_walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Layout of a meta page of LMDB 0.9 on a 64-bit machine. */
#define META_MAGIC    16
#define META_VERSION  20
#define META_MAP_SIZE 32
#define META_FREE     40
#define META_MAIN     (META_FREE + PAGES_TREE_SIZE)
#define META_LAST     (META_MAIN + PAGES_TREE_SIZE)
#define META_TXNID    (META_LAST + 8)
#define META_SIZE     (META_TXNID + 8)

#define MAGIC         0xBEEFC0DE
#define VERSION       1
#define FLAG_META     8
#define AT_PAGE_FLAGS 10

uint64_t pages_u64(const unsigned char *at)
{
    uint64_t v;
    memcpy(&v, at, sizeof v);
    return v;
}

uint32_t pages_u32(const unsigned char *at)
{
    uint32_t v;
    memcpy(&v, at, sizeof v);
    return v;
}

uint16_t pages_u16(const unsigned char *at)
{
    uint16_t v;
    memcpy(&v, at, sizeof v);
    return v;
}

struct pages_tree pages_read_tree(const unsigned char *at)
{
    return (struct pages_tree){.pad = pages_u32(at),
                               .flags = pages_u16(at + 4),
                               .depth = pages_u16(at + 6),
                               .branches = pages_u64(at + 8),
                               .leaves = pages_u64(at + 16),
                               .overflows = pages_u64(at + 24),
                               .entries = pages_u64(at + 32),
                               .root = pages_u64(at + 40)};
}

static int damaged(const struct pages *p, const char *what, struct wcy_error *err)
{
    return fail(err, WCY_ECORRUPT,
                "index '%s' is damaged: %s; restore a backup or run 'wirecopy repair'", p->folder,
                what);
}

static bool is_meta(const unsigned char *page)
{
    return pages_u32(page + META_MAGIC) == MAGIC && pages_u32(page + META_VERSION) == VERSION;
}

static bool is_page_size(size_t size)
{
    return size >= 256 && size <= 65536 && (size & (size - 1)) == 0;
}

static int read_state(struct pages *p, int i, const unsigned char *page, struct wcy_error *err)
{
    struct pages_state *s = &p->states[i];
    *s = (struct pages_state){.txnid = pages_u64(page + META_TXNID),
                              .last_page = pages_u64(page + META_LAST),
                              .map_size = pages_u64(page + META_MAP_SIZE),
                              .free = pages_read_tree(page + META_FREE),
                              .main = pages_read_tree(page + META_MAIN)};
    if (pages_u16(page + AT_PAGE_FLAGS) != FLAG_META || pages_u64(page) != (uint64_t)i ||
        s->free.pad != p->page_size)
        return damaged(p, "a meta page of data.mdb is broken", err);
    /* More than any machine can map: mmap would fail as if memory had run out. */
    if (s->map_size >> 46 || s->last_page >= (UINT64_C(1) << 46) / p->page_size)
        return damaged(p, "a meta page of data.mdb has impossible sizes", err);
    return 0;
}

/* The head of the page at byte `at`. WCY_END: the file is too short. */
static int read_head(const struct pages *p, size_t at, unsigned char *to, struct wcy_error *err)
{
    ssize_t n;
    do
        n = pread(p->fd, to, META_SIZE, (off_t)at);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return fail_errno(err, WCY_EIO, errno, "cannot read '%s/data.mdb'", p->folder);
    return n == META_SIZE ? 0 : WCY_END;
}

/* The first page is none of LMDB's. Is the other one? Then this one was, too; the page size is the
   machine's, then. */
static int read_other(const struct pages *p, bool first, struct wcy_error *err)
{
    unsigned char page[META_SIZE];
    int status = read_head(p, (size_t)sysconf(_SC_PAGESIZE), page, err);
    if (status < 0)
        return status;
    return first || (status == 0 && is_meta(page))
               ? damaged(p, "the first page of data.mdb is broken", err)
               : WCY_END;
}

static int read_metas(struct pages *p, struct wcy_error *err)
{
    unsigned char page[2][META_SIZE];
    int status = read_head(p, 0, page[0], err);
    if (status != 0)
        return status;
    p->page_size = pages_u32(page[0] + META_FREE);
    bool first = is_meta(page[0]);
    if (!first || !is_page_size(p->page_size))
        return read_other(p, first, err);
    status = read_head(p, p->page_size, page[1], err);
    if (status < 0)
        return status;
    if (status == WCY_END)
        return damaged(p, "data.mdb is shorter than its two meta pages", err);
    if (!is_meta(page[1]))
        return damaged(p, "the second page of data.mdb is broken", err);
    status = read_state(p, 0, page[0], err);
    return status < 0 ? status : read_state(p, 1, page[1], err);
}

/* The size is read after the meta pages: a writer extends the file first. */
static int map_file(struct pages *p, struct wcy_error *err)
{
    struct stat st;
    if (fstat(p->fd, &st) != 0)
        return fail_errno(err, WCY_EIO, errno, "cannot read '%s/data.mdb'", p->folder);
    if (p->map && p->size == (uint64_t)st.st_size)
        return 0;
    void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, p->fd, 0);
    if (map == MAP_FAILED)
        return fail_errno(err, WCY_EIO, errno, "cannot map '%s/data.mdb'", p->folder);
    if (p->map)
        munmap((void *)(uintptr_t)p->map, (size_t)p->size);
    p->map = map;
    p->size = (uint64_t)st.st_size;
    return 0;
}

int pages_reload(struct pages *p, struct wcy_error *err)
{
    int status = read_metas(p, err);
    return status != 0 ? status : map_file(p, err);
}

int pages_open(struct pages *p, const char *folder, struct wcy_error *err)
{
    char path[4096];
    *p = (struct pages){.folder = folder, .fd = -1};
    if (snprintf(path, sizeof path, "%s/data.mdb", folder) >= (int)sizeof path)
        return WCY_END;
    p->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (p->fd < 0)
        return errno == ENOENT ? WCY_END
                               : fail_errno(err, WCY_EIO, errno, "cannot open '%s'", path);
    int status = pages_reload(p, err);
    if (status != 0)
        pages_close(p);
    return status;
}

static struct pages_state no_state(const struct pages *p)
{
    static const struct pages_tree none = {.root = PAGES_NO_ROOT};
    uint64_t pages = p->size / p->page_size;
    return (struct pages_state){.last_page = pages ? pages - 1 : 0, .free = none, .main = none};
}

int pages_open_damaged(struct pages *p, const char *folder, unsigned *good, struct wcy_error *err)
{
    char path[4096];
    *good = 0;
    *p = (struct pages){.folder = folder, .page_size = (size_t)sysconf(_SC_PAGESIZE)};
    snprintf(path, sizeof path, "%s/data.mdb", folder);
    p->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (p->fd < 0)
        return fail_errno(err, WCY_ENOINDEX, errno, "cannot open '%s'", path);
    int status = map_file(p, err);
    if (status < 0) {
        pages_close(p);
        return status;
    }
    for (int i = 0; i < 2; i++) {
        unsigned char page[META_SIZE];
        if (read_head(p, (size_t)i * p->page_size, page, NULL) == 0 && is_meta(page) &&
            read_state(p, i, page, NULL) == 0)
            ++*good;
        else
            p->states[i] = no_state(p);
    }
    return 0;
}

void pages_close(struct pages *p)
{
    if (p->map)
        munmap((void *)(uintptr_t)p->map, (size_t)p->size);
    if (p->fd >= 0)
        close(p->fd);
    p->map = NULL;
    p->fd = -1;
}

const struct pages_state *pages_newest(const struct pages *p)
{
    return &p->states[p->states[0].txnid < p->states[1].txnid];
}

int pages_check_size(struct pages *p, struct wcy_error *err)
{
    const struct pages_state *s = pages_newest(p);
    uint64_t needed = (s->last_page + 1) * p->page_size;
    struct page_walk w;
    if (p->size >= needed)
        return 0;
    bool whole = page_walk_start(&w, p, s);
    if (whole) {
        page_walk_free(&w);
        whole = w.problems == 0;
        for (uint64_t n = p->size / p->page_size; n <= s->last_page && whole; n++)
            whole = page_walk_is_free(&w, n);
    }
    page_walk_end(&w);
    if (whole)
        return 0;
    return fail(err, WCY_ECORRUPT,
                "index '%s' is damaged: data.mdb is shorter than the %llu bytes it should have; "
                "restore a backup or run 'wirecopy repair'",
                p->folder, (unsigned long long)needed);
}

int pages_check_folder(const char *folder, struct wcy_error *err)
{
    struct pages p;
    int status = pages_open(&p, folder, err);
    if (status != 0)
        return status < 0 ? status : 0;
    status = pages_check_size(&p, err);
    pages_close(&p);
    return status;
}
