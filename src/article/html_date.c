/*
 * The day of publication. Sources in order of trust: JSON-LD and meta elements that say
 * "published", marked text (<time>, itemprop), the address, and last a date that is written near
 * the title. A date of change is only given when there is no other, and marked as unsure.
 */
#include "article/date.h"
#include "article/html_day.h"
#include "article/html_entity.h"
#include "article/html_feature.h"
#include "article/html_meta.h"
#include "base/ascii.h"

#include <string.h>
#include <strings.h>

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
    "citation_publication_date",
    "citation_date",
    "dcterms.date",
    "dc.date",
    "dcterms.created",
    "dc.date.created",
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

/* Beginnings or middles of words that mark a date of change; without the first letter where it may
   be a capital. */
static const char *const modified_words[] = {
    "pdated",    "odified",       "ktualisiert", "tualizado", "ggiornat",  "is à jour",
    "зменен",    "бновлен",       "новлено",     "ijgewerkt", "aktualiz",  "ktualizov",
    "üncelle",   "ppdater",       "pdateret",    "äivitetty", "ctualizat", "rissít",
    "nowelizac", "iperbarui",     "ập nhật",     "更新",      "수정",      "업데이트",
    "تحديث",     "به‌روز", "עודכן",       "νημερ",     "eviewed",   NULL};

/* Words that mark the date of publication. */
static const char *const published_words[] = {"ublish",        "ublicad",  "osted",  "ublié",
                                              "eröffentlicht", "ubblicat", "публик", "发布",
                                              "公開",          NULL};

/* Where the first of the words stands in `s`; s.len when none does. */
static size_t find_word(struct slice s, const char *const *words)
{
    const char *first = NULL;
    for (; s.len && *words; words++) {
        const char *at = memmem(s.ptr, s.len, *words, strlen(*words));
        if (at && (!first || at < first))
            first = at;
    }
    return first ? (size_t)(first - s.ptr) : s.len;
}

static bool is_modified(struct slice s)
{
    return find_word(s, modified_words) < s.len;
}

/* The part of a line that may hold the date of publication: what stands before a word like
   "updated", or behind one like "published" that follows it. */
static struct slice published_part(struct slice s)
{
    size_t change = find_word(s, modified_words), label = find_word(s, published_words);
    if (change == s.len)
        return s;
    return label < s.len && label > change ? slice_sub(s, label, s.len) : slice_sub(s, 0, change);
}

/* The oldest of two dates, either of which may be empty. */
static struct slice oldest(struct slice a, struct slice b)
{
    if (a.len == 0 || b.len == 0)
        return a.len ? a : b;
    return date_parse(slice_sub(b, 0, 10)) < date_parse(slice_sub(a, 0, 10)) ? b : a;
}

/* Of meta elements with any other name that speaks of publication; systems that have one for the
   first and one for the last time name them as they like. */
static struct slice from_other_names(const struct html_meta *meta, bool month_first)
{
    struct slice date = {NULL, 0};
    for (size_t i = 0; i < meta->page->n_items; i++) {
        const struct html_item *item = &meta->page->items[i];
        if (item->kind == ITEM_META && memmem(item->key.ptr, item->key.len, "ubli", 4) &&
            !is_modified(item->key))
            date = oldest(date, html_date_parse(html_text_clean(meta->arena, item->value, true),
                                                month_first, meta->arena));
    }
    return date;
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
    if (date.len == 0)
        date = from_other_names(meta, month_first);
    for (uint32_t v = 0; v < meta->tape.count && date.len == 0; v++)
        if (slice_eq_str(meta->tape.values[v].key, "datePublished"))
            date =
                html_date_parse(json_text(&meta->tape, v, meta->arena), month_first, meta->arena);
    return date;
}

/* Of "2015/july/21", which begins with a year. */
static bool has_named_month(struct slice rest, struct html_day *out)
{
    bool letter = rest.len > 5 && (rest.ptr[5] | 0x20) >= 'a' && (rest.ptr[5] | 0x20) <= 'z';
    const char *slash = letter ? memchr(rest.ptr + 5, '/', rest.len - 5) : NULL;
    size_t end = slash ? (size_t)(slash - rest.ptr) + 3 : 0;
    return end > 0 && end <= rest.len && html_day_find(slice_sub(rest, 0, end), false, out);
}

