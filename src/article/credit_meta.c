#include "article/credit.h"
#include "article/credit_dateline.h"
#include "article/credit_glyph.h"
#include "article/credit_known.h"
#include "article/credit_list.h"
#include "article/site.h"

#include <strings.h>

/* An address names a source when it leads to an article: a canonical address that is a home page is
   a site's mistake, not a credit. */
static bool leads_to_article(struct slice url)
{
    const char *scheme = memmem(url.ptr, url.len, "//", 2);
    size_t from = scheme ? (size_t)(scheme - url.ptr) + 2 : 0;
    const char *path = memchr(url.ptr + from, '/', url.len - from);
    return path && (size_t)(url.ptr + url.len - path) > 2;
}

/* Credits the name or address unless it is the page's own site. */
static void add_field(struct credit_list *list, struct slice field, const char *kind, double weight,
                      enum credit_need need)
{
    struct credit_name name;
    field = slice_trim(field);
    if (field.len && credit_name_whole(field, &name) && credit_name_meets(&name, need) &&
        !credit_name_is_site(&name, list->site, list->arena))
        credit_list_add_name(list, &name, kind, name.text, weight);
}

static void add_url(struct credit_list *list, struct slice url, const char *kind, double weight)
{
    url = slice_trim(url);
    if (url.len && leads_to_article(url))
        add_field(list, url, kind, weight, NEED_KNOWN);
}

/* Fields that may hold several addresses or names, with commas or blanks between addresses. */
static void add_each(struct credit_list *list, struct slice field, const char *kind, double weight)
{
    bool addresses = memmem(field.ptr ? field.ptr : "", field.len, "://", 3) != NULL;
    size_t from = 0;
    for (size_t i = 0; i <= field.len; i++) {
        char c = i < field.len ? field.ptr[i] : ',';
        if (c != ',' && c != ';' && c != '|' && !(addresses && (unsigned char)c <= ' '))
            continue;
        add_field(list, slice_sub(field, from, i), kind, weight, NEED_NAME);
        from = i + 1;
    }
}

/* Where the author field goes on with the next name: "Jane Doe, Reuters", "Riyadh - SPA". */
static const char *next_part(const char *p, const char *end, const char **stop)
{
    for (const char *q = p; q < end; q = p) {
        uint32_t c = glyph_fold(&p, end);
        const char *dash = q > *stop ? glyph_skip_dash(q, end) : q;
        *stop = q;
        if (c == ' ' && dash != q && dash > p)
            return dash;
        if (c == ',' || c == ';' || c == '|' || c == '/' || c == '(' || c == ')' || c == '&' ||
            c == ':')
            return p;
    }
    *stop = end;
    return end;
}

static struct slice without_by(struct slice part)
{
    static const char *const words[] = {"by ", "von ", "par ", "por ", "da ", "di ", "door "};
    part = slice_trim(part);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (part.len > strlen(words[i]) && strncasecmp(part.ptr, words[i], strlen(words[i])) == 0)
            return slice_trim(slice_sub(part, strlen(words[i]), part.len));
    return part;
}

/* Some marks are first names too: "Tasnim" alone is the agency, "Tasnim Doe" is a person. */
static bool is_person(struct slice part)
{
    const char *end = part.ptr + part.len, *stop;
    return part.len > 1 && part.ptr[1] >= 'a' && part.ptr[1] <= 'z' && !known_source(part) &&
           memchr(part.ptr, ' ', part.len) && !known_source_at(part.ptr, end, false, &stop);
}

/* More names are not a story's authors but all that a page names; of so many an agency is the last.
 */
#define AUTHORS_MOST 4

static size_t count_commas(struct slice s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == ',';
    return n;
}

static void add_author(struct credit_list *list, struct slice author)
{
    const char *end = author.ptr + author.len;
    size_t names = count_commas(author) + 1;
    if (names > AUTHORS_MOST)
        return;
    for (const char *p = author.ptr; p < end;) {
        const char *stop = p;
        const char *next = next_part(p, end, &stop);
        struct slice part = glyph_bare(without_by(slice_make(p, (size_t)(stop - p))));
        const struct credit_source *sources[DATELINE_SOURCES];
        bool amid = names == AUTHORS_MOST && next < end;
        size_t n = amid || is_person(part) ? 0 : dateline_marks(part, sources, DATELINE_SOURCES);
        for (size_t i = 0; i < n; i++) {
            struct credit_name name = {.text = part, .known = sources[i]};
            if (!credit_name_is_site(&name, list->site, list->arena))
                credit_list_add_name(list, &name, "author", part, 2.5);
        }
        if (n == 0 && !amid && p != author.ptr)
            add_field(list, part, "author", 2, NEED_KNOWN);
        p = next > p ? next : end;
    }
}

int credits_from_meta(struct arena *arena, const struct credit_meta *meta, struct credit **out,
                      size_t *count, struct wcy_error *err)
{
    struct slice site = meta->site.len ? meta->site : site_of_url(meta->url, arena);
    struct credit_list list = {.arena = arena, .site = site};
    add_url(&list, meta->canonical, "canonical", 4);
    add_url(&list, meta->og_url, "og-url", 3);
    add_each(&list, meta->syndication_source, "syndication-source", 4);
    add_each(&list, meta->original_source, "original-source", 3);
    add_field(&list, meta->based_on, "based-on", 4, NEED_NAME);
    add_field(&list, meta->source_organization, "source-organization", 3, NEED_OUTLET);
    add_field(&list, meta->copyright_holder, "copyright-holder", 2, NEED_OUTLET);
    add_field(&list, meta->author_organization, "author", 2.5, NEED_NAME);
    if (meta->author.len)
        add_author(&list, meta->author);
    return credit_list_finish(&list, out, count, err);
}

/* The row that "agency:ap" names, or NULL. */
static const struct credit_source *known_label(struct slice source)
{
    static const struct slice prefix = SLICE("agency:");
    char id[64];
    size_t len = source.len - prefix.len;
    if (!slice_starts(source, prefix) || len >= sizeof id)
        return NULL;
    memcpy(id, source.ptr + prefix.len, len);
    id[len] = '\0';
    return known_id(id);
}

uint64_t credit_source_key(struct slice source, struct arena *arena)
{
    struct credit_name name = {.text = source, .known = known_label(source)};
    if (!name.known && !credit_name_whole(source, &name))
        name = (struct credit_name){.text = source};
    return credit_name_key(&name, arena);
}

bool credit_is_site(struct slice source, struct slice site, struct arena *arena)
{
    static const struct slice prefix = SLICE("agency:");
    struct credit_name name = {.text = source, .known = known_label(source)};
    if (slice_starts(source, prefix))
        return name.known && credit_name_is_site(&name, site, arena);
    return slice_eq(source, site) ||
           (credit_name_whole(source, &name) && credit_name_is_site(&name, site, arena));
}

bool credit_site_is_agency(struct slice site)
{
    const struct credit_source *source = known_domain(site);
    return credit_source_is_agency(source ? source : known_source(site));
}
