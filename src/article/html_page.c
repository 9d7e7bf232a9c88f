#include "article/html_page.h"

#include "article/html_stack.h"
#include "base/error.h"
#include "base/grow.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ------------------------------------------------------------------ metadata on the way */

static bool item_add(struct html_page *page, enum html_item_kind kind, struct slice key,
                     struct slice value)
{
    if (page->n_items >= HTML_MAX_ITEMS || value.len == 0)
        return true;
    if (!GROW(page->items, page->cap_items, page->n_items + 1))
        return false;
    page->items[page->n_items++] = (struct html_item){kind, key, value};
    return true;
}

static bool on_meta(struct html_page *page, const struct html_token *token)
{
    static const enum html_attr keys[] = {ATTR_PROPERTY, ATTR_NAME, ATTR_ITEMPROP, ATTR_HTTP_EQUIV};
    struct slice value = html_attr(token, ATTR_CONTENT);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct slice key = html_attr(token, keys[i]);
        if (key.len && !item_add(page, ITEM_META, slice_trim(key), value))
            return false;
    }
    return true;
}

static bool word_in(struct slice list, const char *word)
{
    if (list.len == 0)
        return false;
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= list.len; i++)
        if ((list.ptr[i] | 0x20) == (word[0] | 0x20) && (i == 0 || list.ptr[i - 1] == ' ') &&
            strncasecmp(list.ptr + i, word, n) == 0 &&
            (i + n == list.len || list.ptr[i + n] == ' '))
            return true;
    return false;
}

/* Is the element's text headline, author or date? */
static bool mark_wanted(const struct html_token *token, uint32_t cues, struct html_mark *mark)
{
    struct slice prop = html_attr(token, ATTR_ITEMPROP);
    mark->strong = true;
    mark->value = html_attr(token, ATTR_DATETIME);
    if (mark->value.len == 0)
        mark->value = html_attr(token, ATTR_CONTENT);
    mark->kind = MARK_DATE;
    if (token->tag == HTML_TIME || word_in(prop, "datePublished") ||
        word_in(prop, "published-date"))
        return true;
    mark->kind = MARK_AUTHOR;
    if (word_in(prop, "author") || word_in(html_attr(token, ATTR_REL), "author"))
        return true;
    mark->kind = MARK_HEADLINE;
    if (token->tag == HTML_H1 || word_in(prop, "headline"))
        return true;
    mark->strong = false;
    if (cues & CUE_BIT(TITLE) && html_tag_flags(token->tag) & TAG_HEADING)
        return true;
    if (!(cues & CUE_BIT(META)))
        return false;
    struct slice class = html_attr(token, ATTR_CLASS);
    if (class.len == 0)
        return false;
    mark->kind =
        memmem(class.ptr, class.len, "uthor", 5) || memmem(class.ptr, class.len, "yline", 5)
            ? MARK_AUTHOR
            : MARK_DATE;
    return true;
}

static bool mark_add(struct html_page *page, const struct html_token *token, uint32_t cues,
                     uint32_t *out)
{
    struct html_mark mark = {.tag = (uint8_t)token->tag, .cues = cues};
    *out = HTML_NONE;
    if (page->n_marks >= HTML_MAX_MARKS || html_stack_top(page)->flags & OPEN_MUTE ||
        !mark_wanted(token, cues, &mark))
        return true;
    if (!GROW(page->marks, page->cap_marks, page->n_marks + 1))
        return false;
    mark.from = mark.to = (uint32_t)page->text.len;
    mark.block = (uint32_t)(page->n_blocks - (page->in_block ? 1 : 0));
    *out = (uint32_t)page->n_marks;
    page->marks[page->n_marks++] = mark;
    return true;
}

/* Whole names, since the address of a section may begin with such a word ("comments-on-the-law").
 */
static bool names_comments(struct slice value)
{
    static const char *const names[] = {
        "comments",      "comment",      "comments-title", "comments-header", "comments-heading",
        "comment-title", "commentaires", "comentarios",    "commenti",        "kommentare",
        "kommentarer",   "reacties",     "comentários",    "disqus_thread",   NULL};
    for (size_t i = 0; i < value.len; i++) {
        size_t from = i;
        while (i < value.len && value.ptr[i] != ' ')
            i++;
        for (const char *const *name = names; i > from && *name; name++)
            if ((value.ptr[from] | 0x20) == (*name)[0] && i - from == strlen(*name) &&
                strncasecmp(value.ptr + from, *name, i - from) == 0)
                return true;
    }
    return false;
}

/* Headings and anchors (not links) named for comments: what stands before is the article, although
   nothing encloses what follows. */
