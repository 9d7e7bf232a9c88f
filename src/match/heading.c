#include "match/heading.h"

/* Bytes of a headline, and of the paragraph below it, which is no shorter than the headline or ends
   like a sentence. */
#define HEADLINE_LEAST  12
#define HEADLINE_MOST   300
#define PARAGRAPH_LEAST 40

/* What a sentence ends with, and what may stand behind that; headlines may end with a question. */
static const char *const stops[] = {".",  "!",  ":",  ";", ",", "-", "|", "。", "！", "：",
                                    "；", "，", "、", "…", "۔", "؛", "،", "।",  "–",  "—"};
static const char *const closers[] = {"\"", "'", ")", "]", "”", "’", "»", "」", "』", "）", "】"};

#define COUNT(table) (sizeof(table) / sizeof *(table))

static size_t end_with(struct slice line, const char *const *table, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (slice_ends(line, slice_str(table[i])))
            return strlen(table[i]);
    return 0;
}

static struct slice strip_closers(struct slice line)
{
    size_t n;
    while ((n = end_with(line, closers, COUNT(closers))) != 0)
        line = slice_trim(slice_sub(line, 0, line.len - n));
    return line;
}

static bool is_headline(struct slice line)
{
    /* Nearly all lines are paragraphs with a full stop. */
    if (line.len < HEADLINE_LEAST || line.len > HEADLINE_MOST || line.ptr[line.len - 1] == '.')
        return false;
    line = strip_closers(line);
    return line.len != 0 && end_with(line, stops, COUNT(stops)) == 0;
}

static bool is_paragraph(struct slice line, struct slice headline)
{
    return line.len >= 2 * headline.len || end_with(line, closers, COUNT(closers)) ||
           end_with(line, stops, COUNT(stops)) || slice_ends(line, slice_str("?"));
}

size_t heading_find(struct slice text, struct slice *headings)
{
    struct slice last = {NULL, 0};
    size_t count = 0;
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        const char *stop = memchr(text.ptr + at, '\n', text.len - at);
        end = stop ? (size_t)(stop - text.ptr) : text.len;
        struct slice line = slice_trim(slice_sub(text, at, end));
        if (line.len == 0)
            continue;
        if (line.len >= PARAGRAPH_LEAST && is_headline(last) && is_paragraph(line, last)) {
            if (count == HEADING_MOST)
                return 0;
            headings[count++] = last;
        }
        last = line;
    }
    return count;
}
