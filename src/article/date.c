#include "article/date.h"

#include "article/date_local.h"
#include "article/html_month.h"
#include "base/ascii.h"
#include "wirecopy.h"

#include <stdbool.h>
#include <strings.h>

/* What was read so far. A field that is not known yet is -1; `zone` is in seconds east of UTC. */
struct stamp {
    int64_t year;
    int month, day, hour, minute, second;
    int64_t zone;
};

#define STAMP_INIT                                                                                 \
    {                                                                                              \
        -1, -1, -1, -1, 0, 0, 0                                                                    \
    }

struct cursor {
    const char *at, *end;
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Days from 1970-01-01 to a date of the Gregorian calendar; the algorithm days_from_civil of
   https://howardhinnant.github.io/date_algorithms.html */
static int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool date_exists(int64_t year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap);
}

static int64_t stamp_time(const struct stamp *s)
{
    int hour = s->hour < 0 ? 0 : s->hour;
    if (!date_exists(s->year, s->month, s->day) || hour > 23 || s->minute > 59 || s->second > 60)
        return WCY_NO_TIME;
    return days_from_civil(s->year, s->month, s->day) * 86400 + hour * 3600 + s->minute * 60 +
           s->second - s->zone;
}

/* Reads exactly `count` digits. */
static bool read_digits(struct cursor *c, int count, int *out)
{
    int value = 0;
    if (c->end - c->at < count)
        return false;
    for (int i = 0; i < count; i++) {
        if (!ascii_is_digit(c->at[i]))
            return false;
        value = value * 10 + (c->at[i] - '0');
    }
    c->at += count;
    *out = value;
    return true;
}

static bool read_char(struct cursor *c, char wanted)
{
    if (c->at == c->end || *c->at != wanted)
        return false;
    c->at++;
    return true;
}

static void skip_blanks(struct cursor *c)
{
    while (c->at < c->end && (*c->at == ' ' || *c->at == '\t'))
        c->at++;
}

/* "+hh", "+hhmm" or "+hh:mm"; the sign is at the cursor. */
static bool read_offset(struct cursor *c, int64_t *zone)
{
    int hours, minutes = 0;
    bool west = *c->at++ == '-';
    if (!read_digits(c, 2, &hours))
        return false;
    bool colon = read_char(c, ':');
    if (!read_digits(c, 2, &minutes) && colon)
        return false;
    if (hours > 23 || minutes > 59)
        return false;
    *zone = (west ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
}

/* Of a second: ".25" or ",25". */
static void skip_fraction(struct cursor *c)
{
    if (c->end - c->at < 2 || (*c->at != '.' && *c->at != ',') || !ascii_is_digit(c->at[1]))
        return;
    c->at++;
    while (c->at < c->end && ascii_is_digit(*c->at))
        c->at++;
}

/* hh:mm[:ss[.fraction]] or, with `basic`, hhmm[ss]. */
static bool read_clock(struct cursor *c, bool basic, struct stamp *s)
{
    if (!read_digits(c, 2, &s->hour))
        return false;
    if (!basic && !read_char(c, ':'))
        return false;
    if (!read_digits(c, 2, &s->minute))
        return false;
    if (basic ? c->at < c->end && ascii_is_digit(*c->at) : read_char(c, ':')) {
        if (!read_digits(c, 2, &s->second))
            return false;
    }
    skip_fraction(c);
    return true;
}

/* The zones of RFC 2822 by name. Other names say nothing certain ("IST" is three zones), so they
   count as UTC: the day is still worth having. */
static int64_t zone_by_name(const char *word, size_t len)
{
    static const struct {
        char name[4];
        int hours;
    } zones[] = {
        {"EST", -5},
        {"EDT", -4},
        {"CST", -6},
        {"CDT", -5},
        {"MST", -7},
        {"MDT", -6},
        {"PST", -8},
        {"PDT", -7}
    };
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++)
        if (len == 3 && strncasecmp(word, zones[i].name, 3) == 0)
            return (int64_t)zones[i].hours * 3600;
    return 0;
}

