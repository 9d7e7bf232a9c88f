/*
 * charset: the bytes of a page in whatever encoding to UTF-8.
 *
 * What the bytes are is decided in this order: the HTTP header, a byte order mark, <meta> or an XML
 * declaration, detection. A declaration that the bytes contradict is not believed: text that is
 * valid UTF-8 with characters beyond ASCII is UTF-8 whatever it says, and text that says UTF-8 but
 * mostly is not goes on to the next source.
 */
#ifndef ARTICLE_CHARSET_H
#define ARTICLE_CHARSET_H

#include "base/arena.h"
#include "base/slice.h"
#include "wirecopy.h"

#include <stdbool.h>
#include <stdint.h>

struct charset_result {
    struct slice text; /* valid UTF-8, without a byte order mark; `bytes` itself where they are
                          valid UTF-8 already, else in the arena */
    const char *name;  /* what the bytes were read as, a WHATWG name; static */
    uint64_t bad;      /* byte sequences that were replaced by U+FFFD */
};

/* `http` is the charset label of the Content-Type header, or empty. `is_html`: look for <meta>.
   Errors: WCY_ENOMEM. */
int charset_decode(struct charset_result *out, struct slice bytes, struct slice http, bool is_html,
                   struct arena *arena, struct wcy_error *err);

/* The WHATWG name of an encoding label ("latin1" gives "windows-1252"), or NULL; static.
   https://encoding.spec.whatwg.org/#names-and-labels */
const char *charset_name(struct slice label);

/* Bytes of the valid UTF-8 that `s` starts with. */
size_t charset_valid_prefix(struct slice s);

#endif
