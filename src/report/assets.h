/*
 * assets: the page's static parts, made from src/report/page by tools/embed-page.
 */
#ifndef REPORT_ASSETS_H
#define REPORT_ASSETS_H

#include <stddef.h>

struct asset {
    const char *name;   /* "page.css" */
    const char *type;   /* its media type */
    const char *sha256; /* base64, as a Content-Security-Policy wants it */
    const char *bytes;
    size_t len;
};

extern const struct asset asset_css;               /* page.css */
extern const struct asset asset_script;            /* page.js: every script of the page */
extern const struct asset asset_provider_embedded; /* provider_embedded.js */
extern const struct asset asset_body;              /* page.html: what is within <body> */

#endif
