#include "article/html_meta.h"

#include "article/html_entity.h"
#include "article/html_feature.h"
#include "base/error.h"

#include <string.h>
#include <strings.h>

static bool equal_nocase(struct slice s, const char *word)
{
    return s.len && (s.ptr[0] | 0x20) == (word[0] | 0x20) && s.len == strlen(word) &&
           strncasecmp(s.ptr, word, s.len) == 0;
}

struct slice html_meta_value(const struct html_meta *meta, const char *key)
{
    for (size_t i = 0; i < meta->page->n_items; i++) {
        const struct html_item *item = &meta->page->items[i];
        if (item->kind != ITEM_META || !equal_nocase(item->key, key))
            continue;
        struct slice value = html_text_clean(meta->arena, item->value, true);
        if (value.len)
            return value;
    }
    return slice_make(NULL, 0);
}

static struct slice first_value(const struct html_meta *meta, const char *const *keys)
{
    struct slice value = {NULL, 0};
    for (; *keys && value.len == 0; keys++)
        value = html_meta_value(meta, *keys);
    return value;
}

static struct slice link_href(const struct html_meta *meta, const char *rel)
{
    for (size_t i = 0; i < meta->page->n_items; i++) {
        const struct html_item *item = &meta->page->items[i];
        if (item->kind == ITEM_LINK && equal_nocase(item->key, rel))
            return html_text_clean(meta->arena, item->value, true);
    }
    return slice_make(NULL, 0);
}

struct slice html_mark_text(const struct html_meta *meta, const struct html_mark *mark)
{
    size_t to = mark->to < meta->page->text.len ? mark->to : meta->page->text.len;
    if (mark->from >= to || to - mark->from > HTML_MARK_MAX)
        return slice_make(NULL, 0);
    struct slice text = slice_make(meta->page->text.ptr + mark->from, to - mark->from);
    return html_text_clean(meta->arena, arena_dup(meta->arena, text), false);
}

/* ------------------------------------------------------------------ JSON-LD */

static bool type_is(struct slice type, const char *name)
{
    struct slice tail = slice_str(name);
    return slice_ends(type, tail);
}

/* How sure a type makes it that the object is the page's article. */
static int rank_of_type(struct slice type)
{
    if (type_is(type, "NewsArticle") || type_is(type, "Article") || type_is(type, "BlogPosting") ||
        type_is(type, "LiveBlogPosting") || type_is(type, "Report"))
        return 3;
    if (type_is(type, "Review") || type_is(type, "Posting") || type_is(type, "CreativeWork") ||
        type_is(type, "Recipe"))
        return 2;
    return type_is(type, "WebPage") || type_is(type, "VideoObject") ? 1 : 0;
}

static int rank_of(const struct html_meta *meta, uint32_t object)
{
    const struct json_tape *tape = &meta->tape;
    uint32_t type = json_member(tape, object, "@type");
    int best = 0;
    if (type == JSON_NONE)
        return 0;
    for (uint32_t i = type; i < tape->values[type].end; i++) {
        int rank = tape->values[i].kind == JSON_STRING ? rank_of_type(tape->values[i].text) : 0;
        best = rank > best ? rank : best;
    }
    return best;
}

static int weight_of(const struct html_meta *meta, uint32_t object)
{
    const struct json_tape *tape = &meta->tape;
    int weight = rank_of(meta, object) * 10;
    if (weight == 0)
        return 0;
    for (uint32_t up = tape->values[object].parent; up != JSON_NONE && weight > 1;
         up = tape->values[up].parent)
        weight--; /* articles listed deep inside another object are other articles */
    weight += json_member(tape, object, "articleBody") != JSON_NONE ? 4 : 0;
    weight += json_member(tape, object, "datePublished") != JSON_NONE ? 3 : 0;
    weight += json_member(tape, object, "headline") != JSON_NONE ? 3 : 0;
    struct slice url = json_text(tape, json_member(tape, object, "url"), meta->arena);
    return weight + (url.len && slice_eq(url, meta->hints->url) ? 6 : 0);
}

