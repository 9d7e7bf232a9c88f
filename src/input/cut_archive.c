/*
 * Cutting WARC and ARC files.
 *
 * Records say how long they are, and now and then they lie. So a record is believed when another
 * one starts behind it; whatever stands between two records is counted, reported, and passed over
 * up to the next thing that looks like a record.
 */

#include "input/archive.h"
#include "input/cut.h"
#include "input/problem.h"

#include "wirecopy.h"

#include <string.h>

/* Bytes looked at behind a record: two line ends, and the start of the next one. */
#define LOOK_BEHIND  9
#define LOOK_FURTHER 4096

/* Some ARC writers counted the header into the last record's length. */
#define ARC_SHORTFALL 64

static bool is_line_end(char c)
{
    return c == '\r' || c == '\n';
}

static size_t line_ends(struct slice s)
{
    size_t i = 0;
    while (i < s.len && is_line_end(s.ptr[i]))
        i++;
    return i;
}

/* The stream is at its end or broken, and the window is not a whole record. Says so, and goes on
   behind the break if that is possible: CUT_MORE, else CUT_DONE. */
static int stream_over(struct cutter *c)
{
    struct stream *s = c->stream;
    size_t left = cut_window(c).len;
    bool ok = true;
    bool inside = left > 0 || c->left > 0;
    if ((s->problem && !c->reported) || inside) {
        uint64_t number = inside && !c->reported ? ++c->number : 0;
        ok = cut_problem(c, number, cut_offset(c), s->problem ? s->problem : PROBLEM_TRUNCATED,
                         "%s", s->problem ? s->detail : "the file ends inside this record");
    }
    cut_drop(c, left);
    c->left = 0;
    if (!ok)
        return WCY_ENOMEM;
    if (!s->problem || !stream_resync(s))
        return CUT_DONE;
    c->ended = false;
    c->reported = true; /* what may come before the next record belongs to the damage */
    return CUT_MORE;
}

/* Between two records nothing but line ends should stand. Anything else is counted in `skipped`. */
static int pass_stray(struct cutter *c)
{
    for (;;) {
        struct slice window = cut_window(c);
        if (c->skipped == 0) {
            cut_advance(c, line_ends(window));
            window = cut_window(c);
        }
        enum archive_answer starts = archive_starts(c->format, window);
        if (starts == ARCHIVE_YES || (c->ended && window.len == 0))
            return CUT_MORE;
        if (starts == ARCHIVE_NO || c->ended) {
            if (c->skipped == 0)
                c->skip_offset = c->offset;
            size_t len = archive_find(c->format, window);
            c->skipped += len;
            if (len == window.len)
                cut_drop(c, len);
            else
                cut_advance(c, len);
            if (c->chunk->len > c->cut)
                continue;
        }
        int filled = cut_fill(c);
        if (filled != CUT_MORE)
            return filled;
    }
}

/* Reports what pass_stray counted, unless it belongs to damage that was reported already or, when
   the stream broke behind it, is about to be. */
static bool report_stray(struct cutter *c)
{
    uint64_t skipped = c->skipped;
    bool broken = c->ended && c->stream->problem && cut_window(c).len == 0;
    bool reported = c->reported;
    c->skipped = 0;
    if (!broken)
        c->reported = false;
    if (skipped == 0 || reported || broken)
        return true;
    return cut_problem(c, 0, c->skip_offset, PROBLEM_STRAY, "%llu bytes that are no record",
                       (unsigned long long)skipped);
}

/* A record that is passed over, `total` bytes long: in the window if it fits, else by `left`. */
static int pass_over(struct cutter *c, uint64_t total)
{
    size_t len = cut_window(c).len;
    if (total <= len) {
        cut_advance(c, (size_t)total);
        return CUT_MORE;
    }
    c->left = total - len;
    cut_drop(c, len);
    return CUT_MORE;
}

/* Goes on with passing over. */
static int pass_left(struct cutter *c)
{
    while (c->left > 0) {
        size_t len = cut_window(c).len;
        if (len > c->left)
            len = (size_t)c->left;
        if (len == 0 && c->ended)
            return stream_over(c);
        c->left -= len;
        if (c->left > 0)
            cut_drop(c, len);
        else
            cut_advance(c, len);
        int filled = c->left > 0 ? cut_fill(c) : CUT_MORE;
        if (filled != CUT_MORE)
            return filled;
    }
    return CUT_MORE;
}

/* The bytes of the window behind the record, without line ends. */
static struct slice behind(const struct cutter *c, size_t total)
{
    struct slice window = cut_window(c);
    struct slice rest = slice_sub(window, total, window.len);
    return slice_sub(rest, line_ends(rest), rest.len);
}

