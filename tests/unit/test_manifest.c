/*
 * A collection of real and damaged web archives, with a list of what a good reader finds in each.
 *
 * The collection is not part of the project: WIRECOPY_WARC_DATA names its folder, which holds
 * MANIFEST.tsv (columns: file, bytes, format, container, records, html_pages, recoverable, ...).
 * Without it the test is skipped, and says so.
 */

#include "input/problem.h"
#include "input/record.h"
#include "input/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define COLUMNS 9

struct counts {
    uint64_t records; /* read whole, whatever they are */
    uint64_t pages;
    uint64_t problems; /* records and files that could not be read */
    uint64_t stray;    /* of those, bytes between records: nothing is lost by them */
};

static void count_record(struct counts *n, int code, const struct article *article,
                         const struct record_problem *why)
{
    if (code == 0 || why->expected) {
        n->records++;
        n->pages += code == 0 && article->html.len > 0;
    } else {
        n->problems++;
        n->stray += strcmp(why->reason, PROBLEM_STRAY) == 0;
    }
}

static struct counts count_file(const char *path, enum wcy_input_format format)
{
    struct counts n = {0, 0, 0, 0};
    struct source_options options = {format, 0};
    struct source *source;
    struct record_parser *parser;
    struct chunk chunk = CHUNK_INIT;
    struct arena arena = ARENA_INIT;
    assert_int_equal(source_open(&source, &path, 1, &options, NULL), 0);
    assert_int_equal(record_parser_new(&parser, NULL, NULL), 0);
    while (source_next(source, &chunk, NULL) == 0) {
        for (size_t i = 0; i < chunk.n_records; i++) {
            struct article article;
            struct record_problem why;
            int code = record_parse(parser, &chunk, &chunk.records[i], &arena, &article, &why);
            assert_in_range(code, 0, 1);
            count_record(&n, code, &article, &why);
        }
        arena_reset(&arena);
    }
    chunk_release(&chunk);
    arena_release(&arena);
    record_parser_free(parser);
    source_close(source);
    return n;
}

/* "warcinfo=1 response=2" gives 3; text without '=' gives its first number. */
static uint64_t sum_of(const char *records)
{
    uint64_t sum = 0;
    if (!strchr(records, '='))
        return strtoull(records + strcspn(records, "0123456789"), NULL, 10);
    for (const char *p = records; (p = strchr(p, '=')) != NULL; p++)
        sum += strtoull(p + 1, NULL, 10);
    return sum;
}

/* NULL, or what is wrong with the counts. */
static const char *verdict(char *const column[COLUMNS], const struct counts *n)
{
    uint64_t wanted = sum_of(column[4]);
    bool exact = strchr(column[4], '=') != NULL;
    if (strcmp(column[6], "yes") == 0) {
        if (n->records != wanted)
            return "wrong number of records";
        if (n->pages != strtoull(column[5], NULL, 10))
            return "wrong number of pages";
        return n->problems == n->stray ? NULL : "problems in a sound file";
    }
    if (strcmp(column[6], "partly") == 0) {
        if (exact ? n->records + n->problems < wanted || n->records + 1 < wanted
                  : n->records < wanted || n->problems == 0)
            return "records lost";
        return n->records > wanted ? "too many records" : NULL;
    }
    if (strcmp(column[4], "none") == 0)
        return n->records || !n->problems ? "not refused" : NULL;
    return n->records && !n->problems ? NULL : "not read"; /* lz4 */
}

static void test_manifest(void **state)
{
    const char *folder = getenv("WIRECOPY_WARC_DATA");
    char path[4096], line[4096];
    unsigned files = 0, failures = 0;
    (void)state;
    snprintf(path, sizeof path, "%s/MANIFEST.tsv", folder ? folder : "../shared/data/warc");
    FILE *list = fopen(path, "r");
    if (!list) {
        fprintf(stderr, "*** SKIPPED: no web archives; set WIRECOPY_WARC_DATA to their folder\n");
        skip();
    }
    while (fgets(line, sizeof line, list)) {
        char *column[COLUMNS], *rest = line;
        for (int i = 0; i < COLUMNS; i++)
            column[i] = rest ? strsep(&rest, "\t\n") : line + strlen(line);
        if (strcmp(column[0], "file") == 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder ? folder : "../shared/data/warc", column[0]);
        struct counts n = count_file(path, WCY_FORMAT_WARC);
        const char *wrong = verdict(column, &n);
        files++;
        failures += wrong != NULL;
        if (wrong)
            fprintf(stderr, "%s: %s: %llu records, %llu pages, %llu problems\n", column[0], wrong,
                    (unsigned long long)n.records, (unsigned long long)n.pages,
                    (unsigned long long)n.problems);
    }
    fclose(list);
    assert_true(files > 0);
    assert_int_equal(failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_manifest)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
