#include "article/html_stack.h"

#include "article/html_entity.h"
#include "base/grow.h"
#include "base/hash.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* How far down the stack an end tag looks for its element. Deeper mismatches are rare enough to
   ignore, and unbounded searches would be quadratic on hostile nesting. */
#define SEARCH_DEPTH 256

/* ------------------------------------------------------------------ blocks */

void html_block_end(struct html_page *page)
{
    page->space = false;
    page->breaks = 0;
    if (!page->in_block)
        return;
    struct html_block *block = &page->blocks[page->n_blocks - 1];
    block->len = (uint32_t)page->text.len - block->from;
    page->text.ptr[page->text.len++] = '\n'; /* room was reserved with the text */
    page->in_block = false;
}

static bool block_begin(struct html_page *page, uint8_t flags)
{
    if (page->n_blocks >= HTML_MAX_BLOCKS) { /* the last block takes the rest */
        page->truncated = true;
        page->in_block = true;
        return true;
    }
    if (!GROW(page->blocks, page->cap_blocks, page->n_blocks + 1))
        return false;
    struct html_block *block = &page->blocks[page->n_blocks++];
    *block = (struct html_block){.node = html_stack_top(page)->node,
                                 .from = (uint32_t)page->text.len,
                                 .cues = html_stack_top(page)->cues,
                                 .flags = flags};
    if (html_stack_top(page)->flags & OPEN_PRE)
        block->flags |= BLOCK_PRE;
    page->in_block = true;
    return true;
}

/* Before the first byte of a piece of text: opens a block, or writes the break or blank between. */
static bool text_gap(struct html_page *page)
{
    if (page->in_block && page->breaks >= 2) {
        html_block_end(page);
        page->breaks = 2;
    }
    if (!page->in_block) {
        uint8_t flags = page->breaks >= 2 ? BLOCK_AFTER_BREAK : 0;
        page->breaks = 0;
        page->space = false;
        return block_begin(page, flags);
    }
    if (page->breaks || page->space)
        page->text.ptr[page->text.len++] = page->breaks ? '\n' : ' ';
    page->breaks = 0;
    page->space = false;
    return true;
}

/* Bytes of white space that starts at s[at]: ASCII, no-break space, the spaces U+2000 to U+200A,
   U+202F, U+205F and U+3000. 0 when there is none. */
static inline size_t space_at(const char *s, size_t len)
{
    unsigned char c = (unsigned char)s[0];
    if (c <= ' ')
        return 1;
    if (c == 0xC2)
        return len >= 2 && s[1] == '\xA0' ? 2 : 0;
    if (c == 0xE3)
        return len >= 3 && s[1] == '\x80' && s[2] == '\x80' ? 3 : 0;
    if (c != 0xE2 || len < 3)
        return 0;
    unsigned char last = (unsigned char)s[2];
    if (s[1] == '\x80')
        return last <= 0x8A || last == 0xAF || last == 0xA8 || last == 0xA9 ? 3 : 0;
    return s[1] == '\x81' && last == 0x9F ? 3 : 0;
}

static bool put_piece(struct html_page *page, const char *bytes, size_t len)
{
    if ((page->space || page->breaks || !page->in_block) && !text_gap(page))
        return false;
    memcpy(page->text.ptr + page->text.len, bytes, len);
    page->text.len += len;
    return true;
}

static bool is_plain(unsigned char c)
{
    return c > ' ' && c != '&' && c != 0xC2 && c != 0xE2 && c != 0xE3;
}

#ifdef __SSE2__
/* How many bytes of s[from..] are plain, or a single blank between plain ones; s[from - 1] is
   plain. What is left at the end is for the caller. */
