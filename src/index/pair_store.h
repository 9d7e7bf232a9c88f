/*
 * pair_store: the pairs of articles that were compared and share enough text.
 *
 * TABLE_PAIRS: later article -> its pairs with earlier articles; as article numbers only grow, a
 * batch appends. The other direction, earlier article -> later ones, is a segment list
 * (TABLE_LINKS).
 */
#ifndef INDEX_PAIR_STORE_H
#define INDEX_PAIR_STORE_H

#include "index/store.h"

/* Sizes of two shingle sets and of what they share. */
struct overlap {
    uint32_t size_a, size_b, shared;
};

static inline double overlap_jaccard(struct overlap o)
{
    uint32_t all = o.size_a + o.size_b - o.shared;
    return all ? (double)o.shared / all : 0;
}

/* Share of a's shingles that are in b. */
static inline double overlap_in_a(struct overlap o)
{
    return o.size_a ? (double)o.shared / o.size_a : 0;
}

static inline double overlap_in_b(struct overlap o)
{
    return o.size_b ? (double)o.shared / o.size_b : 0;
}

static inline struct overlap overlap_swap(struct overlap o)
{
    return (struct overlap){o.size_b, o.size_a, o.shared};
}

struct pair {
    uint64_t a, b;              /* article numbers, a < b */
    enum wcy_relation relation; /* of b to a */
    bool estimated;             /* from sketches */
    bool weak;                  /* too little text to put the two into one cluster */
    bool common, crowded;       /* what they share was on many more articles, see kinship */
    uint16_t passage;           /* WCY_OVERLAP: of the least shingle that both have; 0: not known */
    struct overlap full;        /* of the whole texts */
    struct overlap informative; /* without site furniture */
};

/* The same relation seen from the other article. */
enum wcy_relation relation_swap(enum wcy_relation relation);

/* Appends a pair's encoding to the value of its later article. */
bool pair_encode(struct buf *to, const struct pair *p);

struct pair_list {
    struct pair *items;
    size_t count, cap;
};

/* Appends the pairs of article `b` with earlier articles to `list`. */
int pair_load(struct store *s, MDB_txn *txn, uint64_t b, struct pair_list *list,
              struct wcy_error *err);

/* The pair of two articles, a < b; WCY_END: there is none. */
int pair_find(struct store *s, MDB_txn *txn, uint64_t a, uint64_t b, struct pair *pair,
              struct wcy_error *err);

/* Stores one pair, in the place of an older one of the same two articles. */
int pair_add(struct store *s, MDB_txn *txn, const struct pair *p, struct wcy_error *err);

/* The same pair with the roles of a and b exchanged. */
struct pair pair_turn(struct pair p);

/* Decodes the value of article `b`, appending to `list`. */
int pair_decode(struct slice value, uint64_t b, struct pair_list *list, struct wcy_error *err);

#endif
