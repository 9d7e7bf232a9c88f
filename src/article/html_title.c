/*
 * The title of the article. Candidates are og:title and its like, the JSON-LD headline, headings
 * and the parts of <title>; one that others confirm wins, in that order of trust: a heading that
 * <title> or the metadata repeats, then the metadata, then <title> without the site's name.
 */
#include "article/html_entity.h"
#include "article/html_feature.h"
#include "article/html_meta.h"
#include "article/html_slug.h"
#include "article/site.h"

#include <string.h>
#include <strings.h>

/* Blank-padded marks between the title and the name of the site or section. */
static const struct slice separators[] = {
    SLICE(" | "), SLICE(" - "), SLICE(" – "), SLICE(" — "), SLICE(" :: "), SLICE(" » "),
    SLICE(" • "), SLICE(" · "), SLICE(" « "), SLICE(" / "), SLICE(" > "),  SLICE(" ‹ "),
    SLICE(" › "), SLICE(" ~ "), SLICE("｜"),  SLICE(" ― "), SLICE("_"),
};

#define SEPARATOR_COUNT (sizeof separators / sizeof separators[0])

static bool same_text(struct slice a, struct slice b)
{
    size_t na, nb;
    uint64_t ka = html_text_key(a, &na), kb = html_text_key(b, &nb);
    return na > 0 && na == nb && ka == kb;
}

/* Length of the separator at s[at], or 0. */
static size_t separator_at(struct slice s, size_t at)
{
    char next = at + 1 < s.len ? s.ptr[at + 1] : ' ';
    bool padded = s.ptr[at] == ' ' && ((unsigned char)next >= 0x80 || strchr("|-:/>~", next));
    if (!padded && s.ptr[at] != '_' && s.ptr[at] != '\xEF')
        return 0;
    for (size_t k = 0; k < SEPARATOR_COUNT; k++)
        if (slice_starts(slice_sub(s, at, s.len), separators[k]))
            return separators[k].len;
    return 0;
}

/* Cuts at the last (or first) separator; false when there is none inside. */
static bool split(struct slice s, bool last, struct slice *left, struct slice *right)
{
    bool found = false;
    for (size_t i = 1; i < s.len; i++) {
        size_t n = separator_at(s, i);
        if (n == 0 || i + n >= s.len)
            continue;
        *left = slice_trim(slice_sub(s, 0, i));
        *right = slice_trim(slice_sub(s, i + n, s.len));
        found = true;
        if (!last)
            break;
        i += n - 1;
    }
    return found;
}

static struct slice host_of(struct slice url)
{
    const char *slashes = url.len > 8 ? memmem(url.ptr, url.len, "://", 3) : NULL;
    if (!slashes)
        return slice_make(NULL, 0);
    struct slice host = slice_sub(url, (size_t)(slashes + 3 - url.ptr), url.len);
    size_t n = 0;
    while (n < host.len && host.ptr[n] != '/')
        n++;
    return slice_sub(host, 0, n);
}

/* The ASCII letters and digits of `s` in lower case, in `flat`; 0 when there are others or too
 * many.
 */
static size_t flatten(struct slice s, char *flat, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len && n < size; i++) {
        char c = s.ptr[i], lower = (char)(c | 0x20);
        if ((c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'z'))
            flat[n++] = lower;
        else if ((unsigned char)c >= 0x80)
            return 0;
    }
    return n < size ? n : 0;
}

/* Do the letters of `part` stand in the host name, as those of "Daily Planet" do in
   www.dailyplanet.com? `host` is flat. */
static bool in_host(struct slice part, struct slice host)
{
    char flat[64];
    size_t n = flatten(part, flat, sizeof flat);
    if (n < 3 || host.len == 0)
        return false;
    if (n > 6 && memcmp(flat, "the", 3) == 0 && memmem(host.ptr, host.len, flat + 3, n - 3))
        return true;
    return memmem(host.ptr, host.len, flat, n) != NULL;
}

