/*
 * summary: what a batch did, in one line.
 */
#ifndef CLI_SUMMARY_H
#define CLI_SUMMARY_H

#include "command.h"
#include "wirecopy.h"

/* "indexed 123, unchanged 4, skipped 2 of 129 records (...) in 1.2 s" on standard error, a second
   line with -v, nothing with -q. */
void summary_print(const struct cli *cli, const struct wcy_report *report, double seconds);

/* Warns when a snapshot that somebody holds open makes the file grow; also with -q. */
#define SUMMARY_BEHIND 16 /* commits */
void summary_warn(const struct wcy_report *report);

/* The fields of the report; the caller opens and closes the object. */
struct json;
void summary_json(struct json *j, const struct wcy_report *report);

#endif
