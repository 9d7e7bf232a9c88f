#include "match/composite.h"

#include "base/grow.h"
#include "match/relation.h"

#include <stdlib.h>

/* Neighbours that are looked at. */
#define NEIGHBOURS 64

/* A piece is a part of the other story, not all of it (then the article is a wrapped copy), and not
   all of this article (then it is a copy itself). */
#define PIECE_OF_STORY   0.75
#define PIECE_OF_ARTICLE 0.6
#define PIECE_SHARED     20

/* Pieces of so many unrelated stories, covering so much of the article, make a round-up. */
#define STORIES_TWO       2
#define COVER_TWO         0.5
#define STORIES_MANY      3
#define COVER_MANY        0.3

/* Finds the pair of `later` with `earlier`, turned. */
static int add_later(struct store *s, MDB_txn *txn, uint64_t earlier, uint64_t later,
                     struct pair_list *scratch, struct pair_list *list, struct wcy_error *err)
{
    scratch->count = 0;
    int status = pair_load(s, txn, later, scratch, err);
    for (size_t i = 0; i < scratch->count && status == 0; i++) {
        struct pair p = scratch->items[i];
        if (p.a != earlier)
            continue;
        if (!GROW(list->items, list->cap, list->count + 1))
            return fail_nomem(err);
        list->items[list->count++] = pair_turn(p);
    }
    return status;
}

int composite_neighbours(struct store *s, MDB_txn *txn, const struct segments *links,
                         uint64_t article, size_t limit, struct pair_list *list,
                         struct wcy_error *err)
{
    size_t n = 0;
    struct pair_list scratch = {0};
    struct segments_reader *r = malloc(sizeof *r);
    uint64_t *later = malloc((limit + 1) * sizeof *later);
    list->count = 0;
    int status = r && later ? pair_load(s, txn, article, list, err) : fail_nomem(err);
    if (status == 0)
        status = segments_reader_open(r, links, txn, err);
    if (status == 0) {
        status = segments_lookup(r, article, later, limit, &n, err);
        segments_reader_close(r);
    }
    for (size_t i = 0; i < n && status == 0; i++)
        status = add_later(s, txn, article, later[i], &scratch, list, err);
    free(scratch.items);
    free(later);
    free(r);
    return status;
}

static bool is_piece(const struct pair *p)
{
    struct overlap o = p->informative; /* a: the other, b: this article */
    return p->relation != WCY_TEMPLATE && o.shared >= PIECE_SHARED &&
           overlap_in_a(o) <= PIECE_OF_STORY && overlap_in_b(o) <= PIECE_OF_ARTICLE;
}

static int compare_cover(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->informative.shared != y->informative.shared)
        return x->informative.shared > y->informative.shared ? -1 : 1;
    return x->a < y->a ? -1 : x->a > y->a;
}

static int are_paired(struct store *s, MDB_txn *txn, uint64_t x, uint64_t y,
                      struct pair_list *scratch, bool *paired, struct wcy_error *err)
{
    scratch->count = 0;
    *paired = false;
    int status = pair_load(s, txn, x > y ? x : y, scratch, err);
    for (size_t i = 0; i < scratch->count && !*paired; i++)
        *paired = scratch->items[i].a == (x < y ? x : y);
    return status;
}

/* Of the pieces, largest first, picks those whose stories have nothing to do with each other. */
static int pick_stories(struct store *s, MDB_txn *txn, const struct pair *pieces, size_t count,
                        size_t *stories, double *cover, struct wcy_error *err)
{
    uint64_t picked[NEIGHBOURS];
    struct pair_list scratch = {0};
    int status = 0;
    *stories = 0;
    *cover = 0;
    for (size_t i = 0; i < count && i < NEIGHBOURS && status == 0; i++) {
        bool related = false;
        for (size_t k = 0; k < *stories && !related && status == 0; k++)
            status = are_paired(s, txn, pieces[i].a, picked[k], &scratch, &related, err);
        if (related)
            continue;
        picked[(*stories)++] = pieces[i].a;
        *cover += overlap_in_b(pieces[i].informative);
    }
    free(scratch.items);
    return status;
}

int composite_check(struct store *s, MDB_txn *txn, const struct segments *links, uint64_t article,
                    bool *composite, struct wcy_error *err)
{
    struct pair_list list = {0};
    size_t n = 0, stories;
    double cover;
    *composite = false;
    int status = composite_neighbours(s, txn, links, article, NEIGHBOURS, &list, err);
    for (size_t i = 0; i < list.count; i++)
        if (is_piece(&list.items[i]))
            list.items[n++] = list.items[i];
    if (status == 0 && n >= STORIES_TWO) {
        qsort(list.items, n, sizeof *list.items, compare_cover);
        status = pick_stories(s, txn, list.items, n, &stories, &cover, err);
        *composite = status == 0 && ((stories >= STORIES_TWO && cover >= COVER_TWO) ||
                                     (stories >= STORIES_MANY && cover >= COVER_MANY));
    }
    free(list.items);
    return status;
}