/* A name has no more letters than this. */
#define NAME_MAX_LETTERS 40

/* Does `part` begin with the domain's own label, as "Planet News Network" does on planet.com? */
static bool starts_with_label(struct slice part, struct slice label)
{
    char flat[NAME_MAX_LETTERS];
    size_t n = flatten(part, flat, sizeof flat);
    return label.len >= 5 && n >= label.len && memcmp(flat, label.ptr, label.len) == 0;
}

struct title_view {
    const struct html_meta *meta;
    struct slice site;
    struct slice host;  /* of the page, flat */
    struct slice label; /* of the registrable domain, "planet" of planet.co.uk, flat */
    char flat[128];
};

static void view_init(struct title_view *v, const struct html_meta *meta, struct slice site_name)
{
    *v = (struct title_view){.meta = meta, .site = site_name};
    size_t n = flatten(host_of(meta->url), v->flat, sizeof v->flat / 2);
    struct slice domain = n ? site_of_url(meta->url, meta->arena) : slice_make(NULL, 0);
    struct slice label = {domain.ptr, 0};
    while (label.len < domain.len && domain.ptr[label.len] != '.')
        label.len++;
    v->host = slice_make(v->flat, n);
    v->label = slice_make(v->flat + n, flatten(label, v->flat + n, sizeof v->flat - n));
}

static bool is_site(const struct title_view *v, struct slice part)
{
    struct slice left, right;
    if (same_text(part, v->site) || in_host(part, v->host))
        return true;
    if (split(part, true, &left, &right))
        return false;
    /* "Name.com", "The Name", "Name News": one holds the other. */
    return v->site.len >= 4 && part.len >= 4 && part.len < v->site.len * 2 + 12 &&
           (memmem(part.ptr, part.len, v->site.ptr, v->site.len) ||
            memmem(v->site.ptr, v->site.len, part.ptr, part.len));
}

/* Cuts at the last (or first) vertical bar: no headline has one, titles of pages do. */
static bool split_bar(struct slice s, bool last, struct slice *left, struct slice *right)
{
    for (size_t i = 1; i + 1 < s.len; i++) {
        size_t at = last ? s.len - 1 - i : i;
        if (s.ptr[at] != '|' || s.ptr[at - 1] != ' ' || s.ptr[at + 1] != ' ')
            continue;
        *left = slice_trim(slice_sub(s, 0, at));
        *right = slice_trim(slice_sub(s, at + 1, s.len));
        return left->len && right->len;
    }
    return false;
}

/* `s` without the site's name at either end, nor the section's behind a bar. */
static struct slice without_site(const struct title_view *v, struct slice s)
{
    struct slice left, right;
    for (int rounds = 0; rounds < 3 && split(s, true, &left, &right) &&
                         (is_site(v, right) || starts_with_label(right, v->label));
         rounds++)
        s = left;
    while (split_bar(s, true, &left, &right) && (left.len >= right.len || left.len >= 20))
        s = left;
    if (split_bar(s, false, &left, &right))
        s = right;
    if (split(s, false, &left, &right) && is_site(v, left))
        s = right;
    return s;
}

/* Is `whole` the candidate, or the candidate and more behind or before a separator? */
static bool confirms(struct slice whole, struct slice candidate)
{
    struct slice left, right;
    for (int rounds = 0; rounds < 4 && whole.len; rounds++) {
        if (same_text(whole, candidate))
            return true;
        if (!split(whole, true, &left, &right))
            return false;
        if (same_text(right, candidate) || same_text(left, candidate))
            return true;
        whole = left;
    }
    return false;
}

static struct slice page_title(const struct html_meta *meta)
{
    for (size_t i = 0; i < meta->page->n_items; i++)
        if (meta->page->items[i].kind == ITEM_TITLE)
            return html_text_clean(meta->arena, meta->page->items[i].value, false);
    return slice_make(NULL, 0);
}

