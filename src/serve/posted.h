/*
 * posted: the article in a request's body.
 */
#ifndef SERVE_POSTED_H
#define SERVE_POSTED_H

#include "serve/exchange.h"

struct posted; /* owns an article that was read from a page or an object */

/* Fills `article` from the body, by its media type: text/plain as it stands (then *posted stays
   NULL), text/html as `wirecopy extract` reads it, application/json as a line of JSON Lines.
   Returns MHD_HTTP_OK, or the status of the error it wrote. */
unsigned posted_read(struct exchange *x, struct posted **posted, struct wcy_article *article);

void posted_free(struct posted *posted);

#endif
