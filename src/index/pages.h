/*
 * pages: an LMDB 0.9 data file read without LMDB.
 *
 * LMDB trusts its file: it maps more than there is, follows any page number, and has no checksums.
 * So before it is let near a file, the file is looked at here: the two meta pages by every open,
 * every page of every tree by `check` (page_walk.h). Nothing is believed, nothing is written.
 */
#ifndef INDEX_PAGES_H
#define INDEX_PAGES_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/* The root of a B-tree (MDB_db). */
struct pages_tree {
    uint32_t pad;
    uint16_t flags, depth;
    uint64_t branches, leaves, overflows, entries, root;
};

#define PAGES_NO_ROOT UINT64_MAX

/* What one meta page says: one committed state. */
struct pages_state {
    uint64_t txnid, last_page, map_size;
    struct pages_tree free, main;
};

struct pages {
    const char *folder; /* borrowed, for messages */
    int fd;
    const unsigned char *map; /* the file as it is, read only */
    uint64_t size;            /* bytes of the file */
    size_t page_size;
    struct pages_state states[2]; /* of meta pages 0 and 1 */
};

/* Opens data.mdb in `folder`, maps it and reads the meta pages. WCY_END: it is not LMDB's, or
   empty, or not there; WCY_ECORRUPT: it was, once. */
int pages_open(struct pages *p, const char *folder, struct wcy_error *err);
void pages_close(struct pages *p);

/* The same for a file that is known to be damaged: states whose meta page is broken have no trees.
 *good tells how many are not. */
int pages_open_damaged(struct pages *p, const char *folder, unsigned *good, struct wcy_error *err);

/* Reads the meta pages and the size again, as a writer may be at work. */
int pages_reload(struct pages *p, struct wcy_error *err);

/* The newest state. */
const struct pages_state *pages_newest(const struct pages *p);

/* Is the file as long as its newest state needs? Pages behind its end that are free are not missed:
   LMDB does not write those that a transaction took and gave back. */
int pages_check_size(struct pages *p, struct wcy_error *err);

/* Both for a folder that is about to be opened; a file that is not LMDB's is left to LMDB. */
int pages_check_folder(const char *folder, struct wcy_error *err);

/* Numbers in LMDB's files have the byte order of the machine. */
uint64_t pages_u64(const unsigned char *at);
uint32_t pages_u32(const unsigned char *at);
uint16_t pages_u16(const unsigned char *at);

/* Reads a tree's record, PAGES_TREE_SIZE bytes. */
#define PAGES_TREE_SIZE 48
struct pages_tree pages_read_tree(const unsigned char *at);

#endif