/* What may follow a time of day: nothing, an offset, or the name of a zone. */
static bool read_zone(struct cursor *c, struct stamp *s)
{
    skip_blanks(c);
    if (c->at == c->end)
        return true;
    if (*c->at == '+' || *c->at == '-')
        return read_offset(c, &s->zone) && c->at == c->end;
    const char *word = c->at;
    while (c->at < c->end && is_letter(*c->at))
        c->at++;
    s->zone = zone_by_name(word, (size_t)(c->at - word));
    return c->at == c->end && c->at - word <= 5;
}

/* 2015-07-21, 2015/07/21 or 20150721, with or without a time behind "T" or a blank. */
static int64_t parse_iso(struct slice text)
{
    struct cursor c = {text.ptr, text.ptr + text.len};
    struct stamp s = STAMP_INIT;
    int year;
    if (!read_digits(&c, 4, &year))
        return WCY_NO_TIME;
    s.year = year;
    char separator = c.at < c.end && (*c.at == '-' || *c.at == '/') ? *c.at : '\0';
    if (separator && !read_char(&c, separator))
        return WCY_NO_TIME;
    if (!read_digits(&c, 2, &s.month) || (separator && !read_char(&c, separator)) ||
        !read_digits(&c, 2, &s.day))
        return WCY_NO_TIME;
    if (c.at == c.end)
        return stamp_time(&s);
    if (*c.at != 'T' && *c.at != 't' && *c.at != ' ')
        return WCY_NO_TIME;
    c.at++;
    bool basic = c.end - c.at >= 3 && c.at[2] != ':';
    if (!read_clock(&c, basic, &s) || !read_zone(&c, &s))
        return WCY_NO_TIME;
    return stamp_time(&s);
}

/* Digits alone: by their number a date, a date with time (as in ARC files), Unix seconds,
   milliseconds or microseconds. */
static int64_t parse_digits(struct slice text)
{
    struct cursor c = {text.ptr, text.ptr + text.len};
    struct stamp s = STAMP_INIT;
    int64_t value = 0;
    if (text.len > 18)
        return WCY_NO_TIME;
    for (size_t i = 0; i < text.len; i++)
        value = value * 10 + (text.ptr[i] - '0');
    int year = 0;
    if (text.len == 8 || text.len == 14) {
        if (!read_digits(&c, 4, &year) || !read_digits(&c, 2, &s.month) ||
            !read_digits(&c, 2, &s.day) || (c.at < c.end && !read_clock(&c, true, &s)))
            return WCY_NO_TIME;
        s.year = year;
        return stamp_time(&s);
    }
    if (text.len == 9 || text.len == 10)
        return value;
    if (text.len == 12 || text.len == 13)
        return value / 1000;
    return text.len == 15 || text.len == 16 ? value / 1000000 : WCY_NO_TIME;
}

/* The month 1-12 that an English word names in full or by three letters ("Sept" too), or 0. */
static int month_by_name(const char *word, size_t len)
{
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    for (int i = 0; i < 12; i++)
        if ((len == 3 || len == strlen(names[i]) || (len == 4 && i == 8)) &&
            strncasecmp(word, names[i], len) == 0)
            return i + 1;
    return 0;
}

static bool is_weekday(const char *word, size_t len)
{
    static const char *const names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday"};
    for (int i = 0; i < 7; i++)
        if (len >= 3 && len <= strlen(names[i]) && strncasecmp(word, names[i], len) == 0)
            return true;
    return false;
}

/* 1 for "am" and "a.m.", 2 for "pm" and "p.m." (the cursor moves behind the "m"), else 0. */
static int half_of_day(struct cursor *c, const char *word, size_t len)
{
    int half = *word == 'a' || *word == 'A' ? 1 : *word == 'p' || *word == 'P' ? 2 : 0;
    if (half && len == 1 && c->end - c->at >= 2 && strncasecmp(c->at, ".m", 2) == 0)
        c->at += 2;
    else if (len != 2 || (word[1] != 'm' && word[1] != 'M'))
        return 0;
    return half;
}

