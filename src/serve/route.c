#include "serve/route.h"

#include <string.h>

const struct route routes[] = {
    {"/",              true, false, GATE_NONE,      false, {NULL},                            answer_page    },
    {"/page.css",      true, false, GATE_NONE,      false, {NULL},                            answer_asset   },
    {"/page.js",       true, false, GATE_NONE,      false, {NULL},                            answer_asset   },
    {"/provider.js",   true, false, GATE_NONE,      false, {NULL},                            answer_asset   },
    {"/ask.js",        true, false, GATE_NONE,      false, {NULL},                            answer_asset   },
    {"/ask.css",       true, false, GATE_NONE,      false, {NULL},                            answer_asset   },
    {"/openapi.json",  true, false, GATE_NONE,      false, {NULL},                            answer_asset   },
    {"/api/query",
     true,                   true,
     GATE_QUESTIONS,                                false,
     {"id", "url", "text", "site", "title", "published", "min_jaccard", "min_containment", "limit",
      "window", "lang", "passages", NULL},
     answer_query                                                                                            },
    {"/api/articles/",
     true,                   false,
     GATE_QUESTIONS,                                false,
     {"by", "text", "why", NULL},
     answer_article                                                                                          },
    {"/api/find",      true, false, GATE_QUESTIONS, false, {"q", NULL},                       answer_find    },
    {"/api/clusters",
     true,                   false,
     GATE_LISTINGS,                                 false,
     {"min_size", "limit", "offset", NULL},
     answer_clusters                                                                                         },
    {"/api/clusters/", true, false, GATE_QUESTIONS, false, {NULL},                            answer_cluster },
    {"/api/flows",
     true,                   false,
     GATE_LISTINGS,                                 false,
     {"site", "from", "to", "lang", "since", "until", "min_copies", "limit", "offset", NULL},
     answer_flows                                                                                            },
    {"/api/roundups",
     true,                   false,
     GATE_LISTINGS,                                 false,
     {"limit", "offset", NULL},
     answer_roundups                                                                                         },
    {"/api/pairs",
     true,                   false,
     GATE_LISTINGS,                                 false,
     {"min_jaccard", "min_containment", "limit", "offset", NULL},
     answer_pairs                                                                                            },
    {"/api/stat",      true, false, GATE_QUESTIONS, false, {NULL},                            answer_stat    },
    {"/api/overview",  true, false, GATE_LISTINGS,  false, {NULL},                            answer_overview},
    {"/api/stories/",  true, false, GATE_LISTINGS,  false, {NULL},                            answer_story   },
    {"/healthz",       true, false, GATE_NONE,      true,  {NULL},                            answer_health  },
    {"/metrics",       true, false, GATE_NONE,      false, {NULL},                            answer_metrics },
};
const size_t n_routes = sizeof routes / sizeof *routes;

const char *const route_names[] = {
    "/",
    "/page.css",
    "/page.js",
    "/provider.js",
    "/ask.js",
    "/ask.css",
    "/openapi.json",
    "/api/query",
    "/api/articles/{id}",
    "/api/find",
    "/api/clusters",
    "/api/clusters/{number}",
    "/api/flows",
    "/api/roundups",
    "/api/pairs",
    "/api/stat",
    "/api/overview",
    "/api/stories/{number}",
    "/healthz",
    "/metrics",
    "other",
};

_Static_assert(sizeof routes / sizeof *routes + 1 == sizeof route_names / sizeof *route_names,
               "a name for every route, and one for all else");
_Static_assert(sizeof route_names / sizeof *route_names <= METRIC_ROUTES, "room for their metrics");

const struct route *route_find(const char *path, const char **rest)
{
    for (size_t i = 0; i < n_routes; i++) {
        const char *own = routes[i].path;
        size_t len = strlen(own);
        bool open_ended = len > 1 && own[len - 1] == '/';
        *rest = path + len;
        if (open_ended ? strncmp(path, own, len) == 0 && path[len] : strcmp(path, own) == 0)
            return &routes[i];
    }
    return NULL;
}