static size_t plain_run(const char *s, size_t from, size_t len)
{
    size_t i = from;
    while (len - i >= 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
        __m128i blank = _mm_cmpeq_epi8(v, _mm_set1_epi8(' '));
        __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(' ')), v);
        __m128i odd = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('&')),
                                   _mm_cmpeq_epi8(v, _mm_set1_epi8('\xC2')));
        __m128i wide = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\xE2')),
                                    _mm_cmpeq_epi8(v, _mm_set1_epi8('\xE3')));
        unsigned special = (unsigned)_mm_movemask_epi8(_mm_or_si128(low, _mm_or_si128(odd, wide)));
        unsigned blanks = (unsigned)_mm_movemask_epi8(blank) & 0x7FFF; /* the last one is unsure */
        unsigned stop = special & ~(blanks & ~(special << 1) & ~(special >> 1));
        i += stop ? (size_t)__builtin_ctz(stop) : 16;
        if (stop & 0x7FFF)
            break;
    }
    return i - from;
}
#else
static size_t plain_run(const char *s, size_t from, size_t len)
{
    (void)s, (void)from, (void)len;
    return 0;
}
#endif

static bool put_reference(struct html_page *page, const char *s, size_t len, size_t *used)
{
    char piece[HTML_ENTITY_MAX] = "&";
    size_t n = 1;
    *used = html_entity_decode(slice_make(s, len), false, piece, &n);
    if (*used == 0)
        *used = 1;
    if (space_at(piece, n) == 0)
        return put_piece(page, piece, n);
    page->space = true;
    return true;
}

/* Text with references decoded and white space collapsed. */
static bool put_text(struct html_page *page, struct slice raw, bool pre)
{
    /* Every piece of text may be preceded by a '\n', a block's end and a blank. */
    if (!buf_reserve(&page->text, html_decoded_max(raw.len) + 8))
        return false;
    for (size_t i = 0; i < raw.len;) {
        size_t from = i, used;
        if (is_plain((unsigned char)raw.ptr[i]))
            i += 1 + plain_run(raw.ptr, i + 1, raw.len);
        while (i < raw.len && is_plain((unsigned char)raw.ptr[i])) {
            i++; /* a single blank between words stays as it is */
            if (i + 1 < raw.len && raw.ptr[i] == ' ' && is_plain((unsigned char)raw.ptr[i + 1]))
                i++;
        }
        if (i > from && !put_piece(page, raw.ptr + from, i - from))
            return false;
        if (i == raw.len)
            break;
        if (raw.ptr[i] == '&') {
            if (!put_reference(page, raw.ptr + i, raw.len - i, &used))
                return false;
        } else if ((used = space_at(raw.ptr + i, raw.len - i)) > 0) {
            page->space = true;
            if (pre && raw.ptr[i] == '\n')
                page->breaks++;
        } else {
            used = 1;
            if (!put_piece(page, raw.ptr + i, 1))
                return false;
        }
        i += used;
    }
    return true;
}

bool html_stack_text(struct html_page *page, struct slice raw)
{
    const struct html_open *open = html_stack_top(page);
    if (open->flags & OPEN_MUTE)
        return true;
    bool was_in = page->in_block;
    size_t before = page->text.len, count = page->n_blocks;
    if (!put_text(page, raw, open->flags & OPEN_PRE))
        return false;
    if (page->text.len == before || page->n_blocks == 0)
        return true;
    /* A run inside <pre> may hold several blocks; only the last one's bytes are told apart. */
    struct html_block *block = &page->blocks[page->n_blocks - 1];
    if (page->n_blocks != count || !was_in)
        before = block->from;
    uint32_t added = (uint32_t)(page->text.len - before);
    block->cues &= open->cues;
    if (open->flags & OPEN_EMPH)
        block->emph_bytes += added;
    if (open->flags & OPEN_LINK) {
        block->link_bytes += added;
        if (page->new_links && block->links < UINT16_MAX)
            block->links++;
        page->new_links = 0;
    }
    return true;
}

/* ------------------------------------------------------------------ the stack */

