/*
 * html_page: one pass over a page, from bytes to elements, blocks of text and metadata.
 *
 * No document tree is built. What is kept is flat: the block-level elements in document order
 * (parents before children, so one loop in either direction replaces recursion) and the blocks,
 * runs of text without a block boundary inside. Nothing is dropped on the way: which blocks are the
 * article is decided when the whole page is known.
 *
 * Open elements stand on a stack that follows the HTML standard where it matters for text: implied
 * end tags of p, li, dt, dd, tr, td and headings, scopes of tables. Searching it is bounded, so no
 * nesting makes the pass quadratic.
 */
#ifndef ARTICLE_HTML_PAGE_H
#define ARTICLE_HTML_PAGE_H

#include "article/html_cue.h"
#include "article/html_lex.h"
#include "base/buf.h"
#include "base/slice.h"
#include "wirecopy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A block-level element. Node 0 is the page. */
struct html_node {
    uint32_t parent;
    uint32_t end;        /* one past its last descendant */
    uint32_t block_from; /* its blocks, half-open */
    uint32_t block_to;
    uint32_t cues; /* of the element and inline elements just outside it */
    uint32_t look; /* hash of element and class: equal for elements of one kind */
    uint8_t tag;   /* enum html_tag */
};

enum html_block_flags {
    BLOCK_AFTER_BREAK = 1 << 0, /* split off by <br><br>, not by an element */
    BLOCK_HAS_TIME = 1 << 1,    /* holds a <time> */
    BLOCK_PRE = 1 << 2
};

/* A run of text. */
struct html_block {
    uint32_t node;       /* innermost block-level element */
    uint32_t from, len;  /* bytes in html_page.text */
    uint32_t link_bytes; /* of those, inside <a> */
    uint32_t emph_bytes; /* bold or italic */
    uint32_t cues;       /* of inline elements around all of the text */
    uint16_t links;      /* number of <a>, saturating */
    uint8_t flags;
};

enum html_mark_kind { MARK_HEADLINE, MARK_AUTHOR, MARK_DATE };

/* A stretch of text that its markup says is headline, author or date. */
struct html_mark {
    enum html_mark_kind kind;
    bool strong; /* by itemprop, rel or <time>, not just by a class name */
    uint8_t tag;
    uint32_t from, to; /* bytes in html_page.text */
    uint32_t block;    /* the block it starts in or before */
    uint32_t cues;
    struct slice value; /* datetime or content attribute, raw */
};

enum html_item_kind { ITEM_META, ITEM_LINK, ITEM_TITLE, ITEM_JSONLD, ITEM_LANG };

/* A piece of metadata, raw. */
struct html_item {
    enum html_item_kind kind;
    struct slice key;   /* trimmed: name, property or itemprop of <meta>; rel of <link> */
    struct slice value; /* content, href, or the text of <title> or the script */
};

/* So many places where the comments may begin are kept. */
#define HTML_COMMENT_MARKS 16

struct html_open; /* an open element on the stack */

struct html_page {
    struct slice bytes; /* the page itself */
    struct html_node *nodes;
    struct html_block *blocks;
    struct html_mark *marks;
    struct html_item *items;
    size_t n_nodes, cap_nodes, n_blocks, cap_blocks, n_marks, cap_marks, n_items, cap_items;
    uint32_t comments[HTML_COMMENT_MARKS]; /* first blocks behind headings and anchors that are
                                              named for comments, in page order */
    size_t n_comments;
    struct buf text; /* of all blocks, a '\n' behind each */
    /* only while the page is read: */
    struct html_open *stack;
    size_t depth, cap_stack;
    uint32_t open_count[HTML_TAG_COUNT];
    struct html_cue_cache cache;
    bool in_block, space;
    unsigned breaks;
    uint32_t new_links;
    bool truncated; /* over HTML_MAX_NODES or HTML_MAX_BLOCKS: the rest has less structure */
};

/* Bounds on what is kept of hostile pages; real ones have a few thousand of each. */
#define HTML_MAX_NODES  (1u << 20)
#define HTML_MAX_BLOCKS (1u << 18)
#define HTML_MAX_DEPTH  (1u << 20)
#define HTML_MAX_MARKS  512u
#define HTML_MAX_ITEMS  4096u

#define HTML_NONE UINT32_MAX

/* Reads the page, which must be UTF-8 and shorter than 2 GiB, and outlive `page`. `page` is all
   zeros or was used before: its memory is used again. */
int html_page_read(struct html_page *page, struct slice bytes, struct wcy_error *err);

void html_page_release(struct html_page *page);

static inline struct slice html_block_text(const struct html_page *page,
                                           const struct html_block *block)
{
    return slice_make(page->text.ptr + block->from, block->len);
}

#endif
