#include "input/inflate.h"

#include <brotli/decode.h>
#include <isa-l/igzip_lib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* Pages unpack to about five times their size; the buffer starts there and doubles. */
#define FIRST_GUESS 6
#define MIN_ROOM    ((size_t)16 << 10)

/* Output that grows in a malloc'ed buffer and ends up in the arena, so that the arena does not keep
   every size it went through. */
struct output {
    char *bytes;
    size_t len, cap, limit;
};

static enum inflate_result output_init(struct output *o, size_t packed, size_t limit)
{
    size_t cap = packed < limit / FIRST_GUESS ? packed * FIRST_GUESS : limit;
    if (cap < MIN_ROOM)
        cap = MIN_ROOM;
    *o = (struct output){malloc(cap), 0, cap, limit};
    return o->bytes ? INFLATE_OK : INFLATE_NOMEM;
}

/* Makes room behind `len`. One byte more than the limit is allowed, to see that it is passed. */
static enum inflate_result output_grow(struct output *o)
{
    if (o->len < o->cap)
        return INFLATE_OK;
    if (o->len > o->limit)
        return INFLATE_TOO_LARGE;
    size_t cap = o->cap > o->limit / 2 ? o->limit + 1 : o->cap * 2;
    char *bytes = realloc(o->bytes, cap);
    if (!bytes)
        return INFLATE_NOMEM;
    o->bytes = bytes;
    o->cap = cap;
    return INFLATE_OK;
}

static enum inflate_result igzip(uint32_t wrapper, struct slice packed, struct output *o)
{
    struct inflate_state *state = malloc(sizeof *state); /* 90 KB: too much for a thread's stack */
    enum inflate_result result = INFLATE_OK;
    if (!state)
        return INFLATE_NOMEM;
    isal_inflate_init(state);
    state->crc_flag = wrapper;
    state->next_in = (uint8_t *)(uintptr_t)packed.ptr;
    state->avail_in = packed.len > UINT32_MAX ? UINT32_MAX : (uint32_t)packed.len;
    while (state->block_state != ISAL_BLOCK_FINISH) {
        result = output_grow(o);
        if (result != INFLATE_OK)
            break;
        size_t room = o->cap - o->len;
        state->next_out = (uint8_t *)o->bytes + o->len;
        state->avail_out = room > INT32_MAX ? INT32_MAX : (uint32_t)room;
        uint32_t before = state->avail_out;
        int code = isal_inflate(state);
        o->len += before - state->avail_out;
        bool stuck = state->avail_in == 0 && before == state->avail_out;
        if (code < 0 || code == ISAL_NEED_DICT ||
            (stuck && state->block_state != ISAL_BLOCK_FINISH)) {
            result = code == ISAL_INCORRECT_CHECKSUM ? INFLATE_OK : INFLATE_CUT;
            break;
        }
    }
    free(state);
    return result;
}

static enum inflate_result brotli(struct slice packed, struct output *o)
{
    BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    const uint8_t *in = (const uint8_t *)packed.ptr;
    size_t in_len = packed.len;
    enum inflate_result result = INFLATE_OK;
    BrotliDecoderResult code = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    if (!state)
        return INFLATE_NOMEM;
    while (code == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
        result = output_grow(o);
        if (result != INFLATE_OK)
            break;
        size_t room = o->cap - o->len;
        uint8_t *out = (uint8_t *)o->bytes + o->len;
        code = BrotliDecoderDecompressStream(state, &in_len, &in, &room, &out, NULL);
        o->len = o->cap - room;
        if (code == BROTLI_DECODER_RESULT_ERROR || code == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT)
            result = INFLATE_CUT;
    }
    BrotliDecoderDestroyInstance(state);
    return result;
}

static bool has_zlib_header(struct slice s)
{
    if (s.len < 2)
        return false;
    unsigned char a = (unsigned char)s.ptr[0], b = (unsigned char)s.ptr[1];
    return (a & 15) == 8 && a >> 4 <= 7 && (a << 8 | b) % 31 == 0;
}

static enum inflate_result inflate_kind(enum inflate_kind kind, struct slice packed,
                                        struct output *o)
{
    if (kind == INFLATE_BROTLI)
        return brotli(packed, o);
    if (kind == INFLATE_DEFLATE)
        return igzip(has_zlib_header(packed) ? ISAL_ZLIB : ISAL_DEFLATE, packed, o);
    if (packed.len < 2 || memcmp(packed.ptr, "\x1f\x8b", 2) != 0)
        return INFLATE_NOT;
    return igzip(ISAL_GZIP, packed, o);
}

enum inflate_result inflate_body(enum inflate_kind kind, struct slice packed, size_t limit,
                                 struct arena *arena, struct slice *plain)
{
    struct output o;
    enum inflate_result result = output_init(&o, packed.len, limit);
    if (result != INFLATE_OK)
        return result;
    result = inflate_kind(kind, packed, &o);
    if (result <= INFLATE_CUT && o.len > limit)
        result = INFLATE_TOO_LARGE;
    if (result == INFLATE_CUT && o.len == 0)
        result = INFLATE_NOT;
    if (result <= INFLATE_CUT) {
        *plain = arena_dup(arena, slice_make(o.bytes, o.len));
        if (!plain->ptr)
            result = INFLATE_NOMEM;
    }
    free(o.bytes);
    return result;
}
