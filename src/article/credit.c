#include "article/credit.h"

#include "article/credit_cue.h"
#include "article/credit_dateline.h"
#include "article/credit_glyph.h"
#include "article/credit_known.h"
#include "article/credit_list.h"
#include "article/credit_pattern.h"
#include "article/credit_tail.h"

enum {
    PARAGRAPH = 80,    /* bytes that make a line a paragraph */
    OPENING = 3,       /* paragraphs that open a story */
    HEAD = 4000,       /* bytes in which bylines without "by" are looked for */
    HEAD_LINE = 110,   /* bytes such a line may have */
    HEAD_BEFORE = 160, /* bytes the line before it may have: a title */
    CUE_BEFORE = 800,  /* bytes before a cue where its sentence may start */
    CUE_BEHIND = 400,  /* bytes behind it */
    CUE_STARTS = 60,   /* places tried as its start */
    MAX_TRIES = 20000  /* the same in the whole text */
};

static const double WEIGHT_DATELINE = 3, WEIGHT_BARE_MARK = 2.5, WEIGHT_TAIL = 2;

struct finder {
    struct slice text;
    unsigned paragraphs; /* read so far */
    unsigned tries;      /* at sentences; bounded, so that no text can make it slow */
    struct credit_list list;
};

static struct slice between(const char *from, const char *to)
{
    return slice_make(from, (size_t)(to - from));
}

/* ------------------------------------------------------------------ phrases */

/* Some marks are names of people too ("Antara", "Hina"): in a list of people only capitals count.
 */
static bool is_first_name(const char *p, const char *stop)
{
    if (stop - p > 6)
        return false;
    for (; p < stop; p++)
        if (*p >= 'a' && *p <= 'z')
            return true;
    return false;
}

/* Credits every agency that `words` names: "Reuters and The Associated Press". */
static bool add_named(struct finder *f, const struct credit_phrase *phrase, struct slice words,
                      struct slice evidence)
{
    const char *end = words.ptr + words.len;
    bool found = false, inside = false;
    for (const char *p = words.ptr; p < end;) {
        const char *stop;
        const struct credit_source *s = inside ? NULL : known_source_at(p, end, true, &stop);
        if (credit_source_is_agency(s) && !is_first_name(p, stop)) {
            credit_list_add_source(&f->list, s, phrase->kind, evidence, phrase->weight, false);
            found = true;
            p = stop;
        }
        inside = p < end && glyph_is_word(glyph_fold(&p, end));
    }
    return found;
}

static bool try_phrase(struct finder *f, const struct credit_phrase *phrase, const char *p,
                       const char *end, const char **stop)
{
    struct phrase_match m;
    if (!phrase_at(phrase, p, end, &m))
        return false;
    *stop = m.stop;
    /* "All rights reserved ..." belongs to a copyright line */
    bool whole = phrase->kind[0] == 'c' && phrase->kind[2] == 'p';
    const char *close = whole ? end : glyph_skip_close(m.stop, end);
    struct slice evidence = slice_trim(between(m.start, close));
    if (phrase->source)
        credit_list_add_source(&f->list, known_id(phrase->source), phrase->kind, evidence,
                               phrase->weight, true);
    else if (m.words.ptr)
        return add_named(f, phrase, m.words, evidence);
    else
        credit_list_add_name(&f->list, &m.name, phrase->kind, evidence, phrase->weight);
    return true;
}

/* A byline is no sentence: "by the BBC." may be the end of one in hard-wrapped text. */
static bool may_be_byline(const char *p, const char *end)
{
    return !(*p >= 'a' && *p <= 'z' && end[-1] == '.');
}

/* A source behind "the map below:" is the map's, when the story goes on. */
static bool is_of_story(const struct credit_phrase *phrase, struct slice before,
                        struct slice behind)
{
    bool goes_on = behind.len >= PARAGRAPH && behind.ptr[behind.len - 1] == '.';
    return before.len == 0 || before.ptr[before.len - 1] != ':' || !goes_on ||
           strcmp(phrase->kind, "source-line") != 0;
}

