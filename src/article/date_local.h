/*
 * date_local: publication times in other words than English ones, and in figures.
 */
#ifndef ARTICLE_DATE_LOCAL_H
#define ARTICLE_DATE_LOCAL_H

#include "base/slice.h"

#define DATE_LOCAL_SIZE 32

/* "24.11.2026, 10:05 Uhr", "24 de noviembre de 2026", "24 ноября 2026 г. 10:05", "2026年11月24日"
   as ISO 8601 in `out`; empty when it is none, or when it could be two days: 3/4/2026. */
struct slice date_local(struct slice s, char out[DATE_LOCAL_SIZE]);

#endif
