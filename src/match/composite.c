#include "match/composite.h"

#include "base/grow.h"
#include "match/relation.h"

#include <stdlib.h>

/* Neighbours that are looked at. */
#define NEIGHBOURS 64

/* A piece is long enough to be meant, in words and as a part of the article (stock phrases add up,
   too), and not all of the article (then it is a copy). */
#define PIECE_SHARED           20
#define PIECE_OF_ARTICLE_LEAST 0.08
#define PIECE_OF_ARTICLE       0.7

/* A text of which so much stands in the article is in it as a whole. */
#define PIECE_WHOLE 0.65

/* Pieces of so many other stories, covering together so much of the article, make a round-up. */
#define STORIES 2
#define COVER   0.25

bool composite_is_piece(const struct pair *p)
{
    struct overlap o = p->informative;
    return p->relation != WCY_TEMPLATE && p->relation != WCY_IDENTICAL &&
           o.shared >= PIECE_SHARED && overlap_in_b(o) >= PIECE_OF_ARTICLE_LEAST &&
           overlap_in_b(o) <= PIECE_OF_ARTICLE;
}

bool composite_is_whole(const struct pair *p)
{
    return overlap_in_a(p->informative) >= PIECE_WHOLE;
}

bool composite_is_phrase(const struct pair *p, uint64_t story)
{
    return p->relation == WCY_OVERLAP && p->crowded && story == p->a;
}

static int compare_cover(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->informative.shared != y->informative.shared)
        return x->informative.shared > y->informative.shared ? -1 : 1;
    return x->a < y->a ? -1 : x->a > y->a;
}

static int are_paired(struct store *s, MDB_txn *txn, uint64_t x, uint64_t y, bool *paired,
                      struct wcy_error *err)
{
    struct pair unused;
    int status = pair_find(s, txn, x < y ? x : y, x < y ? y : x, &unused, err);
    *paired = status == 0;
    return status < 0 ? status : 0;
}

/* Whole stories found among the pieces: one article of each, whose story it is, and how much of the
   round-up they cover together. */
struct pieces {
    struct store *store;
    MDB_txn *txn;
    composite_story_fn *story_of;
    void *context;
    uint64_t article; /* the one that is looked at, */
    uint64_t own;     /* its story, */
    uint64_t kin;     /* and the neighbour that holds most of it; 0: none */
    uint64_t articles[NEIGHBOURS], stories[NEIGHBOURS];
    uint16_t passages[NEIGHBOURS];
    size_t count;
    double cover;
};

/* Which story a piece is of. A star that the suspect itself is the centre of proves nothing: its
   members may have nothing in common but the round-up. Only those that stand in it whole are copies
   of it. */
static int story_of_piece(struct pieces *p, const struct pair *piece, uint64_t *story,
                          struct wcy_error *err)
{
    int status = p->story_of(p->context, piece->a, story, err);
    if (*story == p->article && !composite_is_whole(piece))
        *story = piece->a;
    return status;
}

/* Is the piece of a story that was seen already, or the same passage? Two texts that share nothing
   may still be halves of one story: then their cluster says so. */
static int is_seen(struct pieces *p, const struct pair *piece, uint64_t *story, bool *seen,
                   struct wcy_error *err)
{
    int status = story_of_piece(p, piece, story, err);
    *seen = status == 0 && (*story == p->own || composite_is_phrase(piece, *story));
    if (status == 0 && !*seen && p->kin)
        status = are_paired(p->store, p->txn, piece->a, p->kin, seen, err);
    for (size_t k = 0; k < p->count && !*seen && status == 0; k++) {
        *seen = p->stories[k] == *story || (piece->passage && piece->passage == p->passages[k]);
        if (!*seen)
            status = are_paired(p->store, p->txn, piece->a, p->articles[k], seen, err);
    }
    return status;
}

/* `list` is sorted by what the pieces cover, largest first. */
static int count_pieces(struct pieces *p, const struct pair *list, size_t n, struct wcy_error *err)
{
    int status = 0;
    for (size_t i = 0; i < n && i < NEIGHBOURS && p->kin == 0 && status == 0; i++) {
        uint64_t story = 0;
        status = story_of_piece(p, &list[i], &story, err);
        if (story == p->own)
            p->kin = list[i].a;
    }
    for (size_t i = 0; i < n && i < NEIGHBOURS && status == 0; i++) {
        uint64_t story = 0;
        bool seen = true;
        status = is_seen(p, &list[i], &story, &seen, err);
        if (seen)
            continue;
        p->articles[p->count] = list[i].a;
        p->passages[p->count] = list[i].passage;
        p->stories[p->count++] = story;
        p->cover += overlap_in_b(list[i].informative);
    }
    return status;
}

/* Keeps the pieces of a list of neighbours; 0 when one neighbour covers nearly all of the article,
   which then is a copy. The same text once more says nothing: it would get the same answer. */
static size_t keep_pieces(struct pair_list *list)
{
    size_t n = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].relation == WCY_IDENTICAL)
            continue;
        if (overlap_in_b(list->items[i].informative) > PIECE_OF_ARTICLE)
            return 0;
        if (composite_is_piece(&list->items[i]))
            list->items[n++] = list->items[i];
    }
    return n;
}

/* Decides from the pieces in `list`; p->own is set. */
static int check_list(struct pieces *p, struct pair_list *list, bool *composite,
                      struct wcy_error *err)
{
    size_t n = keep_pieces(list);
    *composite = false;
    if (n < STORIES)
        return 0;
    qsort(list->items, n, sizeof *list->items, compare_cover);
    int status = count_pieces(p, list->items, n, err);
    *composite = p->count >= STORIES && p->cover >= COVER;
    return status;
}

int composite_check(struct neighbours *n, uint64_t article, composite_story_fn *story_of,
                    void *context, bool *composite, struct wcy_error *err)
{
    struct pair_list list = {0};
    struct pieces pieces = {.store = n->store,
                            .txn = n->txn,
                            .story_of = story_of,
                            .context = context,
                            .article = article};
    *composite = false;
    int status = neighbours_find(n, article, NEIGHBOURS, &list, err);
    if (status == 0 && list.count >= STORIES)
        status = story_of(context, article, &pieces.own, err);
    if (status == 0)
        status = check_list(&pieces, &list, composite, err);
    free(list.items);
    return status;
}

int composite_check_pairs(struct store *s, MDB_txn *txn, struct pair_list *list,
                          composite_story_fn *story_of, void *context, bool *composite,
                          struct wcy_error *err)
{
    struct pieces pieces = {.store = s,
                            .txn = txn,
                            .story_of = story_of,
                            .context = context,
                            .article = UINT64_MAX,
                            .own = UINT64_MAX};
    return check_list(&pieces, list, composite, err);
}
