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

static struct slice from_marks(const struct html_meta *meta, bool strong, bool month_first)
{
    for (size_t i = 0; i < meta->page->n_marks; i++) {
        const struct html_mark *mark = &meta->page->marks[i];
        struct slice text = html_mark_text(meta, mark), date;
        if (mark->kind != MARK_DATE || mark->strong != strong || text.len > 200 ||
            is_modified(text) || mark->cues & (CUE_BIT(RELATED) | CUE_BIT(COMMENT)))
            continue;
        date = html_date_parse(html_text_clean(meta->arena, mark->value, true), month_first,
                               meta->arena);
        if (date.len == 0)
            date = html_date_parse(text, month_first, meta->arena);
        if (date.len)
            return date;
    }
    return slice_make(NULL, 0);
}

/* How many blocks around the headline are searched for a date. */
#define DATE_BLOCKS 12

/* A date in the short blocks right after, or else right before, the headline. */
static struct slice near_title(const struct html_meta *meta, bool month_first)
{
    const struct html_page *page = meta->page;
    size_t title = 0;
    for (size_t i = 0; i < page->n_marks && title == 0; i++)
        if (page->marks[i].kind == MARK_HEADLINE && page->marks[i].tag == HTML_H1)
            title = page->marks[i].block;
    for (int side = 0; side < 2; side++) {
        size_t from = side == 0 ? title : title > DATE_BLOCKS ? title - DATE_BLOCKS : 0;
        for (size_t i = from; i < from + DATE_BLOCKS && i < page->n_blocks; i++) {
            struct html_day d;
            struct slice text = html_block_text(page, &page->blocks[i]);
            if (text.len < 150 && !is_modified(text) && html_day_find(text, month_first, &d))
                return html_day_text(meta->arena, d, slice_make(NULL, 0));
        }
    }
    return slice_make(NULL, 0);
}

struct slice html_date_find(const struct html_meta *meta, struct slice lang)
{
    bool month_first = is_month_first(meta, lang);
    struct slice date = from_metadata(meta, month_first);
    if (date.len == 0)
        date = from_marks(meta, true, month_first);
    if (date.len == 0)
        date = from_url(meta, meta->hints->url);
    if (date.len == 0)
        date = from_marks(meta, false, month_first);
    return date.len ? date : near_title(meta, month_first);
}
