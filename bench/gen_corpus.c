/*
 * gen_corpus: made-up news articles for benchmarks, as JSON Lines on standard output.
 *
 *   gen_corpus --base FILE.jsonl[.zst] --articles N [--seed S] [--words MEAN] [--copied SHARE]
 *              [--flood ordinary|identical|near|template|footer] [--truth FILE]
 *
 * --words   mean length, default 284 (280 shingles of five words); 0: as long as the base's
 * --copied  share of the articles that are in a cluster, default .3
 * --flood   ordinary (the default): stories and their copies
 *           identical: one text N times           near: one story, 3 to 8 words edited in each
 *           template: one text, other numbers     footer: new stories, the same 300 words below
 * --truth   id, cluster, original, relation: a table for scoring clusters
 *
 * The same base, options and seed give the same bytes. --jump-word, --jump-pair and --stock set the
 * rates of gen_chain, for calibration.
 */
#include "bench/gen_copy.h"
#include "bench/gen_plan.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FOOTER_WORDS   300
#define TEMPLATE_GAP   12 /* words from one number of a bulletin to the next */
#define N_SITES        400
#define ARTICLES_A_DAY 50000
#define FIRST_DAY      1704067200 /* 2024-01-01 */
#define OUTPUT_BLOCK   (1 << 20)

enum { STREAM_ARTICLE = 8, STREAM_FLOOD };
enum flood { ORDINARY, IDENTICAL, NEAR, TEMPLATE, FOOTER, N_FLOODS };

static const char *const flood_names[N_FLOODS] = {"ordinary", "identical", "near", "template",
                                                  "footer"};

struct options {
    const char *base, *truth;
    uint64_t articles, seed;
    double words, copied, jump_word, jump_pair, stock;
    enum flood flood;
};

/* Everything that an article is made from. */
struct generator {
    struct options o;
    struct chain chain;
    struct plan plan;
    struct story *fixed; /* the text that a flood repeats */
    struct words text;   /* of the current article */
    struct buf out;
    FILE *truth;
};

/* Where the current article comes from. */
struct origin {
    uint64_t original;
    const char *relation;
};

_Noreturn static void die(const char *what)
{
    fprintf(stderr, "gen_corpus: %s\n", what);
    exit(1);
}

static double parse_number(const char *s)
{
    char *end;
    double x = strtod(s, &end);
    if (end == s || *end || x < 0)
        die("a number was expected");
    return x;
}

static enum flood parse_flood(const char *s)
{
    for (int i = 0; i < N_FLOODS; i++)
        if (strcmp(s, flood_names[i]) == 0)
            return (enum flood)i;
    die("--flood takes ordinary, identical, near, template or footer");
}

static struct options parse_options(int argc, char **argv)
{
    static const struct option names[] = {
        {"base",      1, NULL, 'b'},
        {"articles",  1, NULL, 'n'},
        {"seed",      1, NULL, 's'},
        {"words",     1, NULL, 'w'},
        {"copied",    1, NULL, 'c'},
        {"flood",     1, NULL, 'f'},
        {"truth",     1, NULL, 't'},
        {"jump-word", 1, NULL, 'j'},
        {"jump-pair", 1, NULL, 'k'},
        {"stock",     1, NULL, 'p'},
        {NULL,        0, NULL, 0  },
    };
    struct options o = {
        .seed = 1, .words = 284, .copied = 0.3, .jump_word = -1, .jump_pair = -1, .stock = -1};
    int c;
    while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
        switch (c) {
        case 'b':
            o.base = optarg;
            break;
        case 't':
            o.truth = optarg;
            break;
        case 'n':
            o.articles = (uint64_t)parse_number(optarg);
            break;
        case 's':
            o.seed = (uint64_t)parse_number(optarg);
            break;
        case 'w':
            o.words = parse_number(optarg);
            break;
        case 'c':
            o.copied = parse_number(optarg);
            break;
        case 'j':
            o.jump_word = parse_number(optarg);
            break;
        case 'k':
            o.jump_pair = parse_number(optarg);
            break;
        case 'p':
            o.stock = parse_number(optarg);
            break;
        case 'f':
            o.flood = parse_flood(optarg);
            break;
        default:
            die("see the head of gen_corpus.c for the options");
        }
    }
    if (!o.base || !o.articles || optind != argc || o.copied >= 1)
        die("--base FILE and --articles N are needed");
    return o;
}

/* One of the next story, one copy of it, or the flood's text: fills g->text. */
static bool write_ordinary(struct generator *g, uint64_t i, struct origin *origin)
{
    bool is_copy;
    struct story *s = plan_next(&g->plan, &is_copy);
    if (!s)
        return false;
    struct rng r = rng_make(g->o.seed, STREAM_ARTICLE, i);
    origin->original = s->article;
    if (is_copy)
        origin->relation = copy_write(&g->text, &g->chain, &r, s->words, s->n);
    else
        origin->relation = words_append(&g->text, s->words, s->n) ? "original" : NULL;
    plan_done(s);
    return origin->relation != NULL;
}

static bool write_flood(struct generator *g, uint64_t i, struct origin *origin)
{
    struct rng r = rng_make(g->o.seed, STREAM_FLOOD, i);
    bool own_text = g->o.flood == FOOTER || g->o.flood == TEMPLATE;
    origin->original = own_text ? i : 0;
    origin->relation = flood_names[g->o.flood];
    bool ok = true;
    if (g->o.flood == FOOTER)
        ok = words_append_new(&g->text, &g->chain, &r, (size_t)g->o.words);
    ok = ok && words_append(&g->text, g->fixed->words, g->fixed->n);
    if (ok && g->o.flood == NEAR && i > 0)
        ok = copy_edit(&g->text, &g->chain, &r, 3 + rng_below(&r, 6));
    for (size_t w = TEMPLATE_GAP; g->o.flood == TEMPLATE && w < g->text.count; w += TEMPLATE_GAP)
        g->text.items[w] = CHAIN_NUMBER | rng_below(&r, 10000);
    return ok;
}

