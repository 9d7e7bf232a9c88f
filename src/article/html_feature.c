#include "article/html_feature.h"

#include "article/html_bloom.h"
#include "article/html_day.h"
#include "article/html_place.h"
#include "base/error.h"

#include <string.h>

/* ------------------------------------------------------------------ rows */

static float kind_of(enum html_tag tag)
{
    switch (tag) {
    case HTML_P:
        return 0;
    case HTML_LI:
        return 2;
    case HTML_H1:
    case HTML_H2:
    case HTML_H3:
    case HTML_H4:
    case HTML_H5:
    case HTML_H6:
        return 3;
    case HTML_TD:
    case HTML_TH:
        return 4;
    case HTML_BLOCKQUOTE:
        return 5;
    case HTML_FIGCAPTION:
    case HTML_FIGURE:
    case HTML_CAPTION:
        return 6;
    case HTML_BUTTON:
    case HTML_LABEL:
    case HTML_LEGEND:
    case HTML_FORM:
        return 7;
    case HTML_DT:
    case HTML_DD:
        return 8;
    case HTML_PRE:
        return 9;
    default:
        return 1;
    }
}

static float ratio(float a, float b)
{
    return b > 0 ? a / b : 0;
}

static void row_self(const struct html_view *v, size_t i, float *row)
{
    const struct html_block *b = &v->page->blocks[i];
    const struct block_stats *s = &v->stats[i];
    enum html_tag tag = (enum html_tag)v->page->nodes[b->node].tag;
    row[F_WORDS] = html_log_words(s->words);
    row[F_LINK] = ratio((float)b->link_bytes, (float)b->len);
    row[F_EMPH] = ratio((float)b->emph_bytes, (float)b->len);
    row[F_KIND] = kind_of(tag);
    row[F_LEVEL] = html_tag_flags(tag) & TAG_HEADING ? (float)(tag - HTML_H1 + 1) : 0;
    row[F_ENDERS] = ratio((float)s->enders, s->words);
    row[F_COMMAS] = ratio((float)s->commas, s->words);
    row[F_LAST] = (float)s->last;
    row[F_UPPER] = ratio((float)s->upper, (float)s->letters);
    row[F_DIGITS] = ratio((float)s->digits, (float)(s->letters + s->digits));
    row[F_SYMBOLS] = ratio((float)s->symbols, s->words);
    row[F_LINKS] = b->links;
    row[F_BREAK] = b->flags & BLOCK_AFTER_BREAK ? 1 : 0;
    row[F_TIME] = b->flags & BLOCK_HAS_TIME ? 1 : 0;
}

static void row_cues(const struct html_view *v, size_t i, float *row)
{
    static const struct {
        enum html_feature feature;
        uint32_t cues;
    } around[] = {
        {F_C_TITLE,   CUE_BIT(TITLE)  },
        {F_C_NAV,     CUE_BIT(NAV)    },
        {F_C_FOOTER,  CUE_BIT(FOOTER) },
        {F_C_HEADER,  CUE_BIT(HEADER) },
        {F_C_SIDE,    CUE_BIT(SIDE)   },
        {F_C_RELATED, CUE_BIT(RELATED)},
        {F_C_COMMENT, CUE_BIT(COMMENT)},
        {F_C_SHARE,   CUE_BIT(SHARE)  },
        {F_C_PROMO,   CUE_BIT(PROMO)  },
        {F_C_AD,      CUE_BIT(AD)     },
        {F_C_META,    CUE_BIT(META)   },
        {F_C_BIO,     CUE_BIT(BIO)    },
        {F_C_CAPTION, CUE_BIT(CAPTION)},
        {F_C_COOKIE,  CUE_BIT(COOKIE) },
        {F_C_QUOTE,   CUE_BIT(QUOTE)  },
        {F_C_HIDDEN,  CUE_BIT(HIDDEN) },
        {F_C_FORM,    CUE_BIT(FORM)   },
        {F_C_LIST,    CUE_BIT(LIST)   },
        {F_C_BAD,     HTML_BAD_CUES   },
    };
    const struct html_block *b = &v->page->blocks[i];
    uint32_t cues = v->nodes[b->node].cues | b->cues;
    uint32_t own = v->page->nodes[b->node].cues | b->cues;
    for (size_t k = 0; k < sizeof around / sizeof around[0]; k++)
        row[around[k].feature] = cues & around[k].cues ? 1 : 0;
    row[F_O_BODY] = own & (CUE_BIT(BODY) | CUE_BIT(ARTICLE_BODY)) ? 1 : 0;
    row[F_O_LEAD] = own & CUE_BIT(LEAD) ? 1.0f : 0;
    row[F_O_META] = own & CUE_BIT(META) ? 1.0f : 0;
    row[F_O_CAPTION] = own & CUE_BIT(CAPTION) ? 1.0f : 0;
    row[F_O_ANY] = own ? 1 : 0;
}

