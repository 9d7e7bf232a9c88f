/*
 * credit_dateline: the place, date and agency that open a wire story.
 *
 *   WASHINGTON (AP) -- ...        MOSCOW, January 2. /TASS/. ...     (ANSA) - ROMA, 3 MAR - ...
 *   新华社北京1月2日电 ...         【ワシントン共同】...                (서울=연합뉴스) ...
 *   القاهرة (رويترز) - ...        МОСКВА, 2 янв - РИА Новости. ...   SEOUL--(BUSINESS WIRE)--...
 */
#ifndef ARTICLE_CREDIT_DATELINE_H
#define ARTICLE_CREDIT_DATELINE_H

#include "article/credit_tables.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

enum { DATELINE_SOURCES = 4 };

struct dateline {
    const char *start, *stop; /* the dateline with its dash */
    const struct credit_source *sources[DATELINE_SOURCES];
    size_t n_sources;
};

/* Whether the line from `p` to `end` opens with a dateline of known agencies. */
bool dateline_at(const char *p, const char *end, struct dateline *dateline);

/* The agencies and networks that `text` names and nothing else: "dpa/AFP", "AP Sports". */
size_t dateline_marks(struct slice text, const struct credit_source **sources, size_t max);

#endif
