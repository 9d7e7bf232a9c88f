#include "match/frame.h"

/* Different text in one place: so many words on both sides, and such a share of the shorter text.
   Set where no copy of ecir20-terabyte is lost (doc/accuracy.md). */
#define FRAME_WORDS 150
#define FRAME_SHARE 0.2

void frame_release(struct frame_space *f)
{
    tokens_release(&f->a);
    tokens_release(&f->b);
    shingles_release(&f->sa);
    shingles_release(&f->sb);
    passages_release(&f->passages);
    *f = (struct frame_space){0};
}

/* The longest gap, counted by its shorter side, between passages that stand in one order in both
   texts; a passage that jumps ahead of a longer one is left out. */
static uint32_t longest_gap(const struct passages *p, uint32_t count_a, uint32_t count_b)
{
    uint32_t at_a = 0, at_b = 0, longest = 0;
    for (size_t i = 0; i <= p->count; i++) {
        uint32_t from_a = i < p->count ? p->items[i].a_first : count_a;
        uint32_t from_b = i < p->count ? p->items[i].b_first : count_b;
        uint32_t skipped = from_b > at_b ? from_b - at_b : 0;
        if (from_b < at_b)
            continue;
        if (i < p->count && skipped > FRAME_WORDS &&
            skipped > 4 * (p->items[i].a_end - p->items[i].a_first))
            continue; /* a short passage far ahead: moved, or chance */
        uint32_t gap = from_a - at_a < skipped ? from_a - at_a : skipped;
        if (gap > longest)
            longest = gap;
        if (i < p->count) {
            at_a = p->items[i].a_end;
            at_b = p->items[i].b_end;
        }
    }
    return longest;
}

bool frame_check(struct frame_space *f, struct slice a, struct slice b, unsigned width,
                 uint64_t seed, bool *framed)
{
    if (!tokens_scan(&f->a, a, seed) || !tokens_scan(&f->b, b, seed) ||
        !shingles_make(&f->sa, &f->a, width) || !shingles_make(&f->sb, &f->b, width) ||
        !passages_find(&f->passages, &f->a, &f->sa, &f->b, &f->sb))
        return false;
    size_t shorter = f->a.count < f->b.count ? f->a.count : f->b.count;
    uint32_t gap = longest_gap(&f->passages, (uint32_t)f->a.count, (uint32_t)f->b.count);
    *framed = gap >= FRAME_WORDS && gap >= FRAME_SHARE * (double)shorter;
    return true;
}
