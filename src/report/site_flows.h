/*
 * site_flows: how many articles of one site carry another's text, and how much later.
 *
 * Counted from the clusters. This file is all that knows how; when the library counts flows itself,
 * it goes.
 */
#ifndef REPORT_SITE_FLOWS_H
#define REPORT_SITE_FLOWS_H

#include "report/json_buf.h"
#include "report/name_table.h"

#define FLOW_LAGS 101 /* lags kept of a flow; of more, every second, fourth, ... */

struct flow {
    uint32_t from, to; /* sites */
    uint64_t articles; /* 0: an empty slot */
    uint64_t dated;    /* of them, those with a lag */
    uint64_t stride;
    int64_t shortest;
    int64_t *lags; /* seconds, `n_lags` of them */
    size_t n_lags;
};

struct site_flows {
    struct flow *slots;
    size_t n_slots, used;
};

void site_flows_release(struct site_flows *f);

/* Adds the members of a cluster whose text comes from site `source` (0: unknown, nothing is added).
   Members of that site itself are left out. Sites get their numbers from `sites`. */
bool site_flows_add(struct site_flows *f, const struct wcy_cluster *cluster, uint32_t source,
                    struct names *sites);

/* "flows" of the overview: the `limit` largest, sites by their rank; those of unranked sites are
   left out. */
bool site_flows_write(const struct site_flows *f, const uint32_t *site_rank, size_t limit,
                      struct json_buf *j);

#endif
