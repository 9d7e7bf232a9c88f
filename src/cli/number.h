/*
 * number: counts, sizes, durations and times as people read them. No locale.
 *
 * Every function writes into the caller's buffer of NUMBER_MAX bytes and returns it.
 */
#ifndef CLI_NUMBER_H
#define CLI_NUMBER_H

#include <stdint.h>

#define NUMBER_MAX 48

const char *number_count(char out[NUMBER_MAX], uint64_t value);    /* "12,345" */
const char *number_bytes(char out[NUMBER_MAX], double bytes);      /* "1.4 MiB" */
const char *number_duration(char out[NUMBER_MAX], double seconds); /* "0.3 s", "4 min 10 s" */
const char *number_lag(char out[NUMBER_MAX], int64_t seconds);     /* "12 min", "5 h 20 min", "-" */
const char *number_percent(char out[NUMBER_MAX], double fraction); /* "83 %", "<1 %" */
const char *number_similarity(char out[NUMBER_MAX], double fraction); /* "0.83"; 1.00 only for 1 */
const char *number_time(char out[NUMBER_MAX], int64_t time);          /* "2024-03-01T12:00:00Z" */
const char *number_date(char out[NUMBER_MAX], int64_t time);          /* "2024-03-01", or "-" */

#endif
