/*
 * bench_origin: decides the original of every cluster of a corpus whose clusters are known.
 *
 *   bench_origin CORPUS.jsonl TRUTH.tsv
 *
 * TRUTH has the columns id and cluster first. Prints {"id","original","source","credits":[]} for
 * every article of a cluster of two or more; "original" is left out when it is outside the corpus.
 */
#include "article/credit.h"
#include "article/date.h"
#include "base/hash.h"
#include "bench_jsonl.h"
#include "match/origin.h"

enum { SHINGLE = 5 };

struct article_state {
    struct record record;
    size_t cluster, order;
    uint64_t *shingles; /* sorted, distinct */
    size_t n_shingles;
    struct credit *credits;
    size_t n_credits;
};

struct cluster_view {
    struct article_state *const *members;
};

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static bool is_word(char c)
{
    return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') ||
           ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* The hashes of all runs of SHINGLE words outside the credits. */
static void make_shingles(struct article_state *s, struct arena *arena)
{
    struct slice text = s->record.text;
    struct credit_range *ranges;
    size_t n_ranges, r = 0, n = 0, words = 0;
    uint64_t last[SHINGLE] = {0};
    if (credit_ranges(arena, text, s->credits, s->n_credits, &ranges, &n_ranges, NULL))
        die("out of memory");
    s->shingles = arena_alloc(arena, (text.len / 2 + 1) * sizeof *s->shingles);
    for (size_t i = 0; i < text.len;) {
        if (r < n_ranges && i >= ranges[r].from) {
            i = ranges[r].to > i ? (size_t)ranges[r].to : i;
            r++;
            continue;
        }
        if (!is_word(text.ptr[i])) {
            i++;
            continue;
        }
        char word[64];
        size_t len = 0;
        for (; i < text.len && is_word(text.ptr[i]); i++)
            if (len < sizeof word)
                word[len++] =
                    (char)((unsigned char)text.ptr[i] < 0x80 ? text.ptr[i] | 0x20 : text.ptr[i]);
        memmove(last, last + 1, sizeof last - sizeof *last);
        last[SHINGLE - 1] = hash64(word, len);
        if (++words >= SHINGLE)
            s->shingles[n++] = hash64(last, sizeof last);
    }
    qsort(s->shingles, n, sizeof *s->shingles, by_value);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || s->shingles[i] != s->shingles[i - 1])
            s->shingles[s->n_shingles++] = s->shingles[i];
}

static double contained(void *context, size_t a, size_t b)
{
    const struct cluster_view *view = context;
    const struct article_state *x = view->members[a], *y = view->members[b];
    size_t i = 0, k = 0, both = 0;
    while (i < x->n_shingles && k < y->n_shingles) {
        if (x->shingles[i] == y->shingles[k])
            both++, i++, k++;
        else if (x->shingles[i] < y->shingles[k])
            i++;
        else
            k++;
    }
    return x->n_shingles ? (double)both / (double)x->n_shingles : 0;
}

static void decide(struct article_state *const *members, size_t n, struct arena *arena)
{
    struct cluster_view view = {members};
    struct origin_member *m = arena_zalloc(arena, n, sizeof *m);
    struct origin origin;
    for (size_t i = 0; i < n; i++)
        m[i] = (struct origin_member){.site = members[i]->record.site,
                                      .time = date_parse(members[i]->record.published),
                                      .credits = members[i]->credits,
                                      .n_credits = members[i]->n_credits,
                                      .shingles = (uint32_t)members[i]->n_shingles};
    if (origin_decide(arena, m, n, contained, &view, &origin, NULL))
        die("out of memory");
    for (size_t i = 0; i < n; i++) {
        printf("{\"id\":\"%.*s\",", SLICE_ARG(members[i]->record.id));
        if (origin.original != ORIGIN_NONE)
            printf("\"original\":\"%.*s\",", SLICE_ARG(members[origin.original]->record.id));
        printf("\"source\":\"%.*s\",\"confidence\":%.3f,\"reasons\":[", SLICE_ARG(origin.source),
               origin.confidence);
        for (size_t k = 0; k < origin.n_reasons && i == 0; k++)
            printf("%s[\"%s\",\"%.*s\",%.2f]", k ? "," : "",
                   origin_reason_name(origin.reasons[k].kind),
                   SLICE_ARG(members[origin.reasons[k].by]->record.id), origin.reasons[k].weight);
        printf("],\"credits\":[]}\n");
    }
}

static int by_cluster(const void *a, const void *b)
{
    const struct article_state *x = *(struct article_state *const *)a;
    const struct article_state *y = *(struct article_state *const *)b;
    if (x->cluster != y->cluster)
        return x->cluster < y->cluster ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* Sets the clusters from TRUTH, whose rows are in the order of the corpus. */
static void read_truth(const char *file, struct article_state *states, size_t n)
{
    FILE *in = fopen(file, "r");
    char *line = NULL;
    size_t size = 0, i = 0;
    if (!in)
        die("cannot open the truth");
    for (bool first = true; getline(&line, &size, in) > 0; first = false) {
        char *tab = strchr(line, '\t');
        if (first || !tab || i == n)
            continue;
        if (!slice_eq(slice_make(line, (size_t)(tab - line)), states[i].record.id))
            die("truth and corpus are in different orders");
        states[i++].cluster = strtoul(tab + 2, NULL, 10);
    }
    free(line);
    fclose(in);
}

int main(int argc, char **argv)
{
    struct arena arena = ARENA_INIT;
    size_t n;
    if (argc != 3)
        die("usage: bench_origin CORPUS.jsonl TRUTH.tsv");
    struct record *records = read_records(argv[1], &arena, &n);
    struct article_state *states = arena_zalloc(&arena, n, sizeof *states);
    struct article_state **sorted = arena_zalloc(&arena, n, sizeof *sorted);
    for (size_t i = 0; i < n; i++) {
        states[i].record = records[i];
        states[i].order = i;
        sorted[i] = &states[i];
        if (credits_find(&arena, records[i].text, records[i].site, &states[i].credits,
                         &states[i].n_credits, NULL))
            die("out of memory");
        make_shingles(&states[i], &arena);
    }
    read_truth(argv[2], states, n);
    qsort(sorted, n, sizeof *sorted, by_cluster);
    for (size_t from = 0, to = 0; from < n; from = to) {
        for (to = from + 1; to < n && sorted[to]->cluster == sorted[from]->cluster; to++)
            ;
        if (to - from > 1)
            decide(sorted + from, to - from, &arena);
    }
    free(records);
    arena_release(&arena);
    return 0;
}