static void note_comments(struct html_page *page, const struct html_token *token)
{
    bool anchor = token->tag == HTML_A && !(token->attrs >> ATTR_HREF & 1);
    if (page->n_comments == HTML_COMMENT_MARKS || html_stack_top(page)->flags & OPEN_MUTE ||
        !(anchor || html_tag_flags(token->tag) & TAG_HEADING))
        return;
    if (names_comments(html_attr(token, ATTR_ID)) ||
        names_comments(html_attr(token, anchor ? ATTR_NAME : ATTR_CLASS)))
        page->comments[page->n_comments++] = (uint32_t)page->n_blocks;
}

/* ------------------------------------------------------------------ tags */

static bool is_jsonld(struct slice type)
{
    type = slice_trim(type);
    return type.len >= 19 && strncasecmp(type.ptr, "application/ld+json", 19) == 0;
}

static bool on_raw(struct html_page *page, const struct html_token *token)
{
    switch (token->tag) {
    case HTML_SCRIPT:
        return !is_jsonld(html_attr(token, ATTR_TYPE)) ||
               item_add(page, ITEM_JSONLD, slice_make(NULL, 0), token->text);
    case HTML_TITLE: /* one inside <svg> is no page title */
        return html_stack_top(page)->flags & OPEN_MUTE ||
               item_add(page, ITEM_TITLE, slice_make(NULL, 0), token->text);
    case HTML_XMP:
    case HTML_PLAINTEXT:
        if (!html_stack_push(page, token, 0, HTML_NONE) || !html_stack_text(page, token->text))
            return false;
        html_stack_pop(page);
        return true;
    default:
        return true;
    }
}

static bool on_void(struct html_page *page, const struct html_token *token)
{
    switch (token->tag) {
    case HTML_BR:
        page->breaks++;
        return true;
    case HTML_META:
        return on_meta(page, token);
    case HTML_LINK:
        return item_add(page, ITEM_LINK, slice_trim(html_attr(token, ATTR_REL)),
                        html_attr(token, ATTR_HREF));
    case HTML_HR:
        html_block_end(page);
        return true;
    default:
        return true;
    }
}

static bool on_start(struct html_page *page, const struct html_token *token)
{
    enum html_tag tag = token->tag;
    unsigned flags = html_tag_flags(tag);
    if (tag == HTML_HTML) {
        struct slice lang = html_attr(token, ATTR_LANG);
        if (lang.len == 0)
            lang = html_attr(token, ATTR_XML_LANG);
        return item_add(page, ITEM_LANG, slice_make(NULL, 0), lang);
    }
    if (tag == HTML_BODY || tag == HTML_HEAD)
        return true;
    html_stack_imply(page, tag);
    if (flags & TAG_RAW)
        return on_raw(page, token);
    if (flags & TAG_VOID)
        return on_void(page, token);
    if (token->self_closing && html_stack_top(page)->flags & OPEN_MUTE) /* <path/> and the like */
        return true;
    uint32_t mark, cues = html_cue_tag(&page->cache, token);
    note_comments(page, token);
    if (!mark_add(page, token, cues, &mark))
        return false;
    if (tag == HTML_A && token->attrs >> ATTR_HREF & 1)
        page->new_links = 1;
    if (!html_stack_push(page, token, cues, mark))
        return false;
    if (tag == HTML_TIME && page->in_block)
        page->blocks[page->n_blocks - 1].flags |= BLOCK_HAS_TIME;
    return true;
}

static void on_end(struct html_page *page, const struct html_token *token)
{
    if (token->tag == HTML_BR)
        page->breaks++;
    else if (token->tag == HTML_P && page->open_count[HTML_P] == 0)
        html_block_end(page);
    else if (token->tag != HTML_BODY && token->tag != HTML_HTML)
        html_stack_close(page, token->tag);
}

/* ------------------------------------------------------------------ the page */

static bool page_begin(struct html_page *page)
{
    page->n_nodes = page->n_blocks = page->n_marks = page->n_items = page->depth = 0;
    page->n_comments = 0;
    buf_clear(&page->text);
    memset(page->open_count, 0, sizeof page->open_count);
    page->in_block = page->space = page->truncated = false;
    page->breaks = page->new_links = 0;
    return html_stack_begin(page) && buf_reserve(&page->text, 64);
}

int html_page_read(struct html_page *page, struct slice bytes, struct wcy_error *err)
{
    struct html_lex lex = html_lex_make(bytes);
    struct html_token token;
    bool ok = page_begin(page);
    page->bytes = bytes;
    while (ok && html_lex_next(&lex, &token)) {
        if (token.kind == HTML_TEXT)
            ok = html_stack_text(page, token.text);
        else if (token.kind == HTML_START)
            ok = on_start(page, &token);
        else
            on_end(page, &token);
    }
    if (!ok)
        return fail_nomem(err);
    while (page->depth > 0)
        html_stack_pop(page);
    return 0;
}

void html_page_release(struct html_page *page)
{
    free(page->nodes);
    free(page->blocks);
    free(page->marks);
    free(page->items);
    free(page->stack);
    buf_release(&page->text);
    *page = (struct html_page){0};
}
