#include "article/credit_cue.h"

#include "article/credit_known.h"

#include <pthread.h>

/*
 * Wu and Manber's search ("A fast algorithm for multi-pattern searching", 1994) over the first
 * CUE_LEN bytes of all cues: the last CUE_BLOCK bytes of a window of CUE_LEN say how far the next
 * cue may be, so that most bytes are never looked at. ASCII case is folded by setting bit 5 of
 * every byte, in the cue and in the text alike.
 */
enum {
    MAX_CUES = 512, /* a full table loses phrases, which the test of every row notices */
    CUE_LEN = 8,
    CUE_BLOCK = 4,
    CUE_BITS = 14,
    FULL = CUE_LEN - CUE_BLOCK + 1 /* the longest skip */
};

/* All phrases with one cue. */
struct group {
    uint64_t word; /* the cue's first CUE_LEN bytes, folded */
    struct cue *first, *last;
    struct group *next; /* another cue whose last block has the same hash */
};

static struct {
    struct cue cues[MAX_CUES];
    struct group groups[MAX_CUES];
    size_t n_cues, n_groups;
    struct group *by_block[1 << CUE_BITS];
    uint8_t skip[1 << CUE_BITS];
} table;

static uint32_t load_block(const char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return (v | 0x20202020u) * 2654435761u >> (32 - CUE_BITS);
}

static uint64_t load_word(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v | 0x2020202020202020u;
}

/* ------------------------------------------------------------------ building */

static struct group *find_group(uint64_t word, uint32_t block)
{
    struct group *g = table.by_block[block];
    while (g && g->word != word)
        g = g->next;
    return g;
}

static struct group *add_group(const char *word, uint32_t block)
{
    struct group *g = &table.groups[table.n_groups++];
    *g = (struct group){load_word(word), NULL, NULL, table.by_block[block]};
    table.by_block[block] = g;
    for (unsigned i = 0; i < FULL; i++) {
        uint8_t *skip = &table.skip[load_block(word + i)];
        if (*skip > FULL - 1 - i)
            *skip = (uint8_t)(FULL - 1 - i);
    }
    return g;
}

static void add_cue(const struct credit_phrase *phrase, const char *at, const char *word)
{
    if (table.n_cues == MAX_CUES)
        return;
    uint32_t block = load_block(word + CUE_LEN - CUE_BLOCK);
    struct group *g = find_group(load_word(word), block);
    if (!g)
        g = add_group(word, block);
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
        const char *list = known_class(slice_make(p + 1, strcspn(p + 1, "?>")));
        if (!list || !is_cue_class(list))
            continue;
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

/* `p` moved over bytes that begin no cue. One step depends on the last one's table lookup; looking
   at four windows at once, which mostly agree on the full skip, keeps the processor busy. */
static const char *skip_far(const char *p, const char *end)
{
    enum { WINDOWS = 4 };
    const char *block = p + CUE_LEN - CUE_BLOCK;
    while (end - block >= CUE_BLOCK + FULL * WINDOWS) {
        int sum = table.skip[load_block(block)] + table.skip[load_block(block + FULL)] +
                  table.skip[load_block(block + 2 * FULL)] +
                  table.skip[load_block(block + 3 * FULL)];
        if (sum != FULL * WINDOWS)
            break;
        block += FULL * WINDOWS;
    }
    return block - (CUE_LEN - CUE_BLOCK);
}

const char *cue_find(const char *p, const char *end, const struct cue **cues)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, build);
    while (p = skip_far(p, end), end - p >= CUE_LEN) {
        uint32_t block = load_block(p + CUE_LEN - CUE_BLOCK);
        if (table.skip[block]) {
            p += table.skip[block];
            continue;
        }
        const struct group *g = find_group(load_word(p), block);
        if (g) {
            *cues = g->first;
            return p;
        }
        p++;
    }
    return NULL;
}
