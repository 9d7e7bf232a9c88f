#include "article/html_tag.h"

#include "base/bytes.h"

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

/* Up to eight letters in lower case, the first in the lowest byte. */
static inline uint64_t lower_key(const char *name, size_t len)
{
    uint64_t key = 0;
    for (size_t i = 0; i < len && i < sizeof key; i++)
        key |= (uint64_t)(unsigned char)name[i] << 8 * i;
    return key | (key & UINT64_C(0x4040404040404040)) >> 1; /* of digits nothing changes */
}

enum html_tag html_tag_find(const char *name, size_t len)
{
    if (len == 0 || len > TAG_NAME_MAX)
        return HTML_OTHER;
    uint64_t head = lower_key(name, len), tail = 0;
    if (len > sizeof head)
        tail = lower_key(name + sizeof head, len - sizeof head);
    for (unsigned t = tag_first[len]; t < tag_first[len + 1]; t++)
        if (get_le64(tag_table[t].name) == head &&
            get_le64(tag_table[t].name + sizeof head) == tail)
            return (enum html_tag)t;
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
