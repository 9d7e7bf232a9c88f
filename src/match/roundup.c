#include "match/roundup.h"

#include "base/grow.h"
#include "index/cluster_store.h"
#include "index/segments.h"
#include "match/neighbours.h"
#include "match/posting.h"
#include "match/textset.h"

#include <stdlib.h>

/* Neighbours by stored pairs, and articles that carry one line, that are looked at. */
#define NEIGHBOURS 64
#define CARRIERS   8

/* A shingle that more articles than that carry is a phrase, not a story. */
#define PHRASE 32

/* Shingles that a piece has which no better story explains; a piece in the first lines below the
   story's own headline may be shorter. */
#define PIECE         12
#define PIECE_TITLE   3
#define NEAR_HEADLINE 3

/* A line, or so many tokens of a long one, is one story's when that has so many shingles in it: who
   has the rest of it is another copy of the story, cut or edited differently. */
#define ZONE_TOKENS   100
#define ZONE_SHINGLES 5

/* A shingle of the page that so many other stories have is nobody's. */
#define NOBODYS 4

/* A text of which so much stands in the page is in it as a whole. */
#define WHOLE 0.65

/* Pieces of so many other stories, under their headlines or covering so much of the page, make it a
   round-up. */
#define STORIES 2
#define COVER   0.25

/* An article that holds so much of the page is a copy of it, not a story in it. */
#define SAME_PAGE 0.9

struct suspect {
    uint64_t article;
    uint64_t story;   /* cluster, or the article alone */
    uint32_t *places; /* of the shared shingles in the page's set, ascending; malloc'ed */
    uint32_t shared;
    uint32_t title; /* the line of the page that is the article's title, or NO_LINE */
};

#define NO_LINE UINT32_MAX

/* Where a shingle of the page stands. */
struct spot {
    uint32_t line; /* the line that it lies in; NO_LINE: it spans two, or only repeats a headline */
    uint32_t zone; /* the line or its part, see ZONE_TOKENS */
    bool body;     /* the line is as long as a paragraph */
};

/* One line of the page. */
struct page_line {
    uint64_t hash;
    uint32_t line;
};

struct roundup {
    struct store *store;
    MDB_txn *txn;
    const struct meta *meta;
    const struct gone *gone;
    struct textset_cache *cache;
    struct neighbours *neighbours;
    struct textset page;
    composite_story_fn *story_of; /* NULL: as the index has it, and own copies are no stories */
    void *context;
    uint64_t own;       /* the page's own story; 0: none */
    uint64_t *articles; /* suspects' numbers, as found */
    size_t n_articles, cap_articles;
    struct tokens tokens; /* of the page */
    struct shingles shingles;
    struct spot *spots; /* of the page's informative shingles */
    uint32_t n_spots;   /* of those, in some line */
    uint32_t n_zones;
    struct page_line *lines; /* by hash: is a title among them? */
    size_t n_lines;
    struct suspect *suspects;
    size_t n_suspects, cap_suspects;
    struct tokens title;
};

static int suspect_article(struct roundup *r, uint64_t article, struct wcy_error *err)
{
    if (article == r->page.number || gone_has(r->gone, article))
        return 0;
    if (!GROW(r->articles, r->cap_articles, r->n_articles + 1))
        return fail_nomem(err);
    r->articles[r->n_articles++] = article;
    return 0;
}

/* ------------------------------------------------------------------ who may have it */

static int find_by_pairs(struct roundup *r, struct wcy_error *err)
{
    struct pair_list list = {0};
    int status = neighbours_find(r->neighbours, r->page.number, NEIGHBOURS, &list, err);
    for (size_t i = 0; i < list.count && status == 0; i++)
        status = suspect_article(r, list.items[i].a, err);
    free(list.items);
    return status;
}

