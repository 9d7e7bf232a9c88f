/*
 * route: which function answers which path.
 */
#ifndef SERVE_ROUTE_H
#define SERVE_ROUTE_H

#include "serve/exchange.h"

#define ROUTE_PARAMETERS 13

enum route_gate { GATE_NONE, GATE_QUESTIONS, GATE_LISTINGS };

struct route {
    const char *path; /* one that ends in / takes what follows */
    bool get, post;
    enum route_gate gate;
    bool open;                                /* answers without a token */
    const char *parameters[ROUTE_PARAMETERS]; /* that may be given, ending with NULL */
    unsigned (*answer)(struct exchange *x);   /* returns the status */
};

/* The routes; paths of their metrics by number. */
extern const struct route routes[];
extern const size_t n_routes;
extern const char *const route_names[];

/* Finds the route of a path and what is behind its own path; NULL: none. */
const struct route *route_find(const char *path, const char **rest);

/* The handlers, by file. */
unsigned answer_query(struct exchange *x);   /* api_query.c */
unsigned answer_article(struct exchange *x); /* api_records.c */
unsigned answer_find(struct exchange *x);
unsigned answer_clusters(struct exchange *x);
unsigned answer_cluster(struct exchange *x);
unsigned answer_roundups(struct exchange *x);
unsigned answer_pairs(struct exchange *x);
unsigned answer_flows(struct exchange *x);
unsigned answer_stat(struct exchange *x);
unsigned answer_health(struct exchange *x);
unsigned answer_metrics(struct exchange *x);
unsigned answer_overview(struct exchange *x); /* api_page.c */
unsigned answer_story(struct exchange *x);
unsigned answer_page(struct exchange *x);
unsigned answer_asset(struct exchange *x);

#endif
