#include "sketch/token.h"

#include "base/grow.h"
#include "base/hash.h"
#include "sketch/kernel.h"
#include "sketch/scan.h"

#include <stdlib.h>

/* A part of the text, classified, and how far its runs have been made tokens. */
struct piece {
    const unsigned char *text; /* of the piece */
    size_t from;               /* where it starts in the whole text */
    size_t first;              /* token count before it */
    uint16_t *edge;            /* where runs start and end, in turn */
    size_t edges, next;
    struct piece_masks masks;
    struct piece_words words;
};

/* A text that is being scanned. */
struct text {
    const unsigned char *bytes;
    size_t len;
    size_t line_first; /* first token of the line */
    struct word_key key;
    const struct kernel *kernel;
    struct scan scan; /* for what is not plain */
};

void tokens_release(struct tokens *t)
{
    free(t->hash);
    free(t->weight);
    free(t->digits);
    free(t->from);
    free(t->to);
    free(t->lines);
    *t = (struct tokens){0};
}

/* Room for `need` tokens in all. */
static bool tokens_reserve(struct tokens *t, size_t need)
{
    if (need <= t->cap)
        return true;
    size_t cap = t->cap;
    if (!GROW(t->hash, cap, need))
        return false;
    size_t cap_weight = t->cap, cap_digits = t->cap;
    if (!GROW(t->weight, cap_weight, cap) || !GROW(t->digits, cap_digits, cap))
        return false;
    size_t cap_from = t->from ? t->cap : 0, cap_to = t->to ? t->cap : 0;
    if (t->positions && (!GROW(t->from, cap_from, cap) || !GROW(t->to, cap_to, cap)))
        return false;
    t->cap = cap;
    return true;
}

static bool tokens_add_line(struct tokens *t, size_t first)
{
    if (t->count == first)
        return true;
    if (!GROW(t->lines, t->cap_lines, t->n_lines + 1))
        return false;
    t->lines[t->n_lines++] = (struct token_line){(uint32_t)first, (uint32_t)t->count};
    return true;
}

/* Room is made piece by piece for the tokens that are there, not for the most that the text could
   hold. */
static bool text_scan_slowly(struct text *x, size_t from, size_t to)
{
    for (size_t at = from; at < to;) {
        size_t stop = to - at < KERNEL_PIECE ? to : at + KERNEL_PIECE;
        if (!tokens_reserve(x->scan.out, x->scan.out->count + SCAN_ROOM(KERNEL_PIECE)))
            return false;
        at = scan_piece(&x->scan, x->bytes, at, stop, to);
    }
    scan_end_token(&x->scan, (uint32_t)to);
    return true;
}

/* Is a byte of a short run above ASCII? */
static inline bool run_is_high(const struct piece_masks *m, unsigned start, unsigned len)
{
    unsigned block = start / KERNEL_BLOCK, bit = start % KERNEL_BLOCK;
    uint64_t high = m->high[block] >> bit;
    if (bit + len > KERNEL_BLOCK)
        high |= m->high[block + 1] << (KERNEL_BLOCK - bit);
    return (high & ((UINT64_C(1) << len) - 1)) != 0;
}

/* A run that is long or not plain ASCII: its tokens come from the scanner of characters. */
static void piece_scan_run(struct text *x, const struct piece *p, unsigned start, unsigned end)
{
    scan_piece(&x->scan, x->bytes, p->from + start, p->from + end, p->from + end);
    scan_end_token(&x->scan, (uint32_t)(p->from + end));
}

/* Makes tokens of the runs that start before `limit`. A short plain word is one; it gets its place
   now and its hash later, together with others of its kind. */
static void piece_take_runs(struct text *x, struct piece *p, unsigned limit)
{
    struct tokens *t = x->scan.out;
    struct piece_words *w = &p->words;
    size_t tiny = w->count[WORDS_TINY], small = w->count[WORDS_SMALL];
    size_t medium = w->count[WORDS_MEDIUM], next = p->next, count = t->count;
    for (; next < p->edges && p->edge[next] < limit; next += 2) {
        unsigned start = p->edge[next], len = p->edge[next + 1] - start;
        if (len > WORD_HASH_MAX || (p->masks.any_high && run_is_high(&p->masks, start, len))) {
            t->count = count;
            piece_scan_run(x, p, start, start + len);
            count = t->count;
            continue;
        }
        word_ref ref = word_ref_make(start, len, count - p->first);
        w->items[WORDS_TINY][tiny] = ref;
        tiny += len < 4;
        w->items[WORDS_SMALL][small] = ref;
        small += len - 4 < 5;
        w->items[WORDS_MEDIUM][medium] = ref;
        medium += len > 8;
        t->weight[count] = TOKEN_WORD_WEIGHT;
        if (t->positions) {
            t->from[count] = (uint32_t)(p->from + start);
            t->to[count] = (uint32_t)(p->from + start + len);
        }
        count++;
    }
    w->count[WORDS_TINY] = tiny;
    w->count[WORDS_SMALL] = small;
    w->count[WORDS_MEDIUM] = medium;
    p->next = next;
    t->count = count;
}

