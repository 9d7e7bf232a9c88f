/*
 * problem: the reasons for which a record is left out or repaired.
 *
 * A fixed set, so that reports can count them. Anything particular goes into the detail.
 */
#ifndef INPUT_PROBLEM_H
#define INPUT_PROBLEM_H

/* Whole files. */
#define PROBLEM_OPEN        "cannot open"
#define PROBLEM_EMPTY_DIR   "empty folder"
#define PROBLEM_NOT_FILE    "not a file"
#define PROBLEM_READ        "read error"
#define PROBLEM_TRUNCATED   "truncated"
#define PROBLEM_DAMAGED     "damaged"
#define PROBLEM_UNSUPPORTED "unsupported format"

/* Records. */
#define PROBLEM_TOO_LARGE  "too large"
#define PROBLEM_JSON       "broken JSON"
#define PROBLEM_TYPE       "wrong type"
#define PROBLEM_NO_TEXT    "no text"
#define PROBLEM_EMPTY_TEXT "empty text"
#define PROBLEM_STRAY      "stray bytes"
#define PROBLEM_NOT_HTTP   "not HTTP"
#define PROBLEM_BODY       "broken body"
#define PROBLEM_FEED       "broken feed item"

/* No articles, and not meant to be. */
#define PROBLEM_NOT_PAGE "not a response"
#define PROBLEM_STATUS   "HTTP status"
#define PROBLEM_NOT_HTML "not HTML"

/* Repairs: the record is kept. */
#define PROBLEM_UTF8      "invalid UTF-8"
#define PROBLEM_SURROGATE "lone surrogate"

#endif
