#include "diff_out.h"

#include "excerpt.h"
#include "number.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define RANGE_WIDTH 16  /* of "[12345, 12890)" */
#define TEXT_COLUMN 38  /* where the text starts */
#define STRETCH_MAX 300 /* columns of a shortened stretch */

struct diff {
    const struct term *t;
    const struct diff_side *a, *b;
    const struct wcy_passage *passages;
    size_t n;
    bool full;
    uint64_t *b_before; /* for each passage, where the part that only B has before it begins */
    uint64_t b_tail;    /* where the last such part begins */
};

static uint64_t later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* Passage numbers and where they start in B, for sorting. */
struct start {
    uint64_t b_from;
    size_t passage;
};

static int by_start(const void *x, const void *y)
{
    const struct start *a = x, *b = y;
    if (a->b_from != b->b_from)
        return a->b_from < b->b_from ? -1 : 1;
    return a->passage < b->passage ? -1 : a->passage > b->passage;
}

/* A passage may be elsewhere in B than in A, so the gaps of B are found in B's own order. */
static bool find_gaps(struct diff *d)
{
    struct start *starts = calloc(d->n + 1, sizeof(*starts));
    d->b_before = calloc(d->n + 1, sizeof(*d->b_before));
    if (starts && d->b_before) {
        for (size_t i = 0; i < d->n; i++)
            starts[i] = (struct start){d->passages[i].b_from, i};
        qsort(starts, d->n, sizeof(*starts), by_start);
        uint64_t end = 0;
        for (size_t i = 0; i < d->n; i++) {
            d->b_before[starts[i].passage] = end;
            end = later(end, d->passages[starts[i].passage].b_to);
        }
        d->b_tail = end;
    }
    bool ok = starts && d->b_before;
    free(starts);
    return ok;
}

static void put_range(const struct term *t, bool there, uint64_t from, uint64_t to)
{
    char range[64] = "";
    if (there)
        snprintf(range, sizeof(range), "[%" PRIu64 ", %" PRIu64 ")", from, to);
    fprintf(t->out, "%-*s  ", RANGE_WIDTH, range);
}

static void put_text(const struct diff *d, struct wcy_slice text)
{
    unsigned width = d->t->width > 0 ? d->t->width : 100;
    if (d->full || term_fit(text, STRETCH_MAX) == text.len) {
        excerpt_paragraph(d->t, text, TEXT_COLUMN, width);
        return;
    }
    excerpt_paragraph(d->t, excerpt_head(text, STRETCH_MAX * 2 / 3), TEXT_COLUMN, width);
    fprintf(d->t->out, "\n%*s", TEXT_COLUMN, "... ");
    excerpt_paragraph(d->t, excerpt_tail(text, STRETCH_MAX / 3), TEXT_COLUMN, width);
}

static bool is_filler(char byte)
{
    return strchr(" \t\r\n.,;:!?", byte) != NULL; /* the NUL byte too */
}

/* Without the white space and the stops at both ends, which say nothing by themselves. */
static struct wcy_slice trimmed(struct wcy_slice text)
{
    while (text.len > 0 && is_filler(text.ptr[0]))
        text = (struct wcy_slice){text.ptr + 1, text.len - 1};
    while (text.len > 0 && is_filler(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

static void put_only(const struct diff *d, char mark, uint64_t from, uint64_t to)
{
    bool in_a = mark == '-';
    if (to <= from)
        return;
    struct wcy_slice text = trimmed(excerpt_cut(in_a ? d->a->text : d->b->text, from, to));
    if (text.len == 0)
        return;
    term_style(d->t, in_a ? STYLE_BAD : STYLE_GOOD);
    fprintf(d->t->out, "%c ", mark);
    put_range(d->t, in_a, from, to);
    put_range(d->t, !in_a, from, to);
    put_text(d, text);
    term_style(d->t, STYLE_PLAIN);
    fputc('\n', d->t->out);
}

static void put_shared(const struct diff *d, const struct wcy_passage *p)
{
    fputs("= ", d->t->out);
    put_range(d->t, true, p->a_from, p->a_to);
    put_range(d->t, true, p->b_from, p->b_to);
    put_text(d, excerpt_cut(d->a->text, p->a_from, p->a_to));
    fputc('\n', d->t->out);
}

static void put_side(const struct diff *d, char name, const struct diff_side *side, double shared)
{
    const struct term *t = d->t;
    char bytes[NUMBER_MAX], percent[NUMBER_MAX];
    fprintf(t->out, "%c ", name);
    term_put_styled(t, STYLE_BOLD, side->id);
    if (side->site.len > 0) {
        fputs("  ", t->out);
        term_put_styled(t, STYLE_NAME, side->site);
    }
    if (side->title.len > 0) {
        fputs("  ", t->out);
        term_put(t, side->title);
    }
    fprintf(t->out, "  (%s bytes, %s shared)\n", number_count(bytes, side->text.len),
            number_percent(percent, side->text.len ? shared / (double)side->text.len : 0));
}

/* Bytes of A, or of B, that lie in shared passages. */
static double shared_bytes(const struct diff *d, bool of_a)
{
    uint64_t bytes = 0, end = 0;
    for (size_t i = 0; i < d->n; i++) {
        const struct wcy_passage *p = &d->passages[i];
        if (!of_a) {
            bytes += p->b_to - p->b_from;
            continue;
        }
        uint64_t from = later(p->a_from, end);
        bytes += p->a_to > from ? p->a_to - from : 0;
        end = later(end, p->a_to);
    }
    double all = (double)(of_a ? d->a->text.len : d->b->text.len);
    return (double)bytes < all ? (double)bytes : all;
}

bool diff_print(const struct term *t, const struct diff_side *a, const struct diff_side *b,
                const struct wcy_passage *passages, size_t n, bool full)
{
    struct diff d = {.t = t, .a = a, .b = b, .passages = passages, .n = n, .full = full};
    if (!find_gaps(&d)) {
        free(d.b_before);
        return false;
    }
    put_side(&d, 'A', a, shared_bytes(&d, true));
    put_side(&d, 'B', b, shared_bytes(&d, false));
    if (n == 0)
        fputs("no shared passage\n", t->out);
    else
        fprintf(t->out, "\n  %-*s  %-*s\n", RANGE_WIDTH, "in A", RANGE_WIDTH, "in B");
    uint64_t a_end = 0;
    for (size_t i = 0; i < n; i++) {
        put_only(&d, '-', a_end, passages[i].a_from);
        put_only(&d, '+', d.b_before[i], passages[i].b_from);
        put_shared(&d, &passages[i]);
        a_end = later(a_end, passages[i].a_to);
    }
    if (n > 0) {
        put_only(&d, '-', a_end, a->text.len);
        put_only(&d, '+', d.b_tail, b->text.len);
    }
    free(d.b_before);
    return true;
}
