#include "input/source.h"

#include "base/buf.h"
#include "base/error.h"
#include "input/container.h"
#include "input/cut.h"
#include "input/problem.h"
#include "input/stream.h"
#include "input/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef int cut_fn(struct cutter *c);

struct source {
    char **inputs;
    size_t n_inputs;
    enum wcy_input_format format;
    struct walk *walk;
    struct buf path;             /* of the open file, NUL-terminated */
    size_t path_len;             /* of it, what names the container; a member's name follows */
    struct container *container; /* the open file, when it is a tar or zip archive */
    struct cutter cutter;
    cut_fn *cut;     /* NULL: the format of the open file is not known yet */
    struct buf tail; /* window bytes between two chunks */
    uint64_t opened;
    uint64_t total;
    atomic_uint_fast64_t consumed;
};

/* The sizes of all inputs, for the progress bar; 0 as soon as one is not known. */
static int add_sizes(struct source *s)
{
    struct walk_item item;
    struct walk *walk = walk_new((const char *const *)s->inputs, s->n_inputs);
    int code = walk ? 0 : WCY_ENOMEM;
    bool known = true;
    while (code == 0 && (code = walk_next(walk, &item)) == 0) {
        s->total += item.size;
        known = known && strcmp(item.path, "-") != 0;
    }
    if (!known)
        s->total = 0;
    walk_free(walk);
    return code == WCY_END ? 0 : code;
}

static int copy_inputs(struct source *s, const char *const *inputs, size_t count)
{
    s->inputs = calloc(count + 1, sizeof *s->inputs);
    if (!s->inputs)
        return WCY_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        s->inputs[i] = strdup(inputs[i]);
        if (!s->inputs[i])
            return WCY_ENOMEM;
        s->n_inputs = i + 1;
    }
    return 0;
}

int source_open(struct source **out, const char *const *inputs, size_t n_inputs,
                const struct source_options *options, struct wcy_error *err)
{
    static const struct source_options defaults = {WCY_FORMAT_AUTO, 0};
    if (!options)
        options = &defaults;
    if (n_inputs == 0)
        return fail(err, WCY_EUSAGE,
                    "no input given; name a file, a folder, or - for standard input");
    if ((unsigned)options->format > WCY_FORMAT_WARC)
        return fail(err, WCY_EUSAGE, "unknown input format %d", (int)options->format);
    struct source *s = calloc(1, sizeof *s);
    if (!s)
        return fail_nomem(err);
    s->format = options->format;
    s->cutter.max_record = options->max_record ? options->max_record : SOURCE_MAX_RECORD;
    int code = copy_inputs(s, inputs, n_inputs);
    if (code == 0)
        code = add_sizes(s);
    if (code == 0)
        s->walk = walk_new((const char *const *)s->inputs, s->n_inputs);
    if (code != 0 || !s->walk) {
        source_close(s);
        return fail_nomem(err);
    }
    *out = s;
    return 0;
}

void source_stop_at(struct source *s, const volatile sig_atomic_t *stop)
{
    s->cutter.stop = stop;
}

static void close_file(struct source *s)
{
    stream_close(s->cutter.stream);
    s->cutter.stream = NULL;
}

void source_close(struct source *s)
{
    if (!s)
        return;
    close_file(s);
    container_close(s->container);
    walk_free(s->walk);
    for (size_t i = 0; i < s->n_inputs; i++)
        free(s->inputs[i]);
    free(s->inputs);
    free(s->cutter.marks);
    buf_release(&s->path);
    buf_release(&s->tail);
    free(s);
}

/* Resets the cutter for the stream just opened. */
static void begin_stream(struct source *s)
{
    struct cutter *c = &s->cutter;
    c->offset = c->number = c->skipped = c->left = c->member = 0;
    c->scanned = c->n_marks = 0;
    c->ended = c->skipping = c->reported = false;
    c->format = FORMAT_AUTO;
    c->name = slice_make(NULL, 0);
    s->cut = NULL;
}

/* Sets the name of the open file and resets the cutter for it. */
static bool begin_path(struct source *s, const char *path)
{
    buf_clear(&s->path);
    if (!buf_append(&s->path, path, strlen(path) + 1))
        return false;
    s->path_len = s->path.len - 1;
    s->cutter.path = s->path.ptr;
    begin_stream(s);
    return true;
}

