#include "bench/gen_chain.h"

#include "base/error.h"
#include "base/grow.h"
#include "base/hash.h"

#include <math.h>
#include <stdlib.h>

/* Calibrated on 18,834 US articles of 2006-20; see bench/README.md. */
#define JUMP_WORD  0.45
#define JUMP_PAIR  0.30
#define STOCK_RATE 0.0046 /* chance that a stock passage starts after a word */

#define SHORT_WORD 16 /* bytes; the base's text has as many behind its end */

/* The passages' popularity falls as rank^-exponent. */
#define STOCK_PASSAGES 100000
#define STOCK_EXPONENT 0.7
#define STOCK_SHORTEST 8 /* words */
#define STOCK_LONGEST  40

/* Words by hash while loading. Two words with one 64-bit hash would be merged: harmless here. */
struct vocabulary {
    uint64_t *hashes; /* 0: free */
    uint32_t *ids;
    size_t size, count; /* size is a power of two */
};

static bool vocabulary_init(struct vocabulary *v, size_t size)
{
    v->hashes = calloc(size, sizeof *v->hashes);
    v->ids = calloc(size, sizeof *v->ids);
    v->size = size;
    v->count = 0;
    return v->hashes && v->ids;
}

static void vocabulary_release(struct vocabulary *v)
{
    free(v->hashes);
    free(v->ids);
}

static size_t vocabulary_slot(const struct vocabulary *v, uint64_t hash)
{
    size_t i = hash & (v->size - 1);
    while (v->hashes[i] && v->hashes[i] != hash)
        i = (i + 1) & (v->size - 1);
    return i;
}

static bool vocabulary_grow(struct vocabulary *v)
{
    struct vocabulary bigger;
    if (!vocabulary_init(&bigger, v->size * 2)) {
        vocabulary_release(&bigger);
        return false;
    }
    for (size_t i = 0; i < v->size; i++) {
        if (!v->hashes[i])
            continue;
        size_t slot = vocabulary_slot(&bigger, v->hashes[i]);
        bigger.hashes[slot] = v->hashes[i];
        bigger.ids[slot] = v->ids[i];
    }
    bigger.count = v->count;
    vocabulary_release(v);
    *v = bigger;
    return true;
}

/* The number of a word, new or known; false when memory runs out. */
static bool vocabulary_id(struct vocabulary *v, const char *word, size_t len, uint32_t *id)
{
    if (2 * (v->count + 1) > v->size && !vocabulary_grow(v))
        return false;
    uint64_t hash = hash64(word, len) | 1;
    size_t slot = vocabulary_slot(v, hash);
    if (!v->hashes[slot]) {
        v->hashes[slot] = hash;
        v->ids[slot] = (uint32_t)v->count++;
    }
    *id = v->ids[slot];
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static bool append_escaped(struct buf *out, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        bool ok = c < 0x20                ? buf_printf(out, "\\u%04x", c)
                  : c == '"' || c == '\\' ? buf_append_byte(out, '\\') && buf_append_byte(out, s[i])
                                          : buf_append_byte(out, s[i]);
        if (!ok)
            return false;
    }
    return true;
}

/* Appends one word and what separates it from the next: a blank, or a paragraph end. */
static bool append_word(struct chain *c, struct vocabulary *v, const char *word, size_t len,
                        bool paragraph)
{
    if (!GROW(c->words, c->cap, c->count + 2) || c->text.len > UINT32_MAX - 64 - 6 * len)
        return false;
    struct chain_word *w = &c->words[c->count];
    w->offset = (uint32_t)c->text.len;
    if (!vocabulary_id(v, word, len, &w->word) || !append_escaped(&c->text, word, len) ||
        !buf_append(&c->text, paragraph ? "\\n\\n" : " ", paragraph ? 4 : 1))
        return false;
    c->count++;
    c->words[c->count].offset = (uint32_t)c->text.len;
    return true;
}

static bool append_article(struct chain *c, struct vocabulary *v, struct wcy_slice text)
{
    size_t before = c->count, i = 0;
    while (i < text.len) {
        size_t from = i;
        while (i < text.len && !is_blank(text.ptr[i]))
            i++;
        size_t to = i;
        bool paragraph = false;
        for (; i < text.len && is_blank(text.ptr[i]); i++)
            paragraph |= text.ptr[i] == '\n';
        if (to > from && !append_word(c, v, text.ptr + from, to - from, paragraph || i == text.len))
            return false;
    }
    if (c->count == before)
        return true;
    if (!GROW(c->lengths, c->cap_lengths, c->n_lengths + 1))
        return false;
    c->lengths[c->n_lengths++] = (uint32_t)(c->count - before);
    return true;
}

