#include "article/credit_dateline.h"

#include "article/credit_glyph.h"
#include "article/credit_known.h"

#include <strings.h>

enum {
    WINDOW = 130,   /* bytes in which the agency must stand */
    MAX_PLACE = 90, /* bytes of place and date */
    MAX_MARK = 64,  /* bytes between the brackets */
    MIN_STORY = 40  /* bytes of story behind a dateline that has no dash */
};

/* ------------------------------------------------------------------ agencies */

static const struct credit_source *agency(struct slice name)
{
    const struct credit_source *s = name.len ? known_source(name) : NULL;
    return credit_source_is_agency(s) ? s : NULL;
}

/* What may follow a mark within its brackets: "Sports", "Health", "-AFX"; no "photo", no "@AP". */
static bool is_desk(struct slice rest)
{
    static const char *const pictures[] = {"photo",   "image", "picture", "file", "video",  "foto",
                                           "graphic", "via",   "getty",   "poll", "survey", "pool"};
    if (rest.len == 0 || slice_eq_str(rest, "."))
        return true;
    if (rest.len > 24 || (rest.ptr[0] != ' ' && rest.ptr[0] != '-' && rest.ptr[0] != ','))
        return false;
    const char *end = rest.ptr + rest.len;
    for (const char *p = rest.ptr; p < end; glyph_next(&p, end)) {
        bool word = p > rest.ptr && p[-1] == ' ';
        if (*p == '@' || *p == '#' || *p == '.' || *p == ':' || (*p >= '0' && *p <= '9') ||
            (word && *p >= 'a' && *p <= 'z'))
            return false;
        for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++)
            if ((size_t)(end - p) >= strlen(pictures[i]) &&
                strncasecmp(p, pictures[i], strlen(pictures[i])) == 0)
                return false;
    }
    return true;
}

/* "AP", "AP Sports", "Reuters Health" */
static const struct credit_source *agency_first(struct slice part)
{
    const char *end = part.ptr + part.len, *stop;
    const struct credit_source *s = known_source_at(part.ptr, end, true, &stop);
    return credit_source_is_agency(s) && is_desk(slice_make(stop, (size_t)(end - stop))) ? s : NULL;
}

/* "1月2日 AFP", "ワシントン共同": the mark is at the end, a date or place before it. */
static const struct credit_source *agency_last(struct slice part)
{
    const char *end = part.ptr + part.len;
    for (const char *p = part.ptr; p < end;) {
        const struct credit_source *found = agency(slice_make(p, (size_t)(end - p)));
        uint32_t c = glyph_next(&p, end);
        if (found)
            return found;
        if (!glyph_is_cjk(c) && c != ' ' && glyph_is_word(c) && !(c >= '0' && c <= '9'))
            while (p < end && *p != ' ') /* not in the middle of a word */
                glyph_next(&p, end);
    }
    return NULL;
}

/* "1月2日 AFP": the last word. */
static const struct credit_source *agency_word(struct slice part)
{
    const char *blank = memrchr(part.ptr, ' ', part.len);
    bool dated = blank && (unsigned char)part.ptr[0] >= '0' &&
                 !((part.ptr[0] | 0x20) >= 'a' && (part.ptr[0] | 0x20) <= 'z');
    if (!dated)
        return NULL;
    struct slice word = slice_sub(part, (size_t)(blank - part.ptr) + 1, part.len);
    bool common = word.len > 4 && word.ptr[0] >= 'a' && word.ptr[0] <= 'z';
    return common ? NULL : agency(word); /* "1. Content creators" is an entry of a list */
}

static const struct credit_source *agency_in(struct slice part)
{
    part = slice_trim(part);
    if (part.len == 0)
        return NULL;
    const struct credit_source *found = agency_first(part);
    if (!found)
        found =
            (unsigned char)part.ptr[part.len - 1] < 0x80 ? agency_word(part) : agency_last(part);
    const char *equals = found ? NULL : memchr(part.ptr, '=', part.len);
    if (!equals)
        return found;
    size_t at = (size_t)(equals - part.ptr); /* 서울=연합뉴스, AFP=時事 */
    found = agency_in(slice_sub(part, 0, at));
    return found ? found : agency_in(slice_sub(part, at + 1, part.len));
}

