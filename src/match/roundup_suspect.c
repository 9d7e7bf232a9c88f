#include "match/roundup_parts.h"

#include "base/grow.h"
#include "index/cluster_store.h"
#include "index/segments.h"
#include "match/posting.h"

#include <stdlib.h>

/* Neighbours by stored pairs, and articles that carry one line, that are looked at. */
#define NEIGHBOURS 64
#define CARRIERS   8

/* A shingle that more articles than that carry is a phrase, not a story. */
#define PHRASE 32

/* A shingle of the page that so many other stories have is nobody's. */
#define NOBODYS 4

/* A text of which so much stands in the page is in it as a whole. */
#define WHOLE 0.65

/* An article that holds so much of the page is a copy of it, not a story in it. */
#define SAME_PAGE 0.9

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
    status = roundup_find_title(r, row.title, &x->title, err);
    r->n_suspects += status == 0;
    return status;
}

/* A headline is no text of its story: it stands in lists of links, too. */
static bool forget_titles(struct roundup *r)
{
    bool *is_title = calloc(r->tokens.n_lines + 1, sizeof *is_title);
    if (!is_title)
        return false;
    for (size_t i = 0; i < r->n_suspects; i++)
        if (r->suspects[i].title != NO_LINE)
            is_title[r->suspects[i].title] = true;
    for (uint32_t i = 0; i < r->page.n_informative; i++)
        if (r->spots[i].line != NO_LINE && is_title[r->spots[i].line])
            r->spots[i].line = NO_LINE;
    free(is_title);
    return true;
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
    if (status == 0 && !forget_titles(r))
        status = fail_nomem(err);
    for (size_t i = 0; i < r->n_suspects && status == 0; i++)
        status = compare_with(r, &r->suspects[i], err);
    if (status == 0 && !forget_phrases(r))
        status = fail_nomem(err);
    if (r->n_suspects)
        qsort(r->suspects, r->n_suspects, sizeof *r->suspects, compare_suspects);
    return status;
}

int roundup_find_suspects(struct roundup *r, struct wcy_error *err)
{
    int status = find_by_pairs(r, err);
    /* To know that it is one, pairs and lines are enough. */
    if (status == 0 && !r->story_of)
        status = find_by_prints(r, err);
    if (status == 0)
        status = find_by_lines(r, err);
    if (status == 0)
        status = look_at_all(r, err);
    return status;
}
