#include "article/credit_cue.h"

#include "article/credit_known.h"

#include <pthread.h>

/*
 * Wu and Manber's search ("A fast algorithm for multi-pattern searching", 1994) over the first
 * CUE_LEN bytes of all cues: the last CUE_BLOCK bytes of a window of CUE_LEN say how far the next
 * cue may be, so that most bytes are never looked at. ASCII case is folded by setting bit 5 of
 * every byte, in the cue and in the text alike. Nearly all blocks are in no cue and allow the full
 * skip: a set of bits, which is large enough to have few collisions, knows them.
 */
enum {
    MAX_CUES = 512, /* a full table loses phrases, which the test of every row notices */
    CUE_LEN = 8,
    CUE_BLOCK = 4,
    SKIP_BITS = 12, /* of the hash of a block: for its skip, and for the set of all */
    BLOCK_BITS = 17,
    WORD_BITS = 8,
    LAST_BLOCK = CUE_LEN - CUE_BLOCK, /* where a cue's last block begins */
    FULL = LAST_BLOCK + 1             /* the longest skip */
};

/* All phrases with one cue. */
struct group {
    uint64_t word; /* the cue's first CUE_LEN bytes, folded */
    struct cue *first, *last;
    struct group *next; /* another cue whose word has the same hash */
};

static struct {
    struct cue cues[MAX_CUES];
    struct group groups[MAX_CUES];
    size_t n_cues, n_groups;
    struct group *by_word[1 << WORD_BITS];
    uint8_t skip[1 << SKIP_BITS];
    uint64_t blocks[(1 << BLOCK_BITS) / 64];
} table;

static uint32_t hash_block(const char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return (v | 0x20202020u) * 2654435761u;
}

/* 1: the block may be in a cue; 0: it is in none. No bool, so that four can be joined without
   branches. */
static unsigned in_cue(const char *block)
{
    uint32_t bit = hash_block(block) >> (32 - BLOCK_BITS);
    return table.blocks[bit / 64] >> bit % 64 & 1;
}

static uint8_t *skip_of(const char *block)
{
    return &table.skip[hash_block(block) >> (32 - SKIP_BITS)];
}

static uint64_t load_word(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v | 0x2020202020202020u;
}

/* ------------------------------------------------------------------ building */

static struct group **bucket_of(uint64_t word)
{
    return &table.by_word[word * 0x9E3779B97F4A7C15u >> (64 - WORD_BITS)];
}

static struct group *find_group(uint64_t word)
{
    struct group *g = *bucket_of(word);
    while (g && g->word != word)
        g = g->next;
    return g;
}

static struct group *add_group(const char *word)
{
    struct group *g = &table.groups[table.n_groups++], **bucket = bucket_of(load_word(word));
    *g = (struct group){load_word(word), NULL, NULL, *bucket};
    *bucket = g;
    for (unsigned i = 0; i < FULL; i++) {
        uint32_t bit = hash_block(word + i) >> (32 - BLOCK_BITS);
        uint8_t *skip = skip_of(word + i);
        table.blocks[bit / 64] |= (uint64_t)1 << bit % 64;
        if (*skip > FULL - 1 - i)
            *skip = (uint8_t)(FULL - 1 - i);
    }
    return g;
}

static void add_cue(const struct credit_phrase *phrase, const char *at, const char *word)
{
    if (table.n_cues == MAX_CUES)
        return;
    struct group *g = find_group(load_word(word));
    if (!g)
        g = add_group(word);
    struct cue *cue = &table.cues[table.n_cues++];
    *cue = (struct cue){phrase, at, NULL};
    if (g->last)
        g->last->next = cue;
    else
        g->first = cue;
    g->last = cue;
}

/* The longest run outside slots and classes, of letters or, with `blanks`, of words; empty when
   shorter than a cue. */
static struct slice longest_run(const char *pattern, bool blanks)
{
    struct slice best = {NULL, CUE_LEN - 1};
    for (const char *p = pattern; *p;) {
        if (*p == '<')
            p += strcspn(p, ">");
        const char *from = p;
        while ((unsigned char)*p >= 0x80 || (*p >= 'a' && *p <= 'z') || (blanks && *p == ' '))
            p++;
        if ((size_t)(p - from) > best.len && (from == pattern || from[-1] != '%'))
            best = slice_make(from, (size_t)(p - from));
        if (p == from)
            p += *p == '%' ? 2 : 1;
    }
    return best;
}

static bool is_cue_class(const char *list)
{
    for (struct slice word; known_item(&list, &word);)
        if (word.len < CUE_LEN)
            return false;
    return true;
}

static void add_cues(const struct credit_phrase *phrase)
{
    struct slice word = longest_run(phrase->pattern, false);
    if (word.ptr) {
        add_cue(phrase, word.ptr, word.ptr);
        return;
    }
    for (const char *p = strchr(phrase->pattern, '<'); p; p = strchr(p + 1, '<')) {
        const struct word_class *class = known_class(slice_make(p + 1, strcspn(p + 1, "?>")));
        if (!class || !is_cue_class(class->words))
            continue;
        const char *list = class->words;
        while (known_item(&list, &word))
            add_cue(phrase, p, word.ptr);
        return;
    }
    word = longest_run(phrase->pattern, true);
    if (word.ptr)
        add_cue(phrase, word.ptr, word.ptr);
}

static void build(void)
{
    memset(table.skip, FULL, sizeof table.skip);
    for (size_t i = 0; i < credit_n_phrases; i++) {
        enum credit_where where = credit_phrases[i].where;
        if (where == AT_SENTENCE || where == AT_WORD || where == AT_LINE_CUE)
            add_cues(&credit_phrases[i]);
    }
}

/* ------------------------------------------------------------------ searching */

/* `block` moved to the next one that is in a cue, or to the text's end. Four at once keep the
   processor busy. */
static const char *next_block(const char *block, const char *end)
{
    enum { WINDOWS = 4 };
    while (end - block >= CUE_BLOCK + FULL * WINDOWS) {
        if (in_cue(block) | in_cue(block + FULL) | in_cue(block + 2 * FULL) |
            in_cue(block + 3 * FULL))
            break;
        block += FULL * WINDOWS;
    }
    while (end - block >= CUE_BLOCK && !in_cue(block))
        block += FULL;
    return block;
}

const char *cue_find(const char *p, const char *end, const struct cue **cues)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, build);
    const char *block = p + LAST_BLOCK;
    while (block = next_block(block, end), end - block >= CUE_BLOCK) {
        uint8_t skip = *skip_of(block);
        const struct group *g = skip ? NULL : find_group(load_word(block - LAST_BLOCK));
        if (g) {
            *cues = g->first;
            return block - LAST_BLOCK;
        }
        block += skip ? skip : 1;
    }
    return NULL;
}