/* Looks up sorted keys in a segmented table. */
static int find_by_keys(struct roundup *r, enum table table, const uint64_t *keys, size_t n,
                        struct wcy_error *err)
{
    uint64_t found[PHRASE + 1];
    struct segments list;
    size_t most = table == TABLE_PRINTS ? PHRASE + 1 : CARRIERS;
    struct segments_reader *reader = malloc(sizeof *reader);
    int status = reader ? segments_load(&list, r->store, r->txn, table, err) : fail_nomem(err);
    bool open = status == 0 && segments_reader_open(reader, &list, r->txn, err) == 0;
    if (status == 0 && !open)
        status = err ? err->code : WCY_EINTERNAL;
    for (size_t i = 0; i < n && status == 0; i++) {
        size_t count = 0;
        if (i > 0 && keys[i] == keys[i - 1])
            continue;
        status = segments_lookup(reader, keys[i], found, most, &count, err);
        if (table == TABLE_PRINTS && count > PHRASE)
            continue;
        for (size_t k = 0; k < count && status == 0; k++)
            status = suspect_article(
                r, table == TABLE_PRINTS ? posting_article(found[k]) : found[k], err);
    }
    if (open)
        segments_reader_close(reader);
    free(reader);
    return status;
}

static int compare_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* By every shingle, not only the page's own sample: what a story samples is then met wherever it
   stands in the page. */
static int find_by_prints(struct roundup *r, struct wcy_error *err)
{
    size_t n = r->page.n_informative;
    uint64_t *keys = malloc((n + 1) * sizeof *keys);
    if (!keys)
        return fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        keys[i] = fingerprint_of(r->page.informative[i]); /* ascending, as the set is */
    int status = find_by_keys(r, TABLE_PRINTS, keys, n, err);
    free(keys);
    return status;
}

/* By whole paragraphs and by headlines, which learn.c has listed. */
static int find_by_lines(struct roundup *r, struct wcy_error *err)
{
    const struct tokens *t = &r->tokens;
    uint64_t *keys = malloc((2 * t->n_lines + 1) * sizeof *keys);
    size_t n = 0;
    if (!keys)
        return fail_nomem(err);
    for (size_t i = 0; i < t->n_lines; i++) {
        uint32_t tokens = t->lines[i].end - t->lines[i].first;
        uint64_t line = tokens_line_hash(t, t->lines[i]);
        uint64_t key = furniture_line(r->page.site_key, line, tokens);
        if (furniture_is_paragraph(key))
            keys[n++] = key;
        if (tokens >= FURNITURE_HEADLINE)
            keys[n++] = furniture_headline(line);
    }
    qsort(keys, n, sizeof *keys, compare_numbers);
    int status = find_by_keys(r, TABLE_BLOCKS, keys, n, err);
    free(keys);
    return status;
}

