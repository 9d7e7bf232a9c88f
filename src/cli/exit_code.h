/*
 * exit_code: the program's exit codes, and error messages.
 *
 * Scripts rely on these numbers; they are in wirecopy(1). Any other code is a failure too.
 */
#ifndef CLI_EXIT_CODE_H
#define CLI_EXIT_CODE_H

#include "wirecopy.h"

enum exit_code {
    EXIT_DONE = 0,
    EXIT_NOTHING = 1,    /* nothing was found */
    EXIT_SKIPPED = 2,    /* done, but some input was skipped */
    EXIT_BAD_USAGE = 64, /* the rest follows sysexits.h as far as that goes */
    EXIT_BAD_DATA = 65,
    EXIT_NO_INPUT = 66,
    EXIT_INTERNAL = 70,
    EXIT_IO = 74,
    EXIT_LOCKED = 75,
    EXIT_NO_INDEX = 76,
    EXIT_FORMAT = 77,
    EXIT_CORRUPT = 78,
    EXIT_INTERRUPTED = 130, /* 128 + SIGINT */
    EXIT_BROKEN_PIPE = 141, /* 128 + SIGPIPE */
    EXIT_TERMINATED = 143   /* 128 + SIGTERM */
};

/* The exit code for an `enum wcy_status`. */
int exit_code_of(int status);

/* Prints "wirecopy: <message>" on standard error. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints the library's message and returns the exit code that belongs to it. */
int complain_error(const struct wcy_error *err);

#endif
