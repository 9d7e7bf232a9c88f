/*
 * check_lists: the inverted lists against the articles.
 */
#include "api/check.h"

#include "base/bytes.h"
#include "base/grow.h"
#include "index/pair_store.h"
#include "index/segments.h"
#include "match/posting.h"

#include <stdio.h>
#include <stdlib.h>

/* The pairs as their links should be: (a, b), ascending. */
struct links {
    struct entry *items;
    size_t count, cap, at;
};

struct list_check {
    struct check *check;
    enum table table;
    struct links links;
};

static void list_problem(struct list_check *l, struct entry e, const char *what)
{
    char key[64];
    snprintf(key, sizeof key, "%016llx", (unsigned long long)e.key);
    check_problem(
        l->check, store_table_name(l->table), key, "%s (article %llu)", what,
        (unsigned long long)(l->table == TABLE_PRINTS ? posting_article(e.article) : e.article));
}

/* An entry of an article that is no more says nothing wrong: the tombstone wins. */
static void check_entry(struct list_check *l, struct entry e)
{
    struct check *c = l->check;
    uint64_t number = l->table == TABLE_PRINTS ? posting_article(e.article) : e.article;
    struct fact *f = check_article(c, number) ? &c->facts[number] : NULL;
    if (!f || (!f->row && !f->gone)) {
        list_problem(l, e, "an entry of an article that does not exist");
        return;
    }
    if (l->table == TABLE_PRINTS)
        f->postings++;
    if (!f->row)
        return;
    bool wrong = false;
    if (l->table == TABLE_IDS) {
        wrong = f->id_key != e.key;
        f->in_ids = true;
    } else if (l->table == TABLE_URLS) {
        wrong = f->url_key != e.key;
        f->in_urls = true;
    } else if (l->table == TABLE_EXACT) {
        wrong = f->digest.low != e.key;
        f->in_exact = true;
    }
    if (wrong)
        list_problem(l, e, "an entry that is not the article's");
}

static int check_segment(struct list_check *l, const struct segment_info *info,
                         struct wcy_error *err)
{
    struct check *c = l->check;
    struct segment_reader r;
    struct entry e, last = {0, 0};
    uint64_t n = 0;
    int status = segment_reader_open(&r, c->store, c->txn, l->table, info->id, err);
    while (status == 0 && segment_peek(&r, &e)) {
        if (n++ && !entry_less(last, e))
            list_problem(l, e, "an entry that is out of order");
        last = e;
        check_entry(l, e);
        status = segment_next(&r, err);
    }
    segment_reader_close(&r);
    if (status == 0 && n != info->entries)
        check_problem(c, store_table_name(l->table), NULL,
                      "segment %u has %llu entries instead of %llu", info->id,
                      (unsigned long long)n, (unsigned long long)info->entries);
    return status;
}

static int check_segments(struct list_check *l, struct wcy_error *err)
{
    struct check *c = l->check;
    struct segments list;
    struct wcy_error local = {0};
    int status = segments_load(&list, c->store, c->txn, l->table, err);
    for (unsigned i = 0; i < list.count && status >= 0; i++) {
        status = check_segment(l, &list.info[i], &local);
        if (status == WCY_ECORRUPT) {
            check_problem(c, store_table_name(l->table), NULL, "segment %u has a malformed block",
                          list.info[i].id);
            status = 0;
        }
    }
    if (status < 0 && err)
        *err = local;
    return status < 0 ? status : 0;
}

/* Every article must be found. */
static void check_missing(struct check *c)
{
    for (uint64_t n = 1; n < c->n_facts; n++) {
        const struct fact *f = &c->facts[n];
        if (!f->row)
            continue;
        if (!f->in_ids)
            check_number(c, TABLE_IDS, n, "the article's id is missing");
        if (f->gone) /* an older version is found by its id only */
            continue;
        if (f->url_key && !f->in_urls)
            check_number(c, TABLE_URLS, n, "the article's url is missing");
        if (f->shingles && !f->in_exact)
            check_number(c, TABLE_EXACT, n, "the article's text is missing");
    }
}

static int collect_pairs(struct list_check *l, struct wcy_error *err)
{
    struct check *c = l->check;
    struct store_cursor cursor;
    struct slice key = {0}, value;
    struct pair_list list = {0};
    struct links *links = &l->links;
    int status = store_cursor_open(&cursor, c->store, c->txn, TABLE_PAIRS, err);
    if (status < 0)
        return status;
    while (status == 0 && (status = store_cursor_get(&cursor, MDB_NEXT, &key, &value, err)) == 0) {
        list.count = 0;
        status = pair_decode(value, get_be64(key.ptr), &list, err);
        if (status == 0 && !GROW(links->items, links->cap, links->count + list.count))
            status = fail_nomem(err);
        for (size_t i = 0; i < list.count && status == 0; i++)
            links->items[links->count++] = (struct entry){list.items[i].a, list.items[i].b};
    }
    store_cursor_close(&cursor);
    free(list.items);
    return status < 0 ? status : 0;
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return entry_less(*x, *y) ? -1 : entry_less(*y, *x);
}

static int add_links(struct list_check *l, struct links *found, struct wcy_error *err)
{
    struct check *c = l->check;
    struct segments list;
    struct segment_reader r;
    struct entry e;
    int status = segments_load(&list, c->store, c->txn, TABLE_LINKS, err);
    for (unsigned i = 0; i < list.count && status == 0; i++) {
        status = segment_reader_open(&r, c->store, c->txn, TABLE_LINKS, list.info[i].id, err);
        while (status == 0 && segment_peek(&r, &e)) {
            if (!GROW(found->items, found->cap, found->count + 1))
                status = fail_nomem(err);
            else
                found->items[found->count++] = e;
            if (status == 0)
                status = segment_next(&r, err);
        }
        segment_reader_close(&r);
    }
    return status;
}

/* Both are sorted; an entry may stand in several segments. */
static void compare_links(struct list_check *l, const struct links *pairs,
                          const struct links *links)
{
    size_t i = 0, j = 0;
    while (i < pairs->count || j < links->count) {
        bool pair =
            j == links->count || (i < pairs->count && entry_less(pairs->items[i], links->items[j]));
        bool link =
            i == pairs->count || (j < links->count && entry_less(links->items[j], pairs->items[i]));
        if (pair)
            list_problem(l, pairs->items[i], "a pair that is not in the list");
        else if (link)
            list_problem(l, links->items[j], "an entry without a pair");
        size_t at = j;
        if (!link)
            i++;
        if (!pair)
            while (j < links->count && !entry_less(links->items[at], links->items[j]))
                j++;
    }
}

static int check_links(struct list_check *l, struct wcy_error *err)
{
    struct links found = {0};
    int status = collect_pairs(l, err);
    if (status == 0)
        status = add_links(l, &found, err);
    if (l->links.count)
        qsort(l->links.items, l->links.count, sizeof *l->links.items, compare_entries);
    if (found.count)
        qsort(found.items, found.count, sizeof *found.items, compare_entries);
    if (status == 0)
        compare_links(l, &l->links, &found);
    free(l->links.items);
    free(found.items);
    return status;
}

int check_lists(struct check *c, struct wcy_error *err)
{
    struct list_check l = {.check = c};
    int status = 0;
    for (int t = 0; t < TABLE_SEGMENTED && status == 0; t++) {
        l.table = (enum table)t;
        status = check_segments(&l, err);
    }
    if (status < 0)
        return status;
    check_missing(c);
    l.table = TABLE_LINKS;
    return check_links(&l, err);
}
