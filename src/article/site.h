/*
 * site: the registrable domain of an address ("https://news.bbc.co.uk/x" gives "bbc.co.uk").
 *
 * Uses the public suffix list that libpsl carries.
 */
#ifndef ARTICLE_SITE_H
#define ARTICLE_SITE_H

#include "base/arena.h"
#include "base/slice.h"

/* The host part of a URL, lower-cased into `arena`, without port, user and a leading "www.";
   empty when there is none. */
struct slice site_host(struct slice url, struct arena *arena);

/* The registrable domain of a URL or host name; the host itself when it is an IP address or has no
   known suffix; empty when there is none or memory runs out. */
struct slice site_of_url(struct slice url, struct arena *arena);

/* Whether a label, in lower case, is a top-level domain: one of the list, or that of RFC 2606 for
   examples. */
bool site_is_tld(struct slice label);

#endif
