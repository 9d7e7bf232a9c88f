#include "article/credit_name.h"

#include "article/credit_glyph.h"
#include "article/credit_known.h"
#include "article/site.h"
#include "base/hash.h"

#include <stdio.h>

enum { MAX_WORDS = 9, MAX_HOST = 253, MAX_NAME_BYTES = 100 };

/* True when `word` is one of the blank-separated words of `list`, which are ASCII, in lower case.
   Lists are short and asked often: they are walked byte by byte. */
static bool in_list(struct slice word, const char *list)
{
    char key[24];
    size_t len = 0;
    for (const char *p = word.ptr, *end = p + word.len; p < end;) {
        uint32_t c = glyph_fold(&p, end);
        if (c == 0) /* an accent was the last character */
            break;
        if (c >= 0x80 || len == sizeof key)
            return false;
        key[len++] = (char)c;
    }
    for (const char *p = list; *p && len;) {
        size_t n = 0;
        while (n < len && p[n] == key[n])
            n++;
        if (n == len && (p[n] == ' ' || p[n] == '\0'))
            return true;
        for (p += n; *p && *p != ' ';)
            p++;
        p += *p == ' ';
    }
    return false;
}

/* ------------------------------------------------------------------ hosts and URLs */

static bool is_host_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-';
}

/* A bare word with a dot is a host only when its last label is a top-level domain: sentences run
   into each other without a blank ("on Monday.It"). In capitals only the usual ones are. */
static bool is_tld(struct slice label)
{
    static const char usual[] = "com org net info news edu gov int biz online site today media "
                                "press live blog world asia cat app club agency network tech xyz "
                                "report reviews top life pro name mobi";
    for (size_t i = 0; i < label.len; i++)
        if (label.ptr[i] < 'a' || label.ptr[i] > 'z')
            return in_list(label, usual);
    return label.len == 2 || site_is_tld(label);
}

/* The last label, and whether the host has at least two, the first of 2 bytes or more. */
static bool split_host(struct slice host, struct slice *tld)
{
    const char *dot = memrchr(host.ptr, '.', host.len);
    const char *first = memchr(host.ptr, '.', host.len);
    if (!dot || first - host.ptr < 2)
        return false;
    *tld = slice_sub(host, (size_t)(dot - host.ptr) + 1, host.len);
    for (size_t i = 0; i < tld->len; i++)
        if (!((tld->ptr[i] | 0x20) >= 'a' && (tld->ptr[i] | 0x20) <= 'z'))
            return false;
    return tld->len >= 2;
}

static bool starts_nocase(const char *p, const char *end, const char *lower)
{
    for (; *lower; p++, lower++)
        if (p >= end || (*p | 0x20) != (*lower | 0x20))
            return false;
    return true;
}

static bool read_host(const char *p, const char *end, struct credit_name *name)
{
    const char *from = p;
    bool scheme = starts_nocase(p, end, "http://") || starts_nocase(p, end, "https://");
    if (scheme)
        p = (const char *)memchr(p, '/', (size_t)(end - p)) + 2;
    bool address = scheme || starts_nocase(p, end, "www."); /* then any last label is one */
    const char *host = p;
    while (p < end && is_host_byte(*p))
        p++;
    const char *stop = p;
    while (stop > host && (stop[-1] == '.' || stop[-1] == '-'))
        stop--;
    name->host = slice_make(host, (size_t)(stop - host));
    struct slice tld;
    if (name->host.len > MAX_HOST || !split_host(name->host, &tld) || (p < end && *p == '@') ||
        (!address && !is_tld(tld)))
        return false;
    if (p == stop && p < end && (*p == '/' || *p == ':')) /* the path: up to a blank */
        while (p < end && (unsigned char)*p > ' ' && !strchr("<>\")", *p))
            p++;
    else
        p = stop;
    while (p > stop && strchr(".,;:", p[-1]))
        p--;
    name->text = slice_make(from, (size_t)(p - from));
    name->stop = p;
    return true;
}

/* ------------------------------------------------------------------ names */

static bool is_joint(uint32_t c) /* inside a word, between two letters */
{
    return c == '-' || c == '\'' || c == '.' || c == '&' || c == '/' || c == '+' || c == 0xB7 ||
           c == 0x30FB || c == 0x200C;
}

