#include "excerpt.h"

#include "codepoint.h"

#include <ctype.h>
#include <string.h>

struct wcy_slice excerpt_cut(struct wcy_slice text, uint64_t from, uint64_t to)
{
    size_t a = codepoint_floor(text, from < text.len ? (size_t)from : text.len);
    size_t b = codepoint_floor(text, to < text.len ? (size_t)to : text.len);
    return (struct wcy_slice){text.ptr ? text.ptr + a : NULL, b > a ? b - a : 0};
}

struct wcy_slice excerpt_head(struct wcy_slice text, unsigned columns)
{
    size_t fit = term_fit(text, columns), at = fit;
    if (fit < text.len && !isspace((unsigned char)text.ptr[fit])) {
        while (at > 0 && !isspace((unsigned char)text.ptr[at - 1]))
            at--;
    }
    return (struct wcy_slice){text.ptr, at > 0 ? at : fit};
}

struct wcy_slice excerpt_tail(struct wcy_slice text, unsigned columns)
{
    size_t at = text.len;
    for (unsigned i = 0; i < columns && at > 0; i++)
        at = codepoint_floor(text, at - 1);
    struct wcy_slice tail = {text.ptr + at, text.len - at};
    /* Characters were counted as one column each; wide ones push more of the front out. */
    while (tail.len > 0 && term_columns(tail) > columns) {
        size_t step = 0;
        codepoint_next(tail, &step);
        tail = (struct wcy_slice){tail.ptr + step, tail.len - step};
    }
    size_t word = 0;
    if (tail.ptr > text.ptr && !isspace((unsigned char)tail.ptr[-1])) {
        while (word < tail.len && !isspace((unsigned char)tail.ptr[word]))
            word++;
    }
    if (word < tail.len)
        tail = (struct wcy_slice){tail.ptr + word, tail.len - word};
    return tail;
}

static struct wcy_slice without_spaces(struct wcy_slice text)
{
    while (text.len > 0 && isspace((unsigned char)text.ptr[0]))
        text = (struct wcy_slice){text.ptr + 1, text.len - 1};
    while (text.len > 0 && isspace((unsigned char)text.ptr[text.len - 1]))
        text.len--;
    return text;
}

void excerpt_line(const struct term *t, struct wcy_slice text, unsigned columns)
{
    if (term_fit(text, columns) == text.len || columns < 20) {
        term_put(t, text);
        return;
    }
    unsigned end = columns / 4;
    term_put(t, without_spaces(excerpt_head(text, columns - end - 5)));
    fputs(" ... ", t->out);
    term_put(t, without_spaces(excerpt_tail(text, end)));
}

void excerpt_paragraph(const struct term *t, struct wcy_slice text, unsigned indent, unsigned width)
{
    unsigned columns = width > indent + 20 ? width - indent : 20;
    text = without_spaces(text);
    for (bool first = true; text.len > 0; first = false) {
        if (!first)
            fprintf(t->out, "\n%*s", (int)indent, "");
        size_t len = excerpt_head(text, columns).len;
        if (len == 0)
            len = text.len; /* nothing fits, for example one very wide character */
        term_put(t, without_spaces((struct wcy_slice){text.ptr, len}));
        text = without_spaces((struct wcy_slice){text.ptr + len, text.len - len});
    }
}

struct wcy_slice excerpt_day(struct wcy_slice published)
{
    static const char shape[] = "dddd-dd-dd";
    if (published.len < sizeof(shape) - 1)
        return published;
    for (size_t i = 0; shape[i]; i++) {
        bool digit = isdigit((unsigned char)published.ptr[i]);
        if (shape[i] == 'd' ? !digit : published.ptr[i] != shape[i])
            return published;
    }
    size_t len = sizeof(shape) - 1; /* '?' marks a day of change as the day of publication */
    len += published.len > len && published.ptr[len] == '?';
    return (struct wcy_slice){published.ptr, len};
}
