/*
 * suggest: "did you mean ...?"
 */
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

#include <limits.h>

struct suggest {
    const char *typed;
    const char *best;
    unsigned distance; /* of `best` */
};

#define SUGGEST_INIT(word)                                                                         \
    {                                                                                              \
        (word), NULL, UINT_MAX                                                                     \
    }

/* Considers `name`; the first of equally near ones wins. */
void suggest_offer(struct suggest *s, const char *name);

/* The nearest name, or NULL when none is near enough to have been meant. */
const char *suggest_best(const struct suggest *s);

#endif
