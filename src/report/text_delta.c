#include "report/text_delta.h"

#include <string.h>

#define RUN_MIN 24 /* bytes; a shorter run is not worth a range */
#define SYNC    8  /* equal bytes after which two stretches are in step again */
#define SLIP    16 /* bytes that are looked ahead on either side for that */

struct delta {
    struct json *j;
    struct wcy_slice base, text;
    uint64_t done; /* of the text: what is before is written */
};

static bool is_inside(struct wcy_slice text, uint64_t at)
{
    return at < text.len && ((unsigned char)text.ptr[at] & 0xc0) == 0x80;
}

static void put_own(struct delta *d, uint64_t to)
{
    if (to > d->done)
        json_slice(d->j, NULL, (struct wcy_slice){d->text.ptr + d->done, to - d->done});
    d->done = to;
}

/* The run base[a, a + len) = text[b, b + len), cut to whole characters. */
static void put_run(struct delta *d, uint64_t a, uint64_t b, uint64_t len)
{
    while (len > 0 && is_inside(d->text, b)) {
        a++, b++, len--;
    }
    while (len > 0 && is_inside(d->text, b + len))
        len--;
    if (len < RUN_MIN || b < d->done)
        return;
    put_own(d, b);
    json_open(d->j, NULL, '[');
    json_count(d->j, NULL, a);
    json_count(d->j, NULL, a + len);
    json_close(d->j, ']');
    d->done = b + len;
}

/* After a difference: moves both to where they are in step again. False: nowhere near. */
static bool resync(const struct delta *d, const struct wcy_passage *p, uint64_t *a, uint64_t *b)
{
    for (unsigned sum = 1; sum <= 2 * SLIP; sum++) {
        for (unsigned i = 0; i <= sum; i++) {
            uint64_t x = *a + i, y = *b + (sum - i);
            if (i > SLIP || sum - i > SLIP || x + SYNC > p->a_to || y + SYNC > p->b_to)
                continue;
            if (memcmp(d->base.ptr + x, d->text.ptr + y, SYNC) == 0) {
                *a = x;
                *b = y;
                return true;
            }
        }
    }
    return false;
}

static void put_passage(struct delta *d, const struct wcy_passage *p)
{
    uint64_t a = p->a_from, b = p->b_from;
    do {
        uint64_t len = 0;
        while (a + len < p->a_to && b + len < p->b_to &&
               d->base.ptr[a + len] == d->text.ptr[b + len])
            len++;
        put_run(d, a, b, len);
        a += len;
        b += len;
    } while (resync(d, p, &a, &b));
}

static bool is_sound(const struct delta *d, const struct wcy_passage *p)
{
    return p->a_from <= p->a_to && p->a_to <= d->base.len && p->b_from <= p->b_to &&
           p->b_to <= d->text.len;
}

void text_delta_write(struct json *j, const char *key, struct wcy_slice base, struct wcy_slice text,
                      const struct wcy_passage *passages, size_t n)
{
    struct delta d = {j, base, text, 0};
    json_open(j, key, '[');
    uint64_t from = 0; /* passages that start before were looked at */
    for (;;) {
        const struct wcy_passage *next = NULL;
        for (size_t i = 0; i < n; i++) {
            if (is_sound(&d, &passages[i]) && passages[i].b_from >= from &&
                (!next || passages[i].b_from < next->b_from))
                next = &passages[i];
        }
        if (!next)
            break;
        from = next->b_from + 1;
        put_passage(&d, next);
    }
    put_own(&d, text.len);
    json_close(j, ']');
}
