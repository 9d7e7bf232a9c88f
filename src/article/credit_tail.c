#include "article/credit_tail.h"

#include "article/credit_glyph.h"

#include <strings.h>

enum {
    LONG_LINE = 70,  /* bytes: a paragraph rather than a caption or a heading */
    SHORT_LINE = 60, /* bytes: page furniture behind the story, or a name */
    MAX_MARK = 48
};

/* What pages put behind a story, in lines of any length. */
static bool is_furniture(struct slice line)
{
    static const char *const words[] = {"related",       "read more", "trending", "more ",
                                        "also read",     "share",     "see also", "you may",
                                        "advertisement", "tags",      "comments", "filed under",
                                        "topics",        "copyright", "follow",   "subscribe",
                                        "sign up",       "next",      "previous", "recommended"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if ((line.ptr[0] | 0x20) == words[i][0] && line.len >= strlen(words[i]) &&
            strncasecmp(line.ptr, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* The line behind a story's end: none, or something short that is no paragraph. */
static bool ends_story(struct slice behind)
{
    return behind.len < SHORT_LINE || is_furniture(behind);
}

/* Blanks and control characters: old wire stories end with U+0003. */
static struct slice trim(struct slice s)
{
    const char *p = glyph_skip_blanks(s.ptr, s.ptr + s.len);
    return slice_trim(slice_make(p, s.len - (size_t)(p - s.ptr)));
}

/* A line that is nothing but a mark. Undecorated ("AP") it may be a picture's credit, which stands
   before a paragraph; a story's tail stands behind one. */
static bool whole_line(struct slice before, struct slice line, struct slice behind,
                       struct tail *tail)
{
    struct slice bare = glyph_bare(line);
    if (bare.len > MAX_MARK - 8)
        return false;
    tail->n_sources = dateline_marks(bare, tail->sources, DATELINE_SOURCES);
    tail->evidence = line;
    if (tail->n_sources == 0)
        return false;
    if (behind.len == 0)
        return before.len > 0;
    if (line.ptr[0] == '[' ||
        (bare.ptr == line.ptr && tail->sources[0]->type == SOURCE_BROADCASTER))
        return false; /* "[CNN]" in a list of links, "NBC Nightly News" above a transcript */
    bool dashed = line.ptr[0] == '-' || glyph_peek(line.ptr, line.ptr + line.len) == '-';
    bool paragraph = trim(before).len >= LONG_LINE;
    return (paragraph && ends_story(behind)) || (dashed && (paragraph || ends_story(behind)));
}

/* "(AFP)" at the end of a paragraph: where its bracket opens, or NULL. */
static const char *last_bracket(struct slice line)
{
    static const char *const pairs[][2] = {
        {"(",   ")"  },
        {"（", "）"},
        {"[",   "]"  },
        {"/",   "/"  }
    };
    unsigned char last = (unsigned char)line.ptr[line.len - 1];
    if (last < 0x80 && last != ')' && last != ']' && last != '/')
        return NULL;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t n = strlen(pairs[i][1]), m = strlen(pairs[i][0]);
        if (line.len < n + m || !slice_ends(line, slice_str(pairs[i][1])))
            continue;
        size_t from = line.len - n, low = from > MAX_MARK ? from - MAX_MARK : 0;
        for (size_t k = from; k-- > low;)
            if (line.len - k >= m && memcmp(line.ptr + k, pairs[i][0], m) == 0)
                return line.ptr + k;
    }
    return NULL;
}

/* Whether a long line's end has a dash, which is ASCII's or no ASCII at all. Without an early end
   the loop becomes a few vectors. */
static bool may_have_dash(struct slice line)
{
    const char *window = line.ptr + line.len - MAX_MARK;
    unsigned char found = 0;
    for (int i = 0; i < MAX_MARK; i++)
        found |= (unsigned char)(window[i] == '-' ? 0x80 : window[i]);
    return found >= 0x80;
}

/* "... he said. — Bernama": where the last dash of a long line's end begins, or NULL. */
static const char *last_dash(struct slice line)
{
    const char *end = line.ptr + line.len, *found = NULL;
    const char *p = end - MAX_MARK;
    while (p < end && ((unsigned char)*p & 0xC0) == 0x80)
        p++;
    for (; p < end; glyph_next(&p, end)) {
        bool possible = *p == ' ' || *p == '-' || (unsigned char)*p >= 0x80;
        const char *next = possible ? glyph_skip_dash(p, end) : p;
        if (next == p)
            continue;
        if (next < end && (*p == ' ' || (p > line.ptr && strchr(".\"')?!", p[-1]))))
            found = p;
        p = next - 1;
    }
    return found;
}

/* A caption with its picture's credit: "Photo: Jane Doe (AP)". */
static bool is_caption(struct slice line)
{
    static const char *const words[] = {"photo",    "image", "picture", "caption",    "credit:",
                                        "courtesy", "video", "foto",    "screenshot", "file -"};
    const char *end = line.ptr + line.len;
    const char *p = line.len > 250 ? end - 120 : line.ptr;
    for (; p < end; p++)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if ((size_t)(end - p) > strlen(words[i]) &&
                strncasecmp(p, words[i], strlen(words[i])) == 0)
                return true;
    return false;
}

/* How most paragraphs end. */
static bool is_stop(char c)
{
    return c == '.' || c == '"' || c == '?' || c == '!' || c == ':' || c == '\'';
}

static bool line_end(struct slice line, struct slice behind, struct tail *tail)
{
    if (line.len < LONG_LINE || is_stop(line.ptr[line.len - 1]))
        return false;
    const char *from = last_bracket(line);
    bool dash = !from;
    if ((dash && !may_have_dash(line)) || !ends_story(behind))
        return false;
    if (dash)
        from = last_dash(line);
    if (!from)
        return false;
    if (*from == '[' && behind.len && behind.ptr[behind.len - 1] == ']')
        return false; /* links with their sources: "... Convention [CNN]", "... Court [NBC]" */
    if (memmem(line.ptr, line.len, "』", strlen("』")))
        return false; /* a reference with the title of what it cites */
    tail->evidence = slice_make(from, (size_t)(line.ptr + line.len - from));
    const char *before = from;
    while (before > line.ptr && (unsigned char)before[-1] <= ' ')
        before--;
    if (dash && before > line.ptr && (unsigned char)before[-1] < 0x80 &&
        !strchr(".?!\"')", before[-1]))
        return false; /* a sentence goes on */
    tail->evidence = trim(tail->evidence);
    tail->n_sources = dateline_marks(glyph_bare(tail->evidence), tail->sources, DATELINE_SOURCES);
    return tail->n_sources > 0 && !is_caption(line);
}

bool tail_at(struct slice before, struct slice line, struct slice behind, struct tail *tail)
{
    line = trim(line);
    if (line.len < 2)
        return false;
    if (line.len <= MAX_MARK)
        return whole_line(before, line, behind, tail);
    return line_end(line, behind, tail);
}
