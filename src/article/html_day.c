#include "article/html_day.h"

#include <string.h>
#include <time.h>

/* ------------------------------------------------------------------ months */

/* Beginnings of the names of months, as they are written in dates, in lower case. Longer ones that
   share a beginning stand first. */
static const struct {
    const char *start;
    int month;
} months[] = {
    {"january",      1 },
    {"january",      1 },
    {"janu",         1 },
    {"janv",         1 },
    {"jan",          1 },
    {"ene",          1 },
    {"gen",          1 },
    {"янв",       1 },
    {"ocak",         1 },
    {"stycz",        1 },
    {"led",          1 },
    {"tammi",        1 },
    {"ian",          1 },
    {"jän",         1 },
    {"січ",       1 },
    {"ιαν",       1 },
    {"يناير",   1 },
    {"siječ",       1 },
    {"sau",          1 },
    {"feb",          2 },
    {"fév",         2 },
    {"fev",          2 },
    {"фев",       2 },
    {"şub",         2 },
    {"lut",          2 },
    {"úno",         2 },
    {"helmi",        2 },
    {"лют",       2 },
    {"φεβ",       2 },
    {"فبراير", 2 },
    {"pebr",         2 },
    {"velj",         2 },
    {"vas",          2 },
    {"marzec",       3 },
    {"march",        3 },
    {"mar",          3 },
    {"mär",         3 },
    {"maa",          3 },
    {"maart",        3 },
    {"мар",       3 },
    {"břez",        3 },
    {"бер",       3 },
    {"μαρ",       3 },
    {"مارس",     3 },
    {"már",         3 },
    {"mrt",          3 },
    {"ožu",         3 },
    {"apr",          4 },
    {"avr",          4 },
    {"abr",          4 },
    {"апр",       4 },
    {"nis",          4 },
    {"kwie",         4 },
    {"dub",          4 },
    {"huhti",        4 },
    {"квіт",     4 },
    {"απρ",       4 },
    {"أبريل",   4 },
    {"ápr",         4 },
    {"tra",          4 },
    {"bal",          4 },
    {"may",          5 },
    {"mai",          5 },
    {"mag",          5 },
    {"maj",          5 },
    {"mei",          5 },
    {"май",       5 },
    {"мая",       5 },
    {"květ",        5 },
    {"touko",        5 },
    {"трав",     5 },
    {"μαΐ",       5 },
    {"μαϊ",       5 },
    {"مايو",     5 },
    {"máj",         5 },
    {"svi",          5 },
    {"jun",          6 },
    {"juin",         6 },
    {"giu",          6 },
    {"июн",       6 },
    {"haz",          6 },
    {"czer",         6 },
    {"črv",         6 },
    {"kesä",        6 },
    {"iun",          6 },
    {"черв",     6 },
    {"ιουν",     6 },
    {"يونيو",   6 },
    {"jún",         6 },
    {"lip",          7 },
    {"jul",          7 },
    {"juil",         7 },
    {"lug",          7 },
    {"июл",       7 },
    {"tem",          7 },
    {"červenc",     7 },
    {"heinä",       7 },
    {"iul",          7 },
    {"лип",       7 },
    {"ιουλ",     7 },
    {"يوليو",   7 },
    {"júl",         7 },
    {"srp",          8 },
    {"červ",        6 },
    {"aug",          8 },
    {"aoû",         8 },
    {"aou",          8 },
    {"ago",          8 },
    {"авг",       8 },
    {"ağu",         8 },
    {"sier",         8 },
    {"elo",          8 },
    {"серп",     8 },
    {"αυγ",       8 },
    {"أغسطس",   8 },
    {"agu",          8 },
    {"kol",          8 },
    {"sep",          9 },
    {"set",          9 },
    {"сен",       9 },
    {"eyl",          9 },
    {"wrze",         9 },
    {"zář",        9 },
    {"syys",         9 },
    {"вер",       9 },
    {"σεπ",       9 },
    {"سبتمبر", 9 },
    {"sze",          9 },
    {"rujn",         9 },
    {"oct",          10},
    {"okt",          10},
    {"ott",          10},
    {"out",          10},
    {"окт",       10},
    {"eki",          10},
    {"paź",         10},
    {"říj",        10},
    {"loka",         10},
    {"жов",       10},
    {"οκτ",       10},
    {"أكتوبر", 10},
    {"listopada",    11},
    {"nov",          11},
    {"ноя",       11},
    {"kas",          11},
    {"list",         11},
    {"marras",       11},
    {"noi",          11},
    {"лист",     11},
    {"νοε",       11},
    {"نوفمبر", 11},
    {"dec",          12},
    {"déc",         12},
    {"dez",          12},
    {"dic",          12},
    {"дек",       12},
    {"ara",          12},
    {"gru",          12},
    {"pro",          12},
    {"joulu",        12},
    {"des",          12},
    {"груд",     12},
    {"δεκ",       12},
    {"ديسمبر", 12},
    {"pros",         12},
};