static bool is_separator(char c)
{
    return c == '/' || c == ',' || c == ';' || c == '&' || c == '|' || c == '+';
}

size_t dateline_marks(struct slice text, const struct credit_source **sources, size_t max)
{
    text = slice_trim(text);
    if (text.len == 0 || text.len > MAX_MARK)
        return 0;
    sources[0] = agency_in(text);
    if (sources[0])
        return 1;
    size_t n = 0, from = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && !is_separator(text.ptr[i]))
            continue;
        if (i == text.len && from == 0)
            return 0; /* one part, which was looked at */
        const struct credit_source *s = agency_in(slice_sub(text, from, i));
        /* "(Jane Doe/Reuters)" and "(Reuters TV/REUTERS)" are pictures' credits */
        if (!s || n == max || (n && sources[n - 1] == s))
            return 0;
        sources[n++] = s;
        from = i + 1;
    }
    return n;
}

/* ------------------------------------------------------------------ places */

struct place {
    bool any;    /* there is one at all */
    bool caps;   /* all letters are capitals */
    bool dated;  /* it has digits */
    bool script; /* its script has no capitals */
    unsigned words;
};

static bool is_place_joint(uint32_t c)
{
    return c == ' ' || c == ',' || c == '.' || c == '-' || c == '/' || c == '\'' || c == '[' ||
           c == ']' || c == '(' || c == ')' || c == '"' || c == '&' || c == '*' || c == 0x60C ||
           c == 0xB7 || c == ':';
}

static bool is_small_word(const char *p, const char *end)
{
    static const char *const small[] = {
        "de",  "la",  "of",   "and",  "et",  "y",       "e",    "en",  "le",  "du",
        "del", "da",  "do",   "am",   "an",  "der",     "near", "in",  "on",  "aboard",
        "ene", "feb", "mar",  "abr",  "may", "jun",     "jul",  "ago", "sep", "oct",
        "nov", "dic", "janv", "août", "déc", "januar",  "gen",  "mag", "giu", "lug",
        "set", "ott", "fev",  "out",  "dez", "février", "mars"};
    const char *stop = p;
    for (const char *q = p; q < end && glyph_is_word(glyph_fold(&q, end));)
        stop = q;
    for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
        const char *a = small[i], *a_end = a + strlen(a), *b = p;
        while (a < a_end && b < stop && glyph_peek(a, a_end) == glyph_peek(b, stop)) {
            glyph_fold(&a, a_end);
            glyph_fold(&b, stop);
        }
        if (a == a_end && b == stop)
            return true;
    }
    return false;
}

static bool names_picture(const char *p, const char *end)
{
    static const char *const words[] = {"photo",   "image",   "video", "file",   "foto",
                                        "picture", "graphic", "bild",  "credit", "source",
                                        "watch",   "the",     "a",     "an",     "this"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        const char *q = p;
        size_t k = 0;
        while (k < n && q < end && glyph_peek(q, end) == (unsigned char)words[i][k]) {
            glyph_fold(&q, end);
            k++;
        }
        if (k == n && !glyph_is_word(glyph_peek(q, end)))
            return true;
    }
    return false;
}

/* Reads the place and date between `p` and `end`; false when it is something else. */
static bool read_place(const char *p, const char *end, struct place *place)
{
    *place = (struct place){.caps = true};
    unsigned letters = 0;
    bool inside = false, day = false;
    if (end - p > MAX_PLACE || names_picture(p, end))
        return false;
    while (p < end) {
        const char *raw = p, *word = p;
        uint32_t plain = glyph_next(&raw, end);
        uint32_t c = glyph_fold(&p, end);
        if (!glyph_is_word(c)) {
            if (!is_place_joint(c))
                return false;
            inside = false;
            continue;
        }
        bool digit = plain >= '0' && plain <= '9';
        bool upper = glyph_is_upper(plain);
        place->script = place->script || (upper && c == plain && c >= 0x590);
        place->dated = place->dated || digit;
        if (!inside) {
            place->words++;
            if (!digit && !upper && !day && !is_small_word(word, end))
                return false; /* behind a day any word may be its month */
            day = digit;
        }
        letters += !digit;
        place->caps = place->caps && (digit || upper);
        inside = true;
    }
    place->any = letters > 0;
    place->caps = place->caps && letters >= 3 && !place->script;
    return place->words <= (place->script ? 6u : 11u);
}

