#include "api/check.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Lines that the child writes; a line fits into the pipe's atomic writes:
     P table TAB key TAB what
     C pages records texts articles
     E status TAB message */
#define LINE_MAX_BYTES 1024

/* Problems that are named; of more, only their number is told. */
#define NAMED 10000

static void send_line(struct check *c, char *line, int len)
{
    size_t left = len < 0 ? 0 : (size_t)len < LINE_MAX_BYTES - 1 ? (size_t)len : LINE_MAX_BYTES - 2;
    for (size_t i = 0; i < left; i++) /* what came out of a damaged index stays one line */
        if (line[i] == '\n')
            line[i] = ' ';
    line[left++] = '\n';
    while (left > 0) {
        ssize_t n = write(c->out, line, left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        line += n;
        left -= (size_t)n;
    }
}

__attribute__((format(printf, 4, 0))) static void
send_problem(struct check *c, const char *table, const char *key, const char *format, va_list args)
{
    char line[LINE_MAX_BYTES], what[512];
    if (c->problems++ >= NAMED)
        return;
    vsnprintf(what, sizeof what, format, args);
    send_line(c, line, snprintf(line, sizeof line, "P%s\t%s\t%s", table, key ? key : "", what));
}

void check_problem(struct check *c, const char *table, const char *key, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    send_problem(c, table, key, format, args);
    va_end(args);
}

void check_number(struct check *c, enum table table, uint64_t key, const char *format, ...)
{
    char name[32];
    va_list args;
    snprintf(name, sizeof name, "%llu", (unsigned long long)key);
    va_start(args, format);
    send_problem(c, store_table_name(table), name, format, args);
    va_end(args);
}

/* What depends on what is damaged is not looked at: it would only say the same again. */
static int check_index(struct check *c, struct pages *p, struct wcy_error *err)
{
    int status = check_pages(c, p, err);
    if (status < 0 || c->problems)
        return status;
    status = meta_load(&c->meta, c->store, c->txn, err);
    if (status == WCY_END)
        return fail(err, WCY_ENOINDEX, "the index at '%s' was never finished", c->store->path);
    if (status < 0)
        return status;
    c->n_facts = c->meta.next_article;
    if (c->n_facts > (uint64_t)1 << 48 || !(c->facts = calloc(c->n_facts + 1, sizeof *c->facts)))
        return fail_nomem(err);
    status = check_records(c, err);
    if (status == 0 && c->problems == 0 && !c->quick)
        status = check_lists(c, err);
    if (status == 0 && c->problems == 0 && !c->quick)
        status = check_groups(c, err);
    if (status == 0 && c->problems == 0 && !c->quick)
        status = check_texts(c, err);
    return status;
}

static int check_open(struct check *c, const char *path, struct pages *p, struct wcy_error *err)
{
    const struct store_options reading = {0};
    int status = pages_open(p, path, err);
    if (status < 0)
        return status;
    if (status == 0)
        status = pages_check_size(p, err);
    /* LMDB says what else it may be. */
    if (status >= 0)
        status = store_open(&c->store, path, &reading, err);
    if (status == 0)
        status = store_begin(c->store, false, &c->txn, err);
    return status;
}

static void check_child(const char *path, const struct wcy_check_options *o, int out)
{
    struct check c = {
        .out = out, .quick = o->quick != 0, .part = o->part, .parts = o->parts ? o->parts : 1};
    struct pages p = {.fd = -1};
    struct wcy_error err = {0};
    char line[LINE_MAX_BYTES];
    int status = check_open(&c, path, &p, &err);
    if (status == 0)
        status = check_index(&c, &p, &err);
    if (status == WCY_ECORRUPT) {
        check_problem(&c, "index", NULL, "%s", err.message);
        status = 0;
    }
    send_line(&c, line,
              snprintf(line, sizeof line, "C%llu %llu %llu %llu", (unsigned long long)c.problems,
                       (unsigned long long)c.pages, (unsigned long long)c.records,
                       (unsigned long long)c.texts));
    send_line(&c, line, snprintf(line, sizeof line, "E%d\t%s", status, err.message));
    if (c.store)
        store_abort(c.store, c.txn);
    store_close(c.store);
    pages_close(&p);
    free(c.facts);
}

/* The parent's side. */
struct listener {
    const struct wcy_check_options *options;
    struct wcy_check_report *report;
    bool ended;
    int status;
    struct wcy_error *err;
};

static void hear_problem(struct listener *l, char *line)
{
    char *key = strchr(line, '\t'), *what = key ? strchr(key + 1, '\t') : NULL;
    if (!what)
        return;
    *key++ = *what++ = '\0';
    struct wcy_problem problem = {.table = line, .key = key, .what = what};
    l->report->problems++;
    if (l->options->on_problem)
        l->options->on_problem(l->options->context, &problem);
}

static void hear_line(struct listener *l, char *line)
{
    char *end;
    if (line[0] == 'P') {
        hear_problem(l, line + 1);
    } else if (line[0] == 'C') {
        l->report->problems = strtoull(line + 1, &end, 10);
        l->report->pages = strtoull(end, &end, 10);
        l->report->records = strtoull(end, &end, 10);
        l->report->texts = strtoull(end, &end, 10);
    } else if (line[0] == 'E') {
        l->status = (int)strtol(line + 1, &end, 10);
        l->ended = true;
        if (l->status < 0)
            fail(l->err, l->status, "%s", *end ? end + 1 : end);
    }
}

static int listen_to(struct listener *l, int in, struct wcy_error *err)
{
    FILE *f = fdopen(in, "r");
    char line[LINE_MAX_BYTES + 1];
    if (!f) {
        close(in);
        return fail_nomem(err);
    }
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = '\0';
        hear_line(l, line);
    }
    fclose(f);
    return 0;
}

