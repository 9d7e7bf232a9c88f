/*
 * live_assets: what the live page has beside the report's, made from src/serve/page and
 * doc/openapi.json by tools/embed-page.
 */
#ifndef SERVE_LIVE_ASSETS_H
#define SERVE_LIVE_ASSETS_H

#include "report/assets.h"

extern const struct asset asset_provider;  /* provider.js */
extern const struct asset asset_ask;       /* ask.js */
extern const struct asset asset_ask_style; /* ask.css */
extern const struct asset asset_openapi;   /* openapi.json */

#endif