static void row_tree(const struct html_view *v, size_t i, float *row)
{
    uint32_t own = v->page->blocks[i].node, parent = html_view_parent(v, own);
    uint32_t grand = html_view_parent(v, parent);
    const struct node_view *view = &v->nodes[own];
    const struct html_node *p = &v->page->nodes[parent], *g = &v->page->nodes[grand];
    row[F_IN_BODYPROP] = view->bodyprop;
    row[F_IN_BODYCUE] = view->bodycue;
    row[F_IN_ARTICLE] = view->article;
    row[F_IN_MAIN] = view->main;
    row[F_ARTICLES] = v->articles < 20 ? (float)v->articles : 20;
    row[F_DEPTH] = view->depth < 40 ? view->depth : 40;
    row[F_CORE_UP] = view->core_up;
    row[F_CORE_DOWN] = view->core_down;
    row[F_CORE_SHARE] = html_view_share(v, v->core);
    row[F_BEST_UP] = view->best_up;
    row[F_BEST_DOWN] = view->best_down;
    row[F_BEST_SHARE] = html_view_share(v, v->best);
    row[F_PARENT_SHARE] = html_view_share(v, parent);
    row[F_PARENT_LINK] = ratio(html_view_range(v->link, p), html_view_range(v->words, p));
    row[F_PARENT_BLOCKS] = html_log_words((float)(p->block_to - p->block_from));
    row[F_GRAND_SHARE] = html_view_share(v, grand);
    row[F_GRAND_LINK] = ratio(html_view_range(v->link, g), html_view_range(v->words, g));
    row[F_GRAND_BLOCKS] = html_log_words((float)(g->block_to - g->block_from));
    row[F_SAME_PARENT] = v->direct[parent] / v->total;
    row[F_IN_LIST] = view->in & HTML_IN_LIST ? 1 : 0;
    row[F_IN_QUOTE] = view->in & HTML_IN_QUOTE ? 1 : 0;
    row[F_IN_TABLE] = view->in & HTML_IN_TABLE ? 1 : 0;
}

static void row_near(const struct html_view *v, size_t i, float *row)
{
    static const enum html_feature from[] = {F_WORDS, F_LINK, F_LAST, F_KIND};
    static const enum html_feature prev[] = {F_PREV_WORDS, F_PREV_LINK, F_PREV_LAST, F_PREV_KIND};
    static const enum html_feature next[] = {F_NEXT_WORDS, F_NEXT_LINK, F_NEXT_LAST, F_NEXT_KIND};
    size_t n = v->page->n_blocks;
    for (size_t k = 0; k < 4; k++) {
        row[prev[k]] = i >= 1 ? v->rows[i - 1][from[k]] : -1;
        row[next[k]] = i + 1 < n ? v->rows[i + 1][from[k]] : -1;
    }
    row[F_PREV2_WORDS] = i >= 2 ? v->rows[i - 2][F_WORDS] : -1;
    row[F_PREV2_LINK] = i >= 2 ? v->rows[i - 2][F_LINK] : -1;
    row[F_NEXT2_WORDS] = i + 2 < n ? v->rows[i + 2][F_WORDS] : -1;
    row[F_NEXT2_LINK] = i + 2 < n ? v->rows[i + 2][F_LINK] : -1;
    size_t low = i > 5 ? i - 5 : 0, high = i + 6 < n ? i + 6 : n;
    row[F_MASS_NEAR] = html_log_words(v->mass[high] - v->mass[low] - (v->mass[i + 1] - v->mass[i]));
    row[F_MASS_BEFORE] = v->mass[i] / v->total;
    row[F_MASS_AFTER] = (v->mass[n] - v->mass[i + 1]) / v->total;
    row[F_INDEX] = (float)i / (float)n;
    float bad = 0;
    low = i > 3 ? i - 3 : 0;
    high = i + 4 < n ? i + 4 : n;
    for (size_t k = low; k < high; k++)
        bad += v->rows[k][F_C_BAD];
    row[F_BAD_NEAR] = bad / (float)(high - low);
    row[F_PAGE_MASS] = html_log_words(v->total);
}

