/*
 * opt_value: the values of options, from text.
 */
#ifndef CLI_OPT_VALUE_H
#define CLI_OPT_VALUE_H

#include "opt.h"

/* Stores what `text` says (NULL for an option without a value) at `value`; false with a message in
   `message` when it makes no sense. */
bool opt_store(const struct opt *opt, void *value, const char *text, char *message, size_t size);

/* snprintf into a message. */
void opt_say(char *message, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* 90s, 15m, 12h, 30d, 4w; more than nothing. */
bool opt_parse_span(const char *text, uint64_t *seconds);

/* 4096, 64K, 512M, 2G, 1T, with or without "B" or "iB"; powers of 1024. */
bool opt_parse_size(const char *text, uint64_t *bytes);

#endif