/* The first heading of the page that one of the others repeats. */
static struct slice confirmed_heading(const struct html_meta *meta, const struct slice *others,
                                      size_t n)
{
    for (size_t i = 0; i < meta->page->n_marks; i++) {
        const struct html_mark *mark = &meta->page->marks[i];
        if (mark->kind != MARK_HEADLINE)
            continue;
        struct slice text = html_mark_text(meta, mark);
        for (size_t k = 0; k < n; k++)
            if (text.len >= 3 && confirms(others[k], text))
                return text;
    }
    return slice_make(NULL, 0);
}

/* ------------------------------------------------------------------ likeness */

#define GRAM_BITS 4096u

struct grams {
    uint64_t bits[GRAM_BITS / 64];
};

/* Runs of three letters or digits of `s`, case folded: adds them, or counts those already there. */
static float grams_walk(struct grams *set, struct slice s, bool add)
{
    uint32_t last = 0;
    size_t n = 0, count = 0, found = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < 0x80 && !(c >= '0' && c <= '9') && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
            continue;
        last = (last << 8 | (c < 0x80 ? c | 0x20u : c)) & 0xFFFFFF;
        if (++n < 3)
            continue;
        uint32_t bit = (last * 0x9E3779B1u) >> 20;
        count++;
        found += set->bits[bit / 64] >> bit % 64 & 1;
        if (add)
            set->bits[bit / 64] |= UINT64_C(1) << bit % 64;
    }
    return count ? (float)found / (float)count : 0;
}

/* An h1 that shares this much of its runs with the metadata is the headline, reworded. */
#define HEADING_SHARE 0.3f

/* Papers reword headlines for search engines: the first h1 that resembles one of the others. */
static struct slice similar_heading(const struct html_meta *meta, const struct title_view *v,
                                    const struct slice *others, size_t n)
{
    struct grams set = {0};
    for (size_t k = 0; k < n; k++)
        grams_walk(&set, others[k], true);
    for (size_t i = 0; i < meta->page->n_marks; i++) {
        const struct html_mark *mark = &meta->page->marks[i];
        if (mark->kind != MARK_HEADLINE || mark->tag != HTML_H1)
            continue;
        struct slice text = html_mark_text(meta, mark);
        if (text.len >= 10 && text.len < 400 && !is_site(v, text) &&
            grams_walk(&set, text, false) >= HEADING_SHARE)
            return text;
    }
    return slice_make(NULL, 0);
}

static struct slice first_heading(const struct html_meta *meta, const struct title_view *v)
{
    for (size_t i = 0; i < meta->page->n_marks; i++) {
        const struct html_mark *mark = &meta->page->marks[i];
        struct slice text = html_mark_text(meta, mark);
        if (mark->kind == MARK_HEADLINE && mark->tag == HTML_H1 && text.len >= 3 &&
            text.len < 500 && !is_site(v, text))
            return text;
    }
    return slice_make(NULL, 0);
}

/* The longest part of a <title> whose site name is not known. */
static struct slice longest_part(struct slice s)
{
    struct slice left, right;
    while (split(s, true, &left, &right) && left.len > right.len)
        s = left;
    return split(s, false, &left, &right) && right.len > 2 * left.len ? right : s;
}

/* Some themes put date or rubric into the heading: then the metadata's title is its end. */
static struct slice without_label(const struct title_view *v, struct slice heading, struct slice og)
{
    og = without_site(v, og);
    bool is_end = og.len >= 15 && og.len < heading.len && slice_ends(heading, og) &&
                  (heading.ptr[heading.len - og.len - 1] == ' ' ||
                   heading.ptr[heading.len - og.len - 1] == ':');
    return is_end ? og : heading;
}

/* The beginning of what is too long for a title: looking for its parts takes time by the length,
   and is done for every heading. */
static struct slice title_head(struct slice s)
{
    if (s.len <= HTML_MARK_MAX)
        return s;
    size_t n = HTML_MARK_MAX;
    while (n > 0 && (s.ptr[n] & '\xC0') == '\x80')
        n--;
    return slice_trim(slice_sub(s, 0, n));
}