static bool text_end_line(struct text *x)
{
    size_t first = x->line_first;
    x->line_first = x->scan.out->count;
    return tokens_add_line(x->scan.out, first);
}

/* Takes the runs of a piece line by line. */
static bool piece_take_lines(struct text *x, struct piece *p, size_t blocks)
{
    for (size_t b = 0; b < blocks; b++)
        for (uint64_t lines = p->masks.newline[b]; lines; lines &= lines - 1) {
            piece_take_runs(x, p, (unsigned)(b * KERNEL_BLOCK) + (unsigned)__builtin_ctzll(lines));
            if (!text_end_line(x))
                return false;
        }
    piece_take_runs(x, p, KERNEL_PIECE);
    return true;
}

/* Classifies up to `len` bytes from p->from; the last ones of a text are copied, as a kernel reads
   whole blocks. Returns how many blocks they are. */
static size_t piece_classify(const struct text *x, struct piece *p, size_t len)
{
    size_t blocks = (len + KERNEL_BLOCK - 1) / KERNEL_BLOCK, rest = x->len - p->from;
    if (blocks * KERNEL_BLOCK + KERNEL_AHEAD <= rest) {
        x->kernel->classify(&p->masks, p->text, blocks);
    } else {
        unsigned char copy[KERNEL_PIECE + KERNEL_AHEAD];
        memcpy(copy, p->text, rest);
        memset(copy + rest, 0, blocks * KERNEL_BLOCK + KERNEL_AHEAD - rest);
        x->kernel->classify(&p->masks, copy, blocks);
    }
    p->edges = x->kernel->edges(p->edge, p->masks.run, blocks);
    return blocks;
}

/* Scans a piece from byte `at` that ends between two runs; returns where the next one starts, or 0
   when memory runs out. */
static size_t text_scan_piece(struct text *x, struct piece *p, size_t at)
{
    size_t len = x->len - at < KERNEL_PIECE ? x->len - at : KERNEL_PIECE;
    p->text = x->bytes + at;
    p->from = at;
    size_t blocks = piece_classify(x, p, len);
    if (p->edges % 2 == 1 && at + len == x->len) {
        p->edge[p->edges++] = (uint16_t)len;
    } else if (p->edges % 2 == 1) {
        len = p->edge[--p->edges];
        if (len == 0) {
            size_t end = scan_run_end(x->bytes, at, x->len);
            return text_scan_slowly(x, at, end) ? end : 0;
        }
    }
    struct tokens *t = x->scan.out;
    if (!tokens_reserve(t, t->count + SCAN_ROOM(KERNEL_PIECE)))
        return 0;
    p->first = t->count;
    p->next = 0;
    memset(p->words.count, 0, sizeof p->words.count);
    if (!piece_take_lines(x, p, blocks))
        return 0;
    x->kernel->hash_words(&p->words, p->text, &x->key, t->hash + p->first, t->digits + p->first);
    return at + len;
}

bool tokens_scan(struct tokens *t, struct slice text, uint64_t seed)
{
    uint16_t edge[KERNEL_PIECE + KERNEL_BLOCK];
    struct piece piece;
    struct text x = {
        .bytes = (const unsigned char *)text.ptr,
        .len = text.len,
        .key = word_key_make(seed),
        .kernel = t->kernel ? t->kernel : kernel_best(),
        .scan = {.out = t, .seed = seed},
    };
    piece.edge = edge;
    t->count = 0;
    t->n_lines = 0;
    t->uniform = true;
    for (size_t at = 0; at < text.len;)
        if ((at = text_scan_piece(&x, &piece, at)) == 0)
            return false;
    return text_end_line(&x);
}

struct digest tokens_digest(const struct tokens *t)
{
    XXH128_hash_t h = XXH3_128bits(t->hash, t->count * sizeof *t->hash);
    return (struct digest){h.low64, h.high64};
}

uint64_t tokens_line_hash(const struct tokens *t, struct token_line line)
{
    return hash64(t->hash + line.first, (line.end - line.first) * sizeof *t->hash);
}
