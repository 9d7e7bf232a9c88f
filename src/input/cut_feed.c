/*
 * Cutting RSS and Atom: every <item> or <entry> is a record, so that a broken one costs itself
 * alone and items are parsed on any thread.
 */

#include "input/cut.h"
#include "input/problem.h"

#include "wirecopy.h"

#include <string.h>
#include <strings.h>

/* Bytes kept when nothing was found: the start of a tag may be among them. */
#define TAG_MAX 16

static bool is_name_end(char c)
{
    return c == '>' || c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '/';
}

static bool starts_at(struct slice s, size_t at, const char *text)
{
    size_t len = strlen(text);
    return s.len - at >= len && memcmp(s.ptr + at, text, len) == 0;
}

enum feed_tag { FEED_NOTHING, FEED_ITEM, FEED_ENTRY, FEED_COMMENT };

static enum feed_tag tag_at(struct slice s, size_t at)
{
    if (starts_at(s, at, "<!--"))
        return FEED_COMMENT;
    if (starts_at(s, at, "<item") && at + 5 < s.len && is_name_end(s.ptr[at + 5]))
        return FEED_ITEM;
    if (starts_at(s, at, "<entry") && at + 6 < s.len && is_name_end(s.ptr[at + 6]))
        return FEED_ENTRY;
    return FEED_NOTHING;
}

/* Moves `*at` to the next item, entry or comment, or to the end. */
static enum feed_tag find_tag(struct slice s, size_t *at)
{
    while (*at < s.len) {
        const char *open = memchr(s.ptr + *at, '<', s.len - *at);
        if (!open)
            break;
        *at = (size_t)(open - s.ptr);
        enum feed_tag tag = tag_at(s, *at);
        if (tag != FEED_NOTHING)
            return tag;
        ++*at;
    }
    *at = s.len;
    return FEED_NOTHING;
}

/* The end of what starts at `at` with `open`, such as a comment; 0: not in `s`. */
static size_t skip_section(struct slice s, size_t at, const char *close)
{
    const char *hit = memmem(s.ptr + at, s.len - at, close, strlen(close));
    return hit ? (size_t)(hit - s.ptr) + strlen(close) : 0;
}

/* Looks for the end of an item, an entry or a comment from `*at` on: its length, or 0 when it is
   not in `s` (then `*at` is where to go on). CDATA sections and comments may hold anything.
   `final`: no more bytes will come, so that a tag at the very end is not waited for. */
static size_t find_end(struct slice s, enum feed_tag tag, bool final, size_t *at)
{
    const char *close = tag == FEED_ENTRY ? "</entry" : "</item";
    if (tag == FEED_COMMENT)
        return skip_section(s, 0, "-->");
    while (*at < s.len) {
        const char *open = memchr(s.ptr + *at, '<', s.len - *at);
        if (!open)
            break;
        *at = (size_t)(open - s.ptr);
        if (s.len - *at < TAG_MAX && !final)
            return 0;
        size_t next = *at + 1;
        if (starts_at(s, *at, "<![CDATA["))
            next = skip_section(s, *at, "]]>");
        else if (starts_at(s, *at, "<!--"))
            next = skip_section(s, *at, "-->");
        else if (starts_at(s, *at, close))
            return skip_section(s, *at, ">");
        if (next == 0)
            return 0;
        *at = next;
    }
    *at = s.len;
    return 0;
}

/* What the XML declaration at the start of the feed says of the encoding, into c->charset. */
static void read_charset(struct cutter *c)
{
    struct slice head = slice_sub(cut_window(c), 0, 200);
    c->charset[0] = '\0';
    const char *hit = head.len ? memmem(head.ptr, head.len, "encoding=", 9) : NULL;
    const char *end = head.len ? memmem(head.ptr, head.len, "?>", 2) : NULL;
    if (!hit || !end || hit > end)
        return;
    const char *from = hit + 10;
    size_t len = 0;
    while (from + len < end && from[len] != '"' && from[len] != '\'' && len < sizeof c->charset - 1)
        len++;
    memcpy(c->charset, from, len);
    c->charset[len] = '\0';
}

static int add_item(struct cutter *c, size_t len)
{
    struct record *record = cut_record(c, len);
    if (!record)
        return WCY_ENOMEM;
    record->charset = arena_dup(&c->chunk->names, slice_str(c->charset));
    cut_advance(c, len);
    return record->charset.ptr ? CUT_MORE : WCY_ENOMEM;
}

/* The file ended, perhaps inside an item. */
static int feed_over(struct cutter *c, bool inside)
{
    struct stream *s = c->stream;
    bool ok = true;
    if (s->problem || inside)
        ok = cut_problem(c, inside ? ++c->number : 0, c->offset,
                         s->problem ? s->problem : PROBLEM_TRUNCATED, "%s",
                         s->problem ? s->detail : "the file ends inside this item");
    else if (c->number == 0)
        ok = cut_problem(c, 0, 0, PROBLEM_NO_TEXT, "a feed without items");
    cut_drop(c, cut_window(c).len);
    return ok ? CUT_DONE : WCY_ENOMEM;
}

/* What starts at the window is whole, `len` bytes long. */
static int take_whole(struct cutter *c, enum feed_tag tag, size_t len)
{
    if (tag != FEED_COMMENT)
        return add_item(c, len);
    cut_advance(c, len);
    return CUT_MORE;
}

/* The item or comment that starts at the window: cut, or found too large (then the search for the
   next one goes on behind what is there of it). */
static int take(struct cutter *c, enum feed_tag tag)
{
    for (;;) {
        struct slice window = cut_window(c);
        size_t len = find_end(window, tag, c->ended, &c->scanned);
        if (len > 0 && len <= c->max_record)
            return take_whole(c, tag, len);
        if (len > 0 || window.len > c->max_record) {
            bool ok = cut_problem(c, ++c->number, c->offset, PROBLEM_TOO_LARGE,
                                  "more than %llu bytes; raise --max-record to read it",
                                  (unsigned long long)c->max_record);
            cut_drop(c, len ? len : window.len);
            return ok ? CUT_MORE : WCY_ENOMEM;
        }
        if (c->ended)
            return feed_over(c, tag != FEED_COMMENT);
        /* A quarter more each time: an open CDATA section is searched again from its start. */
        size_t want = window.len + window.len / 4 + 1;
        while (!c->ended && cut_window(c).len < want) {
            int filled = cut_fill(c);
            if (filled != CUT_MORE)
                return filled;
        }
    }
}

int cut_feed(struct cutter *c)
{
    if (c->offset == 0)
        read_charset(c);
    while (!cut_enough(c)) {
        struct slice window = cut_window(c);
        size_t at = 0;
        enum feed_tag tag = find_tag(window, &at);
        int code = CUT_MORE;
        if (tag != FEED_NOTHING) {
            if (at > 0)
                cut_advance(c, at);
            code = take(c, tag);
        } else if (c->ended) {
            return feed_over(c, false);
        } else {
            cut_advance(c, window.len > TAG_MAX ? window.len - TAG_MAX : 0);
            code = cut_fill(c);
        }
        if (code != CUT_MORE)
            return code;
    }
    return CUT_FULL;
}
