/* zstd, frame by frame. A first frame with a dictionary makes it a zstd WARC:
   https://iipc.github.io/warc-specifications/specifications/warc-zstd/ */

#include "base/bytes.h"
#include "input/decoder.h"
#include "input/problem.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

#define FRAME_MAGIC      "\x28\xb5\x2f\xfd"
#define DICTIONARY_MAGIC UINT32_C(0x184D2A5D)
#define DICTIONARY_MAX   ((size_t)64 << 20)

struct zstd_stream {
    struct decoder d;
    ZSTD_DCtx *context;
};

static ssize_t zstd_damaged(struct zstd_stream *z, const char *what)
{
    return stream_break(&z->d.base, PROBLEM_DAMAGED, "%s in the zstd frame at offset %llu", what,
                        (unsigned long long)z->d.base.member);
}

/* One call of the decompressor; the number of bytes it made, or -1. */
static ssize_t decompress_some(struct zstd_stream *z, char *to, size_t room)
{
    struct decoder *d = &z->d;
    if (d->at == d->len)
        decoder_fill(d, 1);
    ZSTD_inBuffer in = {d->window + d->at, d->len - d->at, 0};
    ZSTD_outBuffer out = {to, room, 0};
    size_t code = ZSTD_decompressStream(z->context, &out, &in);
    d->at += in.pos;
    if (ZSTD_isError(code)) {
        /* zstd's own limit is 128 MB; a header may ask for 2 GB and more. */
        if (ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge)
            zstd_damaged(z, "a window of more than 128 MB (recompress without --long)");
        else
            zstd_damaged(z, ZSTD_getErrorName(code));
        return out.pos ? (ssize_t)out.pos : -1;
    }
    if (code == 0)
        d->inside = false;
    else if (out.pos == 0 && d->ended && d->at == d->len)
        return decoder_broken_below(d)
                   ? -1
                   : stream_break(&d->base, PROBLEM_TRUNCATED, "the zstd data ends too early");
    return (ssize_t)out.pos;
}

static ssize_t zstd_read(struct stream *s, char *to, size_t room)
{
    struct zstd_stream *z = (struct zstd_stream *)s;
    for (;;) {
        if (!z->d.inside) {
            if (decoder_fill(&z->d, 1) == 0)
                return decoder_broken_below(&z->d) ? -1 : 0;
            decoder_start(&z->d);
        }
        ssize_t made = decompress_some(z, to, room);
        if (made != 0)
            return made < 0 ? made : decoder_deliver(&z->d, (size_t)made);
    }
}

static bool zstd_resync(struct stream *s)
{
    struct zstd_stream *z = (struct zstd_stream *)s;
    ZSTD_DCtx_reset(z->context, ZSTD_reset_session_only);
    return strcmp(s->problem, PROBLEM_READ) != 0 && decoder_find(&z->d, FRAME_MAGIC, 4, 0);
}

static void zstd_close(struct stream *s)
{
    struct zstd_stream *z = (struct zstd_stream *)s;
    ZSTD_freeDCtx(z->context);
    decoder_release(&z->d);
    free(z);
}

/* Reads `size` bytes of dictionary into `to`; false when the file ends before. */
static bool read_dictionary(struct zstd_stream *z, unsigned char *to, size_t size)
{
    size_t used = 0;
    while (used < size) {
        size_t left = decoder_fill(&z->d, 1);
        if (left == 0)
            return false;
        if (left > size - used)
            left = size - used;
        memcpy(to + used, z->d.window + z->d.at, left);
        z->d.at += left;
        used += left;
    }
    return true;
}

/* Uses the dictionary, which may itself be compressed. */
static void load_dictionary(struct zstd_stream *z, const unsigned char *bytes, size_t size)
{
    unsigned char *plain = NULL;
    if (size >= 4 && memcmp(bytes, FRAME_MAGIC, 4) == 0) {
        unsigned long long full = ZSTD_getFrameContentSize(bytes, size);
        plain = full <= DICTIONARY_MAX ? malloc((size_t)full + 1) : NULL;
        size_t made = plain ? ZSTD_decompress(plain, (size_t)full, bytes, size) : 0;
        if (!plain || ZSTD_isError(made)) {
            zstd_damaged(z, "unusable dictionary");
            free(plain);
            return;
        }
        bytes = plain;
        size = made;
    }
    if (ZSTD_isError(ZSTD_DCtx_loadDictionary(z->context, bytes, size)))
        zstd_damaged(z, "unusable dictionary");
    free(plain);
}

/* The dictionary frame, if the file begins with one. What is wrong with it becomes the stream's
   break. */
static void take_dictionary(struct zstd_stream *z)
{
    struct decoder *d = &z->d;
    if (decoder_fill(d, 8) < 8 || get_le32(d->window) != DICTIONARY_MAGIC)
        return;
    size_t size = get_le32(d->window + 4);
    d->at += 8;
    unsigned char *bytes = size <= DICTIONARY_MAX ? malloc(size + 1) : NULL;
    if (!bytes)
        zstd_damaged(z, "dictionary of absurd size");
    else if (!read_dictionary(z, bytes, size))
        stream_break(&d->base, PROBLEM_TRUNCATED, "the zstd dictionary ends too early");
    else
        load_dictionary(z, bytes, size);
    free(bytes);
}

struct stream *stream_zstd(struct stream *below)
{
    static const struct stream_ops ops = {zstd_read, zstd_resync, zstd_close};
    struct zstd_stream *z = calloc(1, sizeof *z);
    if (!z || !decoder_init(&z->d, &ops, below)) {
        stream_close(below);
        free(z);
        return NULL;
    }
    z->context = ZSTD_createDCtx();
    if (!z->context) {
        zstd_close(&z->d.base);
        return NULL;
    }
    take_dictionary(z);
    return &z->d.base;
}