/* The word at `p`; an abbreviation keeps its point, a possessive loses its s. */
static struct slice read_word(const char *p, const char *end)
{
    static const char points[] = "st mt ft dr inc co corp ltd bros u.s d.c n.y l.a l.p s.p s.a jr";
    const char *stop = p;
    for (const char *q = p; q < end;) {
        uint32_t c = glyph_fold(&q, end);
        if (glyph_is_word(c)) {
            stop = q;
            continue;
        }
        const char *next = q;
        uint32_t d = glyph_fold(&next, end);
        if (stop == p || !is_joint(c) || !glyph_is_word(d))
            break;
        if (c == '\'' && d == 's' && !glyph_is_word(glyph_peek(next, end)))
            break;
        const char *raw = q;
        if (c == '.' && stop - p > 2 && glyph_is_upper(glyph_next(&raw, end)) &&
            !in_list(slice_make(p, (size_t)(stop - p)), points))
            break; /* "... on Monday.It was" */
    }
    struct slice word = slice_make(p, (size_t)(stop - p));
    if (stop < end && *stop == '.' && in_list(word, points))
        word.len++;
    return word;
}

static bool starts_upper(struct slice word)
{
    const char *p = word.ptr;
    uint32_t c = glyph_next(&p, word.ptr + word.len);
    return glyph_is_upper(c) || (c >= '0' && c <= '9');
}

/* iStock, eLife, openDemocracy: a capital after a first small letter or word. */
static bool has_inner_capital(struct slice word)
{
    for (size_t i = 1; i < word.len; i++)
        if (word.ptr[i] >= 'A' && word.ptr[i] <= 'Z' && word.ptr[i - 1] >= 'a' &&
            word.ptr[i - 1] <= 'z')
            return true;
    return false;
}

static bool is_connector(struct slice word)
{
    return in_list(word, "of the and for de la le les du des del della di da do dos das der die "
                         "und y e et al el van von fur");
}

/* Words that begin no source's name. */
static bool begins_nothing(struct slice word)
{
    return in_list(
        word,
        "a an this that these those his her their my our your its it he she they we i you in on "
        "at to by as if but when where who what why how january february march april may june "
        "july august september october november december jan feb mar apr jun jul aug sep sept oct "
        "nov dec monday tuesday wednesday thursday friday saturday sunday today yesterday page "
        "tv all more here there one other another some any each both rights please click and or "
        "not no so then there");
}

/* The longest run of capitalised words, small words between them. */
static bool read_words(const char *p, const char *end, struct credit_name *name)
{
    const char *from = p, *stop = p;
    unsigned words = 0;
    bool letters = false;
    for (unsigned n = 0; n < MAX_WORDS && stop - from < MAX_NAME_BYTES; n++) {
        struct slice word = read_word(p, end);
        if (word.len == 0 && p < end && *p == '&' && words)
            word.len = 1;
        if (word.len == 0)
            break;
        bool small = word.ptr[0] == '&' || (words && is_connector(word));
        if (!small && !starts_upper(word) && !has_inner_capital(word))
            break;
        if (words == 0 && begins_nothing(word))
            return false;
        p = word.ptr + word.len;
        bool number = words && word.ptr[0] >= '0' && word.ptr[0] <= '9';
        if ((!small || starts_upper(word)) && !number) {
            stop = p;
            words++;
            letters = letters || (unsigned char)word.ptr[0] > '9';
        }
        const char *next = glyph_skip_blanks(p, end);
        if (next == p || (word.ptr[word.len - 1] == '.' && word.len > 3 && !small))
            break;
        p = next;
    }
    name->text = slice_make(from, (size_t)(stop - from));
    name->stop = stop;
    return words > 0 && (letters || credit_name_is_outlet(name->text));
}

static bool only_suffixes(struct slice rest)
{
    const char *end = rest.ptr + rest.len;
    for (const char *p = glyph_skip_blanks(rest.ptr, end); p < end;) {
        struct slice word = read_word(p, end);
        if (word.len == 0) {
            glyph_next(&p, end);
            continue;
        }
        if (!in_list(word, "inc inc. llc ltd ltd. lp l.p l.p. co co. corp corp. limited company "
                           "corporation group media news agency service staff network newswire "
                           "magazine newspaper online international digital plc gmbh"))
            return false;
        p = glyph_skip_blanks(word.ptr + word.len, end);
    }
    return true;
}

/* A known name, unless it only begins a longer one: "The Guardian Nigeria", "Time Out". */
static bool read_known(const char *p, const char *end, struct credit_name *name)
{
    const char *stop;
    const struct credit_source *known = known_source_at(p, end, true, &stop);
    if (!known)
        return false;
    struct credit_name longer = {0};
    const char *last = stop - 1;
    while (last > p && ((unsigned char)*last & 0xC0) == 0x80)
        last--;
    bool cased = (unsigned char)*last < 0xD6; /* later scripts mark no names with capitals */
    bool more = cased && read_words(p, end, &longer) && longer.stop > stop;
    struct slice rest = more ? slice_make(stop, (size_t)(longer.stop - stop)) : slice_make("", 0);
    if (more && !only_suffixes(rest)) {
        if (known->type == SOURCE_OUTLET)
            return false;
        if (memchr(rest.ptr, '&', rest.len) || rest.len > 40)
            more = false;
        name->more = true;
    }
    name->known = known;
    name->stop = more ? longer.stop : stop;
    name->text = slice_make(p, (size_t)(name->stop - p));
    return true;
}