static void line_phrases(struct finder *f, struct slice before, const char *p, const char *end,
                         struct slice behind)
{
    const char *stop;
    uint32_t lead;
    p = glyph_skip_lead(p, end);
    const struct phrase_link *l = p < end ? known_line_phrases(p, end, &lead) : NULL;
    for (; l; l = l->next)
        if ((l->lead == 0 || l->lead == lead) &&
            (l->phrase->where == AT_LINE || f->paragraphs < OPENING) &&
            (strcmp(l->phrase->kind, "story-by") != 0 || may_be_byline(p, end)) &&
            is_of_story(l->phrase, before, behind) && try_phrase(f, l->phrase, p, end, &stop))
            return;
}

/* Bylines without "by", above the story: not behind a paragraph, where they name whom it quotes. */
static void head_phrases(struct finder *f, struct slice before, const char *p, const char *end)
{
    size_t len = (size_t)(end - p);
    if (p - f->text.ptr > HEAD || before.len > HEAD_BEFORE || len > HEAD_LINE || len == 0 ||
        strchr(".?!:\"", end[-1]))
        return;
    const char *last = memrchr(p, '|', len);
    if (!last)
        last = memrchr(p, ',', len);
    const char *source = last ? glyph_skip_blanks(last + 1, end) : end;
    if (source == end || (*source >= 'a' && *source <= 'z' && end - source > 12))
        return; /* sources begin with a capital, but for "dpa" and a few like it */
    const char *stop;
    p = glyph_skip_lead(p, end);
    for (const struct phrase_link *l = known_head_phrases(); l; l = l->next)
        if (try_phrase(f, l->phrase, p, end, &stop))
            return;
}

/* Whether a sentence may start at `p`: at the line's start, behind the end of another, or, with a
   capital, behind words whose full stop got lost (not where the cue itself is the first word:
   "Image Copyright Reuters" is a picture's). */
static bool may_start(const char *line, const char *p, uint32_t plain, bool cue)
{
    if (p - line <= 2)
        return true;
    unsigned char last = (unsigned char)p[-1];
    if (last > ' ' && last < 0x80 && !memchr("([\"'>", last, 5))
        return false;
    if (!glyph_is_upper(plain))
        return false;
    const char *q = p - 1;
    while (q > line && (unsigned char)*q <= ' ')
        q--;
    bool word = ((unsigned char)*q | 0x20) >= 'a' && ((unsigned char)*q | 0x20) <= 'z';
    return !cue || !(word || *q == ',');
}

/* Tries the phrase at every start of a sentence (or capitalised word) before the cue, the nearest
   first. */
static bool sentence_phrase(struct finder *f, const struct credit_phrase *phrase, const char *line,
                            const char *cue, const char *end, const char **stop)
{
    unsigned tried = 0;
    uint32_t first = 0; /* the phrase's first character, unless it is a class of words */
    if (phrase->pattern[0] != '<')
        first = glyph_peek(phrase->pattern, phrase->pattern + strlen(phrase->pattern));
    for (const char *p = cue; p >= line && tried < CUE_STARTS && f->tries < MAX_TRIES; p--) {
        if (((unsigned char)*p & 0xC0) == 0x80)
            continue;
        const char *raw = p;
        uint32_t plain = glyph_next(&raw, end), c = glyph_peek(p, end);
        if (first ? c != first : !glyph_is_word(c))
            continue;
        if (!may_start(line, p, plain, p == cue))
            continue;
        tried++;
        f->tries++;
        if (try_phrase(f, phrase, p, end, stop) && *stop > cue)
            return true;
    }
    return false;
}

/* A phrase that starts with a free slot: from the start of the line, or of its last sentence when
   the phrase is more than a name and its source ("TITLE first appeared on SOURCE"). */
static bool word_phrase(struct finder *f, const struct credit_phrase *phrase, const char *line,
                        const char *cue, const char *end, const char **stop)
{
    const char *start = glyph_skip_lead(line, end);
    bool whole = strchr(phrase->pattern, '$') != NULL;
    if (whole && line != f->text.ptr && line[-1] != '\n')
        return false;
    for (const char *p = cue; p > start + 3 && !whole; p--)
        if ((unsigned char)p[-1] <= ' ' && strchr(".!?)", p[-2]) && cue - p > 12 && p[-3] >= 'a' &&
            p[-4] >= 'a') { /* no initial: "Jane A. Doe" */
            start = p;
            break;
        }
    return try_phrase(f, phrase, start, end, stop);
}