static const char *trim_end(const char *p, const char *end)
{
    while (end > p && strchr(" -,.", end[-1]))
        end--;
    return end;
}

/* ------------------------------------------------------------------ the forms */

/* Behind the dash, colon or stop that ends a dateline; `p` when there is none. A "?" is what is
   left of a dash that was lost in a charset. */
static const char *skip_stop(const char *p, const char *end)
{
    const char *q = p;
    while (q < end && strchr(".:=?", *q))
        q++;
    const char *dash = glyph_skip_dash(q, end);
    if (dash != q)
        return dash;
    if (q != p && (q == end || glyph_skip_blanks(q, end) != q || (unsigned char)*q >= 0x80))
        return glyph_skip_blanks(q, end);
    q = glyph_skip_blanks(p, end);
    if (q + 1 < end && *q == '?' && q[1] == ' ')
        return q + 2;
    uint32_t c = glyph_fold(&q, end);
    return c == ':' || c == '=' || c == '|' ? glyph_skip_blanks(q, end) : p;
}

static bool is_story(const char *p, const char *end)
{
    const char *q = glyph_skip_blanks(p, end);
    if (q == p || end - q < MIN_STORY)
        return false;
    const char *raw = q;
    uint32_t plain = glyph_next(&raw, end), c = glyph_peek(q, end);
    return c == '"' || c == '\'' || c == '$' || (plain >= '0' && plain <= '9') ||
           glyph_is_upper(plain);
}

/* Whether the agency's bracket from `open` to behind `close` makes a dateline with what is around
   it; sets `d->stop`. */
static bool is_bracketed(const char *p, const char *open, const char *close, const char *end,
                         struct dateline *d)
{
    struct place place;
    if (!read_place(p, trim_end(p, open), &place))
        return false;
    const char *after = skip_stop(close, end);
    d->stop = after;
    if (!place.any) {
        struct place more;
        if (after == close)
            return is_story(close, end);
        for (const char *q = after; q < end && q - after < 40; glyph_next(&q, end)) {
            const char *next = glyph_skip_dash(q, end);
            if (next != q && read_place(after, q, &more) && (more.caps || more.dated)) {
                d->stop = next; /* (ANSA) - ROMA, 3 MAR - */
                break;
            }
        }
        return after < end;
    }
    if (after != close && place.script && !place.dated)
        return place.words <= 3 && after < end;
    if (after != close)
        return after < end || place.caps || place.dated;
    if (place.script) /* "said the agency (WAM) that" is no dateline; a line of its own may be */
        return place.words <= 3 && glyph_skip_blanks(close, end) == end;
    return (place.caps || place.dated) &&
           (is_story(close, end) || glyph_skip_blanks(close, end) == end);
}

struct bracket {
    const char *open, *close;
};

/* Behind "/TASS/" comes a stop or a dash, behind "/ ACCESSWIRE /" a date and another slash. */
static bool ends_slashes(const char *p, const char *end)
{
    size_t room = end - p > 40 ? 40 : (size_t)(end - p);
    const char *slash = memchr(p, '/', room);
    struct place date;
    return skip_stop(p, end) != p || (slash && read_place(p, slash, &date) && date.dated);
}

static bool try_bracket(const char *p, const char *end, struct bracket kind, struct dateline *d)
{
    const char *limit = end - p > WINDOW ? p + WINDOW : end;
    size_t n_open = strlen(kind.open), n_close = strlen(kind.close);
    const char *open = memmem(p, (size_t)(limit - p), kind.open, n_open);
    for (int tries = 0; open && tries < 3; tries++) {
        const char *inner = open + n_open;
        size_t room = end - inner > MAX_MARK ? MAX_MARK : (size_t)(end - inner);
        const char *close = memmem(inner, room, kind.close, n_close);
        if (!close)
            return false;
        d->n_sources = dateline_marks(slice_make(inner, (size_t)(close - inner)), d->sources,
                                      DATELINE_SOURCES);
        if (d->n_sources && is_bracketed(p, open, close + n_close, end, d) &&
            (*kind.open != '/' || ends_slashes(close + 1, end)))
            return true;
        inner = *kind.open == '/' ? close : close + n_close;
        open = inner < limit ? memmem(inner, (size_t)(limit - inner), kind.open, n_open) : NULL;
    }
    return false;
}

