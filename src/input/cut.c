#include "input/cut.h"

#include "base/grow.h"
#include "input/problem.h"

#include <stdarg.h>
#include <stdio.h>

bool cut_enough(const struct cutter *c)
{
    return c->cut >= CHUNK_SIZE || c->chunk->n_records >= CHUNK_RECORDS;
}

/* Room in the window: the usual chunk first, then, for one large record, twice as much each time.
 */
static int make_room(struct cutter *c)
{
    struct chunk *chunk = c->chunk;
    if (chunk->cap > chunk->len + CHUNK_PADDING)
        return CUT_MORE;
    if (chunk->n_records > 0 && chunk->len >= CHUNK_SIZE)
        return CUT_FULL;
    size_t want = chunk->len < CHUNK_SIZE ? CHUNK_SIZE - chunk->len : chunk->len;
    return chunk_reserve(chunk, want) ? CUT_MORE : WCY_ENOMEM;
}

static bool add_mark(struct cutter *c, uint64_t plain)
{
    if (!GROW(c->marks, c->cap_marks, c->n_marks + 1))
        return false;
    c->marks[c->n_marks++] = (struct cut_mark){plain, c->stream->member};
    return true;
}

static bool stopped(const struct cutter *c)
{
    return c->stop && *c->stop;
}

int cut_fill(struct cutter *c)
{
    struct chunk *chunk = c->chunk;
    if (c->ended)
        return CUT_MORE;
    if (stopped(c))
        return WCY_END;
    int room = make_room(c);
    if (room != CUT_MORE)
        return room;
    ssize_t got =
        stream_read(c->stream, chunk->bytes + chunk->len, chunk->cap - chunk->len - CHUNK_PADDING);
    if (stopped(c))
        return WCY_END;
    if (got <= 0) {
        c->ended = true;
        return CUT_MORE;
    }
    bool archive = c->format == FORMAT_WARC || c->format == FORMAT_ARC || c->format == FORMAT_AUTO;
    if (archive && c->stream->has_members && c->stream->member_starts &&
        !add_mark(c, c->offset + (chunk->len - c->cut)))
        return WCY_ENOMEM;
    chunk->len += (size_t)got;
    chunk->bytes_read += (size_t)got;
    return CUT_MORE;
}

void cut_advance(struct cutter *c, size_t len)
{
    c->cut += len;
    c->offset += len;
    c->scanned = 0;
}

void cut_drop(struct cutter *c, size_t len)
{
    char *from = c->chunk->bytes + c->cut;
    memmove(from, from + len, c->chunk->len - c->cut - len);
    c->offset += len;
    c->chunk->len -= len;
    c->scanned = 0;
}

/* The file's name, kept once in each chunk. */
static bool file_name(struct cutter *c)
{
    if (!c->name.ptr)
        c->name = arena_dup(&c->chunk->names, slice_str(c->path));
    return c->name.ptr != NULL;
}

struct record *cut_record(struct cutter *c, size_t len)
{
    struct record *record = file_name(c) ? chunk_add(c->chunk) : NULL;
    if (!record)
        return NULL;
    record->bytes.len = len;
    record->at = c->cut;
    record->file = c->name;
    record->number = ++c->number;
    record->offset = c->offset;
    record->format = c->format;
    return record;
}

bool cut_problem(struct cutter *c, uint64_t number, uint64_t offset, const char *problem,
                 const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (len < 0)
        text[0] = '\0';
    struct slice detail = arena_dup(&c->chunk->names, slice_str(text));
    struct record *record = detail.ptr && file_name(c) ? chunk_add(c->chunk) : NULL;
    if (!record)
        return false;
    record->file = c->name;
    record->number = number;
    record->offset = offset;
    record->format = c->format;
    record->problem = problem;
    record->detail = detail.ptr;
    return true;
}

bool cut_set_aside(struct cutter *c, const char *reason, struct slice detail)
{
    detail = slice_sub(detail, 0, 100);
    if (!cut_problem(c, ++c->number, cut_offset(c), reason, "%.*s", SLICE_ARG(detail)))
        return false;
    c->chunk->records[c->chunk->n_records - 1].expected = true;
    return true;
}

uint64_t cut_offset(struct cutter *c)
{
    size_t past = 0;
    while (past < c->n_marks && c->marks[past].plain < c->offset)
        past++;
    if (past) {
        c->member = c->marks[past - 1].packed;
        c->n_marks -= past;
        memmove(c->marks, c->marks + past, c->n_marks * sizeof *c->marks);
    }
    return c->n_marks && c->marks[0].plain == c->offset ? c->marks[0].packed : c->offset;
}

uint64_t cut_member(const struct cutter *c, uint64_t offset)
{
    uint64_t member = c->member;
    for (size_t i = 0; i < c->n_marks && c->marks[i].plain <= offset; i++)
        member = c->marks[i].packed;
    return member;
}
