/*
 * exact_pairs: all pairs of similar articles, by brute force, as a reference for the index.
 *
 *   exact_pairs FILE.jsonl[.zst] > FILE.pairs.tsv
 *
 * An inverted index over all shingles, without sampling and without a limit on frequent ones, gives
 * the number of shingles that every two articles share. Printed are the pairs with Jaccard >= .3 or
 * containment (of the smaller in the larger) >= .5, best first:
 *
 *   id_a id_b jaccard containment shingles_a shingles_b      id_a is the one that comes first
 *
 * The shingles are the project's own, so this checks the search, not the definition of a shingle.
 */
#include "base/grow.h"
#include "bench/shingle_sets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIN_JACCARD     0.3
#define MIN_CONTAINMENT 0.5

struct pair {
    uint32_t a, b;
    double jaccard, containment;
};

struct pairs {
    struct pair *items;
    size_t count, cap;
};

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "exact_pairs: %s\n", what);
    exit(1);
}

/* Where the postings of each set's shingles stand: `lists[k]` is the first posting of the k-th
   shingle, sets one after the other. */
static size_t *find_lists(const struct shingle_sets *sets, const struct posting *postings,
                          const size_t *first)
{
    size_t *lists = malloc((sets->total + 1) * sizeof *lists);
    size_t *next = malloc((sets->count + 1) * sizeof *next);
    if (!lists || !next)
        die("out of memory");
    memcpy(next, first, sets->count * sizeof *next);
    size_t start = 0;
    for (size_t i = 0; i < sets->total; i++) {
        if (i > 0 && postings[i].hash != postings[i - 1].hash)
            start = i;
        /* Postings and sets are both in hash order, so each set's shingles come up in order. */
        lists[next[postings[i].set]++] = start;
    }
    free(next);
    return lists;
}

static void report(struct pairs *out, const struct shingle_sets *sets, uint32_t a, uint32_t b,
                   uint32_t shared)
{
    size_t na = sets->items[a].n, nb = sets->items[b].n, smaller = na < nb ? na : nb;
    struct pair p = {a, b, (double)shared / (double)(na + nb - shared),
                     (double)shared / (double)smaller};
    if (p.jaccard < MIN_JACCARD && p.containment < MIN_CONTAINMENT)
        return;
    if (!GROW(out->items, out->cap, out->count + 1))
        die("out of memory");
    out->items[out->count++] = p;
}

static void find_pairs(const struct shingle_sets *sets, const struct posting *postings,
                       struct pairs *out)
{
    size_t *first = malloc((sets->count + 1) * sizeof *first);
    uint32_t *shared = calloc(sets->count + 1, sizeof *shared);
    uint32_t *touched = malloc((sets->count + 1) * sizeof *touched);
    if (!first || !shared || !touched)
        die("out of memory");
    first[0] = 0;
    for (size_t s = 0; s < sets->count; s++)
        first[s + 1] = first[s] + sets->items[s].n;
    size_t *lists = find_lists(sets, postings, first);
    for (uint32_t b = 0; b < sets->count; b++) {
        size_t n = 0;
        for (size_t k = first[b]; k < first[b + 1]; k++)
            for (const struct posting *p = postings + lists[k]; p->set < b; p++)
                if (shared[p->set]++ == 0)
                    touched[n++] = p->set;
        for (size_t i = 0; i < n; i++) {
            report(out, sets, touched[i], b, shared[touched[i]]);
            shared[touched[i]] = 0;
        }
    }
    free(first);
    free(shared);
    free(touched);
    free(lists);
}

static int best_first(const void *x, const void *y)
{
    const struct pair *p = x, *q = y;
    if (p->jaccard != q->jaccard)
        return p->jaccard > q->jaccard ? -1 : 1;
    if (p->containment != q->containment)
        return p->containment > q->containment ? -1 : 1;
    if (p->a != q->a)
        return p->a < q->a ? -1 : 1;
    return (p->b > q->b) - (p->b < q->b);
}

int main(int argc, char **argv)
{
    struct shingle_sets sets;
    struct wcy_error err;
    struct pairs pairs = {0};
    if (argc != 2)
        die("usage: exact_pairs FILE.jsonl[.zst]");
    if (sets_load(&sets, argv[1], 0, &err) != 0)
        die(err.message);
    struct posting *postings = sets_postings(&sets);
    if (!postings)
        die("out of memory");
    find_pairs(&sets, postings, &pairs);
    if (pairs.count)
        qsort(pairs.items, pairs.count, sizeof *pairs.items, best_first);
    puts("id_a\tid_b\tjaccard\tcontainment\tshingles_a\tshingles_b");
    for (size_t i = 0; i < pairs.count; i++) {
        const struct pair *p = &pairs.items[i];
        const struct shingle_set *a = &sets.items[p->a], *b = &sets.items[p->b];
        printf("%s\t%s\t%.6f\t%.6f\t%zu\t%zu\n", a->id, b->id, p->jaccard, p->containment, a->n,
               b->n);
    }
    free(pairs.items);
    free(postings);
    sets_release(&sets);
    return fflush(stdout) == 0 ? 0 : 1;
}
