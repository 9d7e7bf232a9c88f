#include "match/roundup_parts.h"

#include "base/number_set.h"

#include <stdlib.h>

/* A line, or so many tokens of a long one, is one zone of the page. */
#define ZONE_TOKENS 100

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
        size_t at = numbers_find(p->informative, p->n_informative, r->shingles.hash[i]);
        bool found = at < p->n_informative && p->informative[at] == r->shingles.hash[i];
        uint32_t from = shingles_start(&r->shingles, i), to = shingles_end(&r->shingles, i);
        for (; line < t->n_lines && t->lines[line].end <= from; zone_end = 0)
            line++;
        if (from >= zone_end) {
            zone++;
            zone_end = from + ZONE_TOKENS;
        }
        if (!found || line == t->n_lines || from < t->lines[line].first || to > t->lines[line].end)
            continue;
        struct spot *s = &r->spots[at];
        bool body = t->lines[line].end - t->lines[line].first >= FURNITURE_PARAGRAPH;
        r->n_spots += s->line == NO_LINE;
        if (s->line == NO_LINE || (body && !s->body))
            *s = (struct spot){(uint32_t)line, zone, body};
    }
    r->n_zones = zone + 1;
    return true;
}

int roundup_load_page(struct roundup *r, uint64_t page, struct wcy_error *err)
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

int roundup_find_title(struct roundup *r, struct slice title, uint32_t *line, struct wcy_error *err)
{
    *line = NO_LINE;
    if (!tokens_scan(&r->title, title, r->meta->parameters.seed))
        return fail_nomem(err);
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
    return 0;
}
