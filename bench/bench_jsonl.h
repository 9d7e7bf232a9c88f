/*
 * bench_jsonl: a corpus in memory, for the drivers of this folder.
 *
 * Reads the top-level strings "id", "site", "author", "published" and "text" of JSON Lines; enough
 * for files that are known to be well-formed.
 */
#ifndef BENCH_JSONL_H
#define BENCH_JSONL_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct record {
    struct slice id, site, author, published, text;
};

static inline void die(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static inline void put_utf8(struct buf *out, unsigned c)
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
static inline struct slice read_string(const char *p, const char **stop, struct arena *arena)
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
static inline struct record read_record(const char *p, struct arena *arena)
{
    static const struct slice none = {"", 0};
    struct record r = {none, none, none, none, none};
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
            else if (slice_eq_str(key, "author"))
                r.author = s;
            else if (slice_eq_str(key, "published"))
                r.published = s;
            else if (slice_eq_str(key, "text"))
                r.text = s;
            continue;
        }
        value = *p == ':' ? true : *p == ',' ? false : value;
        p++;
    }
    return r;
}

static inline struct record *read_records(const char *file, struct arena *arena, size_t *count)
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

#endif