/* The child ended without a last word: LMDB crashed on what it read, or somebody ended it; the
   kernel does when memory runs out. */
static int hear_crash(struct listener *l, int ended)
{
    char what[128];
    struct wcy_problem problem = {.table = "lmdb", .key = "", .what = what};
    int number = WIFSIGNALED(ended) ? WTERMSIG(ended) : 0;
    if (number == SIGKILL || number == SIGTERM || number == SIGINT)
        return fail(
            l->err, WCY_EINTERNAL,
            "the checking process was ended by signal %d; if memory ran short, give it more",
            number);
    if (number == 0 && WEXITSTATUS(ended) == 0)
        return fail(l->err, WCY_EIO, "the checking process could not report");
    if (number)
        snprintf(what, sizeof what, "reading it ended with signal %d", number);
    else
        snprintf(what, sizeof what, "reading it ended with code %d", WEXITSTATUS(ended));
    l->report->problems++;
    if (l->options->on_problem)
        l->options->on_problem(l->options->context, &problem);
    return 0;
}

static int wait_for(pid_t child, int *ended, struct wcy_error *err)
{
    while (waitpid(child, ended, 0) < 0)
        if (errno != EINTR)
            return fail_errno(err, WCY_EINTERNAL, errno, "cannot wait for the checking process");
    return 0;
}

int wcy_check(const char *path, const struct wcy_check_options *options,
              struct wcy_check_report *report, struct wcy_error *err)
{
    static const struct wcy_check_options full;
    struct wcy_check_report unused;
    struct listener l = {options ? options : &full, report ? report : &unused, false, 0, err};
    int pipes[2], ended = 0;
    *l.report = (struct wcy_check_report){0};
    if (l.options->parts && (l.options->part == 0 || l.options->part > l.options->parts))
        return fail(err, WCY_EUSAGE, "a sample is K of N with 1 <= K <= N");
    if (pipe2(pipes, O_CLOEXEC) != 0)
        return fail_errno(err, WCY_EIO, errno, "cannot make a pipe");
    pid_t child = fork();
    if (child < 0) {
        int sys = errno;
        close(pipes[0]);
        close(pipes[1]);
        return fail_errno(err, WCY_EIO, sys, "cannot start a process");
    }
    if (child == 0) {
        close(pipes[0]);
        check_child(path, l.options, pipes[1]);
        _Exit(0); /* not exit(): what the parent has buffered is the parent's */
    }
    close(pipes[1]);
    int status = listen_to(&l, pipes[0], err);
    int waited = wait_for(child, &ended, err);
    if (status < 0 || waited < 0)
        return status < 0 ? status : waited;
    if (!l.ended)
        l.status = hear_crash(&l, ended);
    if (l.status < 0)
        return l.status;
    if (l.report->problems == 0)
        return 0;
    return fail(err, WCY_ECORRUPT,
                "index '%s' is damaged: %llu problem%s; restore a backup or run 'wirecopy repair'",
                path, (unsigned long long)l.report->problems, l.report->problems == 1 ? "" : "s");
}
