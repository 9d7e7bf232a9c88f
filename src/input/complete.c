#include "input/complete.h"

#include "article/credit.h"
#include "article/html_article.h"
#include "article/site.h"
#include "base/error.h"
#include "input/problem.h"

#include <stdio.h>
#include <string.h>

/* The address of a page that came without one. Its canonical address may be that of the original on
   another site, so og:url comes first. */
static struct slice own_url(const struct page_meta *meta)
{
    return meta->og_url.len ? meta->og_url : meta->canonical;
}

static void fill(struct slice *field, struct slice found)
{
    if (field->len == 0)
        *field = found;
}

/* The blocks of a page, as they are told. */
struct block_list {
    struct arena *arena;
    struct article_block *blocks;
    size_t count, cap;
    bool failed;
};

static void take_block(void *context, const struct html_verdict *verdict)
{
    struct block_list *list = context;
    if (list->count == list->cap) {
        size_t cap = list->cap ? 2 * list->cap : 256;
        struct article_block *more = arena_zalloc(list->arena, cap, sizeof *more);
        list->failed = list->failed || !more;
        if (list->failed)
            return;
        if (list->count)
            memcpy(more, list->blocks, list->count * sizeof *more);
        list->blocks = more;
        list->cap = cap;
    }
    struct slice text = arena_dup(list->arena, verdict->text);
    list->failed = list->failed || !text.ptr;
    list->blocks[list->count++] =
        (struct article_block){text, slice_str(verdict->element), slice_str(verdict->reason),
                               verdict->score, verdict->kept};
}

static int keep_page(struct article *a, const struct page_meta *meta, const struct block_list *list,
                     struct arena *arena, struct wcy_error *err)
{
    a->page = arena_zalloc(arena, 1, sizeof *a->page);
    if (!a->page || list->failed)
        return fail_nomem(err);
    *a->page = (struct article_page){.canonical = meta->canonical,
                                     .og_url = meta->og_url,
                                     .site_name = meta->site_name,
                                     .section = meta->section,
                                     .description = meta->description,
                                     .charset = slice_str(meta->charset),
                                     .bad_bytes = meta->bad_bytes,
                                     .blocks = list->blocks,
                                     .n_blocks = list->count};
    return 0;
}

/* Takes the text from the page, and what the record does not say from the page's head. */
static int read_page(struct article *a, struct arena *arena, struct page_meta *meta,
                     struct record_problem *why, struct wcy_error *err)
{
    struct article page = {.time = WCY_NO_TIME};
    struct block_list list = {.arena = arena};
    const struct html_hints hints = {a->url, a->charset};
    int status = html_explain(arena, a->html, &hints, &page, meta, a->explain ? take_block : NULL,
                              &list, err);
    if (status == 0)
        status = keep_page(a, meta, &list, arena, err);
    if (status == WCY_ENOMEM)
        return status;
    if (status < 0 || (page.text.len == 0 && !a->explain)) {
        why->reason = PROBLEM_NO_TEXT;
        why->repaired = false;
        snprintf(why->detail, sizeof why->detail, "the page holds no article");
        return 1;
    }
    a->text = page.text;
    fill(&a->url, own_url(meta));
    fill(&a->title, page.title);
    fill(&a->author, page.author);
    fill(&a->lang, page.lang);
    if (a->published.len == 0) {
        a->published = page.published;
        a->time = page.time;
    }
    if (a->site.len == 0)
        a->site = site_of_url(a->url, arena);
    fill(&a->site, meta->site_name);
    return 0;
}

static struct credit_meta credit_meta_of(const struct article *a, const struct page_meta *page)
{
    return (struct credit_meta){.url = a->url,
                                .site = a->site,
                                .canonical = page->canonical,
                                .og_url = page->og_url,
                                .syndication_source = page->syndication_source,
                                .original_source = page->original_source,
                                .based_on = page->is_based_on,
                                .source_organization = page->source_organization,
                                .copyright_holder = page->copyright_holder,
                                .author = a->author,
                                .author_organization = page->author_organization};
}

/* What text, address, byline and page say about the source. */
static int find_credits(struct article *a, const struct page_meta *page, struct arena *arena,
                        struct wcy_error *err)
{
    struct credit *text, *head;
    size_t n_text, n_head;
    struct credit_meta meta = credit_meta_of(a, page);
    int status = credits_find(arena, a->text, a->site, &text, &n_text, err);
    if (status == 0)
        status = credits_from_meta(arena, &meta, &head, &n_head, err);
    if (status < 0 || n_text + n_head == 0)
        return status;
    a->credits = arena_alloc(arena, (n_text + n_head) * sizeof *a->credits);
    if (!a->credits)
        return fail_nomem(err);
    if (n_text)
        memcpy(a->credits, text, n_text * sizeof *text);
    if (n_head)
        memcpy(a->credits + n_text, head, n_head * sizeof *head);
    a->n_credits = n_text + n_head;
    return 0;
}

int article_complete(struct article *a, struct arena *arena, struct record_problem *why,
                     struct wcy_error *err)
{
    struct page_meta meta = {.bad_bytes = 0};
    if (a->text.len == 0 && a->html.len) {
        int status = read_page(a, arena, &meta, why, err);
        if (status != 0)
            return status;
    }
    return find_credits(a, &meta, arena, err);
}
