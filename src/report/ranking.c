#include "report/ranking.h"

#include "report/json_table.h"

#include <stdlib.h>
#include <string.h>

bool ranking_init(struct ranking *r, size_t limit)
{
    *r = (struct ranking){.rows = calloc(limit + 1, sizeof(struct ranked)), .limit = limit};
    return r->rows != NULL;
}

void ranking_release(struct ranking *r)
{
    for (size_t i = 0; i < r->count; i++)
        free(r->rows[i].at);
    free(r->rows);
    *r = (struct ranking){0};
}

/* Negative when `a` spread further. */
static int compare(const struct ranked *a, const struct ranked *b)
{
    if (a->sites != b->sites)
        return a->sites > b->sites ? -1 : 1;
    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    return a->cluster < b->cluster ? -1 : a->cluster > b->cluster;
}

static int compare_rows(const void *a, const void *b)
{
    return compare(a, b);
}

/* While offers come, rows are a heap with the worst on top. */
static void sift_up(struct ranked *rows, size_t i)
{
    while (i > 0 && compare(&rows[(i - 1) / 2], &rows[i]) < 0) {
        struct ranked up = rows[i];
        rows[i] = rows[(i - 1) / 2];
        rows[(i - 1) / 2] = up;
        i = (i - 1) / 2;
    }
}

static void sift_down(struct ranked *rows, size_t count)
{
    for (size_t i = 0;;) {
        size_t worst = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < count; child++) {
            if (compare(&rows[worst], &rows[child]) < 0)
                worst = child;
        }
        if (worst == i)
            return;
        struct ranked down = rows[i];
        rows[i] = rows[worst];
        rows[worst] = down;
        i = worst;
    }
}

static void note_time(struct ranked *row, int64_t time)
{
    if (time == WCY_NO_TIME)
        return;
    if (row->first == WCY_NO_TIME || time < row->first)
        row->first = time;
    if (row->last == WCY_NO_TIME || time > row->last)
        row->last = time;
}

static int by_number(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return a < b ? -1 : a > b;
}

/* Sorts numbers and drops repeats and 0; returns how many are left. */
static size_t make_set(uint32_t *numbers, size_t count)
{
    size_t n = 0;
    qsort(numbers, count, sizeof(*numbers), by_number);
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] != 0 && (n == 0 || numbers[n - 1] != numbers[i]))
            numbers[n++] = numbers[i];
    }
    return n;
}

/* Cut to whole characters. */
static void take_title(struct ranked *row, struct wcy_slice title)
{
    size_t len = title.len < RANKED_TITLE ? title.len : RANKED_TITLE;
    while (len < title.len && len > 0 && ((unsigned char)title.ptr[len] & 0xc0) == 0x80)
        len--;
    if (len)
        memcpy(row->title, title.ptr, len);
    row->title_len = len;
}

static bool fill(struct ranked *row, const struct wcy_cluster *c, struct names *sites)
{
    row->at = calloc((size_t)c->size + 1, sizeof(*row->at));
    if (!row->at)
        return false;
    for (uint64_t i = 0; i < c->size; i++) {
        const struct wcy_member *m = &c->members[i];
        row->relations[m->relation < RELATIONS ? m->relation : WCY_NONE]++;
        note_time(row, m->time);
        if (row->title_len == 0)
            take_title(row, m->title);
        if (!names_number(sites, m->site, &row->at[i])) {
            free(row->at);
            return false;
        }
    }
    row->n_at = make_set(row->at, (size_t)c->size);
    return true;
}

bool ranking_offer(struct ranking *r, const struct wcy_cluster *cluster, uint32_t source,
                   struct names *sites)
{
    struct ranked row = {.cluster = cluster->number,
                         .size = cluster->size,
                         .sites = cluster->sites,
                         .first = WCY_NO_TIME,
                         .last = WCY_NO_TIME,
                         .source = source};
    if (r->limit == 0 || (r->count == r->limit && compare(&row, &r->rows[0]) >= 0))
        return true;
    if (!fill(&row, cluster, sites))
        return false;
    if (r->count < r->limit) {
        r->rows[r->count++] = row;
        sift_up(r->rows, r->count - 1);
    } else {
        free(r->rows[0].at);
        r->rows[0] = row;
        sift_down(r->rows, r->count);
    }
    return true;
}

void ranking_sort(struct ranking *r)
{
    qsort(r->rows, r->count, sizeof(*r->rows), compare_rows);
}

/* An ascending list of numbers as characters: the differences, five bits a character, the lowest
   first, and a sixth that says whether more follow. */
static void write_set(const uint32_t *numbers, size_t count, struct json *j)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint32_t before = 0;
    json_raw(j, ",\"", 2);
    for (size_t i = 0; i < count; i++) {
        uint32_t left = numbers[i] - before;
        before = numbers[i];
        do {
            uint32_t digit = (left & 31) | (left > 31 ? 32 : 0);
            json_raw(j, &digits[digit], 1);
            left >>= 5;
        } while (left > 0);
    }
    json_raw(j, "\"", 1);
}

/* The ranks of the story's sites, best first. False: out of memory. */
static bool write_sites(const struct ranked *row, const uint32_t *site_rank, struct json *j)
{
    uint32_t *ranks = calloc(row->n_at + 1, sizeof(*ranks));
    if (!ranks)
        return false;
    for (size_t i = 0; i < row->n_at; i++)
        ranks[i] = site_rank[row->at[i]];
    write_set(ranks, make_set(ranks, row->n_at), j);
    free(ranks);
    return true;
}

static bool write_row(const struct ranked *row, const uint32_t *site_rank,
                      const uint32_t *lang_rank, struct json *j)
{
    json_open(j, NULL, '[');
    json_count(j, NULL, row->cluster);
    json_count(j, NULL, row->size);
    json_count(j, NULL, row->sites);
    json_seconds(j, NULL, row->first);
    json_seconds(j, NULL, row->last);
    json_slice(j, NULL, (struct wcy_slice){row->title, row->title_len});
    json_count(j, NULL, site_rank[row->source]);
    json_count(j, NULL, lang_rank[row->lang]);
    json_open(j, NULL, '[');
    for (unsigned i = 0; i < RELATIONS; i++) {
        if (row->relations[i] > 0) {
            json_count(j, NULL, i);
            json_count(j, NULL, row->relations[i]);
        }
    }
    json_close(j, ']');
    bool ok = write_sites(row, site_rank, j);
    json_count(j, NULL, row->full);
    json_close(j, ']');
    return ok;
}

bool ranking_write(const struct ranking *r, const uint32_t *site_rank, const uint32_t *lang_rank,
                   struct json *j)
{
    static const char *const fields[] = {"cluster", "size", "sites",     "first", "last", "title",
                                         "source",  "lang", "relations", "at",    "full", NULL};
    bool ok = true;
    json_table_begin(j, "stories", fields);
    for (size_t i = 0; i < r->count && ok; i++)
        ok = write_row(&r->rows[i], site_rank, lang_rank, j);
    json_table_end(j);
    return ok;
}
