/*
 * sniff: what is in a file, by its first bytes, then by its name.
 */
#ifndef INPUT_SNIFF_H
#define INPUT_SNIFF_H

#include "base/slice.h"

#include <stdbool.h>

enum format {
    FORMAT_AUTO = 0,
    FORMAT_JSONL,
    FORMAT_TEXT,
    FORMAT_HTML,
    FORMAT_FEED, /* RSS or Atom */
    FORMAT_WARC, /* and WET */
    FORMAT_ARC,
    FORMAT_TAR, /* or zip: a container of more files */
    FORMAT_NONE /* nothing we read */
};

/* As many bytes as `sniff` likes to see; fewer when the file is shorter. */
#define SNIFF_SIZE ((size_t)4096)

/* The format of a file that starts with `head` (decompressed) and is called `name`. For FORMAT_NONE
   `*why` says what it seems to be and what can be done. */
enum format sniff(struct slice head, struct slice name, const char **why);

/* Is this the start of a WARC or ARC file? FORMAT_NONE when it is neither. */
enum format sniff_archive(struct slice head);

/* Does it start like an HTML page? */
bool sniff_html(struct slice head);

/* Is it a tar or zip archive? */
bool sniff_container(struct slice head);

/* What the ending of the name promises, compression endings aside; FORMAT_AUTO when it says
   nothing. */
enum format sniff_name(struct slice name);

/* The length of a UTF-8 byte order mark at the start: 3 or 0. */
size_t sniff_bom(struct slice head);

/* Does it start with the byte order mark of UTF-16? */
bool sniff_utf16(struct slice head);
#define SNIFF_UTF16 "UTF-16 text; convert it with iconv -f UTF-16 -t UTF-8"

#endif