/* Where in the window, behind `header` and before `end`, another record starts; `end` if none. */
static size_t record_inside(const struct cutter *c, size_t header, size_t end)
{
    static const char next[] = "\nWARC/";
    struct slice window = cut_window(c);
    const char *at = window.ptr + header;
    while (c->format == FORMAT_WARC &&
           (at = memmem(at, (size_t)(window.ptr + end - at), next, sizeof next - 1)) != NULL) {
        size_t start = (size_t)(++at - window.ptr);
        if (archive_starts(c->format, slice_sub(window, start, window.len)) == ARCHIVE_YES)
            return start;
    }
    return end;
}

/* The true length of the record whose first `total` bytes are in the window: less than it says when
   it is not followed by a record but contains the start of one. */
static size_t true_length(const struct cutter *c, size_t header, size_t total)
{
    struct slice rest = behind(c, total);
    if (rest.len == 0 || archive_starts(c->format, rest) != ARCHIVE_NO)
        return total;
    return record_inside(c, header, total);
}

/* True when no record follows, and the stream is broken in the very gzip member or frame that the
   record's end is in: its checksum, most likely, is wrong. */
static bool is_damaged(const struct cutter *c, size_t total)
{
    const struct stream *s = c->stream;
    return c->ended && s->problem && strcmp(s->problem, PROBLEM_DAMAGED) == 0 && s->has_members &&
           archive_starts(c->format, behind(c, total)) != ARCHIVE_YES &&
           cut_member(c, c->offset + total - 1) == s->member;
}

/* Reads the record and a little more; what follows it but is no record is suspicious, then enough
   is read to see a break that is near. */
static int fill_record(struct cutter *c, size_t total)
{
    size_t want = total + LOOK_BEHIND;
    for (;;) {
        while (!c->ended && cut_window(c).len < want) {
            int filled = cut_fill(c);
            if (filled != CUT_MORE)
                return filled;
        }
        if (c->ended || want > total + LOOK_BEHIND ||
            archive_starts(c->format, behind(c, total)) != ARCHIVE_NO)
            return CUT_MORE;
        want = total + LOOK_FURTHER;
    }
}

/* A record that may hold an article: into the chunk, once it is all there. */
static int keep(struct cutter *c, const struct archive_head *head)
{
    size_t total = head->header_len + (size_t)head->block_len;
    int filled = fill_record(c, total);
    if (filled != CUT_MORE)
        return filled;
    size_t have = cut_window(c).len;
    if (have < total && c->format == FORMAT_ARC && !c->stream->problem &&
        total - have <= ARC_SHORTFALL)
        total = have;
    if (have < total && !c->stream->problem) { /* a length past the end of the file is a lie if
                                                  other records follow */
        size_t inside = record_inside(c, head->header_len, have);
        total = inside < have ? inside : total;
    }
    if (have < total || is_damaged(c, total))
        return stream_over(c);
    total = true_length(c, head->header_len, total);
    struct record *record = cut_record(c, total);
    if (!record)
        return WCY_ENOMEM;
    record->offset = cut_offset(c);
    cut_advance(c, total);
    return CUT_MORE;
}

/* The record at the start of the window, with its header read. */
static int take_record(struct cutter *c, const struct archive_head *head)
{
    uint64_t total = head->header_len + head->block_len;
    bool ok = true;
    if (head->kind != ARCHIVE_OTHER && total <= c->max_record)
        return keep(c, head);
    if (head->kind == ARCHIVE_OTHER) {
        ok = cut_set_aside(c, PROBLEM_NOT_PAGE, head->type);
    } else {
        ok = cut_problem(c, ++c->number, cut_offset(c), PROBLEM_TOO_LARGE,
                         "%llu bytes; raise --max-record to read it", (unsigned long long)total);
    }
    return ok ? pass_over(c, total) : WCY_ENOMEM;
}

/* Reads the header at the start of the window and deals with its record. */
static int next_record(struct cutter *c)
{
    struct archive_head head;
    const char *why = "";
    for (;;) {
        enum archive_answer got = archive_read(c->format, cut_window(c), &head, &why);
        if (got == ARCHIVE_YES)
            return take_record(c, &head);
        if (got == ARCHIVE_NO)
            break;
        if (c->ended)
            return stream_over(c);
        int filled = cut_fill(c);
        if (filled != CUT_MORE)
            return filled;
    }
    if (!cut_problem(c, ++c->number, cut_offset(c), PROBLEM_DAMAGED, "%s", why))
        return WCY_ENOMEM;
    c->reported = true;
    cut_advance(c, head.header_len);
    return CUT_MORE;
}

int cut_archive(struct cutter *c)
{
    while (!cut_enough(c)) {
        int code = pass_left(c);
        if (code == CUT_MORE)
            code = pass_stray(c);
        if (code != CUT_MORE)
            return code;
        if (!report_stray(c))
            return WCY_ENOMEM;
        code = c->ended && cut_window(c).len == 0 ? stream_over(c) : next_record(c);
        if (code != CUT_MORE)
            return code;
    }
    return CUT_FULL;
}
