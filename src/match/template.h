/*
 * template: is one text the other with new numbers filled in?
 *
 * Weather, market and traffic bulletins share their wording from day to day and differ in the
 * figures; a copy of a bulletin has the same figures. So: of the places where both texts have a
 * number in the same words, how many hold the same number?
 */
#ifndef MATCH_TEMPLATE_H
#define MATCH_TEMPLATE_H

#include "sketch/token.h"

/* A number and the words around it (two before, one after, digits masked), hashed. */
struct number_place {
    uint32_t context;
    uint32_t number;
};

/* The places of the numbers in a text, ascending by context, into `places`, which has room for all
   tokens. Returns how many. Contexts that occur twice are left out: they cannot be matched. */
size_t template_places(const struct tokens *t, struct number_place *places);

/* True when the two texts are siblings of one template: when less than `least_equal` of their
   common places hold the same number. */
bool template_siblings(const struct number_place *a, size_t n_a, const struct number_place *b,
                       size_t n_b, double least_equal);

#endif
