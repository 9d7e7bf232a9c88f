/*
 * bench_credit: finds the credits of a corpus and says how fast.
 *
 *   bench_credit [--quiet] [--all] [--author] [--repeat N] FILE.jsonl
 *
 * FILE has {"id","site","text"} a line (other fields are passed over). Prints
 * {"id","credits":[{"source","kind","evidence","offset"}]} a line and, on standard error, the
 * speed. Sources are printed without "agency:", and the site's own marks are left out, because the
 * scorer compares names; --all keeps both. --author adds the credits in the "author" field. --quiet
 * prints the speed only.
 */
#include "article/credit.h"
#include "bench_jsonl.h"

#include <time.h>

struct options {
    bool quiet, all, author;
    int repeat;
    const char *file;
};

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

/* Prints the credits with a comma before each but the first of the article. */
static void print_credits(const struct credit *credits, size_t n, bool all, bool *first)
{
    static const struct slice prefix = SLICE("agency:");
    for (size_t i = 0; i < n; i++) {
        struct slice source = credits[i].source;
        if (!all && slice_eq_str(credits[i].kind, "self"))
            continue;
        if (!all && slice_starts(source, prefix))
            source = slice_sub(source, prefix.len, source.len);
        printf("%s{\"source\":", *first ? "" : ",");
        print_string(source);
        printf(",\"kind\":");
        print_string(credits[i].kind);
        printf(",\"evidence\":");
        print_string(credits[i].evidence);
        printf(",\"offset\":%llu,\"weight\":%g}", (unsigned long long)credits[i].offset,
               credits[i].weight);
        *first = false;
    }
}

static void print_record(const struct record *r, const struct credit *credits, size_t n,
                         const struct options *o, struct arena *work)
{
    bool first = true;
    printf("{\"id\":");
    print_string(r->id);
    printf(",\"credits\":[");
    print_credits(credits, n, o->all, &first);
    if (o->author) {
        struct credit_meta meta = {.site = r->site, .author = r->author};
        struct credit *more;
        if (credits_from_meta(work, &meta, &more, &n, NULL))
            die("out of memory");
        print_credits(more, n, o->all, &first);
    }
    printf("]}\n");
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct options parse(int argc, char **argv)
{
    struct options o = {.repeat = 1};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--quiet") == 0)
            o.quiet = true;
        else if (strcmp(argv[i], "--all") == 0)
            o.all = true;
        else if (strcmp(argv[i], "--author") == 0)
            o.author = true;
        else if (strcmp(argv[i], "--repeat") == 0 && i + 1 < argc)
            o.repeat = (int)strtol(argv[++i], NULL, 10);
        else
            o.file = argv[i];
    }
    if (!o.file)
        die("usage: bench_credit [--quiet] [--all] [--author] [--repeat N] FILE.jsonl");
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
                print_record(&records[i], credits, count, &o, &work);
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
