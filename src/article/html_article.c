#include "article/html_article.h"

#include "article/charset.h"
#include "article/date.h"
#include "article/html_meta.h"
#include "article/html_model.h"
#include "article/html_select.h"
#include "base/error.h"

/* Memory of one page; released when the page is done. */
struct extraction {
    struct arena *arena; /* the caller's */
    struct html_page page;
    struct html_features features;
    float *scores;
    bool *keep;
    struct page_meta meta;
};

static int read_page(struct extraction *x, struct slice bytes, const struct html_hints *hints,
                     struct wcy_error *err)
{
    struct charset_result decoded;
    if (bytes.len >= (size_t)1 << 31)
        return fail(err, WCY_EDATA, "page of %zu bytes: pages of 2 GiB and more are not read",
                    bytes.len);
    int rc = charset_decode(&decoded, bytes, hints->charset, true, x->arena, err);
    if (rc)
        return rc;
    rc = html_page_read(&x->page, decoded.text, err);
    if (rc)
        return rc;
    rc = html_meta_read(&x->meta, &x->page, hints, x->arena, err);
    x->meta.charset = decoded.name;
    x->meta.bad_bytes = decoded.bad;
    return rc;
}

static int judge_blocks(struct extraction *x, struct arena *scratch, struct wcy_error *err)
{
    struct html_evidence evidence = {x->meta.title, x->meta.article_body, x->meta.description,
                                     x->meta.author, x->meta.site_name};
    int rc = html_features_make(&x->features, &x->page, &evidence, scratch, err);
    if (rc)
        return rc;
    x->scores = html_model_scores(&x->page, &x->features, scratch);
    x->keep = arena_zalloc(scratch, x->page.n_blocks + 1, sizeof(bool));
    if (!x->scores || !x->keep)
        return fail_nomem(err);
    if (!html_select(&x->page, &x->features, x->scores, x->keep, scratch))
        return fail_nomem(err);
    return 0;
}

static void tell_blocks(const struct extraction *x, html_verdict_fn *tell, void *context)
{
    for (size_t i = 0; i < x->page.n_blocks; i++) {
        const struct html_block *block = &x->page.blocks[i];
        struct html_verdict verdict = {
            .text = html_block_text(&x->page, block),
            .element = html_tag_name((enum html_tag)x->page.nodes[block->node].tag),
            .reason = html_reason(&x->page, &x->features, i, x->keep[i]),
            .score = x->scores[i],
            .kept = x->keep[i],
        };
        tell(context, &verdict);
    }
}

static void fill_article(const struct extraction *x, const struct html_hints *hints,
                         struct article *out)
{
    const struct page_meta *meta = &x->meta;
    out->url = hints->url.len ? hints->url : meta->canonical.len ? meta->canonical : meta->og_url;
    out->title = meta->title;
    out->author = meta->author;
    out->published = meta->published;
    out->time = date_parse(meta->published);
    out->lang = meta->lang;
}

int html_explain(struct arena *arena, struct slice bytes, const struct html_hints *hints,
                 struct article *out, struct page_meta *meta, html_verdict_fn *tell, void *context,
                 struct wcy_error *err)
{
    struct extraction x = {.arena = arena};
    struct arena scratch = ARENA_INIT;
    int rc = read_page(&x, bytes, hints, err);
    if (rc == 0)
        rc = judge_blocks(&x, &scratch, err);
    if (rc)
        goto out;
    struct slice text = html_join(&x.page, x.keep, arena);
    if (!text.ptr) {
        rc = fail_nomem(err);
        goto out;
    }
    out->text = text;
    fill_article(&x, hints, out);
    if (meta)
        *meta = x.meta;
    if (tell)
        tell_blocks(&x, tell, context);
out:
    arena_release(&scratch);
    html_page_release(&x.page);
    return rc;
}

int html_article(struct arena *arena, struct slice bytes, const struct html_hints *hints,
                 struct article *out, struct page_meta *meta, struct wcy_error *err)
{
    return html_explain(arena, bytes, hints, out, meta, NULL, NULL, err);
}
