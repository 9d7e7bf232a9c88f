/*
 * block: a few hundred sorted (key, article) entries, packed into one value, and read in place.
 *
 * Keys are kept in the form of P. Elias (Efficient storage and retrieval by content and address of
 * static files, JACM 1974) and R. Fano: of `count` keys in a range R, the lowest log2(R / count)
 * bits of each stand side by side, the upper ones in unary, so a key takes two bits more than the
 * least possible, and a search looks at one or two entries. Articles less the smallest have as many
 * bits as the largest needs. doc/format.md has the layout.
 */
#ifndef INDEX_BLOCK_H
#define INDEX_BLOCK_H

#include "base/bits.h"
#include "base/slice.h"

#include <stdint.h>

struct entry {
    uint64_t key;
    uint64_t article;
};

/* Order of the entries in a segment. */
static inline bool entry_less(struct entry a, struct entry b)
{
    return a.key != b.key ? a.key < b.key : a.article < b.article;
}

/* Entries of a block at most. */
#define BLOCK_ENTRIES 2048

/* What decides on the size of a block. */
struct block_range {
    unsigned count;
    uint64_t first_key, last_key;
    uint64_t least, most; /* article */
};

size_t block_size(struct block_range range);

/* Writes range.count entries, ascending, as the value of a block: block_size(range) bytes. */
void block_write(unsigned char *value, const struct entry *entries, struct block_range range);

/* A block that is read, and a place in it. Memory that is not at hand is what a lookup waits for,
   so the article of an entry is read only when it is asked for. */
struct block {
    uint64_t key; /* of the entry at the place */
    uint64_t first_key, last_key, least;
    unsigned count, at; /* entries, and the place among them */
    /* private */
    bool in_bytes;               /* the older layout */
    unsigned low, article_width; /* in bits */
    unsigned bit, words;         /* place in `upper`, and its length */
    const unsigned char *keys, *articles, *upper;
};

/* Opens the block whose record names `first_key` and stands at its first entry. The value must stay
   where it is. False: the value is no block. */
bool block_open(struct block *b, uint64_t first_key, struct slice value);

/* Moves to the next entry; false: there is none. */
bool block_next(struct block *b);

/* Moves forward to the first entry whose key is `key` or more; false: there is none, and the place
   is undefined. */
bool block_seek(struct block *b, uint64_t key);

/* The article of an older block's entry. */
uint64_t block_article_in_bytes(const struct block *b);

/* The article of the entry at the place. */
static inline uint64_t block_article(const struct block *b)
{
    if (b->in_bytes)
        return block_article_in_bytes(b);
    return b->least + bits_get(b->articles, (size_t)b->at * b->article_width, b->article_width);
}

#endif
