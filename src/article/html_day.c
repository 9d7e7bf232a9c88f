#include "article/html_day.h"

#include "base/ascii.h"

#include <string.h>
#include <time.h>

/* ------------------------------------------------------------------ text to date */

bool html_day_valid(struct html_day d)
{
    return d.year >= 1970 && html_day_make(d.year, d.month, d.day, &d);
}

/* A piece of a date: a number, a word, or what stands between them. */
struct piece {
    struct slice text;
    int number; /* -1: a word */
    int month;  /* that the word names, or 0 */
    char after; /* the byte behind it */
};

static size_t piece_next(struct slice s, size_t at, struct piece *out)
{
    while (at < s.len && !ascii_is_digit(s.ptr[at]) && (unsigned char)s.ptr[at] < 0x80 &&
           !((s.ptr[at] | 0x20) >= 'a' && (s.ptr[at] | 0x20) <= 'z'))
        at++;
    size_t from = at;
    out->number = -1;
    if (at < s.len && ascii_is_digit(s.ptr[at])) {
        for (out->number = 0; at < s.len && ascii_is_digit(s.ptr[at]); at++)
            if (out->number < 100000000)
                out->number = out->number * 10 + (s.ptr[at] - '0');
    } else {
        while (at < s.len && !ascii_is_digit(s.ptr[at]) &&
               ((unsigned char)s.ptr[at] >= 0x80 ||
                ((s.ptr[at] | 0x20) >= 'a' && (s.ptr[at] | 0x20) <= 'z')))
            at++;
    }
    out->text = slice_sub(s, from, at);
    out->month = 0;
    out->after = at < s.len ? s.ptr[at] : '\0';
    return at;
}

static bool is_year(const struct piece *p)
{
    return p->text.len == 4 && html_year_plausible(p->number);
}

static bool is_day(const struct piece *p)
{
    return p->number >= 1 && p->number <= 31 && p->text.len <= 2;
}

/* Does the word stand between day and month ("21 de julio", "21st of July", "21. Juli")? */
static bool is_filler(struct slice word)
{
    static const char *const fillers[] = {
        "de",   "of",   "st",  "nd",    "rd",  "th", "er", "del",  "den", "der", "e",
        "ngay", "ngai", "nam", "thang", "thg", "d",  "m",  "gada", "คศ",  "พศ",  NULL};
    for (const char *const *f = fillers; *f; f++)
        if (slice_eq_str(word, *f))
            return true;
    return false;
}

/* A year, month and day, with the month as a number or by its name. */
static bool triple(const struct piece *year, const struct piece *month, const struct piece *day,
                   struct html_day *out)
{
    int m = month->number >= 0 ? month->number : month->month;
    return is_year(year) && is_day(day) && (month->number < 0 || is_day(month)) &&
           html_day_make(year->number, m, day->number, out);
}

/* Numbers only: 2021-03-04, 2021/3/4, 4.3.2021, 3/4/2021. */
static bool numbers_to_date(const struct piece *p, bool month_first, struct html_day *out)
{
    bool dash = p[0].after == '-' || p[0].after == '/' || p[0].after == '.';
    if (!dash || p[1].after != p[0].after)
        return false;
    if (is_year(&p[0]))
        return triple(&p[0], &p[1], &p[2], out);
    bool swap = p[0].number > 12 ? false : p[1].number > 12 || (month_first && p[0].after == '/');
    return triple(&p[2], swap ? &p[0] : &p[1], swap ? &p[1] : &p[0], out);
}

/* 2021年3月4日, 2021년 3월 4일. */
static bool cjk_to_date(const struct piece *p, size_t n, struct html_day *out)
{
    if (n < 5 || p[1].number >= 0 || p[3].number >= 0)
        return false;
    return ((slice_starts(p[1].text, slice_str("年")) &&
             slice_starts(p[3].text, slice_str("月"))) ||
            (slice_starts(p[1].text, slice_str("년")) &&
             slice_starts(p[3].text, slice_str("월")))) &&
           triple(&p[0], &p[2], &p[4], out);
}