void html_stack_pop(struct html_page *page)
{
    struct html_open *open = html_stack_top(page);
    if (open->flags & OPEN_NODE) {
        html_block_end(page);
        page->nodes[open->node].end = (uint32_t)page->n_nodes;
        page->nodes[open->node].block_to = (uint32_t)page->n_blocks;
    }
    if (open->mark != HTML_NONE)
        page->marks[open->mark].to = (uint32_t)page->text.len;
    page->open_count[open->tag]--;
    page->depth--;
}

/* Pops everything down to and including stack[at]. */
static void pop_to(struct html_page *page, size_t at)
{
    while (page->depth > at)
        html_stack_pop(page);
}

/* Where the innermost open element `tag` is on the stack, looking no further than an element of
   `barrier` or a scope; 0 (the page itself) when there is none. */
static size_t find_open(const struct html_page *page, enum html_tag tag, enum html_tag barrier)
{
    if (page->open_count[tag] == 0)
        return 0;
    size_t stop = page->depth > SEARCH_DEPTH ? page->depth - SEARCH_DEPTH : 0;
    for (size_t i = page->depth - 1; i > stop; i--) {
        enum html_tag open = (enum html_tag)page->stack[i].tag;
        if (open == tag)
            return i;
        bool list = open == HTML_UL || open == HTML_OL || open == HTML_MENU;
        if (open == barrier || html_tag_flags(open) & TAG_SCOPE || (list && tag == HTML_LI))
            return 0;
    }
    return 0;
}

static void close_open(struct html_page *page, enum html_tag tag, enum html_tag barrier)
{
    size_t at = find_open(page, tag, barrier);
    if (at)
        pop_to(page, at);
}

/* Cells end the cells before them, rows the rows: inside one table, whose scope is searched by
   hand because cells are scopes themselves. */
static void close_cells(struct html_page *page, bool row, bool section)
{
    size_t stop = page->depth > SEARCH_DEPTH ? page->depth - SEARCH_DEPTH : 0, found = 0;
    for (size_t i = page->depth - 1; i > stop; i--) {
        enum html_tag open = (enum html_tag)page->stack[i].tag;
        bool cell = open == HTML_TD || open == HTML_TH;
        if (open == HTML_TABLE || (html_tag_flags(open) & TAG_SCOPE && !cell))
            break;
        if (cell || (row && open == HTML_TR) ||
            (section && (open == HTML_TBODY || open == HTML_THEAD || open == HTML_TFOOT)))
            found = i;
    }
    if (found)
        pop_to(page, found);
}

void html_stack_imply(struct html_page *page, enum html_tag tag)
{
    if (html_tag_flags(tag) & TAG_CLOSES_P)
        close_open(page, HTML_P, HTML_BUTTON);
    switch (tag) {
    case HTML_LI:
        close_open(page, HTML_LI, HTML_UL);
        break;
    case HTML_DT:
    case HTML_DD:
        close_open(page, HTML_DT, HTML_DL);
        close_open(page, HTML_DD, HTML_DL);
        break;
    case HTML_TD:
    case HTML_TH:
        close_cells(page, false, false);
        break;
    case HTML_TR:
        close_cells(page, true, false);
        break;
    case HTML_TBODY:
    case HTML_THEAD:
    case HTML_TFOOT:
        close_cells(page, true, true);
        break;
    case HTML_BUTTON:
    case HTML_A:
    case HTML_OPTION:
        close_open(page, tag, HTML_DIV);
        break;
    default:
        if (html_tag_flags(tag) & TAG_HEADING &&
            html_tag_flags(html_stack_top(page)->tag) & TAG_HEADING)
            html_stack_pop(page);
    }
}

