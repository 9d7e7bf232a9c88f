/* A record of a web archive to a page or a text. Only what looks like an article's page counts:
   status 200 and HTML, by its content type or, where that says nothing, by its first bytes. */

#include "input/archive.h"
#include "input/headers.h"
#include "input/http.h"
#include "input/parse.h"
#include "input/problem.h"

/* What is known of the page before it is looked at. */
struct page {
    struct slice body;
    struct slice type;    /* content type with parameters; may be empty */
    struct slice charset; /* by HTTP */
};

static struct slice media_type(struct slice content)
{
    const char *semicolon = content.len ? memchr(content.ptr, ';', content.len) : NULL;
    return slice_trim(
        slice_sub(content, 0, semicolon ? (size_t)(semicolon - content.ptr) : content.len));
}

/* What the declared type says about a page. */
enum claim { CLAIM_HTML, CLAIM_OTHER, CLAIM_NOTHING };

static enum claim claim_of(struct slice content)
{
    static const char *const nothing[] = {"",
                                          "unknown",
                                          "no-type",
                                          "unknown/unknown",
                                          "application/octet-stream",
                                          "application/http"};
    struct slice type = media_type(content);
    if (headers_same(type, "text/html") || headers_same(type, "application/xhtml+xml"))
        return CLAIM_HTML;
    for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++)
        if (headers_same(type, nothing[i]))
            return CLAIM_NOTHING;
    return CLAIM_OTHER;
}

static bool is_html(const struct page *page)
{
    enum claim claim = claim_of(page->type);
    return claim == CLAIM_HTML ||
           (claim == CLAIM_NOTHING && sniff_html(slice_sub(page->body, 0, SNIFF_SIZE)));
}

static int not_html(struct parse *p, struct slice content)
{
    return parse_set_aside(p, PROBLEM_NOT_HTML, "%.*s",
                           SLICE_ARG(slice_sub(media_type(content), 0, 60)));
}

static int take_page(struct parse *p, const struct page *page)
{
    if (slice_trim(page->body).len == 0)
        return parse_set_aside(p, PROBLEM_EMPTY_TEXT, "the page is empty");
    if (!is_html(page))
        return not_html(p, page->type);
    p->article->html = page->body;
    p->article->charset = page->charset;
    return 0;
}

static int take_response(struct parse *p, const struct http_response *response)
{
    struct page page;
    const char *why;
    if (response->status != 200)
        return parse_set_aside(p, PROBLEM_STATUS, "status %u", response->status);
    page.type = headers_get(response->headers, "Content-Type");
    page.charset = headers_parameter(page.type, "charset");
    if (claim_of(page.type) == CLAIM_OTHER) /* do not even unpack it */
        return not_html(p, page.type);
    switch (http_body(response, p->parser->max_record, p->arena, &page.body, &why)) {
    case HTTP_NOMEM:
        return WCY_ENOMEM;
    case HTTP_BROKEN:
        return parse_skip(p, PROBLEM_BODY, "%s", why);
    case HTTP_TOO_LARGE:
        return parse_skip(p, PROBLEM_TOO_LARGE, "%s", why);
    case HTTP_PARTLY:
        parse_repaired(p, PROBLEM_BODY, "%s; its beginning was read", why);
        break;
    case HTTP_OK:
        break;
    }
    return take_page(p, &page);
}

/* A block that should be an HTTP response, or, for a resource, is the page itself. Some writers put
   the HTTP headers elsewhere and keep the bare page as a response. */
static int take_block(struct parse *p, const struct archive_head *head, struct slice block)
{
    struct http_response response;
    if (http_read(block, &response))
        return take_response(p, &response);
    struct page page = {block, head->content, headers_parameter(head->content, "charset")};
    enum claim claim = claim_of(page.type);
    if (claim == CLAIM_OTHER) /* an answer of DNS or FTP, a resource of another kind */
        return not_html(p, page.type);
    if (headers_same(head->type, "response") && !is_html(&page))
        return parse_skip(p, PROBLEM_NOT_HTTP, "the block has no HTTP status line and is not HTML");
    return take_page(p, &page);
}

/* The text of a conversion record (WET). */
static int take_text(struct parse *p, const struct archive_head *head, struct slice block)
{
    struct slice type = media_type(head->content);
    if (type.len && !headers_same(type, "text/plain"))
        return not_html(p, type);
    p->article->text = parse_utf8(p, block);
    if (!p->article->text.ptr)
        return WCY_ENOMEM;
    if (slice_trim(p->article->text).len == 0)
        return parse_set_aside(p, PROBLEM_EMPTY_TEXT, "the page has no text");
    return 0;
}

int parse_archive(struct parse *p)
{
    struct archive_head head;
    const char *why = "the header is cut";
    struct slice bytes = p->record->bytes;
    if (archive_read(p->record->format, bytes, &head, &why) != ARCHIVE_YES)
        return parse_skip(p, PROBLEM_DAMAGED, "%s", why);
    if (head.kind == ARCHIVE_OTHER)
        return parse_set_aside(p, PROBLEM_NOT_PAGE, "%.*s", SLICE_ARG(slice_sub(head.type, 0, 60)));
    /* The cutter may have found that the record is shorter than it says. */
    size_t room = bytes.len - head.header_len;
    size_t len = head.block_len < room ? (size_t)head.block_len : room;
    struct slice block = slice_sub(bytes, head.header_len, head.header_len + len);
    p->article->url = parse_utf8(p, head.url);
    if (!p->article->url.ptr)
        return WCY_ENOMEM;
    if (head.kind == ARCHIVE_TEXT)
        return take_text(p, &head, block);
    return take_block(p, &head, block);
}
