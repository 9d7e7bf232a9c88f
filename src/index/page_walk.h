/*
 * page_walk: every page of an LMDB file, looked at without trusting any of them.
 *
 * What must hold in one state: every page of a tree lies in the file, says its own number and kind,
 * holds its nodes side by side, its keys in order and within what its parent says, and is used
 * once; the free list names other pages; the counts of each tree are right. So a page number that
 * was changed leads to a page that is used twice, or free, or holds the wrong keys. What the values
 * say is protected by their checksums.
 *
 * Each page is visited once, so a walk ends whatever the file holds.
 */
#ifndef INDEX_PAGE_WALK_H
#define INDEX_PAGE_WALK_H

#include "base/slice.h"
#include "index/pages.h"

/* `table` is "" for LMDB's own trees. */
typedef void page_problem_fn(void *context, const char *table, uint64_t page, const char *what);

/* A record of a table, checksum included. The slices are in the map. */
typedef void page_record_fn(void *context, const char *table, struct slice key, struct slice value);

#define PAGE_TABLES     32
#define PAGE_TABLE_NAME 16

struct page_walk {
    const struct pages *pages;
    const struct pages_state *state;
    unsigned char *use;       /* of each page up to the last one */
    page_problem_fn *problem; /* may be NULL */
    page_record_fn *record;   /* may be NULL */
    void *context;
    uint64_t problems, used, free, records;
    uint64_t last_freed; /* the newest transaction of which the free list has pages */
    /* the tree that is being walked */
    const char *table;
    struct pages_tree seen;
    bool integers; /* its keys are numbers: the free list */
    struct page_table {
        char name[PAGE_TABLE_NAME];
        struct pages_tree tree;
    } tables[PAGE_TABLES]; /* those of the main tree */
    unsigned n_tables;
};

/* False when memory runs out. page_walk_end frees in either case. */
bool page_walk_start(struct page_walk *w, const struct pages *p, const struct pages_state *s);
void page_walk_end(struct page_walk *w);

/* The main tree, which fills `tables`. */
void page_walk_main(struct page_walk *w);

/* One of the tables. */
void page_walk_table(struct page_walk *w, const struct page_table *table);

/* The free list; after the others, so that pages that are used and free are found. */
void page_walk_free(struct page_walk *w);

/* Pages that are neither used nor free; leaves among them are read as records of unknown tables:
   what is left of a tree whose branches are broken. */
void page_walk_lost(struct page_walk *w);

/* Is this page a leaf that could be the root of a main tree? What it says is not believed yet. */
bool page_walk_is_main(const struct pages *p, uint64_t page);

bool page_walk_is_free(const struct page_walk *w, uint64_t page);

#endif
