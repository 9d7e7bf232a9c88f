/*
 * facts: articles and bytes of text, counted by day, site, language and relation.
 *
 * Every chart that obeys the page's filters is drawn from these cells. There are never more than
 * FACTS_MAX of them: days become weeks, then months, then years.
 */
#ifndef REPORT_FACTS_H
#define REPORT_FACTS_H

#include "base/json_write.h"

enum unit { UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR };

#define FACTS_MAX (1u << 20)
#define NO_DAY    INT32_MIN

struct fact {
    int32_t day; /* since 1970, the first of its unit; NO_DAY: unknown */
    uint32_t site, lang;
    uint32_t relation;
    uint64_t articles;                 /* 0: an empty slot */
    uint64_t original, agency, copied; /* bytes of text */
};

struct facts {
    struct fact *cells; /* open addressing */
    size_t n_slots, used;
    enum unit unit;
};

void facts_release(struct facts *f);

/* The day of a time. */
int32_t facts_day(int64_t time);

/* Adds to the cell of the fact's day, site, language and relation. False: out of memory. */
bool facts_add(struct facts *f, struct fact fact);

/* Replaces sites and languages by their ranks, sites behind the first `max_sites` by 0, and makes
   the cells coarser until there are at most about `max_cells` and the bulk of the dates spans at
   most 160 units. */
bool facts_reduce(struct facts *f, const uint32_t *site_rank, const uint32_t *lang_rank,
                  uint32_t max_sites, size_t max_cells);

bool facts_copy(struct facts *to, const struct facts *from);

/* A table of the overview under `key`, and the name of its unit under `unit_key`. */
bool facts_write(const struct facts *f, const char *unit_key, const char *key, struct json *j);

#endif