static int read_base(struct chain *c, struct vocabulary *v, const char *base, struct wcy_error *err)
{
    struct wcy_reader *reader = NULL;
    struct wcy_article article;
    const char *inputs[] = {base};
    const struct wcy_input_options options = {.strict = 1};
    int rc = wcy_reader_open(&reader, inputs, 1, &options, err);
    while (rc == 0 && (rc = wcy_reader_next(reader, &article, err)) == 0)
        if (!append_article(c, v, article.text))
            rc =
                fail(err, WCY_ENOMEM, "\"%s\": no memory for the base, or over 4 GB of text", base);
    wcy_reader_close(reader);
    if (rc == WCY_END && !buf_reserve(&c->text, SHORT_WORD))
        rc = fail_nomem(err);
    if (rc == WCY_END)
        rc = c->count >= 1000 ? 0 : fail(err, WCY_EDATA, "\"%s\": a base needs 1000 words", base);
    return rc;
}

static uint32_t previous_word(const struct chain *c, uint32_t position)
{
    return c->words[position ? position - 1 : c->count - 1].word;
}

/* Stable counting sort of `from` into `to` by the word at, or before, each position. `start` gets
   where each word begins; it has n_words + 1 places. */
static void counting_sort(const struct chain *c, const uint32_t *from, uint32_t *to, bool previous,
                          uint32_t *start, size_t n_words)
{
    for (size_t i = 0; i <= n_words; i++)
        start[i] = 0;
    for (uint32_t i = 0; i < c->count; i++)
        start[(previous ? previous_word(c, i) : c->words[i].word) + 1]++;
    for (size_t i = 0; i < n_words; i++)
        start[i + 1] += start[i];
    for (size_t i = 0; i < c->count; i++) {
        uint32_t p = from ? from[i] : (uint32_t)i;
        to[start[previous ? previous_word(c, p) : c->words[p].word]++] = p;
    }
    for (size_t i = n_words; i > 0; i--)
        start[i] = start[i - 1];
    start[0] = 0;
}

/* Numbers the runs of equal (previous word, word) in `order`. */
static bool find_groups(struct chain *c)
{
    size_t cap = 0, groups = 0;
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t p = c->order[i], q = i ? c->order[i - 1] : 0;
        bool same =
            i && c->words[p].word == c->words[q].word && previous_word(c, p) == previous_word(c, q);
        if (!same) {
            if (!GROW(c->group_start, cap, groups + 2))
                return false;
            c->group_start[groups++] = i;
        }
        c->words[p].group = (uint32_t)groups - 1;
        c->group_start[groups] = i + 1;
    }
    return true;
}

static bool index_words(struct chain *c, size_t n_words)
{
    uint32_t *by_previous = malloc(c->count * sizeof *by_previous);
    c->order = malloc(c->count * sizeof *c->order);
    c->word_start = malloc((n_words + 1) * sizeof *c->word_start);
    bool ok = by_previous && c->order && c->word_start;
    if (ok) {
        counting_sort(c, NULL, by_previous, true, c->word_start, n_words);
        counting_sort(c, by_previous, c->order, false, c->word_start, n_words);
        ok = find_groups(c);
    }
    free(by_previous);
    return ok;
}

int chain_load(struct chain *c, const char *base, struct wcy_error *err)
{
    *c = (struct chain){.jump_word = JUMP_WORD, .jump_pair = JUMP_PAIR, .stock = STOCK_RATE};
    struct vocabulary v;
    int rc = vocabulary_init(&v, 1 << 20) ? read_base(c, &v, base, err) : fail_nomem(err);
    if (rc == 0 && c->count >= CHAIN_NUMBER)
        rc = fail(err, WCY_EDATA, "\"%s\": over two thousand million words", base);
    if (rc == 0 && !index_words(c, v.count))
        rc = fail_nomem(err);
    vocabulary_release(&v);
    if (rc != 0)
        chain_release(c);
    return rc;
}

void chain_release(struct chain *c)
{
    buf_release(&c->text);
    free(c->words);
    free(c->order);
    free(c->word_start);
    free(c->group_start);
    free(c->lengths);
    *c = (struct chain){0};
}

/* One of the stock passages: the k-th is `*words` words from a fixed place in the base. */
static uint32_t draw_stock(const struct chain *c, struct rng *r, uint32_t *words)
{
    double rank = STOCK_PASSAGES * pow(rng_unit(r), 1 / (1 - STOCK_EXPONENT));
    struct rng fixed = rng_make(0, 0, (uint64_t)rank);
    *words = STOCK_SHORTEST + rng_below(&fixed, STOCK_LONGEST - STOCK_SHORTEST + 1);
    return rng_below(&fixed, (uint32_t)c->count);
}

