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

/* Where the last `columns` columns of the text begin, roughly: wide characters are counted as one
   and then cut from the front until it fits. */
static size_t tail_start(struct wcy_slice text, unsigned columns)
{
    size_t at = text.len;
    for (unsigned i = 0; i < columns && at > 0; i++)
        at = codepoint_floor(text, at - 1);
    struct wcy_slice tail = {text.ptr + at, text.len - at};
    while (tail.len > 0 && term_columns(tail) > columns) {
        size_t step = 0;
        codepoint_next(tail, &step);
        tail = (struct wcy_slice){tail.ptr + step, tail.len - step};
    }
    return text.len - tail.len;
}

void excerpt_line(const struct term *t, struct wcy_slice text, unsigned columns)
{
    if (term_fit(text, columns) == text.len || columns < 20) {
        term_put(t, text);
        return;
    }
    unsigned end = columns / 4;
    term_put(t, (struct wcy_slice){text.ptr, term_fit(text, columns - end - 5)});
    fputs(" ... ", t->out);
    size_t from = tail_start(text, end);
    term_put(t, (struct wcy_slice){text.ptr + from, text.len - from});
}

/* How much of the text goes on a line of `columns`: up to the last space that fits, or as many
   characters as fit when there is none. */
static size_t line_length(struct wcy_slice text, unsigned columns)
{
    size_t fit = term_fit(text, columns);
    if (fit == text.len)
        return fit;
    size_t at = fit;
    while (at > 0 && !isspace((unsigned char)text.ptr[at]))
        at--;
    if (at > 0)
        return at;
    return fit > 0 ? fit : text.len;
}

void excerpt_paragraph(const struct term *t, struct wcy_slice text, unsigned indent, unsigned width)
{
    unsigned columns = width > indent + 20 ? width - indent : 20;
    for (bool first = true; text.len > 0; first = false) {
        while (text.len > 0 && isspace((unsigned char)*text.ptr))
            text = (struct wcy_slice){text.ptr + 1, text.len - 1};
        if (text.len == 0)
            break;
        if (!first)
            fprintf(t->out, "\n%*s", (int)indent, "");
        size_t len = line_length(text, columns);
        term_put(t, (struct wcy_slice){text.ptr, len});
        text = (struct wcy_slice){text.ptr + len, text.len - len};
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
    return (struct wcy_slice){published.ptr, sizeof(shape) - 1};
}
