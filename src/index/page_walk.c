#include "index/page_walk.h"

#include <lmdb.h>
#include <stdlib.h>

/* LMDB 0.9: a page is a head, offsets of nodes growing up, nodes growing down. */
#define HEAD          16
#define AT_PAD        8
#define AT_FLAGS      10
#define AT_LOWER      12
#define AT_UPPER      14
#define AT_COUNT      12 /* pages of an overflow run */
#define FLAG_BRANCH   1
#define FLAG_LEAF     2
#define FLAG_OVERFLOW 4

#define NODE_HEAD    8
#define NODE_BIG     1 /* the value is on overflow pages */
#define NODE_TREE    2 /* the value is a tree's record */
#define DEPTH_MAX    32
#define INTEGER_KEYS 8

enum { PAGE_UNKNOWN, PAGE_USED, PAGE_FREE };

struct node {
    uint64_t child; /* branch: the page below */
    uint16_t flags;
    struct slice key;
    uint32_t value_size;
    const unsigned char *value; /* in the node: the value, or the number of its first page */
};

/* Keys of a page: low <= key < high; without `bounded` there is no upper limit. */
struct range {
    struct slice low, high;
    bool bounded;
};

static void report(struct page_walk *w, uint64_t page, const char *what)
{
    w->problems++;
    if (w->problem)
        w->problem(w->context, w->table, page, what);
}

bool page_walk_start(struct page_walk *w, const struct pages *p, const struct pages_state *s)
{
    *w = (struct page_walk){.pages = p, .state = s, .table = ""};
    /* A number that makes no sense would ask for too much memory. */
    if (s->last_page / 4 > p->size / p->page_size + (1 << 20))
        return false;
    w->use = calloc((size_t)s->last_page + 1, 1);
    return w->use != NULL;
}

void page_walk_end(struct page_walk *w)
{
    free(w->use);
    w->use = NULL;
}

bool page_walk_is_free(const struct page_walk *w, uint64_t page)
{
    return page <= w->state->last_page && w->use[page] == PAGE_FREE;
}

static bool in_file(const struct page_walk *w, uint64_t page, uint64_t count)
{
    uint64_t pages = w->pages->size / w->pages->page_size;
    return page >= 2 && page <= w->state->last_page && count <= w->state->last_page - page + 1 &&
           page < pages && count <= pages - page;
}

static const unsigned char *at_page(const struct page_walk *w, uint64_t page)
{
    return w->pages->map + page * w->pages->page_size;
}

/* Marks pages as used; NULL when they are not in the file or in use already. */
static const unsigned char *take_pages(struct page_walk *w, uint64_t page, uint64_t count)
{
    if (!in_file(w, page, count)) {
        report(w, page, "a page that is not in the file");
        return NULL;
    }
    for (uint64_t i = 0; i < count; i++)
        if (w->use[page + i] != PAGE_UNKNOWN) {
            report(w, page + i, "a page that is used twice");
            return NULL;
        }
    memset(w->use + page, PAGE_USED, (size_t)count);
    w->used += count;
    return at_page(w, page);
}

static int compare_keys(const struct page_walk *w, struct slice a, struct slice b)
{
    if (w->integers) {
        uint64_t x = pages_u64((const unsigned char *)a.ptr);
        uint64_t y = pages_u64((const unsigned char *)b.ptr);
        return x < y ? -1 : x > y;
    }
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return order ? order : a.len < b.len ? -1 : a.len > b.len;
}

/* Room that a node takes; 0 when it does not fit in the page. */
static size_t read_node(const struct page_walk *w, const unsigned char *page, size_t at,
                        bool branch, struct node *n)
{
    size_t size = w->pages->page_size;
    if (at % 2 || at + NODE_HEAD > size)
        return 0;
    const unsigned char *p = page + at;
    uint32_t low = pages_u16(p), high = pages_u16(p + 2);
    size_t key = pages_u16(p + 6), room = NODE_HEAD + key;
    n->flags = pages_u16(p + 4);
    if (at + room > size)
        return 0;
    n->key = slice_make((const char *)p + NODE_HEAD, key);
    n->value = p + room;
    n->value_size = low | high << 16;
    n->child = n->value_size | (uint64_t)n->flags << 32;
    if (!branch)
        room += n->flags & NODE_BIG ? 8 : n->value_size;
    room += room % 2;
    return at + room > size ? 0 : room;
}

/* Marks the bytes of a node; false when another node has some of them. */
static bool take_bytes(unsigned char *taken, size_t at, size_t room)
{
    for (size_t i = at / 2; i < (at + room) / 2; i++) {
        if (taken[i])
            return false;
        taken[i] = 1;
    }
    return true;
}

