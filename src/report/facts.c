#include "report/facts.h"

#include "report/json_table.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xxhash.h>

#define UNITS_SHOWN 160
#define UNITS_KEPT  40 /* with fewer, sites are given up before time */

static const int32_t days_in_unit[] = {1, 7, 30, 365};

void facts_release(struct facts *f)
{
    free(f->cells);
    *f = (struct facts){0};
}

int32_t facts_day(int64_t time)
{
    if (time == WCY_NO_TIME)
        return NO_DAY;
    int64_t day = time / 86400 - (time % 86400 < 0);
    return day > INT32_MIN && day <= INT32_MAX ? (int32_t)day : NO_DAY;
}

static int32_t first_of(enum unit unit, int32_t day)
{
    if (day == NO_DAY || unit == UNIT_DAY)
        return day;
    if (unit == UNIT_WEEK) {
        int32_t weekday = (int32_t)((((int64_t)day + 3) % 7 + 7) % 7); /* 1970-01-01: a Thursday */
        return day - weekday;
    }
    struct tm parts;
    time_t seconds = (time_t)day * 86400;
    if (!gmtime_r(&seconds, &parts))
        return NO_DAY;
    parts.tm_mday = 1;
    if (unit == UNIT_YEAR)
        parts.tm_mon = 0;
    return facts_day((int64_t)timegm(&parts));
}

static struct fact *find_cell(struct fact *cells, size_t n_slots, const struct fact *key)
{
    uint32_t words[] = {(uint32_t)key->day, key->site, key->lang, key->relation};
    size_t at = (size_t)XXH3_64bits(words, sizeof(words)) & (n_slots - 1);
    while (cells[at].articles &&
           (cells[at].day != key->day || cells[at].site != key->site ||
            cells[at].lang != key->lang || cells[at].relation != key->relation))
        at = (at + 1) & (n_slots - 1);
    return &cells[at];
}

/* True when the cell is new. */
static bool accumulate(struct fact *cell, const struct fact *fact)
{
    bool is_new = cell->articles == 0;
    if (is_new) {
        *cell = *fact;
        return true;
    }
    cell->articles += fact->articles;
    cell->original += fact->original;
    cell->agency += fact->agency;
    cell->copied += fact->copied;
    return false;
}

/* Moves all cells into a new table; `site_rank` and `lang_rank` may be NULL. Sites ranked behind
   `max_site` become one. */
static bool rebuild(struct facts *f, size_t n_slots, enum unit unit, const uint32_t *site_rank,
                    const uint32_t *lang_rank, uint32_t max_site)
{
    struct fact *cells = calloc(n_slots, sizeof(*cells));
    if (!cells)
        return false;
    size_t used = 0;
    for (size_t i = 0; i < f->n_slots; i++) {
        struct fact fact = f->cells[i];
        if (fact.articles == 0)
            continue;
        fact.day = first_of(unit, fact.day);
        fact.site = site_rank ? site_rank[fact.site] : fact.site;
        fact.site = fact.site > max_site ? 0 : fact.site;
        fact.lang = lang_rank ? lang_rank[fact.lang] : fact.lang;
        used += accumulate(find_cell(cells, n_slots, &fact), &fact);
    }
    free(f->cells);
    *f = (struct facts){cells, n_slots, used, unit};
    return true;
}

bool facts_add(struct facts *f, struct fact fact)
{
    if (2 * (f->used + 1) > f->n_slots &&
        !rebuild(f, f->n_slots ? 2 * f->n_slots : 1024, f->unit, NULL, NULL, UINT32_MAX))
        return false;
    while (f->used >= FACTS_MAX && f->unit < UNIT_YEAR) {
        if (!rebuild(f, f->n_slots, f->unit + 1, NULL, NULL, UINT32_MAX))
            return false;
    }
    fact.day = first_of(f->unit, fact.day);
    f->used += accumulate(find_cell(f->cells, f->n_slots, &fact), &fact);
    return true;
}