/* Walking up from every object would be quadratic on hostile nesting; real ones are few. */
#define MAX_OBJECTS 4096

static int read_jsonld(struct html_meta *meta, struct wcy_error *err)
{
    bool ok = true;
    int best = 0, objects = 0;
    for (size_t i = 0; i < meta->page->n_items; i++)
        if (meta->page->items[i].kind == ITEM_JSONLD)
            json_read(&meta->tape, meta->page->items[i].value, &ok);
    if (!ok)
        return fail_nomem(err);
    meta->ld = JSON_NONE;
    for (uint32_t v = 0; v < meta->tape.count && objects < MAX_OBJECTS; v++) {
        if (meta->tape.values[v].kind != JSON_OBJECT)
            continue;
        objects++;
        int weight = weight_of(meta, v);
        if (weight > best) {
            best = weight;
            meta->ld = v;
        }
    }
    return 0;
}

/* The object that {"@id": X} refers to, or `object` itself. */
static uint32_t resolve(const struct html_meta *meta, uint32_t object)
{
    const struct json_tape *tape = &meta->tape;
    uint32_t id = json_member(tape, object, "@id");
    if (id == JSON_NONE || json_member(tape, object, "name") != JSON_NONE)
        return object;
    for (uint32_t v = 0; v < tape->count; v++)
        if (tape->values[v].kind == JSON_STRING && slice_eq_str(tape->values[v].key, "@id") &&
            slice_eq(tape->values[v].text, tape->values[id].text) &&
            json_member(tape, tape->values[v].parent, "name") != JSON_NONE)
            return tape->values[v].parent;
    return object;
}

/* The name of a person or organisation: a string, an object with a name, or an array of them (the
   first eight, joined by ", "). */
static struct slice name_of(const struct html_meta *meta, uint32_t value)
{
    const struct json_tape *tape = &meta->tape;
    struct slice names[8], none = {NULL, 0};
    size_t n = 0, len = 0;
    if (value == JSON_NONE)
        return none;
    bool list = tape->values[value].kind == JSON_ARRAY;
    uint32_t end = tape->values[value].end;
    for (uint32_t v = list ? value + 1 : value; v < end && n < 8; v = tape->values[v].end) {
        uint32_t text = v;
        if (tape->values[v].kind == JSON_OBJECT)
            text = json_member(tape, resolve(meta, v), "name");
        names[n] = html_text_clean(meta->arena, json_text(tape, text, meta->arena), false);
        len += names[n].len + 2;
        n += names[n].len > 0;
    }
    char *out = n > 1 ? arena_alloc(meta->arena, len) : NULL;
    if (!out)
        return n ? names[0] : none;
    len = 0;
    for (size_t i = 0; i < n; i++) {
        memcpy(out + len, names[i].ptr, names[i].len);
        memcpy(out + len + names[i].len, ", ", 2);
        len += names[i].len + 2;
    }
    return slice_make(out, len - 2);
}

static struct slice ld_name(const struct html_meta *meta, const char *key)
{
    return name_of(meta, json_member(&meta->tape, meta->ld, key));
}

static struct slice ld_text(const struct html_meta *meta, const char *key)
{
    struct slice text =
        json_text(&meta->tape, json_member(&meta->tape, meta->ld, key), meta->arena);
    return html_text_clean(meta->arena, text, false);
}

/* A string, or the address of an object. */
static struct slice ld_address(const struct html_meta *meta, const char *key)
{
    const struct json_tape *tape = &meta->tape;
    uint32_t value = json_member(tape, meta->ld, key);
    if (value != JSON_NONE && tape->values[value].kind == JSON_ARRAY &&
        tape->values[value].end > value + 1)
        value++;
    if (value == JSON_NONE || tape->values[value].kind != JSON_OBJECT)
        return json_text(tape, value, meta->arena);
    struct slice url = json_text(tape, json_member(tape, value, "url"), meta->arena);
    return url.len ? url : json_text(tape, json_member(tape, value, "@id"), meta->arena);
}

