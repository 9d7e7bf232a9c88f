#include "bench/gen_plan.h"

#include "base/grow.h"

#include <math.h>
#include <stdlib.h>

/* Sizes of the clusters: P(size >= k) falls as k^-1.5, up to 2,000. Half are pairs; the labelled
   duplicates of the CORE 2020 set have more (four in five), but papers print agency stories by the
   hundred. */
#define LARGEST   2000
#define TAIL      1.5 /* of the cumulated distribution */
#define MEAN_SIZE 4.4

enum { STREAM_STORY = 1, STREAM_PLAN };

static struct story *make_story(struct plan *p, uint64_t number, struct walk *walk)
{
    walk->rng = rng_make(p->seed, STREAM_STORY, number);
    walk->n = chain_length(p->chain, &walk->rng, p->mean_words);
    struct story *s = malloc(sizeof *s + walk->n * sizeof *s->words);
    if (!s)
        return NULL;
    *s = (struct story){.n = walk->n};
    walk->out = s->words;
    return s;
}

/* The story with this number, for the caller to keep. NULL when memory runs out. */
static struct story *take_story(struct plan *p, uint64_t number)
{
    struct walk walks[PLAN_AHEAD];
    size_t place = number % PLAN_AHEAD;
    if (place == 0) {
        for (size_t i = 0; i < PLAN_AHEAD; i++)
            if (!(p->ahead[i] = make_story(p, number + i, &walks[i])))
                return NULL;
        chain_walk(p->chain, walks, PLAN_AHEAD);
    }
    struct story *s = p->ahead[place];
    p->ahead[place] = NULL;
    return s;
}

static bool earlier(struct plan_copy a, struct plan_copy b)
{
    return a.due != b.due ? a.due < b.due : a.story->article < b.story->article;
}

static bool heap_push(struct plan *p, struct plan_copy copy)
{
    if (!GROW(p->heap, p->cap, p->count + 1))
        return false;
    size_t i = p->count++;
    for (; i > 0 && earlier(copy, p->heap[(i - 1) / 2]); i = (i - 1) / 2)
        p->heap[i] = p->heap[(i - 1) / 2];
    p->heap[i] = copy;
    return true;
}

static struct plan_copy heap_pop(struct plan *p)
{
    struct plan_copy first = p->heap[0], last = p->heap[--p->count];
    size_t i = 0;
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= p->count)
            break;
        if (child + 1 < p->count && earlier(p->heap[child + 1], p->heap[child]))
            child++;
        if (!earlier(p->heap[child], last))
            break;
        p->heap[i] = p->heap[child];
        i = child;
    }
    p->heap[i] = last;
    return first;
}

/* Of a story that is copied: its copies, by inverting the cumulated power law. */
static size_t draw_copies(struct rng *r)
{
    double size = 1.5 * pow(1 - rng_unit(r), -1 / TAIL);
    return size > LARGEST ? LARGEST - 1 : (size_t)(size + 0.5) - 1;
}

/* The chance that a story is copied, so that `copied` of all articles are in clusters: with a
   chance c and clusters of mean size m the share is cm / (cm + 1 - c). */
static double chance_of_copies(double copied)
{
    return copied / (copied + MEAN_SIZE * (1 - copied));
}

static bool schedule_copies(struct plan *p, struct story *s, struct rng *r)
{
    s->waiting = draw_copies(r);
    for (size_t i = 0; i < s->waiting; i++) {
        uint64_t distance = (uint64_t)pow((double)p->spread, rng_unit(r));
        if (!heap_push(p, (struct plan_copy){s->article + 1 + distance, s}))
            return false;
    }
    return true;
}

struct story *plan_next(struct plan *p, bool *is_copy)
{
    uint64_t article = p->next_article++;
    *is_copy = p->count > 0 && p->heap[0].due <= article;
    if (*is_copy) {
        struct story *s = heap_pop(p).story;
        s->waiting--;
        return s;
    }
    uint64_t number = p->next_story++;
    struct story *s = take_story(p, number);
    if (!s)
        return NULL;
    s->article = article;
    struct rng r = rng_make(p->seed, STREAM_PLAN, number);
    if (rng_chance(&r, chance_of_copies(p->copied)) && !schedule_copies(p, s, &r))
        return NULL;
    return s;
}

void plan_done(struct story *story)
{
    if (story && story->waiting == 0)
        free(story);
}

void plan_release(struct plan *p)
{
    while (p->count > 0) {
        struct story *s = heap_pop(p).story;
        s->waiting--;
        plan_done(s);
    }
    for (size_t i = 0; i < PLAN_AHEAD; i++) {
        free(p->ahead[i]);
        p->ahead[i] = NULL;
    }
    free(p->heap);
    p->heap = NULL;
    p->cap = 0;
}
