/*
 * roundup_parts: what taking a page apart is made of; for roundup.c and its parts.
 *
 *   roundup_page.c     the page: its lines, and where each shingle stands
 *   roundup_suspect.c  articles that may be in it, and what they have of it
 *   roundup.c          which of them are stories of the page
 */
#ifndef MATCH_ROUNDUP_PARTS_H
#define MATCH_ROUNDUP_PARTS_H

#include "match/roundup.h"

/* An article that may be in the page. */
struct suspect {
    uint64_t article;
    uint64_t story;   /* cluster, or the article alone */
    uint32_t *places; /* of the shared shingles in the page's set, ascending; malloc'ed */
    uint32_t shared;
    uint32_t title; /* the line of the page that is the article's title, or NO_LINE */
};

#define NO_LINE UINT32_MAX

/* Where a shingle of the page stands. */
struct spot {
    uint32_t line; /* the line that it lies in; NO_LINE: it spans two, or only repeats a headline */
    uint32_t zone; /* a line, or a part of a long one: see roundup_page.c */
    bool body;     /* the line is as long as a paragraph */
};

/* One line of the page. */
struct page_line {
    uint64_t hash;
    uint32_t line;
};

/* A page that is taken apart. */
struct roundup {
    struct store *store;
    MDB_txn *txn;
    const struct meta *meta;
    const struct gone *gone;
    struct textset_cache *cache;
    struct neighbours *neighbours;
    struct textset page;
    composite_story_fn *story_of; /* NULL: as the index has it, and own copies are no stories */
    void *context;
    uint64_t own;       /* the page's own story; 0: none */
    uint64_t *articles; /* suspects' numbers, as found */
    size_t n_articles, cap_articles;
    struct tokens tokens; /* of the page */
    struct shingles shingles;
    struct spot *spots; /* of the page's informative shingles */
    uint32_t n_spots;   /* of those, in some line */
    uint32_t n_zones;
    struct page_line *lines; /* by hash: is a title among them? */
    size_t n_lines;
    struct suspect *suspects;
    size_t n_suspects, cap_suspects;
    struct tokens title;
};

/* Reads the page. WCY_END: there is no such article, or the index keeps no texts. */
int roundup_load_page(struct roundup *r, uint64_t page, struct wcy_error *err);

/* *line is the line of the page that is this title, or NO_LINE. */
int roundup_find_title(struct roundup *r, struct slice title, uint32_t *line,
                       struct wcy_error *err);

/* Finds the suspects: who has what of the page; those whose headline stands in it come first, then
   those with most of it. */
int roundup_find_suspects(struct roundup *r, struct wcy_error *err);

#endif