/* The value of a leaf's node. */
static bool read_value(struct page_walk *w, const struct node *n, struct slice *value)
{
    size_t size = w->pages->page_size;
    *value = slice_make((const char *)n->value, n->value_size);
    if (!(n->flags & NODE_BIG))
        return true;
    uint64_t page = pages_u64(n->value);
    uint64_t needed = ((uint64_t)HEAD + n->value_size + size - 1) / size;
    if (!in_file(w, page, needed)) {
        report(w, page, "a value that is not in the file");
        return false;
    }
    const unsigned char *p = at_page(w, page);
    uint64_t count = pages_u32(p + AT_COUNT);
    if (pages_u64(p) != page || pages_u16(p + AT_FLAGS) != FLAG_OVERFLOW || count < needed) {
        report(w, page, "a value's page that is none");
        return false;
    }
    if (!take_pages(w, page, count))
        return false;
    w->seen.overflows += count;
    *value = slice_make((const char *)p + HEAD, n->value_size);
    return true;
}

/* A record of the main tree: a table. */
static void add_table(struct page_walk *w, uint64_t page, const struct node *n, struct slice value)
{
    if (n->flags != NODE_TREE || value.len != PAGES_TREE_SIZE || n->key.len == 0 ||
        n->key.len >= PAGE_TABLE_NAME || w->n_tables == PAGE_TABLES) {
        report(w, page, "a record that is no table");
        return;
    }
    struct page_table *t = &w->tables[w->n_tables++];
    memcpy(t->name, n->key.ptr, n->key.len);
    t->name[n->key.len] = '\0';
    t->tree = pages_read_tree((const unsigned char *)value.ptr);
}

/* A record of the free list: a transaction's pages, in descending order behind their number. */
static void add_free(struct page_walk *w, uint64_t page, struct slice key, struct slice value)
{
    w->last_freed = pages_u64((const unsigned char *)key.ptr); /* they ascend */
    const unsigned char *p = (const unsigned char *)value.ptr;
    uint64_t room = value.len / 8, count = room ? pages_u64(p) : 0, last = UINT64_MAX;
    if (room == 0 || count >= room) {
        report(w, page, "a broken list of free pages");
        return;
    }
    for (uint64_t i = 1; i <= count; i++) {
        uint64_t free = pages_u64(p + 8 * i);
        if (free >= last || free < 2 || free > w->state->last_page) {
            report(w, page, "a broken list of free pages");
            return;
        }
        if (w->use[free] != PAGE_UNKNOWN)
            report(w, free, "a page that is used and free");
        else
            w->free++;
        w->use[free] = PAGE_FREE;
        last = free;
    }
}

static void add_record(struct page_walk *w, uint64_t page, const struct node *n)
{
    struct slice value;
    w->seen.entries++;
    bool main = !w->integers && w->table[0] == '\0';
    if ((n->flags & ~NODE_BIG) != (main ? NODE_TREE : 0)) {
        report(w, page, "a record with unknown flags");
        return;
    }
    if (!read_value(w, n, &value))
        return;
    if (w->integers)
        add_free(w, page, n->key, value);
    else if (main)
        add_table(w, page, n, value);
    else if (w->record)
        w->record(w->context, w->table, n->key, value);
}

/* The head of a page of a tree; the number of its nodes, or 0. */
static unsigned check_head(struct page_walk *w, uint64_t number, const unsigned char *page,
                           bool branch)
{
    size_t lower = pages_u16(page + AT_LOWER), upper = pages_u16(page + AT_UPPER);
    if (pages_u64(page) != number) {
        report(w, number, "a page that has another number");
        return 0;
    }
    if (pages_u16(page + AT_FLAGS) != (branch ? FLAG_BRANCH : FLAG_LEAF)) {
        report(w, number, "a page of another kind");
        return 0;
    }
    if (lower <= HEAD || lower % 2 || lower > upper || upper > w->pages->page_size) {
        report(w, number, "a page whose sizes make no sense");
        return 0;
    }
    return (unsigned)(lower - HEAD) / 2;
}

/* Is the node's key in order, and within its page's range? */
static bool check_key(struct page_walk *w, const struct node *n, struct slice last, unsigned i,
                      bool branch, const struct range *range)
{
    if (branch && i == 0)
        return true; /* LMDB does not look at it */
    if (n->key.len == 0 || (w->integers && n->key.len != 8))
        return false;
    if (i > (branch ? 1u : 0u) && compare_keys(w, last, n->key) >= 0)
        return false;
    if (range->low.len && compare_keys(w, n->key, range->low) < 0)
        return false;
    return !range->bounded || compare_keys(w, n->key, range->high) < 0;
}

static void walk_page(struct page_walk *w, uint64_t number, unsigned level, struct range range);

/* Node i of a branch; `next` is the key of the one behind it, if any. */
static void walk_child(struct page_walk *w, const struct node *n, unsigned i, unsigned level,
                       struct range range, const struct node *next)
{
    struct range below = range;
    if (i > 0)
        below.low = n->key;
    if (next) {
        below.high = next->key;
        below.bounded = true;
    }
    walk_page(w, n->child, level - 1, below);
}