/* The run of words at `p` that could be an agency's name, up to punctuation. */
static struct slice run_at(const char *p, const char *end)
{
    const char *stop = p;
    for (const char *q = p; q < end && q - p < MAX_MARK;) {
        uint32_t c = glyph_fold(&q, end);
        if (c == '.' && glyph_is_word(glyph_peek(q, end))) /* INTERFAX.RU */
            continue;
        if (c == '.' && (unsigned char)*p >= 0x80 && glyph_peek(q, end) == ' ' && stop - p < 12)
            continue; /* د. ب. أ */
        if (c == ':' || c == '.' || c == ',' || c == '(' || c == '-' || c == '/')
            break;
        if (c != ' ')
            stop = q;
    }
    return slice_make(p, (size_t)(stop - p));
}

/* A place sure enough to be one without a bracket behind it; many capitals are a headline. */
static bool is_sure_place(const char *p, const char *end)
{
    struct place place;
    return read_place(p, trim_end(p, end), &place) && place.any &&
           ((place.caps && place.words <= 5) || place.dated || (place.script && place.words <= 3));
}

/* Broadcasters are out: "EGYPT CRACKDOWN - Fox News:" is a headline. */
static const struct credit_source *dash_agency(struct slice name)
{
    const struct credit_source *s = agency(name);
    return s && s->type != SOURCE_BROADCASTER ? s : NULL;
}

/* AGENCY - PLACE: with the dash between `dash` and `next` ("AP-NORC:" is another thing). */
static bool is_reversed(const char *p, const char *dash, const char *next, const char *end,
                        struct dateline *d)
{
    if (*dash == '-' && (unsigned char)*p < 0x80)
        return false;
    const char *stop = next;
    while (stop < end && stop - next < MAX_MARK) {
        const char *q = stop;
        uint32_t c = glyph_fold(&q, end);
        if (c == ':' || c == '-')
            break;
        stop = q;
    }
    d->sources[0] = dash_agency(slice_make(p, (size_t)(dash - p)));
    d->n_sources = 1;
    d->stop = skip_stop(stop, end);
    return d->sources[0] && is_sure_place(next, stop) && (d->stop != stop || stop == end);
}

/* May the character that begins with this byte be a dash or a blank before one? Greek, Cyrillic,
   Hebrew and Arabic letters, Indic ones, Han and Hangul are not, and they are most of their texts.
 */
static bool may_be_dash(char byte)
{
    unsigned char c = (unsigned char)byte;
    if (c < 0x80)
        return c == ' ' || c == '-';
    return !((c >= 0xCE && c <= 0xE0) || (c >= 0xE4 && c <= 0xED));
}

/* PLACE, DATE - AGENCY. and PLACE. DATE. AGENCY - and AGENCY - PLACE: */
static bool try_dash(const char *p, const char *end, struct dateline *d)
{
    const char *limit = end - p > MAX_PLACE ? p + MAX_PLACE : end;
    for (const char *q = p; q < limit; glyph_next(&q, end)) {
        const char *next = may_be_dash(*q) ? glyph_skip_dash(q, end) : q;
        if (next == q)
            continue;
        struct slice run = run_at(next, end);
        const char *stop = run.ptr + run.len;
        const char *after = skip_stop(stop, end);
        d->n_sources = 1;
        d->stop = after;
        d->sources[0] = dash_agency(run);
        if (d->sources[0] && is_sure_place(p, q) &&
            (after != stop || stop == end || *stop == '(' || *stop == '/'))
            return true;
        if (is_reversed(p, q, next, end, d))
            return true;
        const char *dot = memrchr(p, '.', (size_t)(q - p));
        if (dot && dot > p && dot[1] != ' ') /* the point of INTERFAX.RU */
            dot = memrchr(p, '.', (size_t)(dot - p));
        d->stop = next;
        d->sources[0] =
            dot ? dash_agency(slice_trim(slice_make(dot + 1, (size_t)(q - dot - 1)))) : NULL;
        if (d->sources[0] && is_sure_place(p, dot))
            return true;
        q = next - 1;
    }
    return false;
}

