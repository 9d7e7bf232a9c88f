/*
 * html_stack: the open elements of a page while it is read, and the blocks their text makes.
 *
 * Part of html_page; nothing else includes it. Functions that return bool are false when memory
 * runs out.
 */
#ifndef ARTICLE_HTML_STACK_H
#define ARTICLE_HTML_STACK_H

#include "article/html_page.h"

enum open_flags {
    OPEN_LINK = 1 << 0,
    OPEN_EMPH = 1 << 1,
    OPEN_MUTE = 1 << 2,
    OPEN_PRE = 1 << 3,
    OPEN_NODE = 1 << 4 /* the element has a node of its own */
};

struct html_open {
    uint32_t node; /* innermost node, its own or its parent's */
    uint32_t cues; /* of the inline elements since that node */
    uint32_t mark; /* the mark that its end closes, or HTML_NONE */
    uint8_t tag, flags;
};

static inline struct html_open *html_stack_top(struct html_page *page)
{
    return &page->stack[page->depth - 1];
}

/* Puts the page itself at the bottom of the empty stack. */
bool html_stack_begin(struct html_page *page);

/* Text of the innermost element: references are decoded, white space is collapsed. */
bool html_stack_text(struct html_page *page, struct slice raw);

/* Ends the elements whose end tags the start of `tag` implies. */
void html_stack_imply(struct html_page *page, enum html_tag tag);

/* Opens an element with these cues; its end closes the mark, unless that is HTML_NONE. */
bool html_stack_push(struct html_page *page, const struct html_token *token, uint32_t cues,
                     uint32_t mark);

/* Ends the innermost element. */
void html_stack_pop(struct html_page *page);

/* The end tag of `tag`: ends the innermost such element and all inside it, if it is in reach. */
void html_stack_close(struct html_page *page, enum html_tag tag);

/* Ends the block, if one is open. */
void html_block_end(struct html_page *page);

#endif