/* A word of a written-out date. False: no date has such a word. */
static bool take_word(struct cursor *c, struct stamp *s)
{
    const char *word = c->at;
    while (c->at < c->end && is_letter(*c->at))
        c->at++;
    size_t len = (size_t)(c->at - word);
    int month = month_by_name(word, len);
    if (month) {
        bool first = s->month < 0;
        s->month = month;
        return first;
    }
    if (is_weekday(word, len) || (len == 2 && strncasecmp(word, "at", 2) == 0))
        return true;
    int half = half_of_day(c, word, len);
    if (half) {
        bool pm = half == 2, valid = s->hour >= 1 && s->hour <= 12;
        s->hour = s->hour % 12 + (pm ? 12 : 0);
        return valid;
    }
    /* A zone comes last but for a year ("10:00:00 UTC 2015"). */
    s->zone = zone_by_name(word, len);
    return s->hour >= 0 && len <= 5;
}

/* "1st", "22nd": the ordinal's ending says nothing. */
static void skip_ordinal(struct cursor *c)
{
    static const char endings[][3] = {"st", "nd", "rd", "th"};
    for (int i = 0; i < 4; i++) {
        if (c->end - c->at >= 2 && strncasecmp(c->at, endings[i], 2) == 0 &&
            (c->end - c->at == 2 || !is_letter(c->at[2]))) {
            c->at += 2;
            return;
        }
    }
}

/* A number of a written-out date: a time when a colon follows, else a day or a year. */
static bool take_number(struct cursor *c, struct stamp *s)
{
    int value = 0, digits = 0;
    while (digits < 5 && c->at + digits < c->end && ascii_is_digit(c->at[digits]))
        value = value * 10 + (c->at[digits++] - '0');
    c->at += digits;
    if (c->at < c->end && *c->at == ':' && digits <= 2 && s->hour < 0) {
        s->hour = value;
        c->at++;
        if (!read_digits(c, 2, &s->minute))
            return false;
        if (read_char(c, ':') && !read_digits(c, 2, &s->second))
            return false;
        skip_fraction(c);
        return true;
    }
    if (digits == 4 && s->year < 0) {
        s->year = value;
        return true;
    }
    if (digits <= 2 && s->day < 0) {
        s->day = value;
        skip_ordinal(c);
        return true;
    }
    /* RFC 2822, 4.3: years of two digits. */
    if (digits == 2 && s->year < 0) {
        s->year = value + (value < 50 ? 2000 : 1900);
        return true;
    }
    return false;
}

/* Dates with the month in English words, in any of the usual orders: RFC 2822, asctime(3),
   "July 21, 2015 at 9:05 pm EDT", "21 July 2015". */
static int64_t parse_words(struct slice text)
{
    struct cursor c = {text.ptr, text.ptr + text.len};
    struct stamp s = STAMP_INIT;
    while (c.at < c.end) {
        bool good = true;
        if (is_letter(*c.at))
            good = take_word(&c, &s);
        else if (ascii_is_digit(*c.at))
            good = take_number(&c, &s);
        else if ((*c.at == '+' || *c.at == '-') && s.hour >= 0)
            good = read_offset(&c, &s.zone);
        else if (*c.at == ' ' || *c.at == ',' || *c.at == '.' || *c.at == '-' || *c.at == '\t')
            c.at++;
        else
            good = false;
        if (!good)
            return WCY_NO_TIME;
    }
    return stamp_time(&s);
}

/* The notations that need no table of months. */
static int64_t parse_plain(struct slice s, size_t digits)
{
    if (digits == 0 && !is_letter(s.ptr[0]))
        return WCY_NO_TIME;
    if (digits == s.len)
        return parse_digits(s);
    if ((digits == 9 || digits == 10) && s.ptr[digits] == '.') /* Unix seconds with a fraction */
        return parse_digits(slice_sub(s, 0, digits));
    if (digits == 4 || digits == 8)
        return parse_iso(s);
    return parse_words(s);
}

int64_t date_parse(struct slice s)
{
    char iso[DATE_LOCAL_SIZE];
    size_t digits = 0;
    s = slice_trim(s);
    if (s.len == 0)
        return WCY_NO_TIME;
    while (digits < s.len && ascii_is_digit(s.ptr[digits]))
        digits++;
    int64_t time = parse_plain(s, digits);
    /* What begins with a year in ASCII is ISO 8601 or nothing. */
    bool year = digits == 4 && (unsigned char)s.ptr[4 < s.len ? 4 : 0] < 0x80;
    if (time != WCY_NO_TIME || digits == s.len || year)
        return time;
    struct slice local = date_local(s, iso);
    return local.len > 0 ? parse_iso(local) : WCY_NO_TIME;
}
