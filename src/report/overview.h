/*
 * overview: everything that the first page shows, gathered in one walk over the clusters and one
 * over the articles.
 */
#ifndef REPORT_OVERVIEW_H
#define REPORT_OVERVIEW_H

#include "report/facts.h"
#include "report/name_table.h"
#include "report/ranking.h"
#include "report/report.h"

/* Whose text a cluster is. */
struct cluster_source {
    uint64_t cluster;
    uint32_t site; /* or an agency, or 0 */
};

/* How many clusters have so many members. */
struct size_count {
    uint64_t size, clusters;
};

struct overview {
    struct wcy_stat stat;
    struct names sites, langs;
    struct facts facts;      /* by site, in coarser units of time when there are many sites */
    struct facts times;      /* of all sites together */
    struct wcy_flows *flows; /* NULL: none */
    struct ranking ranking;
    struct cluster_source *sources; /* by cluster, once gathered */
    size_t n_sources, cap_sources;
    struct size_count *sizes; /* falling */
    size_t n_sizes, cap_sizes;
    uint64_t clusters, clustered;
    uint32_t *site_rank, *site_order, *lang_rank, *lang_order;
    size_t n_sites, n_langs; /* that have a rank */
};

/* On errors too, `o` is to be released. */
int overview_gather(struct overview *o, struct wcy_index *index, struct wcy_cluster_iter *iter,
                    const struct report_options *options, struct wcy_error *err);

void overview_release(struct overview *o);

/* Appends the document to `j`. False: out of memory. */
bool overview_write(const struct overview *o, const struct report_options *options, struct json *j);

/* Fills `err` for want of memory. */
int report_no_memory(struct wcy_error *err);

#endif
