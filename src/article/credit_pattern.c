#include "article/credit_pattern.h"

#include "article/credit_glyph.h"
#include "article/credit_known.h"

enum {
    MAX_TITLE = 700, /* bytes that %t and %k may take */
    MAX_PERSON = 100,
    MAX_SOURCE = 120
};

struct matcher {
    const char *end; /* of the line */
    enum credit_need need;
    struct phrase_match *out;
};

static bool match(struct matcher *m, const char *pattern, const char *p);

static bool at_line_end(const char *p, const char *end)
{
    return glyph_skip_close(p, end) == end;
}

static bool match_blank(struct matcher *m, const char *pattern, const char *p)
{
    const char *q = glyph_skip_blanks(p, m->end);
    return (*pattern == '~' || q != p) && match(m, pattern + 1, q);
}

/* The literal up to the pattern's next special character. */
static bool match_literal(struct matcher *m, const char *pattern, const char *p)
{
    for (; *pattern >= 'a' && *pattern <= 'z'; pattern++)
        if (glyph_fold(&p, m->end) != (unsigned char)*pattern)
            return false; /* mostly here */
    if (*pattern == ' ')
        return match_blank(m, pattern, p);
    const char *stop = pattern + strcspn(pattern, " ~%<$!");
    while (pattern < stop) {
        uint32_t want = glyph_fold(&pattern, stop);
        if (want == 0)
            break; /* an accent was the last character */
        if (want != (p < m->end ? glyph_fold(&p, m->end) : 0))
            return false;
    }
    return match(m, stop, p);
}

/* Whether the characters of `word` stand at `p`; returns where they end, or NULL. */
static const char *take(struct slice word, const char *p, const char *end)
{
    const char *w = word.ptr, *stop = word.ptr + word.len;
    while (w < stop) {
        uint32_t want = glyph_fold(&w, stop);
        if (want != glyph_fold(&p, end))
            return NULL;
    }
    return p;
}

static bool match_class(struct matcher *m, const char *pattern, const char *p)
{
    size_t len = 1;
    while (pattern[len] != '?' && pattern[len] != '>')
        len++;
    bool optional = pattern[len] == '?';
    const char *rest = pattern + len + (optional ? 2 : 1);
    const struct word_class *class = known_class(slice_make(pattern + 1, len - 1));
    bool possible = class && (class->first & word_class_bit(glyph_peek(p, m->end)));
    const char *list = possible ? class->words : "";
    for (struct slice word; known_item(&list, &word);) {
        const char *q = take(word, p, m->end);
        if (q && match(m, rest, q))
            return true;
    }
    return optional && match(m, rest, p);
}

/* Where `rest`, the pattern behind a slot, may match next: not where another ASCII character stands
   than its first (a grave accent folds to an apostrophe). */
static const char *next_place(const char *rest, const char *p, const char *limit)
{
    if (!strchr("~%<$!", *rest))
        while (p < limit && (signed char)*p >= ' ' && *p != '`' &&
               glyph_peek(p, limit) != (unsigned char)*rest)
            p++;
    return p;
}

/* %t and %k: the shortest run of words that lets the rest match. */
static bool match_any(struct matcher *m, const char *rest, const char *p, bool keep)
{
    const char *limit = m->end - p > MAX_TITLE ? p + MAX_TITLE : m->end;
    for (const char *q = p; q < limit;) {
        glyph_next(&q, m->end);
        q = next_place(rest, q, limit);
        if (match(m, rest, q)) {
            if (keep)
                m->out->words = slice_make(p, (size_t)(q - p));
            return true;
        }
    }
    return false;
}

static bool is_person_joint(uint32_t c)
{
    return c == ' ' || c == '.' || c == ',' || c == '-' || c == '\'' || c == '&' || c == '"';
}

/* %p: capitalised words with initials and "and", no digits. */
static bool match_person(struct matcher *m, const char *rest, const char *p)
{
    const char *limit = m->end - p > MAX_PERSON ? p + MAX_PERSON : m->end;
    const char *from = p;
    bool inside = false, capital = false;
    for (const char *q = p; q < limit;) {
        const char *raw = q;
        bool upper = glyph_is_upper(glyph_next(&raw, m->end));
        uint32_t c = glyph_fold(&q, m->end);
        if (!glyph_is_word(c) && !is_person_joint(c))
            return false;
        if ((c >= '0' && c <= '9') || (q != raw && c == ' '))
            return false;
        if (glyph_is_word(c) && !inside) {
            const char *w = raw;
            bool fits = upper || take(slice_str("nd "), w, m->end) ||
                        take(slice_str("e "), w, m->end) || take(slice_str("an "), w, m->end) ||
                        take(slice_str("l-"), w, m->end) || take(slice_str("on "), w, m->end) ||
                        take(slice_str("ith "), w, m->end);
            if (!fits)
                return false;
            capital = capital || upper;
        }
        inside = glyph_is_word(c);
        if (inside && capital && match(m, rest, q)) {
            m->out->person = slice_make(from, (size_t)(q - from));
            return true;
        }
    }
    return false;
}

