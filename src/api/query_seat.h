/*
 * query_seat: what one thread asks questions with, kept between questions.
 *
 * Making buffers and decompression contexts anew, and reading the state of the index, costs more
 * than the question. An index handle keeps as many seats as threads have asked at once.
 */
#ifndef API_QUERY_SEAT_H
#define API_QUERY_SEAT_H

#include "api/diff.h"
#include "api/index.h"
#include "base/buf.h"
#include "match/query.h"

struct query_seat {
    struct query_seat *next;
    struct snapshot snapshot;
    struct query_space *space;
    struct diff_space diff;
    struct buf text;
};

/* A free seat, or a new one, with its transaction begun; NULL: *err says why. */
struct query_seat *seat_take(struct wcy_index *index, struct wcy_error *err);

/* Ends the transaction and gives the seat back. */
void seat_give(struct wcy_index *index, struct query_seat *seat);

/* Frees the index's seats. */
void seats_free(struct wcy_index *index);

#endif
