#include "opt_value.h"

#include "suggest.h"
#include "wirecopy.h"

#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void opt_say(char *message, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(message, size, format, args);
    va_end(args);
}

/* Digits only: strtoull would also take a sign and white space. `*end` is where they stop. */
static bool parse_digits(const char *text, uint64_t *value, const char **end)
{
    uint64_t v = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9'; at++) {
        unsigned digit = (unsigned)(*at - '0');
        if (v > (UINT64_MAX - digit) / 10)
            return false;
        v = v * 10 + digit;
    }
    *value = v;
    *end = at;
    return at > text;
}

static bool parse_count(const char *text, uint64_t max, uint64_t *value)
{
    const char *end = NULL;
    return parse_digits(text, value, &end) && *end == '\0' && *value <= max;
}

bool opt_parse_size(const char *text, uint64_t *bytes)
{
    static const char units[] = "kmgt";
    const char *end = NULL;
    if (!parse_digits(text, bytes, &end))
        return false;
    if (*end == '\0' || strcmp(end, "B") == 0)
        return true;
    const char *unit = strchr(units, *end | 0x20);
    if (!unit || !*unit || (end[1] && strcmp(end + 1, "B") != 0 && strcmp(end + 1, "iB") != 0))
        return false;
    unsigned shift = 10 * (unsigned)(unit - units + 1);
    if (*bytes > UINT64_MAX >> shift)
        return false;
    *bytes <<= shift;
    return true;
}

static bool parse_fraction(const char *text, double *value)
{
    if (!*text || strspn(text, "0123456789.") != strlen(text))
        return false;
    char *end = NULL;
    *value = strtod(text, &end);
    return *end == '\0' && *value >= 0 && *value <= 1;
}

bool opt_parse_span(const char *text, uint64_t *seconds)
{
    static const struct {
        char unit;
        uint64_t seconds;
    } units[] = {
        {'s', 1        },
        {'m', 60       },
        {'h', 3600     },
        {'d', 86400    },
        {'w', 7 * 86400},
    };
    size_t digits = strspn(text, "0123456789");
    char number[24];
    if (digits == 0 || digits >= sizeof(number) || strlen(text) != digits + 1)
        return false;
    memcpy(number, text, digits);
    number[digits] = '\0';
    for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
        if (units[i].unit == text[digits])
            return parse_count(number, INT64_MAX / 8 / units[i].seconds, seconds) &&
                   (*seconds *= units[i].seconds) > 0;
    }
    return false;
}

static bool append(struct opt_list *list, const char *text)
{
    /* realloc of a const char ** is fine by the language; only the qualifier warning needs help */
    const char **items = realloc((void *)list->items, (list->count + 1) * sizeof(*items));
    if (!items)
        return false;
    list->items = items;
    list->items[list->count++] = text;
    return true;
}

static bool choose(const struct opt *opt, int *value, const char *text, char *message, size_t size)
{
    struct suggest s = SUGGEST_INIT(text);
    for (int i = 0; opt->choices[i]; i++) {
        if (strcmp(opt->choices[i], text) == 0) {
            *value = i;
            return true;
        }
        suggest_offer(&s, opt->choices[i]);
    }
    size_t used = (size_t)snprintf(message, size, "'--%s' is one of", opt->name);
    for (int i = 0; opt->choices[i] && used < size; i++)
        used +=
            (size_t)snprintf(message + used, size - used, "%s %s", i ? "," : "", opt->choices[i]);
    if (suggest_best(&s) && used < size)
        snprintf(message + used, size - used, "; did you mean '%s'?", suggest_best(&s));
    return false;
}

static bool store_number(const struct opt *opt, void *value, const char *text)
{
    uint64_t n = 0;
    switch (opt->type) {
    case OPT_COUNT:
        return parse_count(text, UINT64_MAX, value);
    case OPT_SIZE:
        return opt_parse_size(text, value);
    case OPT_SPAN:
        return opt_parse_span(text, value);
    case OPT_SEED:
        *(uint64_t *)value = WCY_SEED_RANDOM;
        return strcmp(text, "random") == 0 || parse_count(text, WCY_SEED_RANDOM - 1, value);
    case OPT_FRACTION:
        return parse_fraction(text, value);
    default:
        if (!parse_count(text, UINT_MAX, &n))
            return false;
        *(unsigned *)value = (unsigned)n;
        return true;
    }
}

static const char *expected(enum opt_type type)
{
    switch (type) {
    case OPT_SIZE:
        return "a size such as 4096, 64K, 512M or 2G";
    case OPT_SPAN:
        return "a span of time such as 12h, 30d or 4w";
    case OPT_SEED:
        return "a whole number, or random";
    case OPT_FRACTION:
        return "a number from 0 to 1";
    default:
        return "a whole number";
    }
}

bool opt_store(const struct opt *opt, void *value, const char *text, char *message, size_t size)
{
    switch (opt->type) {
    case OPT_FLAG:
        *(bool *)value = true;
        return true;
    case OPT_TALLY:
        ++*(unsigned *)value;
        return true;
    case OPT_STRING:
    case OPT_FILE:
        *(const char **)value = text;
        return true;
    case OPT_LIST:
        if (append(value, text))
            return true;
        opt_say(message, size, "out of memory");
        return false;
    case OPT_CHOICE:
        return choose(opt, value, text, message, size);
    default:
        if (store_number(opt, value, text))
            return true;
        opt_say(message, size, "'--%s' is %s, not '%s'", opt->name, expected(opt->type), text);
        return false;
    }
}
