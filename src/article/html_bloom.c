#include "article/html_bloom.h"

#include "base/bytes.h"

#define RUN 16u

/* Bits a byte of text gets: with one hash, 8 bits a run keep false matches near one in eight, and
   a whole block of them is improbable. */
#define BITS_PER_BYTE 8u

/* So many letters of a text are looked at: no block of an article is longer. */
#define LETTERS_MAX 4096u

/* Of longer blocks every fourth run is looked for: the share is as good. */
#define SPARSE_LETTERS 128u
#define SPARSE_STEP    4u

/* Hash of the RUN letters at `letters`; the upper bits are good ones. */
static inline uint64_t run_hash(const unsigned char *letters)
{
    uint64_t mixed = get_le64(letters) * UINT64_C(0x9E3779B97F4A7C15);
    mixed = (mixed >> 29 ^ mixed ^ get_le64(letters + 8)) * UINT64_C(0xC2B2AE3D27D4EB4F);
    return mixed >> 32;
}

/* ASCII letters in lower case, digits as they are, nothing for the rest. */
static const unsigned char folded[128] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6',
    ['7'] = '7', ['8'] = '8', ['9'] = '9', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd',
    ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k',
    ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r',
    ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y',
    ['z'] = 'z', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f',
    ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm',
    ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't',
    ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z',
};

/* The letters and digits of `s` from *at on, ASCII in lower case, all else beyond ASCII but the
   punctuation U+2000 to U+203F as it is. *at moves behind what was taken. */
static size_t fold_letters(struct slice s, size_t *at, unsigned char *out, size_t size)
{
    size_t n = 0, i = *at;
    while (i < s.len && n < size) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == 0xE2 && i + 2 < s.len && s.ptr[i + 1] == '\x80') {
            i += 3;
            continue;
        }
        out[n] = c < 0x80 ? folded[c] : c;
        n += out[n] != 0;
        i++;
    }
    *at = i;
    return n;
}

/* `s` without what stands in angle brackets, into `out`, which has room for all of it. */
static struct slice without_tags(struct slice s, char *out)
{
    size_t n = 0;
    bool in_tag = false;
    for (size_t i = 0; i < s.len; i++) {
        in_tag = s.ptr[i] == '<' || (in_tag && s.ptr[i] != '>');
        out[n] = s.ptr[i];
        n += !in_tag;
    }
    return slice_make(out, n);
}

bool html_bloom_make(struct html_bloom *bloom, struct slice text, struct arena *arena)
{
    *bloom = (struct html_bloom){NULL, 0};
    if (text.len < RUN)
        return true;
    uint64_t bits = 1024;
    while (bits < text.len * BITS_PER_BYTE)
        bits *= 2;
    char *plain = arena_alloc(arena, text.len);
    unsigned char *letters = arena_alloc(arena, text.len);
    bloom->bits = arena_zalloc(arena, bits / 64, sizeof(uint64_t));
    if (!bloom->bits || !plain || !letters)
        return false;
    bloom->mask = bits - 1;
    size_t at = 0;
    size_t n = fold_letters(without_tags(text, plain), &at, letters, text.len);
    for (size_t i = 0; i + RUN <= n; i++) {
        uint64_t bit = run_hash(letters + i) & bloom->mask;
        bloom->bits[bit / 64] |= UINT64_C(1) << bit % 64;
    }
    return true;
}

void html_bloom_shares(const struct html_bloom blooms[HTML_BLOOMS], struct slice text,
                       float out[HTML_BLOOMS])
{
    static const uint64_t nothing[1]; /* stands for the text that is not there */
    unsigned char letters[LETTERS_MAX];
    const uint64_t *bits[HTML_BLOOMS];
    size_t found[HTML_BLOOMS] = {0}, at = 0, n = 0;
    bool any = false;
    for (size_t b = 0; b < HTML_BLOOMS; b++) {
        bits[b] = blooms[b].bits ? blooms[b].bits : nothing;
        any = any || blooms[b].bits;
    }
    if (any)
        n = fold_letters(text, &at, letters, LETTERS_MAX);
    size_t step = n < SPARSE_LETTERS ? 1 : SPARSE_STEP, runs = 0;
    for (size_t i = 0; i + RUN <= n; i += step, runs++) {
        uint64_t hash = run_hash(letters + i);
        for (size_t b = 0; b < HTML_BLOOMS; b++) {
            uint64_t bit = hash & blooms[b].mask;
            found[b] += bits[b][bit / 64] >> bit % 64 & 1;
        }
    }
    for (size_t b = 0; b < HTML_BLOOMS; b++)
        out[b] = runs && blooms[b].bits ? (float)found[b] / (float)runs : -1;
}