/* Blocks between this one and the good blocks before and after it. */
static void rows_gaps(const struct html_view *v)
{
    size_t n = v->page->n_blocks, last = 0;
    bool seen = false;
    for (size_t i = 0; i < n; i++) {
        v->rows[i][F_GAP_BEFORE] = seen ? html_log_words((float)(i - last)) : 15;
        if (v->mass[i + 1] > v->mass[i]) {
            seen = true;
            last = i;
        }
    }
    seen = false;
    for (size_t i = n; i-- > 0;) {
        v->rows[i][F_GAP_AFTER] = seen ? html_log_words((float)(last - i)) : 15;
        if (v->mass[i + 1] > v->mass[i]) {
            seen = true;
            last = i;
        }
    }
}

/* How often the text occurs on the page, and the mass of blocks that look the same: counted in
   tables of one slot a hash; a collision costs a little accuracy and nothing else. */
#define SLOTS 4096u

static void rows_counts(const struct html_view *v, float *copies, float *looks)
{
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < v->page->n_blocks; i++) {
            uint32_t own = v->page->blocks[i].node;
            uint32_t look = v->page->nodes[own].look ^
                            v->page->nodes[html_view_parent(v, own)].look * 0x9E3779B1u;
            float *copy = &copies[v->stats[i].hash % SLOTS], *same = &looks[look % SLOTS];
            if (pass == 0) {
                *copy += 1;
                *same += v->mass[i + 1] - v->mass[i];
            } else {
                v->rows[i][F_COPIES] = *copy < 8 ? *copy : 8;
                v->rows[i][F_SAME_PATH] = *same / v->total;
            }
        }
    }
}

/* ------------------------------------------------------------------ evidence */

/* The block that repeats the title: an h1, else the first. */
static uint32_t find_title(const struct html_view *v, struct slice title)
{
    size_t title_count, count;
    uint64_t key = html_text_key(title, &title_count);
    uint32_t first = HTML_NONE, heading = HTML_NONE;
    for (uint32_t i = 0; i < v->page->n_blocks; i++) {
        const struct html_block *b = &v->page->blocks[i];
        bool h1 = v->page->nodes[b->node].tag == HTML_H1;
        if (h1 && heading == HTML_NONE)
            heading = i;
        if (title_count == 0 || b->len < title_count || b->len > 2 * title.len + 40 ||
            html_text_key(html_block_text(v->page, b), &count) != key)
            continue;
        if (h1)
            return i;
        if (first == HTML_NONE)
            first = i;
    }
    return first != HTML_NONE ? first : heading;
}

static void rows_title(const struct html_view *v, uint32_t title_block, struct slice title)
{
    uint64_t key = html_text_key(title, NULL);
    struct block_stats same = block_stats_of(title);
    for (size_t i = 0; i < v->page->n_blocks; i++) {
        float *row = v->rows[i];
        const struct html_block *b = &v->page->blocks[i];
        row[F_TITLE_PLACE] = -20;
        row[F_HEAD_WORDS] = -1;
        row[F_TITLE_SAME] = title.len && b->len < 2 * title.len + 40 &&
                            v->stats[i].letters == same.letters &&
                            v->stats[i].digits == same.digits &&
                            html_text_key(html_block_text(v->page, b), NULL) == key;
        if (title_block == HTML_NONE)
            continue;
        float steps = (float)i - (float)title_block;
        row[F_TITLE_PLACE] = steps < 0 ? -html_log_words(-steps) : html_log_words(steps);
        if (i > title_block)
            row[F_HEAD_WORDS] = html_log_words(v->words[i] - v->words[title_block + 1]);
    }
}

