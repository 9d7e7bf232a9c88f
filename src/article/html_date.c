/*
 * The day of publication. Sources in order of trust: JSON-LD and meta elements that say
 * "published", marked text (<time>, itemprop), the address, and last a date that is written near
 * the title. Dates of modification are never taken.
 */
#include "article/html_day.h"
#include "article/html_entity.h"
#include "article/html_feature.h"
#include "article/html_meta.h"

#include <string.h>
#include <strings.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ------------------------------------------------------------------ sources */

static const char *const published_keys[] = {
    "article:published_time",
    "og:published_time",
    "datePublished",
    "article:published",
    "article.published",
    "og:article:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "publication_date",
    "publication-date",
    "published_time",
    "cXenseParse:recs:publishtime",
    "cXenseParse:publishtime",
    "rnews:datePublished",
    "bt:pubDate",
    "originalpublicationdate",
    "article_date_original",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "citation_publication_date",
    "release_date",
    "pub_date",
    "date",
    "dateCreated",
    "article:post_date",
    NULL,
};

static bool is_month_first(const struct html_meta *meta, struct slice lang)
{
    bool english = lang.len == 0 || slice_eq_str(lang, "en");
    for (size_t i = 0; english && i < meta->page->n_items; i++) {
        struct slice value = meta->page->items[i].value;
        if (meta->page->items[i].kind == ITEM_LANG && value.len >= 5)
            return strncasecmp(value.ptr + 3, "us", 2) == 0;
    }
    return english;
}

/* Does the class or text of a mark say that it is the date of a change? */
static bool is_modified(struct slice s)
{
    static const char *const words[] = {"pdated",     "odified",  "ktualisiert",
                                        "ctualizado", "ggiornat", "is à jour",
                                        "зменен",     "бновлен",  NULL};
    for (const char *const *w = words; *w; w++)
        if (s.len && memmem(s.ptr, s.len, *w, strlen(*w)))
            return true;
    return false;
}

static struct slice from_metadata(const struct html_meta *meta, bool month_first)
{
    static const char *const ld_keys[] = {"datePublished", "uploadDate", "dateCreated", NULL};
    struct slice date = {NULL, 0};
    for (size_t i = 0; ld_keys[i] && date.len == 0; i++) {
        uint32_t value = json_member(&meta->tape, meta->ld, ld_keys[i]);
        date =
            html_date_parse(json_text(&meta->tape, value, meta->arena), month_first, meta->arena);
    }
    for (size_t i = 0; published_keys[i] && date.len == 0; i++)
        date = html_date_parse(html_meta_value(meta, published_keys[i]), month_first, meta->arena);
    for (size_t i = 0; i < meta->page->n_items && date.len == 0; i++) {
        const struct html_item *item = &meta->page->items[i]; /* any other name that says so */
        if (item->kind == ITEM_META && memmem(item->key.ptr, item->key.len, "ubli", 4) &&
            !is_modified(item->key))
            date = html_date_parse(html_text_clean(meta->arena, item->value, true), month_first,
                                   meta->arena);
    }
    for (uint32_t v = 0; v < meta->tape.count && date.len == 0; v++)
        if (slice_eq_str(meta->tape.values[v].key, "datePublished"))
            date =
                html_date_parse(json_text(&meta->tape, v, meta->arena), month_first, meta->arena);
    return date;
}

/* /2015/07/21/, /2015-07-21, /20150721 in the address. */
static struct slice from_url(const struct html_meta *meta, struct slice url)
{
    for (size_t i = 0; i + 8 <= url.len; i++) {
        if (is_digit(url.ptr[i]) == false || (i && is_digit(url.ptr[i - 1])))
            continue;
        struct slice rest = slice_sub(url, i, url.len);
        size_t n = 0;
        while (n < rest.len && is_digit(rest.ptr[n]))
            n++;
        struct html_day d = {0};
        if (n == 8)
            d = (struct html_day){html_day_number(rest, 0, 4), html_day_number(rest, 4, 2),
                                  html_day_number(rest, 6, 2)};
        else if (n == 4 && (rest.ptr[4] == '/' || rest.ptr[4] == '-') &&
                 !html_day_find(slice_sub(rest, 0, 10), false, &d))
            continue;
        if (html_day_valid(d))
            return html_day_text(meta->arena, d, slice_make(NULL, 0));
    }
    return slice_make(NULL, 0);
}