/* ------------------------------------------------------------------ the address */

/* The address must spell so much more of another title's words than of the usual choice. */
#define SLUG_MARGIN 0.4f

/* Headings looked at for that. */
#define SLUG_HEADINGS 16

struct title_choice {
    const struct html_slug *slug;
    struct slice title;
    float least; /* share of the slug's words that another one must have */
};

static void consider(struct title_choice *choice, struct slice title)
{
    if (title.len < 3)
        return;
    float share = html_slug_share(choice->slug, title);
    if (share >= choice->least) {
        choice->title = title;
        choice->least = share + 0.01f; /* the first of equal ones stays */
    }
}

/* Without what stands behind the last separators when no word of the address is lost by that: an
   unknown site or a section. */
static struct slice without_unspelt(const struct html_slug *slug, struct slice s)
{
    struct slice left, right;
    float share = html_slug_share(slug, s);
    while (share > 0 && split(s, true, &left, &right) && html_slug_share(slug, left) >= share)
        s = left;
    return s;
}

/* Do the JSON-LD headline or og:title and its like say `title`? */
static bool is_told(const struct title_view *v, struct slice title, const struct slice others[4])
{
    for (size_t k = 0; k < 3; k++)
        if (same_text(without_site(v, others[k]), title))
            return true;
    return false;
}

/* `usual`, or when no metadata repeats it a title whose words the address spells far better: who
   words heading and <title> differently made the address from one of them. */
static struct slice by_address(const struct html_meta *meta, const struct title_view *v,
                               struct slice usual, const struct slice others[4])
{
    struct html_slug slug;
    html_slug_read(&slug, meta->url);
    if (slug.n == 0 || is_told(v, usual, others))
        return usual;
    struct title_choice choice = {&slug, usual, html_slug_share(&slug, usual) + SLUG_MARGIN};
    for (size_t k = 0; k < 4; k++)
        consider(&choice, without_unspelt(&slug, without_site(v, others[k])));
    size_t looked = 0;
    for (size_t i = 0; i < meta->page->n_marks && looked < SLUG_HEADINGS; i++) {
        const struct html_mark *mark = &meta->page->marks[i];
        if (mark->kind != MARK_HEADLINE || mark->tag != HTML_H1)
            continue;
        struct slice text = html_mark_text(meta, mark);
        looked++;
        if (text.len < 400)
            consider(&choice, without_site(v, text));
    }
    return choice.title;
}

/* ------------------------------------------------------------------ all of it */

/* Without regard to the address. `others`: JSON-LD headline, og:title, twitter:title, <title>. */
static struct slice usual_title(const struct html_meta *meta, const struct title_view *v,
                                const struct slice others[4])
{
    struct slice ld = others[0], og = others[1].len ? others[1] : others[2], page = others[3];
    struct slice heading = confirmed_heading(meta, others, 4);
    if (heading.len && !is_site(v, heading))
        return without_site(v, heading);
    heading = similar_heading(meta, v, others, 4);
    if (heading.len)
        return without_label(v, without_site(v, heading), others[1]);
    struct slice h1 = first_heading(meta, v);
    struct slice best = og.len ? without_site(v, og) : ld;
    if (best.len)
        return best;
    if (page.len == 0 || is_site(v, page))
        return h1;
    best = without_site(v, page);
    return best.len < page.len ? best : h1.len ? h1 : longest_part(page);
}

struct slice html_title_find(const struct html_meta *meta, struct slice site_name)
{
    struct title_view v;
    view_init(&v, meta, title_head(site_name));
    struct slice others[] = {
        title_head(meta->ld_title), title_head(html_meta_value(meta, "og:title")),
        title_head(html_meta_value(meta, "twitter:title")), title_head(page_title(meta))};
    return by_address(meta, &v, usual_title(meta, &v, others), others);
}