static int compare_lines(const void *a, const void *b)
{
    const struct page_line *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* In which line each informative shingle of the page stands; in a paragraph rather than elsewhere,
   when it is repeated. */
static bool find_spots(struct roundup *r)
{
    const struct tokens *t = &r->tokens;
    const struct textset *p = &r->page;
    size_t line = 0;
    uint32_t zone = 0, zone_end = 0; /* of the zone: the token where it ends */
    r->spots = malloc(((size_t)p->n_informative + 1) * sizeof *r->spots);
    if (!r->spots || !shingles_make(&r->shingles, t, r->meta->parameters.shingle))
        return false;
    for (uint32_t i = 0; i < p->n_informative; i++)
        r->spots[i] = (struct spot){.line = NO_LINE};
    for (size_t i = 0; i < r->shingles.count; i++) {
        const uint64_t *found = bsearch(&r->shingles.hash[i], p->informative, p->n_informative,
                                        sizeof *p->informative, compare_numbers);
        uint32_t from = shingles_start(&r->shingles, i), to = shingles_end(&r->shingles, i);
        for (; line < t->n_lines && t->lines[line].end <= from; zone_end = 0)
            line++;
        if (from >= zone_end) {
            zone++;
            zone_end = from + ZONE_TOKENS;
        }
        if (!found || line == t->n_lines || from < t->lines[line].first || to > t->lines[line].end)
            continue;
        struct spot *s = &r->spots[found - p->informative];
        bool body = t->lines[line].end - t->lines[line].first >= FURNITURE_PARAGRAPH;
        r->n_spots += s->line == NO_LINE;
        if (s->line == NO_LINE || (body && !s->body))
            *s = (struct spot){(uint32_t)line, zone, body};
    }
    r->n_zones = zone + 1;
    return true;
}

static int load_page(struct roundup *r, uint64_t page, struct wcy_error *err)
{
    struct buf buf = BUF_INIT;
    struct slice text;
    int status = textset_get(r->cache, page, 0, &r->page, err);
    if (status == 0 && r->page.sampled)
        status = WCY_END;
    if (status == 0)
        status = textset_text(r->cache, page, &buf, &text, err);
    if (status == 0 && !tokens_scan(&r->tokens, text, r->meta->parameters.seed))
        status = fail_nomem(err);
    buf_release(&buf);
    if (status != 0)
        return status;
    r->lines = malloc((r->tokens.n_lines + 1) * sizeof *r->lines);
    if (!r->lines)
        return fail_nomem(err);
    for (size_t i = 0; i < r->tokens.n_lines; i++)
        r->lines[r->n_lines++] =
            (struct page_line){tokens_line_hash(&r->tokens, r->tokens.lines[i]), (uint32_t)i};
    qsort(r->lines, r->n_lines, sizeof *r->lines, compare_lines);
    return find_spots(r) ? 0 : fail_nomem(err);
}

/* ------------------------------------------------------------------ what they have of it */

/* Which of the page's shingles the other text has. */
static void share_places(const struct roundup *r, const struct textset *other, struct suspect *x)
{
    const uint64_t *a = r->page.informative, *b = other->informative;
    uint32_t i = 0, k = 0, n = 0;
    while (i < r->page.n_informative && k < other->n_informative) {
        /* Without branches: which of two hashes is smaller cannot be foretold. */
        uint64_t x_i = a[i], x_k = b[k];
        x->places[n] = i;
        n += x_i == x_k && r->spots[i].line != NO_LINE;
        i += x_i <= x_k;
        k += x_k <= x_i;
    }
    x->shared = n;
}

/* The line of the page that is this title. */
static bool find_title(struct roundup *r, struct slice title, uint32_t *line, struct wcy_error *err)
{
    *line = NO_LINE;
    if (!tokens_scan(&r->title, title, r->meta->parameters.seed))
        return fail_nomem(err) == 0;
    uint64_t hash = tokens_line_hash(&r->title, (struct token_line){0, (uint32_t)r->title.count});
    size_t low = 0, high = r->n_lines;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (r->lines[mid].hash < hash)
            low = mid + 1;
        else
            high = mid;
    }
    if (r->title.count >= FURNITURE_HEADLINE && low < r->n_lines && r->lines[low].hash == hash)
        *line = r->lines[low].line;
    return true;
}

/* Takes an article into the list, unless it is another round-up or a copy of the page. */
static int take_suspect(struct roundup *r, uint64_t article, struct wcy_error *err)
{
    struct place place;
    struct row row;
    int status = place_load(r->store, r->txn, article, &place, err);
    if (status < 0 || place.composite || (!r->story_of && place.cluster && place.cluster == r->own))
        return status;
    uint64_t story = place.cluster ? place.cluster : article;
    if (r->story_of)
        status = r->story_of(r->context, article, &story, err);
    if (status == 0)
        status = row_get(r->store, r->txn, article, &row, err);
    if (status != 0)
        return status < 0 ? status : 0;
    if (!GROW(r->suspects, r->cap_suspects, r->n_suspects + 1))
        return fail_nomem(err);
    struct suspect *x = &r->suspects[r->n_suspects];
    *x = (struct suspect){.article = article, .story = story};
    if (!find_title(r, row.title, &x->title, err))
        return WCY_ENOMEM;
    r->n_suspects++;
    return 0;
}

/* A headline is no text of its story: it stands in lists of links, too. */
static void forget_titles(struct roundup *r)
{
    bool *is_title = calloc(r->tokens.n_lines + 1, sizeof *is_title);
    for (size_t i = 0; is_title && i < r->n_suspects; i++)
        if (r->suspects[i].title != NO_LINE)
            is_title[r->suspects[i].title] = true;
    for (uint32_t i = 0; is_title && i < r->page.n_informative; i++)
        if (r->spots[i].line != NO_LINE && is_title[r->spots[i].line])
            r->spots[i].line = NO_LINE;
    free(is_title);
}