static void fill_jsonld(const struct html_meta *meta, struct page_meta *out)
{
    const struct json_tape *tape = &meta->tape;
    uint32_t author = json_member(tape, meta->ld, "author");
    if (author != JSON_NONE && tape->values[author].kind == JSON_ARRAY)
        author = tape->values[author].end > author + 1 ? author + 1 : author;
    if (author != JSON_NONE) {
        uint32_t who = resolve(meta, author);
        struct slice type = json_text(tape, json_member(tape, who, "@type"), meta->arena);
        if (type_is(type, "Organization"))
            out->author_organization = ld_name(meta, "author");
    }
    out->is_based_on = ld_address(meta, "isBasedOn");
    if (out->is_based_on.len == 0)
        out->is_based_on = ld_address(meta, "isBasedOnUrl");
    out->source_organization = ld_name(meta, "sourceOrganization");
    out->copyright_holder = ld_name(meta, "copyrightHolder");
    out->publisher = ld_name(meta, "publisher");
    out->provider = ld_name(meta, "provider");
    out->credit_text = ld_text(meta, "creditText");
    out->type = ld_text(meta, "@type");
    out->section = ld_text(meta, "articleSection");
    out->article_body = json_text(tape, json_member(tape, meta->ld, "articleBody"), meta->arena);
}

/* ------------------------------------------------------------------ author */

static bool is_address(struct slice s)
{
    return (s.len > 4 && strncasecmp(s.ptr, "http", 4) == 0) || (s.len && s.ptr[0] == '/') ||
           (s.len && memchr(s.ptr, '@', s.len));
}

/* Without "By ", and nothing when it is too long for a name. */
static struct slice clean_author(struct slice s)
{
    static const char *const by[] = {"by ",  "written by ", "posted by ", "von ", "par ",
                                     "por ", "di ",         "автор: ",    NULL};
    s = slice_trim(s);
    for (const char *const *word = by; *word; word++) {
        size_t n = strlen(*word);
        if (s.len > n && strncasecmp(s.ptr, *word, n) == 0)
            s = slice_trim(slice_sub(s, n, s.len));
    }
    return s.len > 150 || is_address(s) ? slice_make(NULL, 0) : s;
}

static struct slice find_author(const struct html_meta *meta)
{
    static const char *const keys[] = {"author",
                                       "article:author",
                                       "parsely-author",
                                       "sailthru.author",
                                       "dc.creator",
                                       "dcterms.creator",
                                       "byl",
                                       "citation_author",
                                       NULL};
    struct slice author = clean_author(ld_name(meta, "author"));
    for (size_t i = 0; keys[i] && author.len == 0; i++)
        author = clean_author(html_meta_value(meta, keys[i]));
    for (int strong = 1; strong >= 0; strong--)
        for (size_t i = 0; i < meta->page->n_marks && author.len == 0; i++) {
            const struct html_mark *mark = &meta->page->marks[i];
            if (mark->kind == MARK_AUTHOR && mark->strong == strong)
                author = clean_author(html_mark_text(meta, mark));
        }
    return author;
}

/* ------------------------------------------------------------------ language, addresses */

/* "en-US", "pt_BR" to the language alone, in lower case. */
static struct slice language_of(const struct html_meta *meta, struct slice tag)
{
    size_t n = 0;
    tag = slice_trim(tag);
    while (n < tag.len && ((tag.ptr[n] | 0x20) >= 'a' && (tag.ptr[n] | 0x20) <= 'z'))
        n++;
    if (n < 2 || n > 3 ||
        (n < tag.len && tag.ptr[n] != '-' && tag.ptr[n] != '_' && tag.ptr[n] != ',' &&
         tag.ptr[n] != ' '))
        return slice_make(NULL, 0);
    char *lower = arena_alloc(meta->arena, n);
    if (!lower)
        return slice_make(NULL, 0);
    for (size_t i = 0; i < n; i++)
        lower[i] = (char)(tag.ptr[i] | 0x20);
    return slice_make(lower, n);
}

