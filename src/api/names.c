/*
 * names: the version, the words of the public enums, and times.
 */
#include "article/date.h"
#include "base/hash.h"
#include "sketch/token.h"
#include "wirecopy.h"

#include <lmdb.h>
#include <stdio.h>
#include <zstd.h>

#define TEXT_OF(x)  #x
#define VALUE_OF(x) TEXT_OF(x)

const char *wcy_version(void)
{
    return WCY_VERSION
        " (index format " VALUE_OF(WCY_FORMAT) "." VALUE_OF(TOKEN_RULE) ", LMDB " VALUE_OF(MDB_VERSION_MAJOR) "." VALUE_OF(MDB_VERSION_MINOR) "." VALUE_OF(
            MDB_VERSION_PATCH) ", xxHash " VALUE_OF(XXH_VERSION_MAJOR) "." VALUE_OF(XXH_VERSION_MINOR) "." VALUE_OF(XXH_VERSION_RELEASE) ", zstd " ZSTD_VERSION_STRING
                                                                                                                                         ")";
}

const char *wcy_relation_name(enum wcy_relation relation)
{
    static const char *const names[] = {
        "none",    "identical", "near-duplicate", "edited",    "abridged", "extended",
        "overlap", "version",   "template",       "composite", "original",
    };
    return (unsigned)relation < sizeof names / sizeof *names ? names[relation] : "none";
}

int64_t wcy_time(struct wcy_slice text)
{
    return date_parse((struct slice){text.ptr, text.len});
}
