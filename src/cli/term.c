#include "term.h"

#include "codepoint.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

static bool wants_colour(bool tty, enum when colour)
{
    if (colour != WHEN_AUTO)
        return colour == WHEN_ALWAYS;
    const char *no_color = getenv("NO_COLOR"); /* https://no-color.org: any non-empty value */
    const char *kind = getenv("TERM");
    return tty && !(no_color && *no_color) && kind && strcmp(kind, "dumb") != 0;
}

void term_init(struct term *t, FILE *out, enum when colour)
{
    struct winsize size;
    t->out = out;
    t->tty = isatty(fileno(out));
    t->colour = wants_colour(t->tty, colour);
    t->width = 0;
    if (t->tty)
        t->width = ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void term_style(const struct term *t, enum style style)
{
    static const char *const codes[] = {"0", "1", "2", "32", "33", "31", "36"};
    if (t->colour)
        fprintf(t->out, "\033[%sm", codes[style]);
}

static bool is_space(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
}

/* Controls and direction overrides, which could hide or forge parts of a line. */
static bool is_unsafe(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0x200e || c == 0x200f ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* Columns of one character; main() sets the C.UTF-8 character type that wcwidth looks at. */
static unsigned char_columns(uint32_t c)
{
    if (c < 0x7f)
        return 1;
    int width = wcwidth((wchar_t)c);
    return width < 0 ? 1 : (unsigned)width;
}

static void put_char(FILE *out, uint32_t c)
{
    char bytes[4];
    fwrite(bytes, 1, codepoint_encode(is_unsafe(c) ? CODEPOINT_REPLACEMENT : c, bytes), out);
}

/* The next character to show, white space folded: a run of it is one space. */
static uint32_t next_folded(struct wcy_slice text, size_t *at)
{
    uint32_t c = codepoint_next(text, at);
    if (!is_space(c))
        return is_unsafe(c) ? CODEPOINT_REPLACEMENT : c;
    size_t ahead = *at;
    while (ahead < text.len && is_space(codepoint_next(text, &ahead)))
        *at = ahead;
    return ' ';
}

void term_put(const struct term *t, struct wcy_slice text)
{
    for (size_t at = 0; at < text.len;)
        put_char(t->out, next_folded(text, &at));
}

void term_put_styled(const struct term *t, enum style style, struct wcy_slice text)
{
    term_style(t, style);
    term_put(t, text);
    term_style(t, STYLE_PLAIN);
}

void term_put_safe(FILE *out, struct wcy_slice text)
{
    for (size_t at = 0; at < text.len;)
        put_char(out, codepoint_next(text, &at));
}

void term_put_text(FILE *out, struct wcy_slice text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c = codepoint_next(text, &at);
        if (c == '\n' || c == '\t')
            fputc((int)c, out);
        else
            put_char(out, c);
    }
}

size_t term_fit(struct wcy_slice text, unsigned columns)
{
    unsigned used = 0;
    size_t at = 0;
    while (at < text.len) {
        size_t next = at;
        used += char_columns(next_folded(text, &next));
        if (used > columns)
            break;
        at = next;
    }
    return at;
}

unsigned term_columns(struct wcy_slice text)
{
    unsigned used = 0;
    for (size_t at = 0; at < text.len;)
        used += char_columns(next_folded(text, &at));
    return used;
}

static void pad(const struct term *t, unsigned used, unsigned width)
{
    if (used < width)
        fprintf(t->out, "%*s", (int)(width - used), "");
}

void term_cell(const struct term *t, struct wcy_slice text, unsigned width)
{
    if (t->width > 0) {
        term_cell_cut(t, text, width);
        return;
    }
    term_put(t, text);
    pad(t, term_columns(text), width);
}

void term_cell_cut(const struct term *t, struct wcy_slice text, unsigned width)
{
    unsigned used = term_columns(text);
    if (used > width && width > 0) {
        text.len = term_fit(text, width - 1);
        used = term_columns(text) + 1;
        term_put(t, text);
        fputs("…", t->out);
    } else {
        term_put(t, text);
    }
    pad(t, used, width);
}
