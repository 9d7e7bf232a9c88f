/*
 * load: a new index from a dump.
 */
#include "api/beside.h"
#include "api/dump_parse.h"
#include "api/index.h"

#include "input/json.h"
#include "input/stream.h"
#include "match/builder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A line is a text and its fields; longer ones are no dump's. */
#define LINE_LIMIT ((size_t)6 << 30)
#define READ_BYTES ((size_t)256 << 10)

struct load {
    struct stream *in;
    struct dump_parser parser;
    struct builder builder;
    struct store *store;
    struct buf bytes; /* read, not parsed yet */
};

static int begin(void *context, const struct meta *meta, struct slice dictionary,
                 struct wcy_error *err)
{
    struct load *l = context;
    return builder_begin(&l->builder, l->store, meta, dictionary, err);
}

/* Parses the whole lines in the buffer and moves the rest to its front. */
static int parse_lines(struct load *l, size_t searched, struct wcy_error *err)
{
    struct buf *b = &l->bytes;
    size_t from = 0;
    int status = 0;
    while (status == 0) {
        size_t at = searched > from ? searched : from;
        const char *end = at < b->len ? memchr(b->ptr + at, '\n', b->len - at) : NULL;
        if (!end)
            break;
        size_t to = (size_t)(end - b->ptr);
        status = dump_parse(&l->parser, slice_make(b->ptr + from, to - from), err);
        from = to + 1;
    }
    if (from > 0)
        memmove(b->ptr, b->ptr + from, b->len - from);
    b->len -= from;
    return status;
}

static int read_all(struct load *l, struct wcy_error *err)
{
    struct buf *b = &l->bytes;
    int status = 0;
    while (status == 0) {
        size_t before = b->len;
        if (before > LINE_LIMIT || !buf_reserve(b, READ_BYTES + JSON_PADDING))
            return before > LINE_LIMIT
                       ? fail(err, WCY_EDATA, "dump '%s': a line without end", l->parser.name)
                       : fail_nomem(err);
        ssize_t n = stream_read(l->in, b->ptr + before, READ_BYTES);
        if (n < 0)
            return fail(err, WCY_EDATA, "dump '%s' cannot be read: %s %s", l->parser.name,
                        l->in->problem, l->in->detail);
        if (n == 0)
            break;
        b->len += (size_t)n;
        memset(b->ptr + b->len, 0, JSON_PADDING);
        status = parse_lines(l, before, err);
    }
    if (status == 0 && b->len > 0)
        return fail(err, WCY_EDATA, "dump '%s' is not whole: its last line is cut", l->parser.name);
    return status == 0 ? dump_parse_end(&l->parser, err) : status;
}

static int open_input(struct load *l, const char *input, struct wcy_error *err)
{
    bool standard = strcmp(input, "-") == 0;
    int fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(input, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(err, WCY_ENOINPUT, errno, "cannot open '%s'", input);
    struct stream *file = stream_open_fd(fd, NULL);
    l->in = file ? stream_decode(file) : NULL;
    return l->in ? 0 : fail_nomem(err);
}

static int load_into(struct load *l, const char *folder, const char *input, struct wcy_error *err)
{
    const struct store_options o = {.write = true, .create = true, .bulk = true};
    int status = dump_parser_init(&l->parser, input, err);
    l->parser.begin = begin;
    l->parser.begin_context = l;
    l->parser.to = builder_sink(&l->builder);
    if (status == 0)
        status = open_input(l, input, err);
    if (status == 0)
        status = store_open(&l->store, folder, &o, err);
    if (status == 0)
        status = read_all(l, err);
    return status == 0 ? builder_finish(&l->builder, err) : status;
}

/* The first problem, for the message. */
struct finding {
    bool found;
    char text[256];
};

static void note_problem(void *context, const struct wcy_problem *p)
{
    struct finding *f = context;
    if (!f->found)
        snprintf(f->text, sizeof f->text, "%s %s: %s", p->table, p->key, p->what);
    f->found = true;
}

/* Each line of a dump may be in order and the whole still contradict itself. */
static int verify(const char *folder, const char *input, struct wcy_error *err)
{
    struct finding first = {0};
    const struct wcy_check_options o = {.on_problem = note_problem, .context = &first};
    int status = wcy_check(folder, &o, NULL, err);
    if (status == WCY_ECORRUPT)
        return fail(err, WCY_EDATA, "dump '%s' contradicts itself: it makes no sound index (%s)",
                    input, first.text);
    return status;
}

int wcy_load(const char *path, const char *input, struct wcy_error *err)
{
    struct beside b;
    struct stat st;
    if (lstat(path, &st) == 0)
        return fail(err, WCY_EUSAGE, "'%s' exists already; name a new folder for the index", path);
    struct load *l = calloc(1, sizeof *l);
    if (!l)
        return fail_nomem(err);
    int status = beside_make(&b, path, "loading", err);
    if (status == 0) {
        status = load_into(l, b.made, input, err);
        builder_release(&l->builder);
        dump_parser_release(&l->parser);
        store_close(l->store);
        if (status == 0)
            status = verify(b.made, input, err);
        if (status == 0)
            status = beside_place(&b, err);
        beside_drop(&b);
    }
    stream_close(l->in);
    buf_release(&l->bytes);
    free(l);
    return status;
}