/* /2015/07/21/, /2015/july/21/, /2015-07-21, /20150721 in the address. */
static struct slice from_url(const struct html_meta *meta, struct slice url)
{
    for (size_t i = 0; i + 8 <= url.len; i++) {
        if (ascii_is_digit(url.ptr[i]) == false || (i && ascii_is_digit(url.ptr[i - 1])))
            continue;
        struct slice rest = slice_sub(url, i, url.len);
        size_t n = 0;
        while (n < rest.len && ascii_is_digit(rest.ptr[n]))
            n++;
        struct html_day d = {0};
        if (n == 8)
            d = (struct html_day){html_day_number(rest, 0, 4), html_day_number(rest, 4, 2),
                                  html_day_number(rest, 6, 2)};
        else if (n == 4 && (rest.ptr[4] == '/' || rest.ptr[4] == '-') &&
                 !html_day_find(slice_sub(rest, 0, 10), false, &d) && !has_named_month(rest, &d))
            continue;
        if (html_day_valid(d))
            return html_day_text(meta->arena, d, slice_make(NULL, 0));
    }
    return slice_make(NULL, 0);
}

/* A headline may speak of a day ("News of 14 June"), which is not that of its publication. */
static bool is_headline(const struct html_meta *meta, struct slice text)
{
    size_t count, same;
    uint64_t key = html_text_key(meta->title, &count);
    return count > 0 && text.len >= count && text.len <= 2 * meta->title.len &&
           html_text_key(text, &same) == key;
}

/* The block of the headline: an h1, or without one the first block that says the title. */
static bool has_title_block(const struct html_meta *meta, size_t *block)
{
    const struct html_page *page = meta->page;
    for (size_t i = 0; i < page->n_marks; i++)
        if (page->marks[i].kind == MARK_HEADLINE && page->marks[i].tag == HTML_H1) {
            *block = page->marks[i].block;
            return true;
        }
    for (size_t i = 0; meta->title.len && i < page->n_blocks; i++)
        if (is_headline(meta, html_block_text(page, &page->blocks[i]))) {
            *block = i;
            return true;
        }
    return false;
}

/* The same, or the first block of the page. */
static size_t title_block(const struct html_meta *meta)
{
    size_t block;
    return has_title_block(meta, &block) ? block : 0;
}

/* Blocks before the headline count fourfold: there are the dates of the day and of other stories.
 */
static size_t distance(size_t block, size_t title)
{
    return block >= title ? block - title : 4 * (title - block);
}

/* Is the block before this one a label that speaks of a change? */
static bool is_under_label(const struct html_page *page, size_t i)
{
    if (i == 0 || i >= page->n_blocks || page->blocks[i - 1].len >= 40)
        return false;
    struct slice label = html_block_text(page, &page->blocks[i - 1]);
    struct html_day d;
    return is_modified(label) && !html_day_find(label, false, &d);
}

/* The text of the block before `to`, that is what stands on the line before a mark. */
static struct slice line_before(const struct html_page *page, const struct html_mark *mark)
{
    if (mark->block >= page->n_blocks || page->blocks[mark->block].from > mark->from)
        return slice_make(NULL, 0);
    const struct html_block *block = &page->blocks[mark->block];
    return slice_sub(html_block_text(page, block), 0, mark->from - block->from);
}

/* Does the line before a marked date end with a word for a change? */
static bool is_marked_change(const struct html_page *page, const struct html_mark *mark)
{
    struct slice before = line_before(page, mark);
    size_t change = find_word(before, modified_words);
    struct html_day d;
    return change < before.len &&
           !html_day_find(slice_sub(before, change, before.len), false, &d) &&
           find_word(slice_sub(before, change, before.len), published_words) == before.len - change;
}

static struct slice mark_date(const struct html_meta *meta, const struct html_mark *mark,
                              bool month_first)
{
    const struct html_page *page = meta->page;
    struct slice none = {NULL, 0};
    if (mark->kind != MARK_DATE || mark->cues & (CUE_BIT(RELATED) | CUE_BIT(COMMENT)))
        return none;
    struct slice text = html_mark_text(meta, mark);
    struct slice value = html_text_clean(meta->arena, mark->value, true);
    struct slice date = html_date_parse(value, month_first, meta->arena);
    struct slice shown = html_date_parse(text, month_first, meta->arena);
    if ((date.len == 0 && shown.len == 0) || text.len > 200 || is_under_label(page, mark->block) ||
        is_marked_change(page, mark))
        return none;
    struct slice part = published_part(text);
    if (part.len == text.len)
        return date.len ? date : shown;
    return html_date_parse(part, month_first, meta->arena);
}

