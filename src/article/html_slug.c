#include "article/html_slug.h"

#include "article/html_month.h"

#include <stdbool.h>
#include <stdint.h>
#include <strings.h>

/* Fewer words say nothing of a title: "/news/bridge". */
#define WORDS_MIN 3

/* Longer numbers are numbers of articles. */
#define NUMBER_MAX 4

/* Of longer titles the beginning counts: bytes. */
#define TITLE_BYTES 500

static bool is_word_byte(char c)
{
    char lower = (char)(c | 0x20);
    return (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'z') || (unsigned char)c >= 0x80;
}

static bool is_long_number(struct slice word)
{
    size_t n = 0;
    while (n < word.len && word.ptr[n] >= '0' && word.ptr[n] <= '9')
        n++;
    return n == word.len && n > NUMBER_MAX;
}

static size_t split_words(struct slice s, struct slice words[HTML_SLUG_WORDS])
{
    size_t n = 0;
    for (size_t i = 0; i < s.len && n < HTML_SLUG_WORDS;) {
        size_t from = i;
        while (i < s.len && is_word_byte(s.ptr[i]))
            i++;
        words[n] = slice_sub(s, from, i);
        n += i > from && !is_long_number(words[n]);
        i += i == from;
    }
    return n;
}

static struct slice path_of(struct slice url)
{
    const char *slashes = url.len ? memmem(url.ptr, url.len, "://", 3) : NULL;
    if (slashes)
        url = slice_sub(url, (size_t)(slashes + 3 - url.ptr), url.len);
    const char *path = url.len ? memchr(url.ptr, '/', url.len) : NULL;
    url = path ? slice_sub(url, (size_t)(path - url.ptr), url.len) : slice_make(NULL, 0);
    size_t n = 0;
    while (n < url.len && url.ptr[n] != '?' && url.ptr[n] != '#')
        n++;
    return slice_sub(url, 0, n);
}

/* Without ".html" and the like. */
static struct slice without_ending(struct slice s)
{
    static const char *const endings[] = {".html", ".htm", ".shtml", ".php", ".aspx", ".asp", NULL};
    for (const char *const *e = endings; *e; e++) {
        size_t n = strlen(*e);
        if (s.len > n && strncasecmp(s.ptr + s.len - n, *e, n) == 0)
            return slice_sub(s, 0, s.len - n);
    }
    return s;
}

static int hex_digit(char c)
{
    char lower = (char)(c | 0x20);
    return c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* With %C3%A9 as bytes. */
static struct slice percent_decoded(struct slice s, char out[HTML_SLUG_BYTES])
{
    size_t n = 0;
    for (size_t i = 0; i < s.len && n < HTML_SLUG_BYTES; i++) {
        bool coded = s.ptr[i] == '%' && i + 2 < s.len && hex_digit(s.ptr[i + 1]) >= 0 &&
                     hex_digit(s.ptr[i + 2]) >= 0;
        out[n++] =
            coded ? (char)(hex_digit(s.ptr[i + 1]) * 16 + hex_digit(s.ptr[i + 2])) : s.ptr[i];
        i += coded ? 2 : 0;
    }
    return slice_make(out, n);
}

void html_slug_read(struct html_slug *slug, struct slice url)
{
    struct slice path = path_of(url), words[HTML_SLUG_WORDS];
    char plain[HTML_SLUG_BYTES];
    struct slice best = {NULL, 0};
    size_t most = 0;
    for (size_t i = 0; i < path.len;) {
        size_t from = i + 1;
        for (i = from; i < path.len && path.ptr[i] != '/';)
            i++;
        struct slice part = without_ending(slice_sub(path, from, i));
        size_t n = split_words(percent_decoded(part, plain), words);
        if (n >= most && n > 0) {
            best = part;
            most = n;
        }
    }
    best = percent_decoded(best, plain);
    size_t len = html_month_fold(best, slug->bytes, sizeof slug->bytes);
    slug->n = split_words(slice_make(slug->bytes, len), slug->words);
    if (slug->n < WORDS_MIN)
        slug->n = 0;
}

/* Without apostrophes, which addresses drop. */
static struct slice without_apostrophes(struct slice s, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        bool curly = s.len - i >= 3 && memcmp(s.ptr + i, "\xE2\x80\x99", 3) == 0;
        if (s.ptr[i] != '\'' && !curly)
            out[n++] = s.ptr[i];
        i += curly ? 2 : 0;
    }
    return slice_make(out, n);
}

/* The folded words of a title with a blank around each. */
static struct slice spaced(struct slice title, char out[2 * TITLE_BYTES + 2])
{
    char plain[TITLE_BYTES], folded[2 * TITLE_BYTES];
    size_t n = 0;
    title = without_apostrophes(slice_sub(title, 0, TITLE_BYTES), plain);
    size_t len = html_month_fold(title, folded, sizeof folded);
    out[n++] = ' ';
    for (size_t i = 0; i < len; i++) {
        char c = is_word_byte(folded[i]) ? folded[i] : ' ';
        if (c != ' ' || out[n - 1] != ' ')
            out[n++] = c;
    }
    out[n++] = ' ';
    return slice_make(out, n);
}

float html_slug_share(const struct html_slug *slug, struct slice title)
{
    char text[2 * TITLE_BYTES + 2], word[HTML_SLUG_BYTES + 2];
    if (slug->n == 0)
        return 0;
    struct slice words = spaced(title, text);
    size_t found = 0;
    for (size_t k = 0; k < slug->n; k++) {
        size_t len = slug->words[k].len;
        word[0] = word[len + 1] = ' ';
        memcpy(word + 1, slug->words[k].ptr, len);
        found += memmem(words.ptr, words.len, word, len + 2) != NULL;
    }
    return (float)found / (float)slug->n;
}
