#include "match/evidence.h"

#include "article/credit.h"
#include "index/row.h"
#include "match/furniture.h"

#include <stdlib.h>

/* Pairs of a member that are looked at, members that are, and articles that credit a site. */
#define NEIGHBOURS 64
#define MEMBERS    16
#define CREDITED   8

void evidence_close(struct evidence *e)
{
    neighbours_close(&e->neighbours);
    if (e->lines)
        segments_reader_close(e->lines);
    free(e->lines);
    e->lines = NULL;
}

/* A title that says that the article is a later version: "UPDATE 1-...", "CORRECTED-...". */
static bool says_revised(struct slice title)
{
    static const struct slice words[] = {SLICE("update"), SLICE("updated"), SLICE("corrected"),
                                         SLICE("correction"), SLICE("refile")};
    size_t n = 0;
    while (n < title.len && ((unsigned char)title.ptr[n] | 0x20) >= 'a' &&
           ((unsigned char)title.ptr[n] | 0x20) <= 'z')
        n++;
    if (n == title.len)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t k = 0;
        while (k < n && k < words[i].len && (title.ptr[k] | 0x20) == words[i].ptr[k])
            k++;
        /* "Update on the harbour" is a headline, "Update: " and "UPDATE 2-" are marks. */
        if (k == n && k == words[i].len)
            return title.ptr[n] == ':' || title.ptr[n] == '-' ||
                   (n + 2 < title.len && title.ptr[n + 1] >= '0' && title.ptr[n + 1] <= '9' &&
                    title.ptr[n + 2] == '-');
    }
    return false;
}

int evidence_member(struct evidence *e, uint64_t article, struct arena *arena,
                    struct origin_member *m, struct wcy_error *err)
{
    struct row row;
    struct credit *credits;
    int status = row_get(e->store, e->txn, article, &row, err);
    if (status != 0)
        return status < 0 ? status : fail(err, WCY_ECORRUPT, "a cluster has a missing article");
    /* Copies: the transaction may write while they are in use. */
    struct slice site = arena_dup(arena, row.site), bytes = arena_dup(arena, row.credits);
    if (!site.ptr || !bytes.ptr)
        return fail_nomem(err);
    status = row_credits(bytes, arena, &credits, &m->n_credits, err);
    m->site = site;
    m->time = row.time;
    m->credits = credits;
    m->shingles = (uint32_t)row.shingles;
    m->revised = says_revised(row.title);
    return status;
}

/* ------------------------------------------------------------------ series */

static int open_readers(struct evidence *e, struct wcy_error *err)
{
    struct segments list;
    int status = 0;
    if (e->lines)
        return 0;
    e->lines = calloc(1, sizeof *e->lines);
    if (!e->lines)
        return fail_nomem(err);
    status = segments_load(&list, e->store, e->txn, TABLE_BLOCKS, err);
    if (status == 0)
        status = segments_reader_init(e->lines, &list, e->txn, NULL, err);
    if (status == 0)
        status = segments_load(&list, e->store, e->txn, TABLE_LINKS, err);
    if (status == 0)
        status = neighbours_open(&e->neighbours, e->store, e->txn, &list, err);
    return status;
}

/* The article is one of a series (see template.h) with others: marks the members on their sites. */
static int mark_series(struct evidence *e, uint64_t article, struct origin_member *members,
                       size_t n, struct wcy_error *err)
{
    struct pair_list list = {0};
    int status = neighbours_find(&e->neighbours, article, NEIGHBOURS, &list, err);
    for (size_t i = 0; i < list.count && status == 0; i++) {
        struct row row;
        if (list.items[i].relation != WCY_TEMPLATE)
            continue;
        status = row_get(e->store, e->txn, list.items[i].a, &row, err);
        for (size_t k = 0; k < n && status == 0; k++)
            if (row.site.len && slice_eq(row.site, members[k].site))
                members[k].series = true;
        status = status > 0 ? 0 : status;
    }
    free(list.items);
    return status;
}

/* ------------------------------------------------------------------ record */

static int load_record(struct evidence *e, struct origin_member *m, struct arena *arena,
                       struct wcy_error *err)
{
    uint64_t found[CREDITED];
    size_t count = 0;
    uint64_t key = credit_source_key(m->site, arena);
    int status = 0;
    if (key)
        status = segments_find(e->lines, furniture_source(key), found, CREDITED, &count, err);
    m->record = (double)count / CREDITED;
    return status;
}

static bool says_whose(const struct origin_member *m)
{
    for (size_t i = 0; i < m->n_credits; i++)
        if (origin_credit_counts(&m->credits[i]))
            return true;
    return false;
}

int evidence_beside(struct evidence *e, const uint64_t *articles, struct origin_member *members,
                    size_t n, struct arena *arena, struct wcy_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (says_whose(&members[i]))
            return 0;
    int status = open_readers(e, err);
    for (size_t i = 0; i < n && i < MEMBERS && status == 0; i++)
        status = mark_series(e, articles[i], members, n, err);
    for (size_t i = 0; i < n && i < MEMBERS && status == 0; i++)
        status = load_record(e, &members[i], arena, err);
    return status;
}