/* "21 tháng 7, 2015": the only month whose name is a number. */
static bool is_numbered_month(const struct piece *p)
{
    return slice_eq_str(p->text, "thang") || slice_eq_str(p->text, "thg");
}

/* With the name of a month: "July 21, 2015", "21 July 2015", "21 de julio de 2015". */
static bool words_to_date(const struct piece *all, size_t n, struct html_day *out)
{
    struct piece p[3];
    size_t k = 0;
    bool named = false;
    for (size_t i = 0; i < n && k < 3; i++) {
        named |= is_numbered_month(&all[i]);
        if (all[i].number < 0 && is_filler(all[i].text))
            continue;
        named |= all[i].month > 0;
        p[k++] = all[i];
    }
    if (k < 3 || !named)
        return false;
    if (is_year(&p[0]))
        return triple(&p[0], &p[p[1].month > 0 ? 1 : 2], &p[p[1].month > 0 ? 2 : 1], out);
    if (p[0].month > 0)
        return triple(&p[2], &p[0], &p[1], out);
    return triple(&p[2], &p[1], &p[0], out);
}

/* Inline elements side by side run together in the text: "Ann RoeMay 4, 2021" is "Ann Roe May 4,
   2021". `out` has room for twice as much. */
static struct slice words_apart(struct slice s, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (i && s.ptr[i - 1] >= 'a' && s.ptr[i - 1] <= 'z' && s.ptr[i] >= 'A' && s.ptr[i] <= 'Z')
            out[n++] = ' ';
        out[n++] = s.ptr[i];
    }
    return slice_make(out, n);
}

/* Pieces looked at for one date: three and the fillers between them. */
#define DATE_PIECES 8
#define DAY_BYTES   200

/* Might the text hold a year: four digits in a row, or digits of another script? Those are the
   Arabic, Indian, Thai and full-width ones, by the first byte of their characters. */
static bool has_year(struct slice s)
{
    size_t run = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == 0xD9 || c == 0xDB || c == 0xE0 || c == 0xEF)
            return true;
        run = ascii_is_digit(s.ptr[i]) ? run + 1 : 0;
        if (run == 4 && (i + 1 == s.len || !ascii_is_digit(s.ptr[i + 1])))
            return true;
    }
    return false;
}

/* The first date in the text; only the first 200 bytes are looked at. */
bool html_day_find(struct slice s, bool month_first, struct html_day *out)
{
    struct piece p[64];
    char apart[2 * DAY_BYTES], folded[2 * DAY_BYTES];
    size_t n = 0;
    bool year = false;
    if (!has_year(slice_sub(s, 0, DAY_BYTES)))
        return false;
    s = words_apart(slice_sub(s, 0, DAY_BYTES), apart);
    s = slice_make(folded, html_month_fold(s, folded, sizeof folded));
    for (size_t at = 0; at < s.len && n < 64;) {
        at = piece_next(s, at, &p[n]);
        year |= is_year(&p[n]);
        n += p[n].text.len > 0;
    }
    for (size_t i = 0; year && i < n; i++)
        p[i].month = p[i].number < 0 ? html_month_of(p[i].text) : 0;
    for (size_t i = 0; year && i + 2 < n; i++) {
        if (p[i].number < 0 && p[i].month == 0)
            continue;
        size_t rest = n - i < DATE_PIECES ? n - i : DATE_PIECES;
        if ((p[i].number >= 0 && p[i + 1].number >= 0 && p[i + 2].number >= 0 &&
             numbers_to_date(p + i, month_first, out)) ||
            cjk_to_date(p + i, rest, out) || words_to_date(p + i, rest, out))
            return true;
    }
    return false;
}

/* ------------------------------------------------------------------ ISO 8601 */