/* "Political Correspondent for the Daily Mail" is the Daily Mail. */
static void drop_role(struct credit_name *name)
{
    static const char behind[] = " for ";
    const char *end = name->text.ptr + name->text.len;
    const char *at = memmem(name->text.ptr, name->text.len, behind, sizeof behind - 1);
    if (!at)
        return;
    struct slice role = slice_make(name->text.ptr, (size_t)(at - name->text.ptr));
    const char *blank = memrchr(role.ptr, ' ', role.len);
    if (blank)
        role = slice_sub(role, (size_t)(blank + 1 - role.ptr), role.len);
    if (!in_list(role, "correspondent editor reporter writer columnist contributor analyst critic"))
        return;
    struct credit_name outlet = {0};
    const char *p = at + sizeof behind - 1;
    if (end - p > 4 && memcmp(p, "the ", 4) == 0)
        p += 4;
    if (read_known(p, end, &outlet) && outlet.stop == end)
        *name = outlet;
    else if (p < end)
        name->text = slice_make(p, (size_t)(end - p));
}

bool credit_name_read(const char *p, const char *end, struct credit_name *name)
{
    *name = (struct credit_name){.stop = NULL};
    for (const char *q = p; q < end; p = q) {
        uint32_t c = glyph_fold(&q, end);
        if (c != ' ' && c != '"' && c != '\'' && c != '<' && c != '[' && c != '(' && c != 0x300A &&
            c != 0x300C && c != 0x300E)
            break;
    }
    if (read_host(p, end, name)) {
        name->known = known_domain(name->host);
        return true;
    }
    name->host = slice_make(NULL, 0);
    if (read_known(p, end, name))
        return true;
    struct slice first = read_word(p, end);
    if (first.len && first.ptr[0] == 't' && slice_eq_str(first, "the")) {
        p = glyph_skip_blanks(p + 3, end);
        if (read_known(p, end, name))
            return true;
    }
    if (!read_words(p, end, name))
        return false;
    drop_role(name);
    return true;
}

bool credit_name_whole(struct slice text, struct credit_name *name)
{
    text = glyph_bare(text);
    if (text.len > 4 && memcmp(text.ptr, "the ", 4) == 0)
        text = slice_sub(text, 4, text.len);
    const char *end = text.ptr + text.len;
    *name = (struct credit_name){.text = text, .stop = end};
    if (text.len == 0 || text.len > MAX_NAME_BYTES + 60)
        return false;
    struct credit_name host = {0};
    if (read_host(text.ptr, end, &host) && host.stop == end) {
        name->host = host.host;
        name->known = known_domain(host.host);
        return true;
    }
    name->known = known_source(text);
    if (name->known)
        return true;
    struct slice first = read_word(text.ptr, end);
    return text.len <= MAX_NAME_BYTES && first.len && !begins_nothing(first) &&
           (starts_upper(first) || has_inner_capital(first));
}

/* WKRG, KTLA9, WABC-TV */
static bool is_call_sign(struct slice word)
{
    size_t n = 0;
    while (n < word.len && word.ptr[n] >= 'A' && word.ptr[n] <= 'Z')
        n++;
    return (n == 3 || n == 4) && (word.ptr[0] == 'K' || word.ptr[0] == 'W') && word.len - n <= 3 &&
           (n == word.len || word.ptr[n] == '-' || word.ptr[n] <= '9');
}

bool credit_name_is_outlet(struct slice text)
{
    const char *p = text.ptr, *end = p + text.len;
    unsigned words = 0, signs = 0;
    while (p < end) {
        struct slice word = read_word(p, end);
        if (word.len == 0) {
            glyph_next(&p, end);
            continue;
        }
        words++;
        if (known_outlet_word(word))
            signs++;
        if (is_call_sign(word))
            return true;
        p = word.ptr + word.len;
    }
    return signs && words > 1;
}

static bool names_picture(struct slice text)
{
    const char *p = text.ptr, *end = p + text.len;
    while (p < end) {
        struct slice word = read_word(p, end);
        if (in_list(word, "photo photos image images picture pictures foto graphic video"))
            return true;
        p += word.len;
        if (p < end)
            glyph_next(&p, end);
    }
    return false;
}

