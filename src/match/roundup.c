#include "match/roundup.h"

#include "index/cluster_store.h"
#include "index/segments.h"
#include "match/roundup_parts.h"

#include <stdlib.h>

/* Shingles that a piece has which no better story explains; a piece in the first lines below the
   story's own headline may be shorter. */
#define PIECE         12
#define PIECE_TITLE   3
#define NEAR_HEADLINE 3

/* A zone of the page (a line, or a part of a long one) is one story's when that has so many
   shingles in it: who has the rest of it is another copy of the story, cut or edited differently.
 */
#define ZONE_SHINGLES 5

/* Pieces of so many other stories, under their headlines or covering so much of the page, make it a
   round-up. */
#define STORIES 2
#define COVER   0.25

/* Shingles of the page that the suspect has and nobody took before it, in paragraphs, and those
   near its headline; elsewhere they may be a list of links. */
struct fresh {
    uint32_t all, near;
};

/* Whose each shingle of the page and each zone is: a story, or 0. */
struct owners {
    uint64_t *shingles, *zones;
    uint32_t *taken; /* per zone, for one suspect */
};

static struct fresh count_fresh(const struct roundup *r, const struct suspect *x,
                                const struct owners *o)
{
    struct fresh fresh = {0, 0};
    for (uint32_t i = 0; i < x->shared; i++) {
        const struct spot *s = &r->spots[x->places[i]];
        if (o->shingles[x->places[i]] != 0)
            continue;
        uint32_t below = x->title == NO_LINE || s->line <= x->title ? 0 : s->line - x->title;
        fresh.all += below == 1 || (s->body && o->zones[s->zone] == 0);
        fresh.near += below == 1 || (s->body && below >= 1 && below <= NEAR_HEADLINE);
    }
    return fresh;
}

/* Some stories begin with their headline once more: then that is the piece. */
static bool is_repeated(const struct roundup *r, const struct suspect *x)
{
    const struct tokens *t = &r->tokens;
    if (x->title == NO_LINE || x->title + 1 >= t->n_lines)
        return false;
    struct token_line a = t->lines[x->title], b = t->lines[x->title + 1];
    size_t n = a.end - a.first;
    return b.end - b.first >= n &&
           memcmp(t->hash + a.first, t->hash + b.first, n * sizeof *t->hash) == 0;
}

/* Takes them; returns how many. */
static uint32_t take_places(const struct roundup *r, const struct suspect *x, struct owners *o)
{
    uint32_t taken = 0;
    memset(o->taken, 0, r->n_zones * sizeof *o->taken);
    for (uint32_t i = 0; i < x->shared; i++) {
        uint64_t *owner = &o->shingles[x->places[i]];
        uint32_t zone = r->spots[x->places[i]].zone;
        taken += *owner == 0;
        *owner = *owner ? *owner : x->story;
        if (++o->taken[zone] >= ZONE_SHINGLES && o->zones[zone] == 0)
            o->zones[zone] = x->story;
    }
    return taken;
}

static int name_story(struct roundup *r, const struct suspect *x, struct roundup_story *story,
                      struct wcy_error *err)
{
    struct cluster c = {0};
    *story = (struct roundup_story){.article = x->article};
    if (x->story == x->article) {
        /* A cluster has the number of its first member. */
        struct place place;
        int status = place_load(r->store, r->txn, x->article, &place, err);
        if (status < 0 || place.cluster == 0)
            return status;
    }
    int status = cluster_load(r->store, r->txn, x->story, &c, err);
    if (status == 0) {
        story->cluster = x->story;
        story->article = cluster_kept(&c);
    }
    cluster_release(&c);
    return status < 0 ? status : 0;
}

static int compare_stories(const void *a, const void *b)
{
    const struct roundup_story *x = a, *y = b;
    if (x->shared != y->shared)
        return x->shared > y->shared ? -1 : 1;
    return (x->article > y->article) - (x->article < y->article);
}

/* A story while it is picked. */
struct pick {
    uint64_t story;
    const struct suspect *best;
    uint32_t shared;
    bool title;
};

static struct pick *find_pick(struct pick *picks, size_t n, uint64_t story)
{
    for (size_t i = 0; i < n; i++)
        if (picks[i].story == story)
            return &picks[i];
    return NULL;
}

/* The best suspects first, each takes what nobody has taken; who is left with a scrap is no story
   of the page. `picks` has room for all suspects. */
static size_t pick_stories(const struct roundup *r, struct pick *picks, struct owners *owners)
{
    size_t count = 0;
    for (size_t i = 0; i < r->n_suspects; i++) {
        const struct suspect *x = &r->suspects[i];
        struct pick *known = find_pick(picks, count, x->story);
        struct fresh fresh = count_fresh(r, x, owners);
        bool title = fresh.near >= PIECE_TITLE || is_repeated(r, x);
        if (!known && fresh.all < PIECE && !title)
            continue;
        if (!known) {
            known = &picks[count++];
            *known = (struct pick){x->story, x, 0, title};
        }
        known->shared += take_places(r, x, owners);
    }
    return count;
}

