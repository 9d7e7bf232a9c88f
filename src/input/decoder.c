#include "input/decoder.h"

#include "input/problem.h"

#include <stdlib.h>
#include <string.h>

bool decoder_init(struct decoder *d, const struct stream_ops *ops, struct stream *below)
{
    d->base.ops = ops;
    d->base.has_members = true;
    d->below = below;
    d->window = malloc(DECODER_WINDOW);
    return d->window != NULL;
}

void decoder_release(struct decoder *d)
{
    stream_close(d->below);
    free(d->window);
}

size_t decoder_fill(struct decoder *d, size_t want)
{
    if (d->len - d->at >= want || d->ended)
        return d->len - d->at;
    memmove(d->window, d->window + d->at, d->len - d->at);
    d->offset += d->at;
    d->len -= d->at;
    d->at = 0;
    while (d->len < want && !d->ended) {
        ssize_t got = stream_read(d->below, (char *)d->window + d->len, DECODER_WINDOW - d->len);
        if (got <= 0)
            d->ended = true;
        else
            d->len += (size_t)got;
    }
    return d->len - d->at;
}

bool decoder_broken_below(struct decoder *d)
{
    if (!d->below->problem)
        return false;
    stream_break(&d->base, d->below->problem, "%s", d->below->detail);
    return true;
}

void decoder_start(struct decoder *d)
{
    d->base.member = d->offset + d->at;
    d->inside = d->fresh = true;
}

ssize_t decoder_deliver(struct decoder *d, size_t got)
{
    d->base.member_starts = d->fresh;
    d->fresh = false;
    return (ssize_t)got;
}

bool decoder_find(struct decoder *d, const char *magic, size_t len, unsigned char mask)
{
    d->at = d->base.member >= d->offset && d->base.member - d->offset < d->len
                ? (size_t)(d->base.member - d->offset) + 1
                : 0;
    d->inside = false;
    while (decoder_fill(d, len + 1) > len) {
        unsigned char *from = d->window + d->at;
        unsigned char *hit = memmem(from, d->len - d->at - 1, magic, len);
        if (!hit) {
            d->at = d->len - len;
        } else {
            d->at = (size_t)(hit - d->window);
            if ((hit[len] & mask) == 0)
                return true;
            d->at++;
        }
    }
    return false;
}