static int compare_facts(const void *x, const void *y)
{
    const struct fact *a = x, *b = y;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    if (a->site != b->site)
        return a->site < b->site ? -1 : 1;
    if (a->lang != b->lang)
        return a->lang < b->lang ? -1 : 1;
    return a->relation < b->relation ? -1 : a->relation > b->relation;
}

/* The cells by day, site, language and relation: malloc'ed, `used` of them. */
static struct fact *sorted(const struct facts *f)
{
    struct fact *list = malloc((f->used + 1) * sizeof(*list));
    size_t n = 0;
    for (size_t i = 0; list && i < f->n_slots; i++) {
        if (f->cells[i].articles)
            list[n++] = f->cells[i];
    }
    if (list)
        qsort(list, n, sizeof(*list), compare_facts);
    return list;
}

/* Days between the thousandth part of the dated articles at either end: one article that claims to
   be of 1970 shall not make the unit a year. */
static bool span_of(const struct facts *f, int32_t *days)
{
    struct fact *list = sorted(f);
    uint64_t dated = 0, before = 0;
    int32_t first = 0, last = 0;
    if (!list)
        return false;
    for (size_t i = 0; i < f->used; i++)
        dated += list[i].day == NO_DAY ? 0 : list[i].articles;
    for (size_t i = 0; i < f->used; i++) {
        if (list[i].day == NO_DAY)
            continue;
        if (before <= dated / 1000)
            first = list[i].day;
        if (before < dated - dated / 1000)
            last = list[i].day;
        before += list[i].articles;
    }
    free(list);
    *days = last - first;
    return true;
}

bool facts_reduce(struct facts *f, const uint32_t *site_rank, const uint32_t *lang_rank,
                  uint32_t max_sites, size_t max_cells)
{
    int32_t days = 0;
    if (f->n_slots == 0)
        return true;
    if (!span_of(f, &days))
        return false;
    enum unit unit = f->unit;
    while (unit < UNIT_YEAR && days / days_in_unit[unit] > UNITS_SHOWN)
        unit++;
    if (!rebuild(f, f->n_slots, unit, site_rank, lang_rank, max_sites))
        return false;
    for (uint32_t sites = max_sites; f->used > max_cells && (f->unit < UNIT_YEAR || sites > 16);) {
        if (f->unit < UNIT_YEAR && days / days_in_unit[f->unit] > UNITS_KEPT)
            unit = f->unit + 1;
        else if (sites > 16)
            sites /= 2;
        else
            unit = f->unit < UNIT_YEAR ? f->unit + 1 : UNIT_YEAR;
        if (!rebuild(f, f->n_slots, unit, NULL, NULL, sites))
            return false;
    }
    return true;
}

bool facts_copy(struct facts *to, const struct facts *from)
{
    *to = *from;
    if (from->n_slots == 0)
        return true;
    to->cells = malloc(from->n_slots * sizeof(*to->cells));
    if (to->cells)
        memcpy(to->cells, from->cells, from->n_slots * sizeof(*to->cells));
    else
        *to = (struct facts){0};
    return to->cells != NULL;
}

static void write_cell(const struct fact *c, struct json *j)
{
    const uint64_t values[] = {c->site,     c->lang,   c->relation, c->articles,
                               c->original, c->agency, c->copied};
    json_open(j, NULL, '[');
    if (c->day == NO_DAY)
        json_null(j, NULL);
    else
        json_signed(j, NULL, c->day);
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
        json_count(j, NULL, values[i]);
    json_close(j, ']');
}

bool facts_write(const struct facts *f, const char *unit_key, const char *key, struct json *j)
{
    static const char *const units[] = {"day", "week", "month", "year"};
    static const char *const fields[] = {"from",     "site",   "lang",   "relation", "articles",
                                         "original", "agency", "copied", NULL};
    struct fact *list = sorted(f);
    if (!list)
        return false;
    json_string(j, unit_key, units[f->unit]);
    json_table_begin(j, key, fields);
    for (size_t i = 0; i < f->used; i++)
        write_cell(&list[i], j);
    json_table_end(j);
    free(list);
    return true;
}