/* Puts the decoders on the stream just opened. */
static int begin_decoding(struct source *s, struct stream *stream)
{
    s->cutter.stream = stream ? stream_decode(stream) : NULL;
    return s->cutter.stream ? 0 : WCY_ENOMEM;
}

/* The next file into s->cutter.stream. It stays NULL when the file cannot be opened, which is then
   reported in the chunk. */
static int open_next(struct source *s)
{
    struct walk_item item;
    int code = walk_next(s->walk, &item);
    if (code != 0)
        return code;
    if (!begin_path(s, item.path))
        return WCY_ENOMEM;
    int fd = -1;
    if (!item.problem) {
        fd = strcmp(item.path, "-") == 0 ? STDIN_FILENO : open(item.path, O_RDONLY | O_CLOEXEC);
        if (fd < 0) {
            item.problem = PROBLEM_OPEN;
            item.sys = errno;
        }
    }
    if (item.problem) {
        char text[128];
        const char *cause = item.sys ? strerror_r(item.sys, text, sizeof text) : "nothing to read";
        return cut_problem(&s->cutter, 0, 0, item.problem, "%s", cause) ? 0 : WCY_ENOMEM;
    }
    s->opened++;
    struct stream *file = stream_open_fd(fd, &s->consumed);
    if (file)
        stream_stop_at(file, s->cutter.stop);
    return begin_decoding(s, file);
}

/* The next member of the open container, called "archive.tar!member". At its end s->container is
   closed and the stream stays NULL. */
static int open_member(struct source *s)
{
    const char *name;
    struct stream *member = NULL;
    int code = container_next(s->container, &name, &member);
    if (code == 0) {
        s->path.len = s->path_len;
        if (!buf_append_byte(&s->path, '!') || !buf_append(&s->path, name, strlen(name) + 1)) {
            stream_close(member);
            return WCY_ENOMEM;
        }
        s->cutter.path = s->path.ptr;
        begin_stream(s);
        return begin_decoding(s, member);
    }
    if (code == WCY_ENOMEM)
        return code;
    s->path.ptr[s->path_len] = '\0';
    begin_stream(s);
    bool ok = code == WCY_END || cut_problem(&s->cutter, 0, 0, PROBLEM_DAMAGED, "%s", name);
    container_close(s->container);
    s->container = NULL;
    return ok ? 0 : WCY_ENOMEM;
}

/* The open file is a container: its members come next. `head` is what was read of it. */
static int begin_container(struct source *s, struct slice head)
{
    struct cutter *c = &s->cutter;
    struct stream *stream = c->stream;
    if (s->container) {
        bool ok = cut_problem(c, 0, 0, PROBLEM_UNSUPPORTED,
                              "an archive inside an archive; unpack the outer one");
        cut_drop(c, head.len);
        return ok ? CUT_DONE : WCY_ENOMEM;
    }
    c->stream = NULL;
    s->container = container_open(stream, head);
    cut_drop(c, head.len);
    return s->container ? CUT_DONE : WCY_ENOMEM;
}

/* The format of the file whose first bytes are `head`, as told or as it looks. */
static enum format pick_format(struct source *s, struct slice head, const char **why)
{
    struct slice name = slice_str(s->cutter.path);
    *why = "";
    if (sniff_container(head)) /* whatever format is given, it is that of the members */
        return FORMAT_TAR;
    switch (s->format) {
    case WCY_FORMAT_AUTO:
        return sniff(head, name, why);
    case WCY_FORMAT_HTML:
        return FORMAT_HTML;
    case WCY_FORMAT_WARC:
        *why = "not a WARC or ARC file";
        return sniff_archive(head);
    case WCY_FORMAT_TEXT:
        return FORMAT_TEXT;
    default:
        *why = SNIFF_UTF16;
        return sniff_utf16(head) ? FORMAT_NONE : FORMAT_JSONL;
    }
}

static cut_fn *cutter_of(enum format format)
{
    switch (format) {
    case FORMAT_JSONL:
        return cut_lines;
    case FORMAT_TEXT:
    case FORMAT_HTML:
        return cut_whole;
    case FORMAT_FEED:
        return cut_feed;
    case FORMAT_WARC:
    case FORMAT_ARC:
        return cut_archive;
    default:
        return NULL;
    }
}

