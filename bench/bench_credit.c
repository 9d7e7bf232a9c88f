/*
 * bench_credit: finds the credits of a corpus and says how fast.
 *
 *   bench_credit [--quiet] [--all] [--repeat N] FILE.jsonl
 *
 * FILE has {"id","site","text"} a line (other fields are passed over). Prints
 * {"id","credits":[{"source","kind","evidence","offset"}]} a line and, on standard error, the
 * speed. Sources are printed without "agency:", and the site's own marks are left out, because the
 * scorer compares names; --all keeps both. --quiet prints the speed only.
 */
#include "article/credit.h"
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct record {
    struct slice id, site, text;
};

struct options {
    bool quiet, all;
    int repeat;
    const char *file;
};

static void die(const char *what)
{
    fprintf(stderr, "bench_credit: %s\n", what);
    exit(1);
}

static void put_utf8(struct buf *out, unsigned c)
{
    if (c < 0x80) {
        buf_append_byte(out, (char)c);
        return;
    }
    if (c >= 0x10000)
        buf_append_byte(out, (char)(0xF0 | c >> 18));
    if (c >= 0x800)
        buf_append_byte(out, (char)(c >= 0x10000 ? 0x80 | (c >> 12 & 0x3F) : 0xE0 | c >> 12));
    buf_append_byte(out, (char)(c >= 0x800 ? 0x80 | (c >> 6 & 0x3F) : 0xC0 | c >> 6));
    buf_append_byte(out, (char)(0x80 | (c & 0x3F)));
}

/* The JSON string that starts behind the quote at `p`; `*stop` is set behind its closing quote. */
static struct slice read_string(const char *p, const char **stop, struct arena *arena)
{
    static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
    struct buf out = BUF_INIT;
    unsigned high = 0;
    for (; *p && *p != '"'; p++) {
        if (*p != '\\') {
            buf_append_byte(&out, *p);
            continue;
        }
        const char *escape = strchr(from, *++p);
        if (*p == 'u') {
            unsigned c = (unsigned)strtoul((char[]){p[1], p[2], p[3], p[4], 0}, NULL, 16);
            p += 4;
            if (c >= 0xD800 && c < 0xDC00) {
                high = c;
                continue;
            }
            put_utf8(&out,
                     high && c >= 0xDC00 ? 0x10000 + ((high - 0xD800) << 10) + c - 0xDC00 : c);
            high = 0;
        } else {
            buf_append_byte(&out, escape && *escape ? to[escape - from] : *p);
        }
    }
    *stop = *p ? p + 1 : p;
    struct slice s = arena_dup(arena, buf_slice(&out));
    buf_release(&out);
    return s;
}

/* The top-level string fields of one line. */
static struct record read_record(const char *p, struct arena *arena)
{
    struct record r = {
        {"", 0},
        {"", 0},
        {"", 0}
    };
    struct slice key = {"", 0};
    for (bool value = false; *p && *p != '\n';) {
        if (*p == '"') {
            struct slice s = read_string(p + 1, &p, arena);
            if (!value)
                key = s;
            else if (slice_eq_str(key, "id"))
                r.id = s;
            else if (slice_eq_str(key, "site"))
                r.site = s;
            else if (slice_eq_str(key, "text"))
                r.text = s;
            continue;
        }
        value = *p == ':' ? true : *p == ',' ? false : value;
        p++;
    }
    return r;
}

static void print_string(struct slice s)
{
    putchar('"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '"' || c == '\\' || c < 0x20)
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void print_credits(const struct record *r, const struct credit *credits, size_t n, bool all)
{
    static const struct slice prefix = SLICE("agency:");
    bool first = true;
    printf("{\"id\":");
    print_string(r->id);
    printf(",\"credits\":[");
    for (size_t i = 0; i < n; i++) {
        struct slice source = credits[i].source;
        if (!all && slice_eq_str(credits[i].kind, "self"))
            continue;
        if (!all && slice_starts(source, prefix))
            source = slice_sub(source, prefix.len, source.len);
        printf("%s{\"source\":", first ? "" : ",");
        print_string(source);
        printf(",\"kind\":");
        print_string(credits[i].kind);
        printf(",\"evidence\":");
        print_string(credits[i].evidence);
        printf(",\"offset\":%llu,\"weight\":%g}", (unsigned long long)credits[i].offset,
               credits[i].weight);
        first = false;
    }
    printf("]}\n");
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct record *read_records(const char *file, struct arena *arena, size_t *count)
{
    FILE *in = fopen(file, "r");
    if (!in)
        die("cannot open the file");
    struct record *records = NULL;
    size_t cap = 0, size = 0;
    char *line = NULL;
    *count = 0;
    while (getline(&line, &size, in) > 0) {
        if (*count == cap) {
            cap = cap ? 2 * cap : 1024;
            records = realloc(records, cap * sizeof *records);
            if (!records)
                die("out of memory");
        }
        records[(*count)++] = read_record(line, arena);
    }
    free(line);
    fclose(in);
    return records;
}

static struct options parse(int argc, char **argv)
{
    struct options o = {.repeat = 1};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--quiet") == 0)
            o.quiet = true;
        else if (strcmp(argv[i], "--all") == 0)
            o.all = true;
        else if (strcmp(argv[i], "--repeat") == 0 && i + 1 < argc)
            o.repeat = atoi(argv[++i]);
        else
            o.file = argv[i];
    }
    if (!o.file)
        die("usage: bench_credit [--quiet] [--all] [--repeat N] FILE.jsonl");
    return o;
}

int main(int argc, char **argv)
{
    struct options o = parse(argc, argv);
    struct arena arena = ARENA_INIT, work = ARENA_INIT;
    size_t n, found = 0, bytes = 0;
    struct record *records = read_records(o.file, &arena, &n);
    double start = seconds();
    for (int round = 0; round < o.repeat; round++)
        for (size_t i = 0; i < n; i++) {
            struct credit *credits;
            size_t count;
            if (credits_find(&work, records[i].text, records[i].site, &credits, &count, NULL))
                die("out of memory");
            found += count;
            bytes += records[i].text.len;
            if (!o.quiet && round == 0)
                print_credits(&records[i], credits, count, o.all);
            arena_reset(&work);
        }
    double took = seconds() - start;
    fprintf(stderr, "%zu articles, %zu credits, %.1f MB in %.3f s: %.0f MB/s\n", n,
            found / (size_t)o.repeat, (double)bytes / 1e6, took, (double)bytes / 1e6 / took);
    free(records);
    arena_release(&work);
    arena_release(&arena);
    return 0;
}