/* The marked date nearest to the headline, fewer than `nearest` steps away. */
static struct slice from_marks(const struct html_meta *meta, bool strong, size_t nearest,
                               bool month_first)
{
    size_t title = title_block(meta);
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

/* Longer blocks that end like a sentence are text with a date in it. */
#define SENTENCE_BYTES 40

static bool is_sentence(struct slice text)
{
    return text.len > SENTENCE_BYTES && strchr(".!?\"", text.ptr[text.len - 1]);
}

/* A date in the short blocks from..to. */
static struct slice in_blocks(const struct html_meta *meta, size_t from, size_t to,
                              bool month_first)
{
    const struct html_page *page = meta->page;
    for (size_t i = from; i < to && i < page->n_blocks; i++) {
        struct html_day d;
        struct slice text = html_block_text(page, &page->blocks[i]);
        if (text.len < 150 && html_day_find(text, month_first, &d) && !is_under_label(page, i) &&
            !is_headline(meta, text) && !is_sentence(text) &&
            html_day_find(published_part(text), month_first, &d))
            return html_day_text(meta->arena, d, slice_make(NULL, 0));
    }
    return slice_make(NULL, 0);
}

/* How many blocks behind the headline a date without any mark-up is believed, and how many around
   it are searched when nothing else is left. */
#define NEAR_BLOCKS 6
#define FAR_BLOCKS  14

/* The date that stands at the headline. */
static struct slice at_headline(const struct html_meta *meta, bool month_first)
{
    size_t title = title_block(meta);
    struct slice date = from_marks(meta, true, NEAR_BLOCKS, month_first);
    if (date.len == 0)
        date = from_marks(meta, false, NEAR_BLOCKS, month_first);
    if (date.len == 0)
        date = in_blocks(meta, title, title + NEAR_BLOCKS, month_first);
    return date;
}

/* The westernmost time zone is twelve hours behind UTC. */
#define WEST_SECONDS (12 * 3600)

#define DAY_SECONDS 86400

static bool is_utc(struct slice date)
{
    return slice_ends(date, slice_str("Z")) || slice_ends(date, slice_str("+00:00")) ||
           slice_ends(date, slice_str("+0000"));
}

/* Some systems write the day of the last change into datePublished. A date at the headline that is
   older than that wins: by a day, or where the time is known in UTC, by what no time zone
   explains. */
static struct slice older_of(struct slice metadata, struct slice visible)
{
    int64_t said = date_parse(slice_sub(metadata, 0, 10)),
            seen = date_parse(slice_sub(visible, 0, 10));
    if (metadata.len > 10 && is_utc(metadata))
        said = date_parse(metadata) - WEST_SECONDS;
    else
        said -= DAY_SECONDS;
    return visible.len && seen + DAY_SECONDS <= said ? visible : metadata;
}

/* Most systems give times in UTC. Where a marked date is the same moment with its time zone, that
   is the date as the paper has it. */
static struct slice in_own_zone(const struct html_meta *meta, struct slice date)
{
    int64_t moment = date_parse(date);
    if (date.len <= 10 || !is_utc(date))
        return date;
    for (size_t i = 0; i < meta->page->n_marks; i++) {
        const struct html_mark *mark = &meta->page->marks[i];
        struct slice value = mark->kind == MARK_DATE ? slice_trim(mark->value) : slice_make("", 0);
        if (value.len < 20 || value.len > 40 || is_utc(value) || date_parse(value) != moment)
            continue;
        struct slice own = html_date_parse(value, false, meta->arena);
        if (own.len > 16)
            return own;
    }
    return date;
}

/* Longer blocks are sentences with a date in them. */
#define LABEL_BYTES 60

/* The day of the short blocks with a date (`labelled`: with a word like "published", too) when it
   is the same in all of them: of several it is not known which is the article's. */
static struct slice only_day(const struct html_meta *meta, bool labelled, bool month_first)
{
    const struct html_page *page = meta->page;
    struct html_day day = {0}, d;
    for (size_t i = 0; i < page->n_blocks; i++) {
        struct slice text = html_block_text(page, &page->blocks[i]);
        if (text.len >= LABEL_BYTES || !html_day_find(text, month_first, &d) || is_modified(text) ||
            is_headline(meta, text) || is_under_label(page, i) ||
            (labelled && find_word(text, published_words) == text.len))
            continue;
        if (day.year && (d.year != day.year || d.month != day.month || d.day != day.day))
            return slice_make(NULL, 0);
        day = d;
    }
    return day.year ? html_day_text(meta->arena, day, slice_make(NULL, 0)) : slice_make(NULL, 0);
}

/* dateModified of the JSON-LD article, or what the meta elements say. */
static struct slice changed_metadata(const struct html_meta *meta, bool month_first)
{
    static const char *const keys[] = {"article:modified_time",
                                       "og:updated_time",
                                       "last-modified",
                                       "dateModified",
                                       "dcterms.modified",
                                       "dc.date.modified",
                                       "lastmod",
                                       "date_modified",
                                       NULL};
    struct slice date = {NULL, 0};
    for (uint32_t v = 0; v < meta->tape.count && date.len == 0; v++)
        if (slice_eq_str(meta->tape.values[v].key, "dateModified"))
            date =
                html_date_parse(json_text(&meta->tape, v, meta->arena), month_first, meta->arena);
    for (size_t i = 0; keys[i] && date.len == 0; i++)
        date = html_date_parse(html_meta_value(meta, keys[i]), month_first, meta->arena);
    return date;
}

/* `date` is what the metadata call the time of publication. */
static struct slice check_metadata(const struct html_meta *meta, struct slice date,
                                   struct slice visible, bool month_first)
{
    size_t title;
    if (!has_title_block(meta, &title))
        return in_own_zone(meta, date);
    struct slice older = older_of(date, visible);
    if (older.ptr == date.ptr && slice_eq(date, changed_metadata(meta, month_first)))
        older = older_of(date, only_day(meta, true, month_first));
    return in_own_zone(meta, older);
}

/* A page's state in a script, for programs that draw the page in the browser: the value behind the
   first key that speaks of publication. */
static struct slice from_scripts(const struct html_meta *meta)
{
    struct slice rest = meta->page->bytes, none = {NULL, 0};
    for (int tries = 0; tries < 100; tries++) {
        const char *at = rest.len ? memmem(rest.ptr, rest.len, "ubli", 4) : NULL;
        if (!at)
            break;
        rest = slice_sub(rest, (size_t)(at + 4 - rest.ptr), rest.len);
        size_t n = 0; /* "...edAt\":\"", "...ed_date&quot;:&quot;" */
        while (n < 40 && n < rest.len && !ascii_is_digit(rest.ptr[n]) &&
               !memchr("<>{}[,", rest.ptr[n], 6))
            n++;
        struct slice value = slice_sub(rest, n, n + 10);
        struct html_day d;
        if (n >= 40 || value.len < 10 || !memchr(rest.ptr, ':', n) || value.ptr[4] != '-' ||
            !html_day_find(value, false, &d))
            continue;
        return html_day_text(meta->arena, d, none);
    }
    return none;
}

static struct slice find_published(const struct html_meta *meta, bool month_first)
{
    size_t title = title_block(meta);
    struct slice date = from_metadata(meta, month_first), visible = at_headline(meta, month_first);
    if (date.len)
        return check_metadata(meta, date, visible, month_first);
    date = from_url(meta, meta->url);
    if (date.len == 0)
        date = visible;
    if (date.len == 0)
        date = from_marks(meta, true, SIZE_MAX, month_first);
    if (date.len == 0)
        date = from_marks(meta, false, SIZE_MAX, month_first);
    if (date.len == 0)
        date = in_blocks(meta, title, title + FAR_BLOCKS, month_first);
    if (date.len == 0)
        date = in_blocks(meta, title > FAR_BLOCKS ? title - FAR_BLOCKS : 0, title, month_first);
    if (date.len == 0)
        date = only_day(meta, false, month_first);
    if (date.len == 0)
        date = from_scripts(meta);
    return date;
}

/* The day behind a word like "updated" in the short blocks from..to. */
static struct slice changed_in_blocks(const struct html_meta *meta, size_t from, size_t to,
                                      bool month_first)
{
    const struct html_page *page = meta->page;
    for (size_t i = from; i < to && i < page->n_blocks; i++) {
        struct html_day d;
        struct slice text = html_block_text(page, &page->blocks[i]);
        if (text.len >= 150 || !html_day_find(text, month_first, &d))
            continue;
        size_t word = find_word(text, modified_words);
        if (word == text.len && (text.len >= 60 || !is_under_label(page, i)))
            continue;
        if (html_day_find(word < text.len ? slice_sub(text, word, text.len) : text, month_first,
                          &d))
            return html_day_text(meta->arena, d, slice_make(NULL, 0));
    }
    return slice_make(NULL, 0);
}

static struct slice find_changed(const struct html_meta *meta, bool month_first)
{
    struct slice date = changed_metadata(meta, month_first);
    size_t title = title_block(meta);
    size_t from = title > NEAR_BLOCKS ? title - NEAR_BLOCKS : 0;
    if (date.len == 0)
        date = changed_in_blocks(meta, from, SIZE_MAX, month_first);
    return date;
}

struct slice html_date_find(const struct html_meta *meta, struct slice lang)
{
    bool month_first = is_month_first(meta, lang);
    struct slice date = find_published(meta, month_first);
    if (date.len)
        return date;
    date = find_changed(meta, month_first);
    char *marked = date.len >= 10 ? arena_alloc(meta->arena, 11) : NULL;
    if (!marked)
        return slice_make(NULL, 0);
    memcpy(marked, date.ptr, 10);
    marked[10] = HTML_DATE_UNSURE;
    return slice_make(marked, 11);
}