/* `*picks` is malloc'ed. */
static int find_stories(struct roundup *r, struct pick **picks, size_t *count,
                        struct wcy_error *err)
{
    int status = roundup_find_suspects(r, err);
    if (status < 0)
        return status;
    *picks = calloc(r->n_suspects + 1, sizeof **picks);
    struct owners o = {.shingles = calloc((size_t)r->page.n_informative + 1, sizeof *o.shingles),
                       .zones = calloc(r->n_zones, sizeof *o.zones),
                       .taken = calloc(r->n_zones, sizeof *o.taken)};
    if (*picks && o.shingles && o.zones && o.taken)
        *count = pick_stories(r, *picks, &o);
    else
        status = fail_nomem(err);
    free(o.shingles);
    free(o.zones);
    free(o.taken);
    return status;
}

static int list_stories(struct roundup *r, const struct pick *picks, size_t count,
                        struct arena *arena, struct roundup_story **out, struct wcy_error *err)
{
    int status = 0;
    struct roundup_story *list = arena_zalloc(arena, count + 1, sizeof *list);
    if (!list)
        return fail_nomem(err);
    for (size_t i = 0; i < count && status == 0; i++) {
        status = name_story(r, picks[i].best, &list[i], err);
        list[i].shared = picks[i].shared;
        list[i].share = (double)picks[i].shared / r->n_spots;
    }
    if (count)
        qsort(list, count, sizeof *list, compare_stories);
    *out = list;
    return status;
}

static void roundup_release(struct roundup *r)
{
    for (size_t i = 0; i < r->n_suspects; i++)
        free(r->suspects[i].places);
    free(r->suspects);
    free(r->articles);
    free(r->lines);
    free(r->spots);
    shingles_release(&r->shingles);
    tokens_release(&r->tokens);
    tokens_release(&r->title);
}

int roundup_stories(struct store *s, MDB_txn *txn, const struct meta *meta, const struct gone *gone,
                    uint64_t page, struct arena *arena, struct roundup_story **out, size_t *count,
                    struct wcy_error *err)
{
    struct place place;
    struct pick *picks = NULL;
    const struct textset_source source = {.store = s, .parameters = meta->parameters};
    struct textset_cache cache = {.source = &source, .txn = txn, .limit = ROUNDUP_CACHE};
    struct segments links;
    struct neighbours neighbours = {0};
    struct roundup r = {.store = s,
                        .txn = txn,
                        .meta = meta,
                        .gone = gone,
                        .cache = &cache,
                        .neighbours = &neighbours};
    *count = 0;
    int status = segments_load(&links, s, txn, TABLE_LINKS, err);
    if (status == 0)
        status = neighbours_open(&neighbours, s, txn, &links, err);
    if (status == 0)
        status = roundup_load_page(&r, page, err);
    if (status == 0) {
        status = place_load(s, txn, page, &place, err);
        r.own = place.cluster;
    }
    if (status == 0)
        status = find_stories(&r, &picks, count, err);
    if (status == 0)
        status = list_stories(&r, picks, *count, arena, out, err);
    free(picks);
    roundup_release(&r);
    neighbours_close(&neighbours);
    textset_cache_release(&cache);
    return status;
}

int roundup_check(struct textset_cache *cache, struct neighbours *neighbours,
                  const struct meta *meta, const struct gone *gone, uint64_t page,
                  composite_story_fn *story_of, void *context, bool headlines, bool *composite,
                  struct wcy_error *err)
{
    struct pick *picks = NULL;
    size_t count = 0, others = 0, titles = 0;
    uint32_t covered = 0;
    struct roundup r = {.store = cache->source->store,
                        .txn = cache->txn,
                        .meta = meta,
                        .gone = gone,
                        .cache = cache,
                        .neighbours = neighbours,
                        .story_of = story_of,
                        .context = context};
    *composite = false;
    int status = roundup_load_page(&r, page, err);
    if (status == 0)
        status = story_of(context, page, &r.own, err);
    if (status == 0)
        status = find_stories(&r, &picks, &count, err);
    for (size_t i = 0; i < count; i++) {
        others += picks[i].story != r.own;
        titles += picks[i].story != r.own && picks[i].title;
        covered += picks[i].shared;
    }
    *composite =
        titles >= STORIES || (!headlines && others >= STORIES && covered >= COVER * r.n_spots);
    free(picks);
    roundup_release(&r);
    return status < 0 ? status : 0;
}