/* The block of the headline; 0 when there is none. */
static size_t title_block(const struct html_meta *meta)
{
    for (size_t i = 0; i < meta->page->n_marks; i++)
        if (meta->page->marks[i].kind == MARK_HEADLINE && meta->page->marks[i].tag == HTML_H1)
            return meta->page->marks[i].block;
    return 0;
}

/* Blocks before the headline count fourfold: there are the dates of the day and of other stories.
 */
static size_t distance(size_t block, size_t title)
{
    return block >= title ? block - title : 4 * (title - block);
}

/* Is the date in this block, or the label in the block before it, one of a change? */
static bool is_modified_block(const struct html_page *page, size_t i)
{
    struct slice text = html_block_text(page, &page->blocks[i]);
    return is_modified(slice_sub(text, 0, 200)) ||
           (i > 0 && page->blocks[i - 1].len < 40 &&
            is_modified(html_block_text(page, &page->blocks[i - 1])));
}

static struct slice mark_date(const struct html_meta *meta, const struct html_mark *mark,
                              bool month_first)
{
    const struct html_page *page = meta->page;
    struct slice text = html_mark_text(meta, mark), date = {NULL, 0};
    bool elsewhere = mark->cues & (CUE_BIT(RELATED) | CUE_BIT(COMMENT));
    if (mark->kind != MARK_DATE || text.len > 200 || is_modified(text) || elsewhere ||
        (mark->block < page->n_blocks && is_modified_block(page, mark->block)))
        return date;
    date =
        html_date_parse(html_text_clean(meta->arena, mark->value, true), month_first, meta->arena);
    return date.len ? date : html_date_parse(text, month_first, meta->arena);
}

/* The marked date nearest to the headline. */
static struct slice from_marks(const struct html_meta *meta, bool strong, bool month_first)
{
    size_t title = title_block(meta), nearest = SIZE_MAX;
    struct slice best = {NULL, 0};
    for (size_t i = 0; i < meta->page->n_marks; i++) {
        const struct html_mark *mark = &meta->page->marks[i];
        size_t steps = distance(mark->block, title);
        if (mark->strong != strong || steps >= nearest)
            continue;
        struct slice date = mark_date(meta, mark, month_first);
        if (date.len) {
            best = date;
            nearest = steps;
        }
    }
    return best;
}

/* A date in the short blocks from..to. */
static struct slice in_blocks(const struct html_meta *meta, size_t from, size_t to,
                              bool month_first)
{
    const struct html_page *page = meta->page;
    for (size_t i = from; i < to && i < page->n_blocks; i++) {
        struct html_day d;
        struct slice text = html_block_text(page, &page->blocks[i]);
        if (text.len < 150 && !is_modified_block(page, i) && html_day_find(text, month_first, &d))
            return html_day_text(meta->arena, d, slice_make(NULL, 0));
    }
    return slice_make(NULL, 0);
}

/* How many blocks behind the headline a date without any mark-up is believed, and how many around
   it are searched when nothing else is left. */
#define NEAR_BLOCKS 6
#define FAR_BLOCKS  14

struct slice html_date_find(const struct html_meta *meta, struct slice lang)
{
    bool month_first = is_month_first(meta, lang);
    struct slice date = from_metadata(meta, month_first);
    if (date.len == 0)
        date = from_marks(meta, true, month_first);
    if (date.len == 0)
        date = from_url(meta, meta->hints->url);
    size_t title = title_block(meta);
    if (date.len == 0)
        date = in_blocks(meta, title, title + NEAR_BLOCKS, month_first);
    if (date.len == 0)
        date = from_marks(meta, false, month_first);
    if (date.len == 0)
        date = in_blocks(meta, title, title + FAR_BLOCKS, month_first);
    if (date.len == 0)
        date = in_blocks(meta, title > FAR_BLOCKS ? title - FAR_BLOCKS : 0, title, month_first);
    return date;
}
