#include "article/date_local.h"

#include "article/html_day.h"
#include "base/ascii.h"

#include <stdio.h>
#include <string.h>

#define LENGTH 100 /* bytes; longer ones are sentences */

/* A time of day; the zone as it was written ("+02:00"), or empty. */
struct clock {
    int hour, minute, second;
    struct slice zone;
};

/* h:mm or hh:mm[:ss] at s[at]; returns its length, or 0. */
static size_t clock_at(struct slice s, size_t at, struct clock *out)
{
    size_t n = at + 1 < s.len && ascii_is_digit(s.ptr[at + 1]) ? 2 : 1, end = at + n + 3;
    if (!ascii_is_digit(s.ptr[at]) || end > s.len || s.ptr[at + n] != ':' ||
        !ascii_is_digit(s.ptr[at + n + 1]) || !ascii_is_digit(s.ptr[at + n + 2]) ||
        (end < s.len && ascii_is_digit(s.ptr[end])))
        return 0;
    *out = (struct clock){html_day_number(s, at, n), html_day_number(s, at + n + 1, 2), 0,
                          slice_make(NULL, 0)};
    if (end + 3 <= s.len && s.ptr[end] == ':' && ascii_is_digit(s.ptr[end + 1]) &&
        ascii_is_digit(s.ptr[end + 2])) {
        out->second = html_day_number(s, end + 1, 2);
        end += 3;
    }
    return end - at;
}

/* Half a day more for "5:30 pm" and "5:30 p. m.". */
static void add_half_day(struct slice behind, struct clock *clock)
{
    behind = slice_trim(behind);
    bool letter = behind.len > 0 && memchr("aApP", behind.ptr[0], 4);
    bool half = letter && ((behind.len > 1 && (behind.ptr[1] | 0x20) == 'm') ||
                           (behind.len > 2 && behind.ptr[1] == '.' &&
                            (slice_trim(slice_sub(behind, 2, behind.len)).ptr[0] | 0x20) == 'm'));
    if (half && clock->hour >= 1 && clock->hour <= 12)
        clock->hour = clock->hour % 12 + ((behind.ptr[0] | 0x20) == 'p' ? 12 : 0);
}

/* What stands behind a time of day: a half of the day, or an offset. Returns the length of that. */
static size_t read_behind(struct slice behind, struct clock *clock)
{
    size_t at = 0, from;
    add_half_day(behind, clock);
    while (at < behind.len && behind.ptr[at] == ' ')
        at++;
    from = at;
    if (at + 2 >= behind.len || (behind.ptr[at] != '+' && behind.ptr[at] != '-') ||
        !ascii_is_digit(behind.ptr[at + 1]))
        return 0;
    for (at++; at < behind.len && at - from < 6 &&
               (ascii_is_digit(behind.ptr[at]) || behind.ptr[at] == ':');)
        at++;
    clock->zone = slice_sub(behind, from, at);
    return at;
}

/* The date without its time of day. */
struct day_text {
    char bytes[LENGTH];
    size_t len, numbers;
    bool named; /* a word stands behind the first number */
};

/* False: this is no date. Dashes become slashes: 3-4-2026 is as doubtful as 3/4/2026. */
static bool split(struct slice s, struct day_text *day, struct clock *clock)
{
    bool timed = false;
    for (size_t at = 0; at < s.len; at++) {
        char c = s.ptr[at];
        bool starts = ascii_is_digit(c) && (at == 0 || !ascii_is_digit(s.ptr[at - 1]));
        size_t n = starts && !timed ? clock_at(s, at, clock) : 0;
        if (n > 0) {
            timed = true;
            at += n + read_behind(slice_sub(s, at + n, s.len), clock) - 1;
            day->bytes[day->len++] = ' ';
            continue;
        }
        day->numbers += starts;
        day->named |= day->numbers == 1 && (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (memchr("?<>", c, 3) || day->numbers > (day->named ? 2 : 3))
            return false;
        day->bytes[day->len++] = c == '-' ? '/' : c;
    }
    return true;
}

struct slice date_local(struct slice s, char out[DATE_LOCAL_SIZE])
{
    struct day_text text = {.len = 0};
    struct clock clock = {.hour = 0};
    struct html_day d, other;
    if (s.len == 0 || s.len > LENGTH || !split(s, &text, &clock))
        return slice_make(NULL, 0);
    struct slice day = slice_make(text.bytes, text.len);
    if (!html_day_find(day, false, &d) || !html_day_find(day, true, &other) || d.day != other.day ||
        d.month != other.month)
        return slice_make(NULL, 0);
    int n = snprintf(out, DATE_LOCAL_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d%.*s", d.year, d.month,
                     d.day, clock.hour, clock.minute, clock.second, (int)clock.zone.len,
                     clock.zone.ptr ? clock.zone.ptr : "");
    return slice_make(out, n > 0 && n < DATE_LOCAL_SIZE ? (size_t)n : 0);
}