static struct slice find_language(const struct html_meta *meta)
{
    struct slice lang = {NULL, 0};
    for (size_t i = 0; i < meta->page->n_items && lang.len == 0; i++)
        if (meta->page->items[i].kind == ITEM_LANG)
            lang = language_of(meta, meta->page->items[i].value);
    static const char *const keys[] = {"og:locale", "content-language", "language", "dc.language",
                                       NULL};
    for (size_t i = 0; keys[i] && lang.len == 0; i++)
        lang = language_of(meta, html_meta_value(meta, keys[i]));
    return lang.len ? lang : language_of(meta, ld_text(meta, "inLanguage"));
}

static struct slice host_of(struct slice url)
{
    for (size_t i = 0; i + 2 < url.len && i < 8; i++) {
        if (memcmp(url.ptr + i, "://", 3) != 0)
            continue;
        struct slice host = slice_sub(url, i + 3, url.len);
        size_t n = 0;
        while (n < host.len && !strchr("/?#:", host.ptr[n]))
            n++;
        host.len = n;
        return host.len > 4 && strncasecmp(host.ptr, "www.", 4) == 0 ? slice_sub(host, 4, host.len)
                                                                     : host;
    }
    return slice_make(NULL, 0);
}

static void find_foreign(const struct html_meta *meta, struct page_meta *out)
{
    struct slice own = host_of(meta->hints->url);
    struct slice urls[2] = {out->canonical, out->og_url};
    for (size_t i = 0; i < 2 && own.len; i++) {
        struct slice host = host_of(urls[i]);
        if (host.len && (host.len != own.len || strncasecmp(host.ptr, own.ptr, own.len) != 0)) {
            out->foreign_url = urls[i];
            return;
        }
    }
}

/* ------------------------------------------------------------------ all of it */

int html_meta_read(struct page_meta *out, const struct html_page *page,
                   const struct html_hints *hints, struct arena *arena, struct wcy_error *err)
{
    static const char *const section[] = {"article:section", "parsely-section", "section",
                                          "articleSection", NULL};
    static const char *const about[] = {"og:description", "description", "twitter:description",
                                        NULL};
    static const char *const site[] = {"og:site_name", "application-name",
                                       "twitter:app:name:iphone", NULL};
    static const char *const original[] = {"original-source", "article:original_source",
                                           "dc.source", "dcterms.source", NULL};
    struct html_meta meta = {.page = page, .hints = hints, .arena = arena, .ld = JSON_NONE};
    int rc = read_jsonld(&meta, err);
    if (rc)
        goto out;
    fill_jsonld(&meta, out);
    meta.ld_title = ld_text(&meta, "headline");
    out->canonical = link_href(&meta, "canonical");
    out->og_url = html_meta_value(&meta, "og:url");
    meta.url = hints->url.len ? hints->url : out->canonical.len ? out->canonical : out->og_url;
    out->site_name = first_value(&meta, site);
    if (out->site_name.len == 0)
        out->site_name = out->publisher;
    if (out->section.len == 0)
        out->section = first_value(&meta, section);
    if (out->type.len == 0)
        out->type = html_meta_value(&meta, "og:type");
    out->description = first_value(&meta, about);
    out->syndication_source = html_meta_value(&meta, "syndication-source");
    out->original_source = first_value(&meta, original);
    out->lang = find_language(&meta);
    out->author = find_author(&meta);
    find_foreign(&meta, out);
    out->title = meta.title = html_title_find(&meta, out->site_name);
    out->published = html_date_find(&meta, out->lang);
out:
    json_release(&meta.tape);
    return rc;
}
