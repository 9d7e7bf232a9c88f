/* Cutting JSON Lines, and files that are one record. */

#include "input/cut.h"
#include "input/problem.h"

#include "wirecopy.h"

static bool too_large(struct cutter *c, uint64_t offset)
{
    return cut_problem(c, ++c->number, offset, PROBLEM_TOO_LARGE,
                       "more than %llu bytes; raise --max-record to read it",
                       (unsigned long long)c->max_record);
}

/* The window's first `len` bytes are a line (without its line end). Blank lines are no records. */
static bool add_line(struct cutter *c, size_t len)
{
    struct slice line = slice_sub(cut_window(c), 0, len);
    if (line.len && line.ptr[line.len - 1] == '\r')
        line.len--;
    if (line.len > c->max_record)
        return too_large(c, c->offset);
    return slice_trim(line).len == 0 || cut_record(c, line.len) != NULL;
}

/* The end of a line that is too large was found. */
static bool end_skipping(struct cutter *c)
{
    c->skipping = false;
    return too_large(c, c->skip_offset);
}

/* The stream is used up and the window holds no line end. */
static int last_line(struct cutter *c)
{
    struct stream *s = c->stream;
    size_t left = cut_window(c).len;
    bool ok = true;
    if (c->skipping)
        ok = end_skipping(c);
    else if (!s->problem && left)
        ok = add_line(c, left);
    if (ok && s->problem)
        ok = cut_problem(c, left || c->number == 0 ? c->number + 1 : 0, c->offset, s->problem,
                         "%s; %llu records before it were read", s->detail,
                         (unsigned long long)c->number);
    cut_advance(c, left);
    return ok ? CUT_DONE : WCY_ENOMEM;
}

int cut_lines(struct cutter *c)
{
    while (!cut_enough(c)) {
        struct slice window = cut_window(c);
        size_t fresh = window.len - c->scanned;
        const char *end = fresh ? memchr(window.ptr + c->scanned, '\n', fresh) : NULL;
        if (end) {
            size_t len = (size_t)(end - window.ptr);
            bool skipped = c->skipping;
            if (!(skipped ? end_skipping(c) : add_line(c, len)))
                return WCY_ENOMEM;
            if (skipped)
                cut_drop(c, len + 1);
            else
                cut_advance(c, len + 1);
            continue;
        }
        if (c->ended)
            return last_line(c);
        c->scanned = window.len;
        if (c->skipping || window.len > c->max_record + 1) { /* 1: a CR is not part of the line */
            if (!c->skipping)
                c->skip_offset = c->offset;
            c->skipping = true;
            cut_drop(c, cut_window(c).len);
        }
        int filled = cut_fill(c);
        if (filled != CUT_MORE)
            return filled;
    }
    return CUT_FULL;
}

int cut_whole(struct cutter *c)
{
    while (!c->ended) {
        if (c->skipping || cut_window(c).len > c->max_record) {
            c->skipping = true;
            cut_drop(c, cut_window(c).len);
        }
        int filled = cut_fill(c);
        if (filled != CUT_MORE)
            return filled;
    }
    struct stream *s = c->stream;
    size_t len = cut_window(c).len;
    bool ok = true;
    if (c->skipping || len > c->max_record)
        ok = too_large(c, 0);
    else if (s->problem)
        ok = cut_problem(c, 1, 0, s->problem, "%s", s->detail);
    else
        ok = cut_record(c, len) != NULL;
    cut_advance(c, len);
    return ok ? CUT_DONE : WCY_ENOMEM;
}