/* %y: what may stand between "copyright" and the holder. */
static const char *skip_years(const char *p, const char *end)
{
    for (const char *q = p; q < end; p = q) {
        uint32_t c = glyph_fold(&q, end);
        const char *word = take(slice_str("(c)"), p, end);
        if (!word)
            word = take(slice_str("copyright "), p, end);
        if (!word)
            word = take(slice_str("by "), p, end);
        if (word)
            q = word;
        else if (c != ' ' && c != '-' && c != ',' && c != ':' && c != 0xA9 && c != 0xAE &&
                 c != 0x2122 && c != '&' && !(c >= '0' && c <= '9'))
            break;
    }
    return p;
}

/* %s with words behind it: everything up to them. */
static bool match_bounded(struct matcher *m, const char *rest, const char *p)
{
    const char *limit = m->end - p > MAX_SOURCE ? p + MAX_SOURCE : m->end;
    for (const char *q = p; q < limit;) {
        glyph_next(&q, m->end);
        q = next_place(rest, q, limit);
        struct credit_name *name = &m->out->name;
        if (match(m, rest, q))
            return credit_name_whole(slice_make(p, (size_t)(q - p)), name) &&
                   credit_name_meets(name, m->need);
    }
    return false;
}

/* "© AFP Jane Doe" and "© Reuters He said ..." are pictures' credits. */
static bool ends_clause(const struct credit_name *name, const char *end)
{
    const char *p = glyph_skip_blanks(name->stop, end);
    uint32_t c = p < end ? glyph_peek(p, end) : 0;
    return !name->more &&
           (!glyph_is_word(c) || (c >= '0' && c <= '9') || p[0] == 'a' || p[0] == 'A');
}

static bool match_source(struct matcher *m, const char *rest, const char *p)
{
    if (*rest && *rest != '$' && *rest != '!')
        return match_bounded(m, rest, p);
    struct credit_name *name = &m->out->name;
    if (!credit_name_read(p, m->end, name) || !credit_name_meets(name, m->need))
        return false;
    m->out->stop = name->stop;
    if (*rest == '!')
        return ends_clause(name, m->end);
    return *rest == '\0' || at_line_end(name->stop, m->end);
}

static bool match_slot(struct matcher *m, const char *pattern, const char *p)
{
    const char *rest = pattern + 2;
    switch (pattern[1]) {
    case 's':
        return match_source(m, rest, p);
    case 'p':
        return match_person(m, rest, p);
    case 'y':
        return match(m, rest, skip_years(p, m->end));
    default:
        return match_any(m, rest, p, pattern[1] == 'k');
    }
}

static bool match(struct matcher *m, const char *pattern, const char *p)
{
    switch (*pattern) {
    case '\0':
        m->out->stop = p;
        return true;
    case '!':
        m->out->stop = p;
        return !glyph_is_word(glyph_peek(p, m->end));
    case '$':
        m->out->stop = p;
        return at_line_end(p, m->end);
    case ' ':
    case '~':
        return match_blank(m, pattern, p);
    case '%':
        return match_slot(m, pattern, p);
    case '<':
        return match_class(m, pattern, p);
    default:
        return match_literal(m, pattern, p);
    }
}

bool phrase_at(const struct credit_phrase *phrase, const char *p, const char *end,
               struct phrase_match *out)
{
    struct matcher m = {end, phrase->need, out};
    out->start = p;
    out->words = out->person = slice_make(NULL, 0);
    if (!match(&m, phrase->pattern, p))
        return false;
    /* without "by", a single word is no person but a heading: "Politics | The Riverton Courier" */
    return phrase->where != AT_HEAD || memchr(out->person.ptr, ' ', out->person.len);
}

bool phrase_rest_at(const struct credit_phrase *phrase, const char *rest, const char *p,
                    const char *end)
{
    struct phrase_match unused;
    struct matcher m = {end, phrase->need, &unused};
    return match(&m, rest, p);
}
