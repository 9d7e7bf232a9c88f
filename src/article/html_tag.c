#include "article/html_tag.h"

#include <stdbool.h>
#include <string.h>

#define TAG_NAME_MAX  10
#define TAG_NAME_ROOM 16

struct tag_entry {
    char name[TAG_NAME_ROOM]; /* padded with zeros */
    uint8_t len;
    uint8_t flags;
};

#define X(symbol, name, flags) [HTML_##symbol] = {name, sizeof(name) - 1, flags},
static const struct tag_entry tag_table[HTML_TAG_COUNT] = {
    HTML_TAGS(X)[HTML_OTHER] = {"?", 1, 0},
};
#undef X

/* Where the names of each length start in the table; see the order of HTML_TAGS. */
static const uint8_t tag_first[TAG_NAME_MAX + 2] = {
    HTML_TAG_COUNT, HTML_A,       HTML_LI,       HTML_DIV,       HTML_SPAN,       HTML_TABLE,
    HTML_SCRIPT,    HTML_ARTICLE, HTML_NOSCRIPT, HTML_PLAINTEXT, HTML_BLOCKQUOTE, HTML_TAG_COUNT,
};

enum html_tag html_tag_find(const char *name, size_t len)
{
    char lower[TAG_NAME_ROOM] = {0};
    if (len == 0 || len > TAG_NAME_MAX)
        return HTML_OTHER;
    for (size_t i = 0; i < len; i++)
        lower[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] | 0x20 : name[i]);
    uint64_t head, entry;
    memcpy(&head, lower, sizeof head);
    for (unsigned t = tag_first[len]; t < tag_first[len + 1]; t++) {
        memcpy(&entry, tag_table[t].name, sizeof entry);
        if (entry == head &&
            (len <= sizeof head || memcmp(tag_table[t].name, lower, TAG_NAME_ROOM) == 0))
            return (enum html_tag)t;
    }
    return HTML_OTHER;
}

unsigned html_tag_flags(enum html_tag tag)
{
    return tag_table[tag].flags;
}

const char *html_tag_name(enum html_tag tag)
{
    return tag_table[tag].name;
}
