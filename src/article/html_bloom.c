#include "article/html_bloom.h"

#define RUN    16u
#define FACTOR UINT64_C(0x9E3779B97F4A7C15)

/* Bits a byte of text gets: with one hash, 8 bits a run keep false matches near one in eight, and
   a whole block of them is improbable. */
#define BITS_PER_BYTE 8u

static bool counts(unsigned char c)
{
    return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Calls for every run: a polynomial hash over a ring of the last RUN bytes. */
struct run_hash {
    uint64_t hash, leave; /* leave: FACTOR to the power of RUN */
    unsigned char ring[RUN];
    size_t count;
    bool in_tag;
};

static void run_init(struct run_hash *run)
{
    *run = (struct run_hash){.leave = 1};
    for (unsigned i = 0; i < RUN; i++)
        run->leave *= FACTOR;
}

/* True when a run ends with this byte. Punctuation beyond ASCII (U+2000 to U+206F) is skipped by
   the caller's `i`. */
static bool run_add(struct run_hash *run, unsigned char c, bool tags)
{
    if (tags && c == '<')
        run->in_tag = true;
    else if (c == '>')
        run->in_tag = false;
    if (run->in_tag || !counts(c))
        return false;
    if (c >= 'A' && c <= 'Z')
        c |= 0x20;
    unsigned char *slot = &run->ring[run->count++ % RUN];
    run->hash = run->hash * FACTOR + c + 1;
    if (run->count > RUN)
        run->hash -= run->leave * (*slot + 1u);
    *slot = c;
    return run->count >= RUN;
}

static size_t skip_punctuation(struct slice s, size_t i)
{
    return i + 2 < s.len && s.ptr[i] == '\xE2' && s.ptr[i + 1] == '\x80' ? 3 : 0;
}

bool html_bloom_make(struct html_bloom *bloom, struct slice text, struct arena *arena)
{
    *bloom = (struct html_bloom){NULL, 0};
    if (text.len < RUN)
        return true;
    uint64_t bits = 1024;
    while (bits < text.len * BITS_PER_BYTE)
        bits *= 2;
    bloom->bits = arena_zalloc(arena, bits / 64, sizeof(uint64_t));
    if (!bloom->bits)
        return false;
    bloom->mask = bits - 1;
    struct run_hash run;
    run_init(&run);
    for (size_t i = 0; i < text.len;) {
        size_t skip = skip_punctuation(text, i);
        if (skip == 0 && run_add(&run, (unsigned char)text.ptr[i], true)) {
            uint64_t at = (run.hash >> 17) & bloom->mask;
            bloom->bits[at / 64] |= UINT64_C(1) << at % 64;
        }
        i += skip ? skip : 1;
    }
    return true;
}

float html_bloom_share(const struct html_bloom *bloom, struct slice text)
{
    if (!bloom->bits)
        return -1;
    struct run_hash run;
    size_t runs = 0, found = 0;
    run_init(&run);
    for (size_t i = 0; i < text.len;) {
        size_t skip = skip_punctuation(text, i);
        if (skip == 0 && run_add(&run, (unsigned char)text.ptr[i], false)) {
            uint64_t at = (run.hash >> 17) & bloom->mask;
            runs++;
            found += bloom->bits[at / 64] >> at % 64 & 1;
        }
        i += skip ? skip : 1;
    }
    return runs ? (float)found / (float)runs : -1;
}