#define MONTH_COUNT (sizeof months / sizeof months[0])

/* Longest name of a month, in bytes. */
#define MONTH_MAX 24

static int month_of(struct slice word)
{
    char lower[MONTH_MAX];
    if (word.len < 3 || word.len > MONTH_MAX)
        return 0;
    for (size_t i = 0; i < word.len; i++) {
        unsigned char c = (unsigned char)word.ptr[i],
                      before = i ? (unsigned char)word.ptr[i - 1] : 0;
        lower[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
        if (before == 0xD0 && c >= 0x90 && c <= 0x9F)
            lower[i] = (char)(c + 0x20); /* Cyrillic capitals; those from R on change two bytes */
        else if (before == 0xD0 && c >= 0xA0 && c <= 0xAF) {
            lower[i - 1] = (char)0xD1;
            lower[i] = (char)(c - 0x20);
        }
    }
    for (size_t i = 0; i < MONTH_COUNT; i++) {
        if (months[i].start[0] != lower[0])
            continue;
        size_t n = strlen(months[i].start);
        if (n <= word.len && memcmp(lower, months[i].start, n) == 0)
            return months[i].month;
    }
    return 0;
}

/* ------------------------------------------------------------------ text to date */

bool html_day_valid(struct html_day d)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return d.year >= 1970 && d.year < 2100 && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
           d.day <= days[d.month - 1];
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A piece of a date: a number, a word, or what stands between them. */
struct piece {
    struct slice text;
    int number; /* -1: a word */
    char after; /* the byte behind it */
};

static size_t piece_next(struct slice s, size_t at, struct piece *out)
{
    while (at < s.len && !is_digit(s.ptr[at]) && (unsigned char)s.ptr[at] < 0x80 &&
           !((s.ptr[at] | 0x20) >= 'a' && (s.ptr[at] | 0x20) <= 'z'))
        at++;
    size_t from = at;
    out->number = -1;
    if (at < s.len && is_digit(s.ptr[at])) {
        for (out->number = 0; at < s.len && is_digit(s.ptr[at]); at++)
            if (out->number < 100000000)
                out->number = out->number * 10 + (s.ptr[at] - '0');
    } else {
        while (at < s.len && !is_digit(s.ptr[at]) &&
               ((unsigned char)s.ptr[at] >= 0x80 ||
                ((s.ptr[at] | 0x20) >= 'a' && (s.ptr[at] | 0x20) <= 'z')))
            at++;
    }
    out->text = slice_sub(s, from, at);
    out->after = at < s.len ? s.ptr[at] : '\0';
    return at;
}

static bool is_year(const struct piece *p)
{
    return p->text.len == 4 && p->number >= 1970 && p->number < 2100;
}

static bool is_day(const struct piece *p)
{
    return p->number >= 1 && p->number <= 31 && p->text.len <= 2;
}

/* Does the word stand between day and month ("21 de julio", "21st of July", "21. Juli")? */
static bool is_filler(struct slice word)
{
    static const char *const fillers[] = {"de",  "of",  "st",  "nd", "rd",   "th", "er",
                                          "del", "den", "der", "e",  "ngày", NULL};
    for (const char *const *f = fillers; *f; f++)
        if (slice_eq_str(word, *f))
            return true;
    return false;
}

static bool is_cjk(struct slice word, const char *first)
{
    return slice_starts(word, slice_str(first));
}

/* Numbers only: 2021-03-04, 2021/3/4, 4.3.2021, 3/4/2021, and 2021年3月4日, 2021년 3월 4일. */
static bool numbers_to_date(const struct piece *p, bool month_first, struct html_day *out)
{
    bool dash = p[0].after == '-' || p[0].after == '/' || p[0].after == '.';
    if (is_year(&p[0]) && dash && is_day(&p[1]) && p[1].after == p[0].after && is_day(&p[2])) {
        *out = (struct html_day){p[0].number, p[1].number, p[2].number};
        return html_day_valid(*out);
    }
    if (!is_day(&p[0]) || !is_day(&p[1]) || !dash || p[1].after != p[0].after || !is_year(&p[2]))
        return false;
    bool swap = p[0].number > 12 ? false : p[1].number > 12 || (month_first && p[0].after == '/');
    *out = (struct html_day){p[2].number, swap ? p[0].number : p[1].number,
                             swap ? p[1].number : p[0].number};
    return html_day_valid(*out);
}

static bool cjk_to_date(const struct piece *p, size_t n, struct html_day *out)
{
    if (n < 5 || !is_year(&p[0]) || !is_day(&p[2]) || !is_day(&p[4]))
        return false;
    if (!((is_cjk(p[1].text, "年") && is_cjk(p[3].text, "月")) ||
          (is_cjk(p[1].text, "년") && is_cjk(p[3].text, "월"))))
        return false;
    *out = (struct html_day){p[0].number, p[2].number, p[4].number};
    return html_day_valid(*out);
}

/* With the name of a month: "July 21, 2015", "21 July 2015", "21 de julio de 2015". */
static bool words_to_date(const struct piece *all, size_t n, struct html_day *out)
{
    struct piece p[3];
    size_t k = 0;
    for (size_t i = 0; i < n && k < 3; i++)
        if (all[i].number >= 0 || !is_filler(all[i].text))
            p[k++] = all[i];
    if (k < 3 || !is_year(&p[2]))
        return k == 3 && is_year(&p[0]) && is_day(&p[2]) && p[1].number < 0 &&
               month_of(p[1].text) &&
               html_day_valid(*out =
                                  (struct html_day){p[0].number, month_of(p[1].text), p[2].number});
    if (p[0].number < 0 && is_day(&p[1]))
        *out = (struct html_day){p[2].number, month_of(p[0].text), p[1].number};
    else if (is_day(&p[0]) && p[1].number < 0)
        *out = (struct html_day){p[2].number, month_of(p[1].text), p[0].number};
    else
        return false;
    return html_day_valid(*out);
}

/* The first date in the text; only the first 200 bytes are looked at. */
bool html_day_find(struct slice s, bool month_first, struct html_day *out)
{
    struct piece p[64];
    size_t n = 0;
    s = slice_sub(s, 0, 200);
    for (size_t at = 0; at < s.len && n < 64;) {
        at = piece_next(s, at, &p[n]);
        n += p[n].text.len > 0;
    }
    for (size_t i = 0; i + 2 < n; i++) {
        if (p[i].number < 0 && month_of(p[i].text) == 0)
            continue;
        size_t rest = n - i < 6 ? n - i : 6;
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
    if (!starts || !is_digit(s.ptr[1]) || s.ptr[3] != ':')
        return none;
    char *out = arena_alloc(arena, 40);
    if (!out)
        return none;
    out[n++] = 'T';
    for (size_t i = 1; i < s.len && n < 40; i++) {
        char c = s.ptr[i];
        if (c == ' ' && i + 1 < s.len && (s.ptr[i + 1] == '+' || s.ptr[i + 1] == '-'))
            continue;
        if (!is_digit(c) && !memchr(":.+-Z", c, 5))
            break;
        digits += is_digit(c);
        out[n++] = c;
    }
    return digits >= 4 ? slice_make(out, n) : none;
}

static bool all_digits(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_digit(s.ptr[i]))
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
