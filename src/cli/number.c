#include "number.h"

#include "wirecopy.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

const char *number_count(char out[NUMBER_MAX], uint64_t value)
{
    char digits[24];
    size_t len = (size_t)snprintf(digits, sizeof(digits), "%" PRIu64, value), at = 0;
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return out;
}

const char *number_bytes(char out[NUMBER_MAX], double bytes)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    unsigned unit = 0;
    while (bytes >= 1024 && unit < 5) {
        bytes /= 1024;
        unit++;
    }
    snprintf(out, NUMBER_MAX, unit == 0 || bytes >= 100 ? "%.0f %s" : "%.1f %s", bytes,
             units[unit]);
    return out;
}

const char *number_duration(char out[NUMBER_MAX], double seconds)
{
    double whole = floor(seconds + 0.5);
    if (seconds < 10)
        snprintf(out, NUMBER_MAX, "%.1f s", seconds);
    else if (whole < 60)
        snprintf(out, NUMBER_MAX, "%.0f s", whole);
    else if (whole < 3600)
        snprintf(out, NUMBER_MAX, "%.0f min %02.0f s", floor(whole / 60), fmod(whole, 60));
    else
        snprintf(out, NUMBER_MAX, "%.0f h %02.0f min", floor(whole / 3600),
                 floor(fmod(whole, 3600) / 60));
    return out;
}

const char *number_lag(char out[NUMBER_MAX], int64_t seconds)
{
    const char *sign = seconds < 0 ? "-" : "";
    uint64_t minutes = (seconds < 0 ? 0 - (uint64_t)seconds : (uint64_t)seconds) / 60;
    unsigned long long days = minutes / 1440, hours = minutes / 60;
    if (seconds == WCY_NO_TIME)
        snprintf(out, NUMBER_MAX, "-");
    else if (minutes < 60)
        snprintf(out, NUMBER_MAX, "%s%u min", sign, (unsigned)minutes);
    else if (hours < 48)
        snprintf(out, NUMBER_MAX, "%s%llu h %02u min", sign, hours, (unsigned)(minutes % 60));
    else
        snprintf(out, NUMBER_MAX, "%s%llu d %u h", sign, days, (unsigned)(hours % 24));
    return out;
}

const char *number_percent(char out[NUMBER_MAX], double fraction)
{
    double percent = 100 * fraction;
    if (percent > 0 && percent < 1)
        snprintf(out, NUMBER_MAX, "<1 %%");
    else if (percent > 99 && percent < 100)
        snprintf(out, NUMBER_MAX, "99 %%"); /* "100 %" is kept for all of it */
    else
        snprintf(out, NUMBER_MAX, "%.0f %%", percent);
    return out;
}

const char *number_similarity(char out[NUMBER_MAX], double fraction)
{
    if (fraction > 0.99 && fraction < 1)
        fraction = 0.99;
    snprintf(out, NUMBER_MAX, "%.2f", fraction);
    return out;
}

const char *number_time(char out[NUMBER_MAX], int64_t time)
{
    struct tm parts;
    time_t seconds = (time_t)time;
    if (time == WCY_NO_TIME || !gmtime_r(&seconds, &parts) ||
        strftime(out, NUMBER_MAX, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        snprintf(out, NUMBER_MAX, "-");
    return out;
}

const char *number_date(char out[NUMBER_MAX], int64_t time)
{
    number_time(out, time);
    out[strcspn(out, "T")] = '\0';
    return out;
}
