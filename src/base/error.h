/*
 * error: filling a caller-owned `struct wcy_error`.
 *
 * Every function that can fail returns 0 or a negative `enum wcy_status` and takes a
 * `struct wcy_error *` last, which may be NULL. Messages are lower-case, without a full stop; they
 * name the subject in quotes, then the cause, then what to do.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "wirecopy.h"

/* Fills `err` (if not NULL) and returns `code`, so that callers write `return fail(...)`. */
int fail(struct wcy_error *err, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, with ": " and the text of errno value `sys` appended and stored in `err->sys`. */
int fail_errno(struct wcy_error *err, int code, int sys, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* An allocation failed: WCY_ENOMEM with the standard message. */
int fail_nomem(struct wcy_error *err);

#endif
