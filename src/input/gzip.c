/* gzip by ISA-L's inflate, about three times as fast as zlib's. Files of many members, as WARC
   writers make them, are read member by member. */

#include "base/bytes.h"
#include "input/decoder.h"
#include "input/problem.h"

#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <string.h>

struct gzip_stream {
    struct decoder d;
    struct inflate_state state;
};

/* Skips a string that ends with NUL; 0 when it goes on behind the bytes there are. */
static size_t skip_string(const unsigned char *p, size_t len, size_t at)
{
    const unsigned char *end = at && at < len ? memchr(p + at, 0, len - at) : NULL;
    return end ? (size_t)(end - p) + 1 : 0;
}

/* The length of the gzip header at `p`, or 0 when it is not all there (RFC 1952, 2.3). */
static size_t header_length(const unsigned char *p, size_t len)
{
    enum { FHCRC = 2, FEXTRA = 4, FNAME = 8, FCOMMENT = 16 };
    size_t at = 10;
    if (len < 12)
        return 0;
    if (p[3] & FEXTRA)
        at += 2 + (size_t)get_le16(p + 10);
    if (p[3] & FNAME)
        at = skip_string(p, len, at);
    if (p[3] & FCOMMENT)
        at = skip_string(p, len, at);
    if (at && p[3] & FHCRC)
        at += 2;
    return at <= len ? at : 0;
}

/* Makes the whole header stand in the window: ISA-L 2.30 forgets a header's flags when it comes in
   two pieces. */
static bool fill_header(struct decoder *d)
{
    size_t want = 12;
    while (header_length(d->window + d->at, d->len - d->at) == 0) {
        want = want > d->len - d->at ? want : d->len - d->at + 1;
        if (want > DECODER_WINDOW || decoder_fill(d, want) < want)
            return false;
    }
    return true;
}

/* Is there another member? 1: yes, started; 0: the end; -1: something else stands there. Zeros
   behind the last member are padding (tapes, preallocated files). */
static int next_member(struct gzip_stream *g)
{
    struct decoder *d = &g->d;
    while (decoder_fill(d, 2) >= 1 && d->window[d->at] == 0)
        d->at++;
    size_t left = d->len - d->at;
    if (left == 0)
        return decoder_broken_below(d) ? -1 : 0;
    decoder_start(d);
    if (left < 2 || d->window[d->at] != 0x1f || d->window[d->at + 1] != 0x8b) {
        stream_break(&d->base, PROBLEM_DAMAGED, "bytes that are not gzip at compressed offset %llu",
                     (unsigned long long)d->base.member);
        return -1;
    }
    if (!fill_header(d)) {
        d->at = d->len;
        if (!decoder_broken_below(d))
            stream_break(&d->base, PROBLEM_TRUNCATED, "the gzip header ends too early");
        return -1;
    }
    isal_inflate_init(&g->state);
    g->state.crc_flag = ISAL_GZIP;
    return 1;
}

static ssize_t damaged(struct gzip_stream *g, int code)
{
    const char *what =
        code == ISAL_INCORRECT_CHECKSUM ? "the checksum is wrong" : "the compressed data is broken";
    return stream_break(&g->d.base, PROBLEM_DAMAGED, "%s in the gzip member at offset %llu", what,
                        (unsigned long long)g->d.base.member);
}

/* One call of the inflater; the number of bytes it made, or -1. */
static ssize_t inflate_some(struct gzip_stream *g, char *to, size_t room)
{
    struct decoder *d = &g->d;
    if (d->at == d->len)
        decoder_fill(d, 1);
    g->state.next_in = d->window + d->at;
    g->state.avail_in = (uint32_t)(d->len - d->at);
    g->state.next_out = (unsigned char *)to;
    g->state.avail_out = room > INT32_MAX ? INT32_MAX : (uint32_t)room;
    uint32_t before = g->state.avail_out;
    int code = isal_inflate(&g->state);
    d->at = d->len - g->state.avail_in;
    size_t made = before - g->state.avail_out;
    if (code < 0 || code == ISAL_NEED_DICT) {
        damaged(g, code); /* what was made before the break is still delivered */
        return made ? (ssize_t)made : -1;
    }
    if (g->state.block_state == ISAL_BLOCK_FINISH)
        d->inside = false;
    else if (made == 0 && d->ended && d->at == d->len)
        return decoder_broken_below(d)
                   ? -1
                   : stream_break(&d->base, PROBLEM_TRUNCATED, "the gzip data ends too early");
    return (ssize_t)made;
}

static ssize_t gzip_read(struct stream *s, char *to, size_t room)
{
    struct gzip_stream *g = (struct gzip_stream *)s;
    for (;;) {
        if (!g->d.inside) {
            int next = next_member(g);
            if (next <= 0)
                return next;
        }
        ssize_t made = inflate_some(g, to, room);
        if (made != 0)
            return made < 0 ? made : decoder_deliver(&g->d, (size_t)made);
    }
}

static bool gzip_resync(struct stream *s)
{
    struct gzip_stream *g = (struct gzip_stream *)s;
    /* RFC 1952: magic, method 8, and three flags that must be zero. */
    return strcmp(s->problem, PROBLEM_READ) != 0 && decoder_find(&g->d, "\x1f\x8b\x08", 3, 0xe0);
}

static void gzip_close(struct stream *s)
{
    decoder_release((struct decoder *)s);
    free(s);
}

struct stream *stream_gzip(struct stream *below)
{
    static const struct stream_ops ops = {gzip_read, gzip_resync, gzip_close};
    struct gzip_stream *g = calloc(1, sizeof *g);
    if (!g || !decoder_init(&g->d, &ops, below)) {
        stream_close(below);
        free(g);
        return NULL;
    }
    return &g->d.base;
}