/* A file without a byte: no records, but a file that is to be an article is an empty one. */
static int empty_file(struct source *s)
{
    struct cutter *c = &s->cutter;
    enum format named = sniff_name(slice_str(c->path));
    bool ok = true;
    if (c->stream->problem)
        ok = cut_problem(c, 0, 0, c->stream->problem, "%s", c->stream->detail);
    else if (s->format == WCY_FORMAT_TEXT || s->format == WCY_FORMAT_HTML ||
             (s->format == WCY_FORMAT_AUTO && (named == FORMAT_TEXT || named == FORMAT_HTML)))
        ok = cut_problem(c, ++c->number, 0, PROBLEM_EMPTY_TEXT, "the file is empty");
    return ok ? CUT_DONE : WCY_ENOMEM;
}

/* Finds out what the open file is and chooses its cutter. CUT_MORE: cut on. */
static int begin_file(struct source *s)
{
    struct cutter *c = &s->cutter;
    while (!c->ended && cut_window(c).len < SNIFF_SIZE) {
        int filled = cut_fill(c);
        if (filled == WCY_END) /* stopped: it is known by what there is */
            break;
        if (filled != CUT_MORE)
            return filled;
    }
    const char *why;
    struct slice head = slice_sub(cut_window(c), 0, SNIFF_SIZE);
    if (head.len == 0)
        return c->ended ? empty_file(s) : WCY_END;
    c->format = pick_format(s, head, &why);
    s->cut = cutter_of(c->format);
    if (c->format == FORMAT_TAR)
        return begin_container(s, cut_window(c));
    if (!s->cut) {
        bool ok = cut_problem(c, 0, 0, PROBLEM_UNSUPPORTED, "%s", why);
        cut_drop(c, cut_window(c).len);
        return ok ? CUT_DONE : WCY_ENOMEM;
    }
    if (c->format == FORMAT_JSONL || c->format == FORMAT_TEXT)
        cut_advance(c, sniff_bom(head));
    return CUT_MORE;
}

/* Cuts on in the open file, or opens the next one: CUT_DONE, CUT_FULL, WCY_END, WCY_ENOMEM. */
static int step(struct source *s)
{
    int code = CUT_MORE;
    if (!s->cutter.stream) {
        code = s->container ? open_member(s) : open_next(s);
        if (code != 0 || !s->cutter.stream)
            return code;
        code = CUT_MORE;
    }
    if (!s->cut)
        code = begin_file(s);
    if (code == CUT_MORE)
        code = s->cut(&s->cutter);
    if (code == CUT_DONE)
        close_file(s);
    return code;
}

/* Moves what no record has claimed to the front, once all before it was found to be no record. */
static void compact(struct cutter *c)
{
    memmove(c->chunk->bytes, c->chunk->bytes + c->cut, c->chunk->len - c->cut);
    c->chunk->len -= c->cut;
    c->cut = 0;
}

int source_next(struct source *s, struct chunk *chunk, struct wcy_error *err)
{
    struct cutter *c = &s->cutter;
    chunk_clear(chunk);
    c->chunk = chunk;
    c->cut = 0;
    c->name = slice_make(NULL, 0);
    if (!chunk_reserve(chunk, s->tail.len))
        return fail_nomem(err);
    if (s->tail.len)
        memcpy(chunk->bytes, s->tail.ptr, s->tail.len);
    chunk->len = s->tail.len;
    buf_clear(&s->tail);
    int code;
    do {
        code = step(s);
        if (code == CUT_FULL && chunk->n_records == 0) {
            compact(c);
            code = CUT_DONE;
        }
    } while (code == CUT_DONE && !cut_enough(c));
    if (code == WCY_ENOMEM || !buf_append_slice(&s->tail, cut_window(c)))
        return fail_nomem(err);
    chunk->len = c->cut;
    if (!chunk_finish(chunk))
        return fail_nomem(err);
    return chunk->n_records ? 0 : WCY_END;
}

void source_progress(const struct source *s, uint64_t *consumed, uint64_t *total)
{
    *consumed = atomic_load_explicit(&s->consumed, memory_order_relaxed);
    *total = s->total;
}

uint64_t source_opened(const struct source *s)
{
    return s->opened;
}