static int compare_with(struct roundup *r, struct suspect *x, struct wcy_error *err)
{
    struct textset set;
    int status = textset_get(r->cache, x->article, r->page.number, &set, err);
    if (status != 0)
        return status < 0 ? status : 0;
    x->places = malloc(((size_t)r->page.n_informative + 1) * sizeof *x->places);
    if (!x->places)
        return fail_nomem(err);
    share_places(r, &set, x);
    /* A star that the page is the centre of proves nothing: its members may have nothing in common
       but the page. Only those that stand in it whole are copies of it. */
    if (x->story == r->page.number && x->shared < WHOLE * set.n_informative)
        x->story = x->article;
    if (x->shared > SAME_PAGE * r->n_spots)
        x->shared = 0;
    return 0;
}

static int compare_by_story(const void *a, const void *b)
{
    const struct suspect *x = a, *y = b;
    return (x->story > y->story) - (x->story < y->story);
}

/* The line right below a suspect's headline is the suspect's. */
static bool is_under(const struct roundup *r, const struct suspect *x, uint32_t place)
{
    return x->title != NO_LINE && r->spots[place].line == x->title + 1;
}

/* Notices and menus that are not known as furniture yet: many stories have them. */
static bool forget_phrases(struct roundup *r)
{
    uint64_t *last = calloc((size_t)r->page.n_informative + 1, sizeof *last);
    uint32_t *stories = calloc((size_t)r->page.n_informative + 1, sizeof *stories);
    bool ok = last && stories;
    if (r->n_suspects)
        qsort(r->suspects, r->n_suspects, sizeof *r->suspects, compare_by_story);
    for (size_t i = 0; ok && i < r->n_suspects; i++) {
        const struct suspect *x = &r->suspects[i];
        for (uint32_t k = 0; k < x->shared; k++) {
            stories[x->places[k]] += last[x->places[k]] != x->story;
            last[x->places[k]] = x->story;
        }
    }
    for (size_t i = 0; ok && i < r->n_suspects; i++) {
        struct suspect *x = &r->suspects[i];
        uint32_t kept = 0;
        for (uint32_t k = 0; k < x->shared; k++)
            if (stories[x->places[k]] < NOBODYS || is_under(r, x, x->places[k]))
                x->places[kept++] = x->places[k];
        x->shared = kept;
    }
    free(last);
    free(stories);
    return ok;
}

/* Most of the page first; an article whose headline stands there comes before one that only quotes
   the same words. */
static int compare_suspects(const void *a, const void *b)
{
    const struct suspect *x = a, *y = b;
    if ((x->title == NO_LINE) != (y->title == NO_LINE))
        return x->title != NO_LINE ? -1 : 1;
    if (x->shared != y->shared)
        return x->shared > y->shared ? -1 : 1;
    return (x->article > y->article) - (x->article < y->article);
}

static int look_at_all(struct roundup *r, struct wcy_error *err)
{
    int status = 0;
    if (r->n_articles)
        qsort(r->articles, r->n_articles, sizeof *r->articles, compare_numbers);
    for (size_t i = 0; i < r->n_articles && status == 0; i++)
        if (i == 0 || r->articles[i] != r->articles[i - 1])
            status = take_suspect(r, r->articles[i], err);
    forget_titles(r);
    for (size_t i = 0; i < r->n_suspects && status == 0; i++)
        status = compare_with(r, &r->suspects[i], err);
    if (status == 0 && !forget_phrases(r))
        status = fail_nomem(err);
    if (r->n_suspects)
        qsort(r->suspects, r->n_suspects, sizeof *r->suspects, compare_suspects);
    return status;
}

/* ------------------------------------------------------------------ the stories */

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
    int status = find_by_pairs(r, err);
    /* To know that it is one, pairs and lines are enough. */
    if (status == 0 && !r->story_of)
        status = find_by_prints(r, err);
    if (status == 0)
        status = find_by_lines(r, err);
    if (status == 0)
        status = look_at_all(r, err);
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
        status = load_page(&r, page, err);
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
    int status = load_page(&r, page, err);
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