bool credit_name_meets(const struct credit_name *name, enum credit_need need)
{
    if ((name->known && name->known->type == SOURCE_IGNORED) ||
        (!name->host.len && names_picture(name->text)))
        return false;
    switch (need) {
    case NEED_NAME:
        return true;
    case NEED_OUTLET:
        return name->known || name->host.len || credit_name_is_outlet(name->text);
    case NEED_KNOWN:
        return name->known || name->host.len;
    case NEED_AGENCY:
        return credit_source_is_agency(name->known);
    }
    return false;
}

/* ------------------------------------------------------------------ the site itself */

/* `*label` moved over `word`, case folded; false when it does not start with it. */
static bool take_word(const char **label, struct slice word, size_t letters)
{
    const char *p = word.ptr, *end = p + word.len, *q = *label;
    for (size_t n = 0; p < end && n < letters; n++) {
        uint32_t c = glyph_fold(&p, end);
        if (!glyph_is_word(c))
            continue;
        if (c >= 0x80 || (*q | 0x20) != (char)(c | 0x20))
            return false;
        q++;
    }
    *label = q;
    return true;
}

/* Whether host label `label` abbreviates the words from `p` on: each in full, by its first letter
   or, when small, not at all. "csmonitor" is the Christian Science Monitor. */
static bool label_fits(const char *label, const char *p, const char *end, unsigned depth)
{
    p = glyph_skip_lead(p, end);
    struct slice word = read_word(p, end);
    if (word.len == 0 || depth == 0)
        return *label == '\0' || strcmp(label, "news") == 0 || strcmp(label, "online") == 0;
    const char *rest = label, *next = word.ptr + word.len;
    if (take_word(&rest, word, word.len) && label_fits(rest, next, end, depth - 1))
        return true;
    rest = label;
    if (take_word(&rest, word, 1) && label_fits(rest, next, end, depth - 1))
        return true;
    return (is_connector(word) || only_suffixes(word)) && label_fits(label, next, end, depth - 1);
}

/* Letters and digits only, lower case, without "the"; at most `size` - 1 bytes. */
static size_t squash(struct slice s, char *out, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len && n + 1 < size; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c >= 0x80 || glyph_is_word(c))
            out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 0x20 : c);
    }
    out[n] = '\0';
    if (n > 6 && memcmp(out, "the", 3) == 0)
        memmove(out, out + 3, (n -= 3) + 1);
    return n;
}

static bool same_label(struct slice name, struct slice label)
{
    char a[64], b[64];
    size_t n = squash(name, a, sizeof a), m = squash(label, b, sizeof b);
    size_t least = n < m ? n : m;
    if (n == m ? memcmp(a, b, n) == 0 : least >= 5 && memcmp(a, b, least) == 0)
        return n > 0;
    return m >= 3 && label_fits(b, name.ptr, name.ptr + name.len, MAX_WORDS);
}

static struct slice first_label(struct slice host)
{
    const char *dot = host.len ? memchr(host.ptr, '.', host.len) : NULL;
    return dot ? slice_make(host.ptr, (size_t)(dot - host.ptr)) : host;
}

bool credit_name_is_site(const struct credit_name *name, struct slice site, struct arena *arena)
{
    if (site.len == 0)
        return false;
    if (name->known && (credit_source_owns(name->known, site) || known_source(site) == name->known))
        return true;
    struct slice domain = memchr(site.ptr, '.', site.len) ? site_of_url(site, arena) : site;
    if (domain.len == 0)
        domain = site;
    if (name->host.len) {
        struct slice other = site_of_url(name->host, arena);
        if (memchr(domain.ptr, '.', domain.len))
            return slice_eq(other, domain);
        return same_label(first_label(other), domain);
    }
    return same_label(name->text, first_label(domain));
}

uint64_t credit_name_key(const struct credit_name *name, struct arena *arena)
{
    char label[64];
    if (name->known)
        return hash64(name->known->id, strlen(name->known->id));
    struct slice domain = name->host.len ? site_of_url(name->host, arena) : name->text;
    size_t n = squash(name->host.len ? first_label(domain) : domain, label, sizeof label);
    return n ? hash64(label, n) : 0;
}

/* ------------------------------------------------------------------ naming it */

struct slice credit_source_label(const struct credit_source *source, struct arena *arena)
{
    if (source->type == SOURCE_OUTLET && source->domains[0])
        return credit_source_domain(source);
    char label[96];
    int n = snprintf(label, sizeof label, "agency:%s", source->id);
    return arena_dup(arena, slice_make(label, (size_t)n));
}

struct slice credit_name_source(const struct credit_name *name, struct arena *arena)
{
    if (name->known)
        return credit_source_label(name->known, arena);
    if (name->host.len) {
        struct slice domain = site_of_url(name->host, arena);
        return domain.len ? domain : name->host;
    }
    return glyph_bare(name->text);
}