/* The three steps from one word to the next. Each ends by asking for the memory that the following
   one reads, so that walks that take turns wait together instead of one after the other. */
static void choose_jump(const struct chain *c, struct walk *w)
{
    double dice = w->stock > 1 ? 1 : rng_unit(&w->rng);
    w->jump = NULL;
    w->moved = true;
    if (w->stock == 1) { /* the passage is over */
        w->position = rng_below(&w->rng, (uint32_t)c->count);
    } else if (dice < c->jump_word) {
        w->jump = c->word_start + c->words[w->position].word;
        __builtin_prefetch(w->jump);
    } else if (dice < c->jump_word + c->jump_pair) {
        w->jump = c->group_start + c->words[w->position].group;
        __builtin_prefetch(w->jump);
    } else {
        w->moved = dice < 1;
    }
    w->stock -= w->stock > 0;
}

static void choose_place(const struct chain *c, struct walk *w)
{
    if (!w->jump)
        return;
    w->place = c->order + w->jump[0] + rng_below(&w->rng, w->jump[1] - w->jump[0]);
    __builtin_prefetch(w->place);
}

static void move_on(const struct chain *c, struct walk *w)
{
    if (w->jump)
        w->position = *w->place;
    if (w->moved && w->stock == 0 && rng_chance(&w->rng, c->stock))
        w->position = draw_stock(c, &w->rng, &w->stock);
    else if (++w->position == c->count)
        w->position = 0;
    __builtin_prefetch(&c->words[w->position]);
}

void chain_walk(const struct chain *c, struct walk *walks, size_t n_walks)
{
    size_t longest = 0;
    for (size_t k = 0; k < n_walks; k++) {
        walks[k].position = rng_below(&walks[k].rng, (uint32_t)c->count);
        walks[k].stock = 0;
        longest = walks[k].n > longest ? walks[k].n : longest;
    }
    for (size_t i = 0; i < longest; i++) {
        for (size_t k = 0; k < n_walks; k++)
            if (i < walks[k].n) {
                walks[k].out[i] = walks[k].position;
                choose_jump(c, &walks[k]);
            }
        for (size_t k = 0; k < n_walks; k++)
            if (i < walks[k].n)
                choose_place(c, &walks[k]);
        for (size_t k = 0; k < n_walks; k++)
            if (i < walks[k].n)
                move_on(c, &walks[k]);
    }
}

size_t chain_length(const struct chain *c, struct rng *r, double mean)
{
    size_t words = c->lengths[rng_below(r, (uint32_t)c->n_lengths)];
    if (mean > 0)
        words = (size_t)((double)words * mean * (double)c->n_lengths / (double)c->count + 0.5);
    return words < 20 ? 20 : words;
}

/* The words stand all over the base: asks for those that are printed a little later. */
static void fetch_ahead(const struct chain *c, const uint32_t *words, size_t left)
{
    enum { NEAR = 8, FAR = 16 };
    if (left > FAR && !(words[FAR] & CHAIN_NUMBER))
        __builtin_prefetch(&c->words[words[FAR]]);
    if (left > NEAR && !(words[NEAR] & CHAIN_NUMBER))
        __builtin_prefetch(c->text.ptr + c->words[words[NEAR]].offset);
}

bool chain_print(const struct chain *c, const uint32_t *words, size_t n, struct buf *out)
{
    for (size_t i = 0; i < n; i++) {
        fetch_ahead(c, words + i, n - i);
        if (words[i] & CHAIN_NUMBER) {
            if (!buf_printf(out, "%u ", words[i] & ~CHAIN_NUMBER))
                return false;
            continue;
        }
        uint32_t from = c->words[words[i]].offset, len = c->words[words[i] + 1].offset - from;
        if (!buf_reserve(out, len + SHORT_WORD))
            return false;
        if (len <= SHORT_WORD) /* a copy of fixed length is one instruction */
            memcpy(out->ptr + out->len, c->text.ptr + from, SHORT_WORD);
        else
            memcpy(out->ptr + out->len, c->text.ptr + from, len);
        out->len += len;
    }
    if (out->len >= 4 && memcmp(out->ptr + out->len - 4, "\\n\\n", 4) == 0)
        out->len -= 4;
    else if (out->len && out->ptr[out->len - 1] == ' ')
        out->len--;
    return true;
}