static bool rows_evidence(const struct html_view *v, const struct html_evidence *evidence,
                          struct arena *arena)
{
    struct html_bloom blooms[HTML_BLOOMS];
    if (!html_bloom_make(&blooms[0], evidence->body, arena) ||
        !html_bloom_make(&blooms[1], evidence->description, arena))
        return false;
    for (size_t i = 0; i < v->page->n_blocks; i++) {
        struct slice text = html_block_text(v->page, &v->page->blocks[i]);
        float shares[HTML_BLOOMS];
        html_bloom_shares(blooms, text, shares);
        v->rows[i][F_LD_MATCH] = shares[0];
        v->rows[i][F_DESCRIPTION] = shares[1];
    }
    return true;
}

/* Only short blocks are asked whether they are bylines, dates or credits: bytes. */
#define SHORT_BLOCK 200u

/* memmem() prepares itself for long texts; these are short, and names begin with a rare byte. */
static bool holds(struct slice text, struct slice word)
{
    if (word.len < 3 || text.len < word.len)
        return false;
    const char *at = text.ptr, *end = text.ptr + (text.len - word.len) + 1;
    while (at < end && (at = memchr(at, word.ptr[0], (size_t)(end - at)))) {
        if (memcmp(at, word.ptr, word.len) == 0)
            return true;
        at++;
    }
    return false;
}

/* Four digits that may be a year: worth looking for a date. */
static bool has_year(struct slice text)
{
    for (size_t i = 0; i + 4 <= text.len; i++)
        if ((text.ptr[i] == '1' || text.ptr[i] == '2') && text.ptr[i + 1] >= '0' &&
            text.ptr[i + 1] <= '9' && text.ptr[i + 2] >= '0' && text.ptr[i + 2] <= '9' &&
            text.ptr[i + 3] >= '0' && text.ptr[i + 3] <= '9')
            return true;
    return false;
}

static void rows_short(const struct html_view *v, const struct html_evidence *evidence)
{
    for (size_t i = 0; i < v->page->n_blocks; i++) {
        struct slice text = html_block_text(v->page, &v->page->blocks[i]);
        struct html_day day;
        if (text.len > SHORT_BLOCK)
            continue;
        v->rows[i][F_DATE] = has_year(text) && html_day_find(text, true, &day);
        v->rows[i][F_AUTHOR] = holds(text, evidence->author);
        v->rows[i][F_SITE] = holds(text, evidence->site_name);
    }
}

/* ------------------------------------------------------------------ all of it */

int html_features_make(struct html_features *out, const struct html_page *page,
                       const struct html_evidence *evidence, struct arena *arena,
                       struct wcy_error *err)
{
    struct html_view v = {.page = page};
    if (!html_view_make(&v, arena))
        return fail_nomem(err);
    float *copies = arena_zalloc(arena, SLOTS, sizeof(float));
    float *looks = arena_zalloc(arena, SLOTS, sizeof(float));
    if (!copies || !looks)
        return fail_nomem(err);
    for (size_t i = 0; i < page->n_blocks; i++) {
        row_self(&v, i, v.rows[i]);
        row_cues(&v, i, v.rows[i]);
        row_tree(&v, i, v.rows[i]);
    }
    for (size_t i = 0; i < page->n_blocks; i++)
        row_near(&v, i, v.rows[i]);
    rows_gaps(&v);
    rows_counts(&v, copies, looks);
    uint32_t title = find_title(&v, evidence->title);
    rows_title(&v, title, evidence->title);
    rows_short(&v, evidence);
    if (!rows_evidence(&v, evidence, arena))
        return fail_nomem(err);
    *out = (struct html_features){v.stats, v.rows, title};
    return 0;
}

const char *html_feature_name(enum html_feature feature)
{
    static const char *const names[F_COUNT] = {
#define X(symbol) #symbol,
        HTML_FEATURES(X)
#undef X
    };
    return names[feature];
}
