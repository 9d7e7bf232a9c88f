/* Any bytes are a page: html_explain must not crash, hang or write invalid UTF-8. */
#include "article/charset.h"
#include "article/html_article.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct slice s)
{
    if (charset_valid_prefix(s) != s.len)
        abort();
}

static void tell(void *context, const struct html_verdict *verdict)
{
    size_t *kept = context;
    check(verdict->text);
    if (!(verdict->score >= 0 && verdict->score <= 1))
        abort();
    *kept += verdict->kept;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = ARENA_INIT;
    struct html_hints hints = {
        SLICE("https://news.example.org/2020/01/02/story"), {NULL, 0}
    };
    struct article article = {0};
    struct page_meta meta;
    struct wcy_error err;
    size_t kept = 0;
    if (html_explain(&arena, slice_make((const char *)data, size), &hints, &article, &meta, tell,
                     &kept, &err))
        abort();
    check(article.text);
    check(article.title);
    check(article.author);
    check(article.published);
    check(meta.article_body);
    if ((kept > 0) != (article.text.len > 0))
        abort();
    arena_release(&arena);
    return 0;
}