static bool cue_phrase(struct finder *f, const struct credit_phrase *phrase, const char *line,
                       const char *cue, const char *end, const char **stop)
{
    if (phrase->where == AT_WORD)
        return word_phrase(f, phrase, line, cue, end, stop);
    if (phrase->where == AT_SENTENCE)
        return sentence_phrase(f, phrase, line, cue, end, stop);
    return (line == f->text.ptr || line[-1] == '\n') &&
           try_phrase(f, phrase, glyph_skip_lead(line, end), end, stop);
}

static const char *line_start(struct finder *f, const char *p, size_t limit)
{
    size_t room = (size_t)(p - f->text.ptr);
    if (room > limit)
        room = limit;
    const char *newline = memrchr(p - room, '\n', room);
    return newline ? newline + 1 : p - room;
}

static void cue_phrases(struct finder *f)
{
    const char *p = f->text.ptr, *text_end = p + f->text.len;
    const struct cue *cue;
    while ((p = cue_find(p, text_end, &cue)) != NULL) {
        const char *line = line_start(f, p, CUE_BEFORE), *stop = NULL;
        size_t room = text_end - p > CUE_BEHIND ? CUE_BEHIND : (size_t)(text_end - p);
        const char *newline = memchr(p, '\n', room);
        const char *end = newline ? newline : p + room;
        bool found = false;
        for (; cue && !found; cue = cue->next)
            found = phrase_rest_at(cue->phrase, cue->at, p, end) &&
                    cue_phrase(f, cue->phrase, line, p, end, &stop);
        p = found && stop > p ? stop : p + 4;
    }
}

/* ------------------------------------------------------------------ lines */

static void add_dateline(struct finder *f, const struct dateline *d)
{
    struct slice evidence = slice_trim(between(d->start, d->stop));
    bool bare = evidence.len && (evidence.ptr[0] == '(' || evidence.ptr[0] == '[');
    for (size_t i = 0; i < d->n_sources; i++)
        credit_list_add_source(&f->list, d->sources[i], "dateline", evidence,
                               bare ? WEIGHT_BARE_MARK : WEIGHT_DATELINE, false);
}

static void read_line(struct finder *f, struct slice before, struct slice line, struct slice behind)
{
    const char *p = line.ptr, *end = p + line.len;
    struct dateline dateline;
    struct tail tail;
    if (dateline_at(p, end, &dateline)) {
        add_dateline(f, &dateline);
        p = dateline.stop;
    }
    line_phrases(f, before, p, end, behind);
    head_phrases(f, before, p, end);
    if (p == line.ptr && tail_at(before, line, behind, &tail))
        for (size_t i = 0; i < tail.n_sources; i++)
            credit_list_add_source(&f->list, tail.sources[i], "agency-tail", tail.evidence,
                                   WEIGHT_TAIL, false);
}

/* The next line with text at or behind `*p`; empty at the end. */
static struct slice next_line(const char **p, const char *end)
{
    while (*p < end) {
        if (**p == '\n') { /* an empty line */
            ++*p;
            continue;
        }
        const char *newline = memchr(*p, '\n', (size_t)(end - *p));
        const char *stop = newline ? newline : end;
        struct slice line = slice_trim(between(*p, stop));
        *p = newline ? newline + 1 : end;
        if (line.len)
            return line;
    }
    return slice_make(end, 0);
}

int credits_find(struct arena *arena, struct slice text, struct slice site, struct credit **out,
                 size_t *count, struct wcy_error *err)
{
    struct finder f = {
        text, 0, 0, {.arena = arena, .base = text, .site = site}
    };
    if (text.len) {
        const char *p = text.ptr, *end = p + text.len;
        struct slice before = slice_make(text.ptr, 0), line = next_line(&p, end);
        while (line.len) {
            struct slice behind = next_line(&p, end);
            read_line(&f, before, line, behind);
            f.paragraphs += line.len >= PARAGRAPH;
            before = line;
            line = behind;
        }
        cue_phrases(&f);
    }
    return credit_list_finish(&f.list, out, count, err);
}