struct slice html_day_text(struct arena *arena, struct html_day d, struct slice rest)
{
    char *out = arena_alloc(arena, 11 + rest.len);
    if (!out)
        return slice_make(NULL, 0);
    int year = d.year;
    for (int i = 3; i >= 0; i--, year /= 10)
        out[i] = (char)('0' + year % 10);
    out[4] = out[7] = '-';
    out[5] = (char)('0' + d.month / 10);
    out[6] = (char)('0' + d.month % 10);
    out[8] = (char)('0' + d.day / 10);
    out[9] = (char)('0' + d.day % 10);
    if (rest.len)
        memcpy(out + 10, rest.ptr, rest.len);
    return slice_make(out, 10 + rest.len);
}

/* The time of day behind a date, "T12:30:00+02:00" or " 12:30 +0200", as ISO 8601 has it. */
static struct slice time_part(struct slice s, struct arena *arena)
{
    size_t n = 0, digits = 0;
    struct slice none = {NULL, 0};
    bool starts = s.len >= 6 && (s.ptr[0] == ' ' || s.ptr[0] == 'T' || s.ptr[0] == 't');
    if (!starts || !ascii_is_digit(s.ptr[1]) || s.ptr[3] != ':')
        return none;
    char *out = arena_alloc(arena, 40);
    if (!out)
        return none;
    out[n++] = 'T';
    for (size_t i = 1; i < s.len && n < 40; i++) {
        char c = s.ptr[i];
        if (c == ' ' && i + 1 < s.len && (s.ptr[i + 1] == '+' || s.ptr[i + 1] == '-'))
            continue;
        if (!ascii_is_digit(c) && !memchr(":.+-Z", c, 5))
            break;
        digits += ascii_is_digit(c);
        out[n++] = c;
    }
    return digits >= 4 ? slice_make(out, n) : none;
}

static bool all_digits(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_is_digit(s.ptr[i]))
            return false;
    return s.len > 0;
}

int html_day_number(struct slice s, size_t at, size_t len)
{
    int n = 0;
    for (size_t i = at; i < at + len; i++)
        n = n * 10 + (s.ptr[i] - '0');
    return n;
}

/* 20150721 and the like, and Unix times in seconds and milliseconds. */
static struct slice digits_to_date(struct slice s, struct arena *arena)
{
    struct slice none = {NULL, 0};
    if (s.len == 8 || s.len == 14 || s.len == 12) {
        struct html_day d = {html_day_number(s, 0, 4), html_day_number(s, 4, 2),
                             html_day_number(s, 6, 2)};
        if (html_day_valid(d))
            return html_day_text(arena, d, none);
    }
    if (s.len != 10 && s.len != 13)
        return none;
    time_t seconds = html_day_number(s, 0, 5) * (time_t)100000 + html_day_number(s, 5, 5);
    struct tm tm;
    if (!gmtime_r(&seconds, &tm))
        return none;
    return html_day_text(arena, (struct html_day){tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday},
                         none);
}

struct slice html_date_parse(struct slice s, bool month_first, struct arena *arena)
{
    struct html_day d;
    s = slice_trim(s);
    if (all_digits(s))
        return digits_to_date(s, arena);
    if (s.len >= 16 && all_digits(slice_sub(s, 0, 8)) && s.ptr[8] == 'T')
        return digits_to_date(slice_sub(s, 0, 8), arena);
    if (s.len >= 10 && all_digits(slice_sub(s, 0, 4)) && (s.ptr[4] == '-' || s.ptr[4] == '/') &&
        all_digits(slice_sub(s, 5, 7)) && all_digits(slice_sub(s, 8, 10))) {
        d = (struct html_day){html_day_number(s, 0, 4), html_day_number(s, 5, 2),
                              html_day_number(s, 8, 2)};
        if (html_day_valid(d))
            return html_day_text(arena, d, time_part(slice_sub(s, 10, s.len), arena));
    }
    return html_day_find(s, month_first, &d) ? html_day_text(arena, d, slice_make(NULL, 0))
                                             : slice_make(NULL, 0);
}
