/*
 * roundup: the stories that a page is put together from, and how much of it each of them is.
 */
#ifndef MATCH_ROUNDUP_H
#define MATCH_ROUNDUP_H

#include "base/arena.h"
#include "index/meta.h"
#include "match/composite.h"
#include "match/gone.h"
#include "match/textset.h"

/* Bytes of shingle sets to keep at hand. */
#define ROUNDUP_CACHE ((size_t)32 << 20)

/* A story that the page holds a piece of. */
struct roundup_story {
    uint64_t cluster; /* 0: only the one article has it */
    uint64_t article; /* its original, or the member nearest to it; or that article */
    uint32_t shared;  /* shingles of the page that are the story's */
    double share;     /* of the page's shingles, without its site's furniture */
};

/* Takes article `page` apart; `*out` lives in `arena`, most of the page first. Other round-ups and
   the page's own copies are no stories of it. WCY_END: there is no such article, or the index keeps
   no texts. */
int roundup_stories(struct store *s, MDB_txn *txn, const struct meta *meta, const struct gone *gone,
                    uint64_t page, struct arena *arena, struct roundup_story **out, size_t *count,
                    struct wcy_error *err);

/* Is article `page` a round-up? It is when it holds pieces of two stories or more beside the one it
   is counted with; `story_of` tells which that is. With `headlines` the pieces must stand under
   their headlines. An index without texts says no. The sets in `cache` and the reader in
   `neighbours`, of the same transaction, serve from page to page. */
int roundup_check(struct textset_cache *cache, struct neighbours *neighbours,
                  const struct meta *meta, const struct gone *gone, uint64_t page,
                  composite_story_fn *story_of, void *context, bool headlines, bool *composite,
                  struct wcy_error *err);

#endif
