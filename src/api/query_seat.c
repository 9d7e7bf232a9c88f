#include "api/query_seat.h"

#include <stdlib.h>

static void seat_free(struct query_seat *seat)
{
    snapshot_end(&seat->snapshot);
    query_space_free(seat->space);
    diff_space_release(&seat->diff);
    buf_release(&seat->text);
    free(seat);
}

static struct query_seat *seat_new(struct wcy_index *index)
{
    struct query_seat *seat = calloc(1, sizeof *seat);
    if (!seat)
        return NULL;
    seat->snapshot.store = index->store;
    seat->space = query_space_new(index->store);
    if (seat->space)
        return seat;
    seat_free(seat);
    return NULL;
}

struct query_seat *seat_take(struct wcy_index *index, struct wcy_error *err)
{
    pthread_mutex_lock(&index->seats_lock);
    struct query_seat *seat = index->seats;
    if (seat)
        index->seats = seat->next;
    pthread_mutex_unlock(&index->seats_lock);
    if (!seat && !(seat = seat_new(index))) {
        fail_nomem(err);
        return NULL;
    }
    if (snapshot_resume(&seat->snapshot, err) == 0)
        return seat;
    seat_free(seat);
    return NULL;
}

void seat_give(struct wcy_index *index, struct query_seat *seat)
{
    snapshot_pause(&seat->snapshot);
    pthread_mutex_lock(&index->seats_lock);
    seat->next = index->seats;
    index->seats = seat;
    pthread_mutex_unlock(&index->seats_lock);
}

void seats_free(struct wcy_index *index)
{
    while (index->seats) {
        struct query_seat *next = index->seats->next;
        seat_free(index->seats);
        index->seats = next;
    }
}
