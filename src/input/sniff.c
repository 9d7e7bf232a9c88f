#include "input/sniff.h"

#include <strings.h>

static bool ends_with(struct slice name, const char *ending)
{
    size_t len = strlen(ending);
    return name.len > len && strncasecmp(name.ptr + name.len - len, ending, len) == 0;
}

enum format sniff_name(struct slice name)
{
    static const char *const packed[] = {".gz", ".zst", ".xz", ".bz2", ".lz4"};
    static const struct {
        const char *ending;
        enum format format;
    } known[] = {
        {".jsonl",  FORMAT_JSONL},
        {".ndjson", FORMAT_JSONL},
        {".json",   FORMAT_JSONL},
        {".txt",    FORMAT_TEXT },
        {".md",     FORMAT_TEXT },
        {".html",   FORMAT_HTML },
        {".htm",    FORMAT_HTML },
        {".xhtml",  FORMAT_HTML },
        {".warc",   FORMAT_WARC },
        {".wet",    FORMAT_WARC },
        {".arc",    FORMAT_ARC  },
        {".rss",    FORMAT_FEED },
        {".atom",   FORMAT_FEED },
        {".tar",    FORMAT_TAR  },
        {".tgz",    FORMAT_TAR  },
        {".zip",    FORMAT_TAR  }
    };
    for (size_t i = 0; i < sizeof packed / sizeof packed[0]; i++) {
        if (ends_with(name, packed[i])) {
            name.len -= strlen(packed[i]);
            break;
        }
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (ends_with(name, known[i].ending))
            return known[i].format;
    return FORMAT_AUTO;
}

size_t sniff_bom(struct slice head)
{
    static const struct slice bom = SLICE("\xef\xbb\xbf");
    return slice_starts(head, bom) ? bom.len : 0;
}

static bool starts(struct slice head, const char *prefix)
{
    return head.len >= strlen(prefix) && strncasecmp(head.ptr, prefix, strlen(prefix)) == 0;
}

/* Does `head` hold the tag's beginning, such as "<html"? */
static bool holds(struct slice head, const char *tag)
{
    size_t len = strlen(tag);
    for (size_t i = 0; i + len <= head.len; i++)
        if (head.ptr[i] == tag[0] && strncasecmp(head.ptr + i, tag, len) == 0)
            return true;
    return false;
}

static enum format sniff_markup(struct slice head)
{
    if (head.len == 0 || head.ptr[0] != '<')
        return FORMAT_NONE;
    if (holds(head, "<rss") || holds(head, "<feed") || holds(head, "<rdf:RDF"))
        return FORMAT_FEED;
    if (starts(head, "<!doctype html") || holds(head, "<html") || holds(head, "<head") ||
        holds(head, "<body"))
        return FORMAT_HTML;
    return FORMAT_NONE;
}

bool sniff_html(struct slice head)
{
    return sniff_markup(slice_trim(slice_sub(head, sniff_bom(head), head.len))) == FORMAT_HTML;
}

enum format sniff_archive(struct slice head)
{
    if (starts(head, "WARC/"))
        return FORMAT_WARC;
    return starts(head, "filedesc://") ? FORMAT_ARC : FORMAT_NONE;
}

/* Blanks and what follows '{' in a line of JSON Lines: a name in quotes or the end. */
static bool is_jsonl(struct slice head)
{
    size_t i = 1;
    if (head.len == 0 || head.ptr[0] != '{')
        return false;
    while (i < head.len && (head.ptr[i] == ' ' || head.ptr[i] == '\t'))
        i++;
    return i == head.len || head.ptr[i] == '"' || head.ptr[i] == '}';
}

/* JSON that is not one object a line. Only a file that is certainly not JSON Lines is turned away
   as a whole; in all others each line speaks for itself. */
static bool is_other_json(struct slice head)
{
    if (head.len && head.ptr[0] == '[')
        return slice_trim(slice_sub(head, 1, head.len)).len > 0 &&
               *slice_trim(slice_sub(head, 1, head.len)).ptr == '{';
    if (head.len < 2 || head.ptr[0] != '{')
        return false;
    struct slice rest = slice_sub(head, 1, head.len);
    if (*rest.ptr == '\r')
        rest = slice_sub(rest, 1, rest.len);
    bool line_ends = rest.len && *rest.ptr == '\n';
    rest = slice_trim(rest);
    return line_ends && rest.len && *rest.ptr == '"';
}

/* NUL or many control characters: not a text in any encoding that ASCII fits into. */
static bool is_binary(struct slice head)
{
    size_t odd = 0;
    for (size_t i = 0; i < head.len; i++) {
        unsigned char c = (unsigned char)head.ptr[i];
        if (c == 0)
            return true;
        odd += c < 32 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 27;
    }
    return odd * 10 > head.len;
}

bool sniff_utf16(struct slice head)
{
    bool utf32 = head.len >= 4 && memcmp(head.ptr, "\xff\xfe\0\0", 4) == 0;
    return head.len >= 2 && !utf32 &&
           (memcmp(head.ptr, "\xff\xfe", 2) == 0 || memcmp(head.ptr, "\xfe\xff", 2) == 0);
}

bool sniff_container(struct slice head)
{
    bool zip = head.len >= 4 && memcmp(head.ptr, "PK\3\4", 4) == 0;
    return zip || (head.len >= 263 && memcmp(head.ptr + 257, "ustar", 5) == 0);
}

enum format sniff(struct slice head, struct slice name, const char **why)
{
    enum format named = sniff_name(name), found = sniff_archive(head);
    *why = "";
    if (found != FORMAT_NONE)
        return found;
    if (sniff_container(head))
        return FORMAT_TAR;
    if (named == FORMAT_WARC || named == FORMAT_ARC) {
        *why = "not a WARC or ARC file, whatever its name says";
        return FORMAT_NONE;
    }
    if (named == FORMAT_HTML)
        return FORMAT_HTML;
    if (sniff_utf16(head)) {
        if (named == FORMAT_TEXT)
            return FORMAT_TEXT;
        *why = SNIFF_UTF16;
        return FORMAT_NONE;
    }
    struct slice body = slice_trim(slice_sub(head, sniff_bom(head), head.len));
    if (named == FORMAT_TEXT && !is_binary(head))
        return FORMAT_TEXT;
    found = sniff_markup(body);
    if (found != FORMAT_NONE)
        return found;
    if (named != FORMAT_TEXT && is_other_json(body)) {
        *why = "JSON, but not one object a line; convert it with jq -c";
        return FORMAT_NONE;
    }
    if (is_jsonl(body) || named == FORMAT_JSONL)
        return FORMAT_JSONL;
    if (is_binary(head)) {
        *why = "binary data of an unknown kind";
        return FORMAT_NONE;
    }
    if (named == FORMAT_FEED || starts(body, "<?xml")) {
        *why = "XML that is neither a feed nor XHTML";
        return FORMAT_NONE;
    }
    return FORMAT_TEXT;
}
