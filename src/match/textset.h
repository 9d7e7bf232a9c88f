/*
 * textset: the shingle set of an article, whole and without its site's furniture, and a cache of
 * them.
 *
 * A set is made from the text, which is at hand for articles of the current batch and is read from
 * the index for older ones. Where the index keeps no text the set is the dense sketch, a 1/4
 * sample; similarities are then estimates.
 */
#ifndef MATCH_TEXTSET_H
#define MATCH_TEXTSET_H

#include "base/number_set.h"
#include "index/row.h"
#include "match/credit_shingles.h"
#include "match/furniture.h"
#include "match/item.h"
#include "match/template.h"
#include "sketch/shingle.h"

struct textset {
    uint64_t number;
    const uint64_t *all;                /* ascending, distinct */
    const uint64_t *informative;        /* without furniture and credit lines; the same pointer when
                                           there are none */
    const struct number_place *numbers; /* see template.h */
    uint32_t n_all, n_informative, n_numbers;
    bool sampled;     /* a dense sketch */
    size_t furniture; /* lines of furniture that its site had: when it has more, the set is made
                         anew */
    uint64_t title_key;
    uint64_t site_key, lang_key;
    bool many_sites; /* see item.h */
    int64_t time;    /* of publication, or WCY_NO_TIME */
    struct digest digest;
    void *memory; /* owned by the pool */
};

struct textset_pool; /* see textset_pool.h */
struct textset_entry;

/* Where texts come from and how they are cut; shared by all threads, read only. */
struct textset_source {
    struct store *store;
    struct wcy_parameters parameters;
    const struct furniture *furniture; /* of the batch's sites; others are loaded when met */
    const struct item *items; /* the current batch, for numbers from `first` on; may be NULL */
    uint64_t first;
    size_t n_items;
    const uint32_t *item_of;          /* item index of number first + i */
    const struct number_set *widened; /* older articles whose text is new on another site */
};

/* One thread's cache. All zeros is a valid start but for `source` and `txn`. */
struct textset_cache {
    const struct textset_source *source;
    MDB_txn *txn;              /* for reading older articles */
    struct textset_pool *pool; /* of sets, may be shared; NULL: one of its own, ... */
    size_t limit;              /* ... of so many bytes */
    /* private */
    struct textset_pool *own;
    struct textset_entry *held[2];
    struct furniture furniture; /* of sites that the source does not know */
    struct tokens tokens;
    struct shingles shingles;
    struct buf text;
    uint64_t *scratch;
    size_t cap_scratch;
    struct number_place *numbers;
    size_t cap_numbers;
    void *zstd;
    struct credit_shingles credits;
    struct arena arena; /* for what a row says of credits */
    uint64_t scanned;   /* the article whose text and tokens are in `text` and `tokens`; 0: none */
};

void textset_cache_release(struct textset_cache *c);

/* Forgets sets and furniture, but not the memory for making them: the index has changed. The pool
   is its own. */
void textset_cache_forget(struct textset_cache *c);

/* The shingles of an indexed article as they stand in its text, for a first look; NULL when its set
   is at hand or the index keeps no text. They live until the next call. WCY_END: the article is
   gone. Getting the set of the same article next does not read the text again. */
int textset_scan(struct textset_cache *c, uint64_t number, const struct shingles **shingles,
                 struct wcy_error *err);

/* The set of an article. What it points to lives until the next call; the set of article `pinned`
   (0: none) lives on through this one. WCY_END: the article is gone. */
int textset_get(struct textset_cache *c, uint64_t number, uint64_t pinned, struct textset *set,
                struct wcy_error *err);

/* The text of an article, valid until `buf` changes (an article of the batch: as long as that);
   empty when the index keeps none. */
int textset_text(struct textset_cache *c, uint64_t number, struct buf *buf, struct slice *text,
                 struct wcy_error *err);

/* A text, and what is known of it that tells which parts of it say nothing. */
struct textset_text {
    struct slice text;
    uint64_t site_key;
    const struct credit *credits;
    size_t n_credits;
};

/* Makes the set of a text that is not in the index, for a query; the memory is the caller's, freed
   with free(set->memory). */
int textset_make(struct textset_cache *c, const struct textset_text *t, struct textset *set,
                 struct wcy_error *err);

#endif
