#include "sketch/token.h"

#include "base/grow.h"
#include "base/hash.h"
#include "sketch/kernel.h"
#include "sketch/scan.h"

#include <stdlib.h>

/* A part of the text, classified, and how far its runs have been made tokens. */
struct piece {
    size_t from;  /* where it starts in the whole text */
    size_t first; /* token count before it */
    size_t taken; /* runs that have been made tokens */
    struct piece_masks masks;
    struct piece_edges edges;
    struct piece_words words;
    struct piece_hashes hashes;
    unsigned char copy[KERNEL_PIECE + KERNEL_AHEAD]; /* of the last bytes of a text */
};

/* A text that is being scanned. */
struct text {
    const unsigned char *bytes;
    size_t len;
    size_t line_first; /* first token of the line */
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
    if (need <= t->cap && (!t->positions || (t->from && t->to)))
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

/* Makes tokens of the runs before run `stop`, which are plain words. */
static void piece_take_words(struct text *x, struct piece *p, size_t stop)
{
    struct tokens *t = x->scan.out;
    const uint16_t *edge = p->edges.at + 2 * p->taken;
    size_t runs = stop - p->taken;
    if (runs == 0)
        return;
    x->kernel->take_words(&p->words, &p->hashes, edge, runs, t->count - p->first);
    memset(t->weight + t->count, TOKEN_WORD_WEIGHT, runs);
    for (size_t i = 0; t->positions && i < runs; i++) {
        t->from[t->count + i] = (uint32_t)(p->from + edge[2 * i]);
        t->to[t->count + i] = (uint32_t)(p->from + edge[2 * i + 1]);
    }
    t->count += runs;
    p->taken = stop;
}

/* Makes tokens of run `run`, which is not plain, one character after the other. */
static void piece_scan_run(struct text *x, struct piece *p, size_t run)
{
    const uint16_t *edge = p->edges.at + 2 * run;
    size_t end = p->from + edge[1];
    scan_piece(&x->scan, x->bytes, p->from + edge[0], end, end);
    scan_end_token(&x->scan, (uint32_t)end);
    p->taken = run + 1;
}

/* Ends the line at what will be token `end`. */
static bool text_end_line(struct text *x, size_t end)
{
    struct tokens *t = x->scan.out;
    size_t first = x->line_first;
    x->line_first = end;
    if (end == first)
        return true;
    if (!GROW(t->lines, t->cap_lines, t->n_lines + 1))
        return false;
    t->lines[t->n_lines++] = (struct token_line){(uint32_t)first, (uint32_t)end};
    return true;
}

/* Bits behind the ends of runs in which a bit of `odd` is set. The start of each run is added to
   its other bits; the carry gets to its end unless an odd byte is in the way. *carry is what was
   carried out of the block before. */
static uint64_t odd_ends(uint64_t starts, uint64_t ends, uint64_t plain, bool *carry)
{
    uint64_t sum;
    bool out = __builtin_add_overflow(plain, starts, &sum);
    out |= __builtin_add_overflow(sum, (uint64_t)*carry, &sum);
    *carry = out;
    return ends & ~sum;
}

/* Makes tokens up to the last line or odd run that ends in block `b`; `starts` and `odd` are the
   starts of its runs and the ends of its odd runs. */
static bool piece_take_block(struct text *x, struct piece *p, size_t b, uint64_t starts,
                             uint64_t odd)
{
    /* Edges before the block are starts and ends in turn, a start first. */
    size_t runs_before = ((size_t)p->edges.before[b] + 1) / 2;
    for (uint64_t stops = p->masks.newline[b] | odd; stops; stops &= stops - 1) {
        uint64_t stop = stops & (~stops + 1);
        size_t runs = runs_before + (size_t)__builtin_popcountll(starts & (stop - 1));
        if (odd & stop) {
            piece_take_words(x, p, runs - 1);
            piece_scan_run(x, p, runs - 1);
        }
        if ((p->masks.newline[b] & stop) &&
            !text_end_line(x, x->scan.out->count + (runs - p->taken)))
            return false;
    }
    return true;
}

static bool piece_take(struct text *x, struct piece *p, size_t blocks)
{
    const struct piece_masks *m = &p->masks;
    uint64_t last = 0;
    bool carry = false;
    for (size_t b = 0; b < blocks; b++) {
        uint64_t run = m->run[b], before = run << 1 | last, odd = 0;
        if (m->any_odd)
            odd = odd_ends(run & ~before, before & ~run, run & ~m->odd[b], &carry);
        if ((m->newline[b] | odd) && !piece_take_block(x, p, b, run & ~before, odd))
            return false;
        last = run >> 63;
    }
    piece_take_words(x, p, p->edges.count / 2);
    x->kernel->hash_words(&p->words, &p->hashes);
    return true;
}

/* Classifies the blocks from byte p->from. A text's last bytes are copied, as the kernels read
   whole blocks and a little more. Returns how many blocks they are. */
static size_t piece_classify(const struct text *x, struct piece *p)
{
    size_t rest = x->len - p->from, blocks = KERNEL_BLOCKS;
    p->hashes.text = x->bytes + p->from;
    if (rest < KERNEL_PIECE + KERNEL_AHEAD) {
        /* At least one byte that is in no run, so that the last run has an end. */
        if (rest < KERNEL_PIECE)
            blocks = rest / KERNEL_BLOCK + 1;
        memcpy(p->copy, p->hashes.text, rest);
        memset(p->copy + rest, 0, blocks * KERNEL_BLOCK + KERNEL_AHEAD - rest);
        p->hashes.text = p->copy;
    }
    x->kernel->classify(&p->masks, p->hashes.text, blocks);
    x->kernel->edges(&p->edges, p->masks.run, blocks);
    return blocks;
}

/* Scans a piece from byte `at`, which ends where its last run starts if that may go on. Returns
   where the next piece starts, or 0 when memory runs out. */
static size_t text_scan_piece(struct text *x, struct piece *p, size_t at)
{
    struct tokens *t = x->scan.out;
    size_t next = x->len - at < KERNEL_PIECE ? x->len : at + KERNEL_PIECE;
    p->from = at;
    size_t blocks = piece_classify(x, p);
    if (p->edges.count % 2 == 1)
        next = at + p->edges.at[--p->edges.count];
    if (next == at) {
        next = scan_run_end(x->bytes, at, x->len);
        return text_scan_slowly(x, at, next) ? next : 0;
    }
    if (!tokens_reserve(t, t->count + SCAN_ROOM(KERNEL_PIECE)))
        return 0;
    p->first = t->count;
    p->taken = 0;
    p->hashes.hash = t->hash + t->count;
    p->hashes.digits = t->digits + t->count;
    memset(p->words.count, 0, sizeof p->words.count);
    return piece_take(x, p, blocks) ? next : 0;
}

bool tokens_scan(struct tokens *t, struct slice text, uint64_t seed)
{
    struct piece piece;
    struct text x = {
        .bytes = (const unsigned char *)text.ptr,
        .len = text.len,
        .kernel = t->kernel ? t->kernel : kernel_best(),
        .scan = {.out = t, .seed = seed},
    };
    piece.hashes.key = word_key_make(seed);
    t->count = 0;
    t->n_lines = 0;
    t->uniform = true;
    for (size_t at = 0; at < text.len;)
        if ((at = text_scan_piece(&x, &piece, at)) == 0)
            return false;
    return text_end_line(&x, t->count);
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