/* 新华社北京1月2日电, 央视网消息： */
static bool try_chinese(const char *p, const char *end, struct dateline *d)
{
    static const char *const ends[] = {"电", "電", "消息", "讯", "訊"};
    const char *stop;
    if (end - p > 3 && (memcmp(p, "据", 3) == 0 || memcmp(p, "據", 3) == 0))
        p += 3;
    d->sources[0] = known_source_at(p, end, false, &stop);
    d->n_sources = 1;
    if (!credit_source_is_agency(d->sources[0]))
        return false;
    size_t room = end - stop > 60 ? 60 : (size_t)(end - stop);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *at = memmem(stop, room, ends[i], strlen(ends[i]));
        if (!at)
            continue;
        const char *after = at + strlen(ends[i]);
        uint32_t c = after < end ? glyph_peek(after, end) : 0;
        if (c == 0 || c == ' ' || c == '(' || c == ':' || c == ',' || c == 0x3002 || c == '|') {
            d->stop = skip_stop(after, end);
            return true;
        }
    }
    return false;
}

/* 【ワシントン共同】: without a place before it, and with or without blanks behind it. */
static bool try_lenticular(const char *p, const char *end, struct dateline *d)
{
    static const struct bracket kinds[] = {
        {"【", "】"},
        {"［", "］"},
        {"[",   "]"  },
        {"（", "）"}
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t n = strlen(kinds[i].open);
        if ((size_t)(end - p) <= n || memcmp(p, kinds[i].open, n) != 0)
            continue;
        size_t room = end - p - (ptrdiff_t)n > 100 ? 100 : (size_t)(end - p) - n;
        const char *close = memmem(p + n, room, kinds[i].close, strlen(kinds[i].close));
        if (!close)
            return false;
        struct slice inner = slice_make(p + n, (size_t)(close - p) - n);
        d->n_sources = dateline_marks(inner, d->sources, DATELINE_SOURCES);
        if (d->n_sources == 0 && !try_chinese(inner.ptr, inner.ptr + inner.len, d))
            return false;
        d->stop = skip_stop(close + strlen(kinds[i].close), end);
        /* a work's title behind it: an entry in a list of references */
        return d->stop < end && glyph_peek(d->stop, end) != 0x300E;
    }
    return false;
}

/* Bullets, and the arrows of a gallery that became text. */
static const char *skip_furniture(const char *p, const char *end)
{
    static const char arrows[] = "Next Previous";
    p = glyph_skip_blanks(p, end);
    if (p < end && *p == '*')
        p = glyph_skip_blanks(p + 1, end);
    if ((size_t)(end - p) > sizeof arrows && *p == 'N' && memcmp(p, arrows, sizeof arrows - 1) == 0)
        p = glyph_skip_blanks(p + sizeof arrows - 1, end);
    return p;
}

bool dateline_at(const char *p, const char *end, struct dateline *d)
{
    static const struct bracket round = {"(", ")"}, wide = {"（", "）"}, slash = {"/", "/"};
    p = skip_furniture(p, end);
    if (end - p < 8)
        return false;
    d->start = p;
    size_t room = end - p > WINDOW ? WINDOW : (size_t)(end - p);
    bool ascii = (unsigned char)*p < 0x80;
    if (memchr(p, '(', room) && try_bracket(p, end, round, d))
        return true;
    if (memchr(p, '/', room) && try_bracket(p, end, slash, d))
        return true;
    if (ascii) {
        if (*p == '[' && try_lenticular(p, end, d))
            return true;
        bool caps = p[0] >= 'A' && p[0] <= 'Z' && p[1] >= 'A' && p[1] <= 'Z';
        return caps && try_dash(p, end, d);
    }
    uint32_t first = glyph_peek(p, end);
    if (first < 0x80 && first != '[') /* a quotation mark */
        return false;
    if ((unsigned char)*p < 0xE0)
        return try_dash(p, end, d);
    return try_lenticular(p, end, d) || try_chinese(p, end, d) || try_bracket(p, end, wide, d) ||
           try_dash(p, end, d);
}