/* The first words of the text; a copy often gets a headline of its own. */
static bool print_title(struct generator *g, uint64_t i)
{
    struct rng r = rng_make(g->o.seed, STREAM_ARTICLE + 2, i);
    size_t from = rng_chance(&r, 0.5) ? 0 : rng_below(&r, 12), n = 6 + rng_below(&r, 5);
    if (from + n > g->text.count)
        from = 0, n = g->text.count < n ? g->text.count : n;
    size_t start = g->out.len;
    if (!chain_print(&g->chain, g->text.items + from, n, &g->out))
        return false;
    for (char *p = g->out.ptr + start;
         (p = memmem(p, (size_t)(g->out.ptr + g->out.len - p), "\\n\\n", 4)) != NULL;)
        memcpy(p, " -- ", 4);
    return true;
}

/* Sites are Zipf-like: a few print most of the articles. */
static unsigned draw_site(struct rng *r)
{
    double u = rng_unit(r);
    return (unsigned)(N_SITES * u * u * u);
}

static bool print_article(struct generator *g, uint64_t i)
{
    struct rng r = rng_make(g->o.seed, STREAM_ARTICLE + 1, i);
    unsigned site = draw_site(&r);
    time_t when = FIRST_DAY + (time_t)(i * 86400 / ARTICLES_A_DAY);
    struct tm tm;
    char date[32];
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&when, &tm));
    return buf_printf(&g->out,
                      "{\"id\":\"g%09llu\",\"url\":\"https://www.paper%03u.example/%.4s/%.2s/"
                      "g%09llu.html\",\"site\":\"paper%03u.example\",\"title\":\"",
                      (unsigned long long)i, site, date, date + 5, (unsigned long long)i, site) &&
           print_title(g, i) &&
           buf_printf(&g->out, "\",\"published\":\"%s\",\"lang\":\"en\",\"text\":\"", date) &&
           chain_print(&g->chain, g->text.items, g->text.count, &g->out) &&
           buf_append(&g->out, "\"}\n", 3);
}

static void write_article(struct generator *g, uint64_t i)
{
    struct origin origin = {0};
    g->text.count = 0;
    bool ok = g->o.flood == ORDINARY ? write_ordinary(g, i, &origin) : write_flood(g, i, &origin);
    if (!ok || !print_article(g, i))
        die("out of memory");
    if (g->truth)
        fprintf(g->truth, "g%09llu\tc%llu\tg%09llu\t%s\n", (unsigned long long)i,
                (unsigned long long)origin.original, (unsigned long long)origin.original,
                origin.relation);
}

static void flush(struct generator *g)
{
    if (fwrite(g->out.ptr, 1, g->out.len, stdout) != g->out.len)
        die("cannot write");
    buf_clear(&g->out);
}

static void start(struct generator *g)
{
    struct wcy_error err;
    if (chain_load(&g->chain, g->o.base, &err) != 0)
        die(err.message);
    if (g->o.jump_word >= 0)
        g->chain.jump_word = g->o.jump_word;
    if (g->o.jump_pair >= 0)
        g->chain.jump_pair = g->o.jump_pair;
    if (g->o.stock >= 0)
        g->chain.stock = g->o.stock;
    if (g->o.words < 1 && g->o.flood != ORDINARY)
        g->o.words = (double)g->chain.count / (double)g->chain.n_lengths;
    uint64_t spread = g->o.articles / 10;
    g->plan = (struct plan){.chain = &g->chain,
                            .seed = g->o.seed,
                            .mean_words = g->o.words,
                            .copied = g->o.copied,
                            .spread = spread < 2       ? 2
                                      : spread > 50000 ? 50000
                                                       : spread};
    if (g->o.truth && !(g->truth = fopen(g->o.truth, "w")))
        die("cannot write the truth file");
    if (g->truth)
        fputs("id\tcluster\toriginal\trelation\n", g->truth);
}

/* The text that a flood repeats, of just the mean length. */
static void write_fixed(struct generator *g)
{
    size_t n = g->o.flood == FOOTER ? FOOTER_WORDS : (size_t)g->o.words;
    g->fixed = malloc(sizeof *g->fixed + n * sizeof *g->fixed->words);
    if (!g->fixed)
        die("out of memory");
    *g->fixed = (struct story){.n = n};
    struct walk walk = {
        .rng = rng_make(g->o.seed, STREAM_FLOOD + 1, 0), .out = g->fixed->words, .n = n};
    chain_walk(&g->chain, &walk, 1);
}

int main(int argc, char **argv)
{
    struct generator g = {.o = parse_options(argc, argv)};
    start(&g);
    write_fixed(&g);
    for (uint64_t i = 0; i < g.o.articles; i++) {
        write_article(&g, i);
        if (g.out.len >= OUTPUT_BLOCK)
            flush(&g);
    }
    flush(&g);
    if (fflush(stdout) != 0 || (g.truth && fclose(g.truth) != 0))
        die("cannot write");
    plan_release(&g.plan);
    plan_done(g.fixed);
    free(g.text.items);
    buf_release(&g.out);
    chain_release(&g.chain);
    return 0;
}
