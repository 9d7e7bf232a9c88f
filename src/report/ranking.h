/*
 * ranking: the clusters that spread to most sites, as rows for the page's list.
 *
 * Only the best `limit` are kept at any time, so memory does not grow with the corpus.
 */
#ifndef REPORT_RANKING_H
#define REPORT_RANKING_H

#include "base/json_write.h"
#include "report/name_table.h"

#define RELATIONS    (WCY_ORIGINAL + 1)
#define RANKED_SITES 40  /* places listed of one story */
#define RANKED_TITLE 160 /* bytes of a title in the list */

struct ranked {
    uint64_t cluster, size, sites;
    int64_t first, last;
    uint32_t source, lang;
    uint64_t relations[RELATIONS];
    uint32_t *at; /* sites of its members, ascending */
    size_t n_at;
    char title[RANKED_TITLE];
    size_t title_len;
    bool full; /* there is a story document */
};

struct ranking {
    struct ranked *rows;
    size_t count, limit;
};

/* False: out of memory. */
bool ranking_init(struct ranking *r, size_t limit);
void ranking_release(struct ranking *r);

/* Offers a cluster, whose text comes from site `source`. */
bool ranking_offer(struct ranking *r, const struct wcy_cluster *cluster, uint32_t source,
                   struct names *sites);

/* Brings the rows into their order, best first. No offers after that. */
void ranking_sort(struct ranking *r);

/* "stories" of the overview. Places without a rank are left out. False: out of memory. */
bool ranking_write(const struct ranking *r, const uint32_t *site_rank, const uint32_t *lang_rank,
                   struct json *j);

#endif
