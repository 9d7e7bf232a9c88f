/*
 * bench_extract: pages in JSON Lines ({"id","url","html" or "html_base64"}) to the articles in
 * them, as JSON Lines on standard output; the speed on standard error.
 *
 * usage: bench_extract [-r ROUNDS] [-x] [-e ID] [-f FILE] [-s FILE] < PAGES.jsonl
 *
 *   -r N     read every page N times, for a steadier figure
 *   -e ID    explain every block of that page instead
 *   -x       also time libxml2's SAX parser on the same pages, with no-op handlers
 *   -f FILE  also write the features of all blocks to FILE, for tools/train-blocks
 *   -s FILE  take the probabilities of the blocks from FILE, where tools/train-blocks --check wrote
 *            those of a model that has not seen the page's site
 */
#include "article/charset.h"
#include "article/html_article.h"
#include "article/html_feature.h"
#include "article/html_meta.h"
#include "article/html_model.h"
#include "article/html_page.h"
#include "article/html_select.h"
#include "article/jsonld.h"
#include "base/buf.h"

#include <inttypes.h>
#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void put_json(struct slice s)
{
    putchar('"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < ' ')
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void put_field(const char *name, struct slice s, char before)
{
    printf("%c\"%s\":", before, name);
    put_json(s);
}

static int digit64(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

static struct slice decode64(struct slice s, struct arena *arena)
{
    char *out = arena_alloc(arena, s.len + 3);
    size_t n = 0;
    unsigned bits = 0, have = 0;
    for (size_t i = 0; out && i < s.len; i++) {
        int d = digit64(s.ptr[i]);
        if (d < 0)
            continue;
        bits = bits << 6 | (unsigned)d;
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[n++] = (char)(bits >> have & 255);
        }
    }
    return slice_make(out, out ? n : 0);
}

static void tell(void *context, const struct html_verdict *v)
{
    (void)context;
    printf("%c %.3f %-10s %-28s %.*s\n", v->kept ? '+' : '-', (double)v->score, v->element,
           v->reason, (int)(v->text.len < 150 ? v->text.len : 150), v->text.ptr);
}

/* A page with the features of its blocks. */
struct reading {
    struct html_page page;
    struct html_features features;
};

static void read_blocks(struct reading *r, struct slice html, const struct html_hints *hints,
                        struct arena *arena)
{
    struct page_meta meta = {0};
    struct charset_result decoded;
    if (charset_decode(&decoded, html, hints->charset, true, arena, NULL) ||
        html_page_read(&r->page, decoded.text, NULL) ||
        html_meta_read(&meta, &r->page, hints, arena, NULL))
        exit(1);
    struct html_evidence evidence = {meta.title, meta.article_body, meta.description, meta.author,
                                     meta.site_name};
    if (html_features_make(&r->features, &r->page, &evidence, arena, NULL))
        exit(1);
}

/* One page's rows: number of blocks, of features, then the rows as float, and the block texts as a
   JSON line on standard output. */
static void dump(FILE *file, struct slice html, const struct html_hints *hints, struct arena *arena)
{
    struct reading r = {0};
    read_blocks(&r, html, hints, arena);
    const struct html_page *page = &r.page;
    uint32_t head[3] = {(uint32_t)page->n_blocks, F_COUNT, r.features.title_block};
    fwrite(head, sizeof head, 1, file);
    fwrite(r.features.rows, sizeof r.features.rows[0], page->n_blocks, file);
    for (size_t i = 0; i < page->n_blocks; i++) {
        uint32_t node = page->blocks[i].node, parent = page->nodes[node].parent;
        uint32_t grand = page->nodes[parent].parent;
        uint32_t range[5] = {page->nodes[parent].block_from, page->nodes[parent].block_to,
                             page->nodes[grand].block_from, page->nodes[grand].block_to, 0};
        memcpy(&range[4], &r.features.stats[i].words, 4);
        fwrite(range, sizeof range, 1, file);
    }
    printf(",\"blocks\":[");
    for (size_t i = 0; i < page->n_blocks; i++) {
        if (i)
            putchar(',');
        put_json(html_block_text(page, &page->blocks[i]));
    }
    putchar(']');
    html_page_release(&r.page);
}

/* The text that follows from the next page's probabilities in `file`: their number, then floats. */
static struct slice text_by_scores(FILE *file, struct slice html, const struct html_hints *hints,
                                   struct arena *arena)
{
    struct reading r = {0};
    uint32_t count = 0;
    read_blocks(&r, html, hints, arena);
    float *scores = arena_zalloc(arena, r.page.n_blocks + 1, sizeof(float));
    bool *keep = arena_zalloc(arena, r.page.n_blocks + 1, sizeof(bool));
    if (!scores || !keep || fread(&count, sizeof count, 1, file) != 1 || count != r.page.n_blocks ||
        fread(scores, sizeof(float), count, file) != count ||
        !html_select(&r.page, &r.features, scores, keep, arena)) {
        fprintf(stderr, "the probabilities are not those of these pages\n");
        exit(1);
    }
    struct slice text = html_join(&r.page, keep, arena);
    html_page_release(&r.page);
    return text;
}

static void sax_start(void *context, const xmlChar *name, const xmlChar **attributes)
{
    (void)name;
    (void)attributes;
    ++*(size_t *)context;
}

static void sax_text(void *context, const xmlChar *text, int len)
{
    (void)text;
    *(size_t *)context += (size_t)len;
}

/* Parses with handlers that only count. */
static void read_sax(struct slice html)
{
    size_t count = 0;
    htmlSAXHandler sax = {.startElement = sax_start, .characters = sax_text};
    htmlParserCtxtPtr parser = htmlCreatePushParserCtxt(
        &sax, &count, html.ptr, html.len < 4 ? (int)html.len : 4, NULL, XML_CHAR_ENCODING_UTF8);
    if (!parser)
        return;
    htmlCtxtUseOptions(parser, HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_RECOVER);
    if (html.len > 4)
        htmlParseChunk(parser, html.ptr + 4, (int)(html.len - 4), 1);
    htmlFreeParserCtxt(parser);
}

struct bench {
    int rounds;
    bool sax;
    double sax_seconds;
    const char *explain;
    FILE *features, *scores;
    double seconds, bytes;
    size_t pages;
};

static int one_page(struct bench *b, struct slice line, struct arena *arena)
{
    struct json_tape tape = {0};
    bool ok = true;
    uint32_t top = json_read(&tape, line, &ok);
    struct slice id = json_text(&tape, json_member(&tape, top, "id"), arena);
    struct slice html = json_text(&tape, json_member(&tape, top, "html"), arena);
    struct slice raw = json_text(&tape, json_member(&tape, top, "html_base64"), arena);
    struct html_hints hints = {json_text(&tape, json_member(&tape, top, "url"), arena),
                               slice_str("utf-8")};
    json_release(&tape);
    if (raw.len) {
        html = decode64(raw, arena);
        hints.charset = slice_make(NULL, 0);
    }
    if (b->explain && !slice_eq_str(id, b->explain))
        return 0;
    struct article article = {0};
    struct page_meta meta = {0};
    struct wcy_error err;
    int rc = 0;
    double start = now();
    for (int r = 0; r < b->rounds && rc == 0; r++)
        rc = html_explain(arena, html, &hints, &article, &meta, b->explain ? tell : NULL, NULL,
                          &err);
    b->seconds += now() - start;
    start = now();
    for (int r = 0; r < b->rounds && b->sax; r++)
        read_sax(html);
    b->sax_seconds += now() - start;
    b->bytes += (double)html.len * b->rounds;
    b->pages++;
    if (rc) {
        fprintf(stderr, "%s\n", err.message);
        return rc;
    }
    put_field("id", id, '{');
    put_field("title", article.title, ',');
    put_field("author", article.author, ',');
    put_field("published", article.published, ',');
    put_field("lang", article.lang, ',');
    put_field("charset", slice_str(meta.charset), ',');
    if (b->scores)
        article.text = text_by_scores(b->scores, html, &hints, arena);
    put_field("text", article.text, ',');
    if (b->features)
        dump(b->features, html, &hints, arena);
    puts("}");
    return 0;
}

int main(int argc, char **argv)
{
    struct bench b = {.rounds = 1};
    struct arena arena = ARENA_INIT;
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;
    int option, rc = 0;
    while ((option = getopt(argc, argv, "r:xe:f:s:")) != -1) {
        if (option == 'r')
            b.rounds = (int)strtol(optarg, NULL, 10);
        else if (option == 'x')
            b.sax = true;
        else if (option == 'e')
            b.explain = optarg;
        else if (option == 'f' && (b.features = fopen(optarg, "wb")))
            continue;
        else if (option != 's' || !(b.scores = fopen(optarg, "rb")))
            return 64;
    }
    while (rc == 0 && (len = getline(&line, &cap, stdin)) > 0) {
        rc = one_page(&b, slice_make(line, (size_t)len), &arena);
        arena_reset(&arena);
    }
    fprintf(stderr, "%zu pages, %.1f MB, %.3f s, %.1f MB/s\n", b.pages, b.bytes / 1e6, b.seconds,
            b.bytes / 1e6 / b.seconds);
    if (b.sax)
        fprintf(stderr, "libxml2 SAX alone: %.1f MB/s\n", b.bytes / 1e6 / b.sax_seconds);
    if (b.features)
        fclose(b.features);
    if (b.scores)
        fclose(b.scores);
    free(line);
    arena_release(&arena);
    return rc ? 1 : 0;
}
