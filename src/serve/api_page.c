/*
 * api_page: the report's page over the live index, the documents it asks for, and the box to ask.
 */
#include "report/assets.h"
#include "serve/live_assets.h"
#include "serve/route.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct report_options report_options(const struct exchange *x)
{
    const struct serve_options *o = x->server->options;
    return (struct report_options){.name = o->name,
                                   .made = (int64_t)time(NULL),
                                   .max_size = UINT64_MAX,
                                   .max_stories = 4000,
                                   .no_text = o->no_text};
}

unsigned answer_overview(struct exchange *x)
{
    struct wcy_error err;
    struct report_options options = report_options(x);
    int status =
        overview_cache_write(&x->server->overview, x->server->index, &options, &x->json, &err);
    return status < 0 ? exchange_failed(x, &err) : MHD_HTTP_OK;
}

unsigned answer_story(struct exchange *x)
{
    struct wcy_error err;
    struct report_options options = report_options(x);
    struct json document = {.page = true};
    char *end;
    errno = 0;
    unsigned long long number = strtoull(x->rest, &end, 10);
    if (*x->rest < '0' || *x->rest > '9' || *end || errno)
        return exchange_error(x, MHD_HTTP_NOT_FOUND, "a story has a number");
    int status = report_story(x->server->index, number, &options, &document, &err);
    if (status == 0)
        json_raw(&x->json, document.buf.ptr, document.buf.len);
    json_release(&document);
    if (status == WCY_END)
        return exchange_error(x, MHD_HTTP_NOT_FOUND, "no story with this number");
    return status < 0 ? exchange_failed(x, &err) : MHD_HTTP_OK;
}

unsigned answer_page(struct exchange *x)
{
    static const char head[] =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<link rel=\"icon\" href=\"data:,\">\n<title>wirecopy</title>\n"
        "<link rel=\"stylesheet\" href=\"/page.css\">\n"
        "<link rel=\"stylesheet\" href=\"/ask.css\">\n</head>\n<body>\n";
    static const char scripts[] =
        "<script src=\"/provider.js\"></script>\n<script src=\"/page.js\"></script>\n"
        "<script src=\"/ask.js\"></script>\n</body>\n</html>\n";
    x->type = "text/html; charset=utf-8";
    json_raw(&x->json, head, sizeof head - 1);
    json_raw(&x->json, asset_body.bytes, asset_body.len);
    json_raw(&x->json, scripts, sizeof scripts - 1);
    return MHD_HTTP_OK;
}

unsigned answer_asset(struct exchange *x)
{
    const struct asset *const assets[] = {&asset_css, &asset_script,    &asset_provider,
                                          &asset_ask, &asset_ask_style, &asset_openapi};
    for (size_t i = 0; i < sizeof assets / sizeof *assets; i++)
        if (strcmp(x->route->path + 1, assets[i]->name) == 0) {
            x->type = assets[i]->type;
            json_raw(&x->json, assets[i]->bytes, assets[i]->len);
            return MHD_HTTP_OK;
        }
    return exchange_error(x, MHD_HTTP_NOT_FOUND, "nothing here");
}