/* Looks at all nodes of a page; the number of the first ones that may be used. */
static unsigned check_nodes(struct page_walk *w, uint64_t number, const unsigned char *page,
                            unsigned count, bool branch, const struct range *range)
{
    unsigned char taken[65536 / 2];
    size_t upper = pages_u16(page + AT_UPPER);
    struct slice last = {NULL, 0};
    memset(taken, 0, w->pages->page_size / 2);
    for (unsigned i = 0; i < count; i++) {
        struct node n;
        size_t at = pages_u16(page + HEAD + 2 * i), room = 0;
        if (at >= upper)
            room = read_node(w, page, at, branch, &n);
        if (room == 0 || !take_bytes(taken, at, room)) {
            report(w, number, "a record that does not fit in its page");
            return i;
        }
        if (!check_key(w, &n, last, i, branch, range)) {
            report(w, number, "a key that is out of order");
            return i;
        }
        last = n.key;
    }
    return count;
}

static void walk_page(struct page_walk *w, uint64_t number, unsigned level, struct range range)
{
    bool branch = level > 1;
    const unsigned char *page = take_pages(w, number, 1);
    unsigned count = page ? check_head(w, number, page, branch) : 0;
    if (count == 0)
        return;
    w->seen.branches += branch;
    w->seen.leaves += !branch;
    count = check_nodes(w, number, page, count, branch, &range);
    for (unsigned i = 0; i < count; i++) {
        struct node n, next;
        read_node(w, page, pages_u16(page + HEAD + 2 * i), branch, &n);
        if (i + 1 < count)
            read_node(w, page, pages_u16(page + HEAD + 2 * (i + 1)), branch, &next);
        if (branch)
            walk_child(w, &n, i, level, range, i + 1 < count ? &next : NULL);
        else
            add_record(w, number, &n);
    }
}

/* The list of free pages also has the flags of the environment that made the file, which was opened
   without its folder (creation.c). */
static void walk_tree(struct page_walk *w, const char *table, const struct pages_tree *tree)
{
    struct range all = {
        {NULL, 0},
        {NULL, 0},
        false
    };
    uint64_t before = w->problems;
    w->table = table;
    w->seen = (struct pages_tree){0};
    uint16_t flags = w->integers ? tree->flags & (uint16_t)~MDB_NOSUBDIR : tree->flags;
    if (flags != (w->integers ? INTEGER_KEYS : 0) ||
        (tree->root == PAGES_NO_ROOT) != (tree->depth == 0) || tree->depth > DEPTH_MAX ||
        (!w->integers && tree->pad != 0)) {
        report(w, tree->root, "a tree whose head makes no sense");
        return;
    }
    if (tree->depth > 0)
        walk_page(w, tree->root, tree->depth, all);
    w->records += w->integers ? 0 : w->seen.entries;
    if (w->problems == before &&
        (w->seen.branches != tree->branches || w->seen.leaves != tree->leaves ||
         w->seen.overflows != tree->overflows || w->seen.entries != tree->entries))
        report(w, tree->root, "a tree with wrong counts of pages or records");
}

void page_walk_main(struct page_walk *w)
{
    w->n_tables = 0;
    walk_tree(w, "", &w->state->main);
}

void page_walk_table(struct page_walk *w, const struct page_table *table)
{
    walk_tree(w, table->name, &table->tree);
}

void page_walk_free(struct page_walk *w)
{
    w->integers = true;
    walk_tree(w, "", &w->state->free);
    w->integers = false;
}

void page_walk_lost(struct page_walk *w)
{
    struct range all = {
        {NULL, 0},
        {NULL, 0},
        false
    };
    w->table = "?";
    for (uint64_t n = 2; n <= w->state->last_page && in_file(w, n, 1); n++) {
        const unsigned char *page = at_page(w, n);
        if (w->use[n] == PAGE_UNKNOWN && pages_u64(page) == n &&
            pages_u16(page + AT_FLAGS) == FLAG_LEAF)
            walk_page(w, n, 1, all);
    }
}

bool page_walk_is_main(const struct pages *p, uint64_t page)
{
    if (page < 2 || page >= p->size / p->page_size)
        return false;
    const struct page_walk w = {.pages = p};
    const unsigned char *at = p->map + page * p->page_size;
    size_t lower = pages_u16(at + AT_LOWER);
    if (pages_u64(at) != page || pages_u16(at + AT_FLAGS) != FLAG_LEAF || lower <= HEAD ||
        lower > p->page_size)
        return false;
    for (size_t i = HEAD; i + 2 <= lower; i += 2) {
        struct node n;
        if (read_node(&w, at, pages_u16(at + i), false, &n) == 0 || n.flags != NODE_TREE ||
            n.value_size != PAGES_TREE_SIZE)
            return false;
    }
    return true;
}