static bool node_add(struct html_page *page, enum html_tag tag, uint32_t cues, uint32_t look,
                     uint32_t *out)
{
    if (page->n_nodes >= HTML_MAX_NODES) {
        page->truncated = true;
        *out = HTML_NONE;
        return true;
    }
    if (!GROW(page->nodes, page->cap_nodes, page->n_nodes + 1))
        return false;
    *out = (uint32_t)page->n_nodes++;
    page->nodes[*out] = (struct html_node){.parent = page->depth ? html_stack_top(page)->node : 0,
                                           .end = (uint32_t)page->n_nodes,
                                           .block_from = (uint32_t)page->n_blocks,
                                           .block_to = (uint32_t)page->n_blocks,
                                           .cues = cues,
                                           .look = look,
                                           .tag = (uint8_t)tag};
    return true;
}

static uint8_t flags_of(enum html_tag tag, uint8_t inherited)
{
    unsigned flags = inherited & (unsigned)~OPEN_NODE;
    if (tag == HTML_A)
        flags |= OPEN_LINK;
    if (tag == HTML_PRE || tag == HTML_XMP || tag == HTML_PLAINTEXT)
        flags |= OPEN_PRE;
    if (html_tag_flags(tag) & TAG_EMPH)
        flags |= OPEN_EMPH;
    if (html_tag_flags(tag) & TAG_MUTE)
        flags |= OPEN_MUTE;
    return (uint8_t)flags;
}

bool html_stack_push(struct html_page *page, const struct html_token *token, uint32_t cues,
                     uint32_t mark)
{
    enum html_tag tag = token->tag;
    if (page->depth >= HTML_MAX_DEPTH) {
        page->truncated = true;
        return true;
    }
    if (!GROW(page->stack, page->cap_stack, page->depth + 1))
        return false;
    const struct html_open *parent = html_stack_top(page);
    struct html_open open = {parent->node, parent->cues | cues, mark, (uint8_t)tag,
                             flags_of(tag, parent->flags)};
    if (tag == HTML_A && !(token->attrs >> ATTR_HREF & 1)) /* a place to jump to */
        open.flags &= (uint8_t)~OPEN_LINK;
    if (html_tag_flags(tag) & TAG_BLOCK) {
        uint32_t node;
        struct slice class = html_attr(token, ATTR_CLASS);
        uint32_t look = (uint32_t)hash64_seed(class.ptr, class.len, tag);
        html_block_end(page);
        if (!node_add(page, tag, open.cues, look, &node))
            return false;
        open.cues = 0;
        if (node != HTML_NONE) {
            open.node = node;
            open.flags |= OPEN_NODE;
        }
    }
    page->stack[page->depth++] = open;
    page->open_count[tag]++;
    return true;
}

void html_stack_close(struct html_page *page, enum html_tag tag)
{
    unsigned flags = html_tag_flags(tag);
    if (page->open_count[tag] == 0)
        return;
    if (tag == HTML_TD || tag == HTML_TH || tag == HTML_TR) {
        close_cells(page, tag == HTML_TR, false);
        return;
    }
    /* An inline end tag does not reach out of its block: <b><p></b> leaves both open. */
    size_t stop = page->depth > SEARCH_DEPTH ? page->depth - SEARCH_DEPTH : 0;
    for (size_t i = page->depth - 1; i > stop; i--) {
        enum html_tag open = (enum html_tag)page->stack[i].tag;
        if (open == tag) {
            pop_to(page, i);
            return;
        }
        unsigned open_flags = html_tag_flags(open);
        if (open_flags & TAG_SCOPE && !(tag == HTML_TABLE && (open == HTML_TD || open == HTML_TH)))
            return;
        if (!(flags & TAG_BLOCK) && open_flags & TAG_BLOCK && !(flags & TAG_MUTE) && tag != HTML_A)
            return;
    }
}

bool html_stack_begin(struct html_page *page)
{
    uint32_t root;
    if (!GROW(page->stack, page->cap_stack, 1) || !node_add(page, HTML_HTML, 0, 0, &root))
        return false;
    page->stack[page->depth++] = (struct html_open){root, 0, HTML_NONE, HTML_HTML, OPEN_NODE};
    page->open_count[HTML_HTML]++;
    return true;
}
