/*
 * gzip_out: answers compressed on their way out.
 */
#ifndef SERVE_GZIP_OUT_H
#define SERVE_GZIP_OUT_H

#include <stddef.h>

/* The bytes as gzip, malloc'ed, with its length; NULL when they do not become smaller or memory
   runs out. */
char *gzip_out(const char *bytes, size_t len, size_t *out_len);

#endif
