#include "article/credit_known.h"

#include "article/credit_glyph.h"

#include <pthread.h>
#include <strings.h>

enum {
    NAME_SLOTS = 4096, /* open addressing, at most half full */
    WORD_SLOTS = 1024,
    BEGIN_BITS = 17, /* of the set of names' beginnings: one bit in ten is set */
    BUCKETS = 1024,
    MAX_LINKS = 2048,
    MAX_CLASSES = 64,
    MAX_NAME = 80 /* characters */
};

struct name_slot {
    uint64_t hash; /* 0: free */
    const struct credit_source *source;
    struct slice name;
    bool mark;
};

static struct {
    struct name_slot names[NAME_SLOTS];
    struct name_slot domains[WORD_SLOTS];
    uint64_t words[WORD_SLOTS];
    uint64_t begins[(1 << BEGIN_BITS) / 64]; /* hashes of all beginnings of names */
    struct phrase_link links[MAX_LINKS];
    size_t n_links;
    struct phrase_link *line[BUCKETS], *head;
    struct word_class classes[MAX_CLASSES];
    size_t n_classes;
} table;

/* ------------------------------------------------------------------ hashing names */

static uint64_t hash_step(uint64_t h, uint32_t c)
{
    h = (h ^ c) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 29;
}

/* Whether a name may begin with the characters of this hash; wrongly true for some that none does.
   Most text is left at its second or third letter. */
static bool begins_name(uint64_t h)
{
    h >>= 64 - BEGIN_BITS;
    return table.begins[h / 64] >> h % 64 & 1;
}

/* Words only: "د. ب. أ" and "دبا", "Agence France-Presse" and "AGENCE FRANCE PRESSE" agree. With
   `known` it is 0 as soon as no name begins so. */
static inline uint64_t hash_words(struct slice name, bool known)
{
    uint64_t h = 1;
    const char *p = name.ptr, *end = p + name.len;
    for (size_t n = 0; p < end; n++) {
        uint32_t c = glyph_fold(&p, end);
        if (n > MAX_NAME)
            return 0;
        if (!glyph_is_word(c))
            continue;
        h = hash_step(h, c);
        if (known && !begins_name(h))
            return 0;
    }
    return h;
}

static uint64_t hash_name(struct slice name)
{
    return hash_words(name, false);
}

/* Behind a leading "the ", or `p`. */
static const char *skip_the(const char *p, const char *end)
{
    const char *q = p;
    if (glyph_fold(&q, end) == 't' && glyph_fold(&q, end) == 'h' && glyph_fold(&q, end) == 'e' &&
        glyph_peek(q, end) == ' ')
        return glyph_skip_blanks(q, end);
    return p;
}

static bool is_ascii(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80)
            return false;
    return true;
}

static bool same_case(struct slice a, struct slice b, bool upper)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        char c = b.ptr[i];
        if (upper && c >= 'a' && c <= 'z')
            c = (char)(c - 0x20);
        if (a.ptr[i] != c)
            return false;
    }
    return true;
}

/* Short names (AP, Vox, TIME, dpa) are words too unless their case is right. */
static bool case_matters(struct slice name)
{
    return name.len <= 5 && is_ascii(name);
}

static bool case_fits(struct slice text, const struct name_slot *slot)
{
    if (!slot->mark && !case_matters(slot->name))
        return true;
    if (!is_ascii(slot->name)) /* initials need their points: the month of Ab is no "A. B." */
        return !slot->mark || !memchr(slot->name.ptr, ' ', slot->name.len) ||
               memchr(text.ptr, ' ', text.len) || memchr(text.ptr, '.', text.len);
    return same_case(text, slot->name, false) || same_case(text, slot->name, true);
}

static const struct credit_source *find_name(uint64_t hash, struct slice text, bool marks)
{
    size_t i = hash % NAME_SLOTS;
    for (; hash && table.names[i].hash; i = (i + 1) % NAME_SLOTS) {
        const struct name_slot *slot = &table.names[i];
        if (slot->hash == hash && (marks || !slot->mark) && case_fits(text, slot))
            return slot->source;
    }
    return NULL;
}

/* The bucket of what starts with these characters: two where the first is ASCII, exact for letters.
 */
static unsigned bucket(const char *p, const char *end)
{
    uint32_t a = glyph_fold(&p, end);
    uint32_t b = a < 0x80 ? glyph_fold(&p, end) : 0;
    return (a % 32 * 32 + (a < 0x80 ? b % 32 : a / 32 % 32)) % BUCKETS;
}

/* ------------------------------------------------------------------ building */

/* Takes the next "|"-separated item off `*list`; false when it is used up. */
bool known_item(const char **list, struct slice *item)
{
    if (**list == '\0')
        return false;
    const char *bar = strchr(*list, '|');
    item->ptr = *list;
    item->len = bar ? (size_t)(bar - *list) : strlen(*list);
    *list += item->len + (bar ? 1 : 0);
    return true;
}

static void add_beginnings(struct slice name)
{
    const char *p = name.ptr, *end = p + name.len;
    for (uint64_t h = 1; p < end;) {
        uint32_t c = glyph_fold(&p, end);
        if (!glyph_is_word(c))
            continue;
        h = hash_step(h, c);
        uint64_t bit = h >> (64 - BEGIN_BITS);
        table.begins[bit / 64] |= (uint64_t)1 << bit % 64;
    }
}

static void add_name(const struct credit_source *source, struct slice name, bool mark)
{
    const char *end = name.ptr + name.len;
    const char *rest = skip_the(name.ptr, end);
    /* "The Associated Press" goes by "Associated Press" too, but "The Hill" is no "Hill" */
    struct slice tail = slice_make(rest, (size_t)(end - rest));
    struct slice key = memchr(tail.ptr, ' ', tail.len) ? tail : name;
    uint64_t hash = hash_name(key);
    size_t i = hash % NAME_SLOTS;
    while (table.names[i].hash)
        i = (i + 1) % NAME_SLOTS;
    table.names[i] = (struct name_slot){hash, source, key, mark};
    add_beginnings(key);
}

static void add_sources(void)
{
    for (size_t i = 0; i < credit_n_sources; i++) {
        const struct credit_source *s = &credit_sources[i];
        const char *list = s->names;
        struct slice item;
        while (known_item(&list, &item))
            add_name(s, item, false);
        for (list = s->marks; known_item(&list, &item);)
            add_name(s, item, true);
        for (list = s->domains; known_item(&list, &item);) {
            uint64_t hash = hash_name(item);
            size_t k = hash % WORD_SLOTS;
            while (table.domains[k].hash)
                k = (k + 1) % WORD_SLOTS;
            table.domains[k] = (struct name_slot){hash, s, item, false};
        }
    }
}

static void add_outlet_words(void)
{
    for (size_t i = 0; i < credit_n_outlet_words; i++) {
        uint64_t hash = hash_name(slice_str(credit_outlet_words[i]));
        size_t k = hash % WORD_SLOTS;
        while (table.words[k])
            k = (k + 1) % WORD_SLOTS;
        table.words[k] = hash;
    }
}

/* Appends to the list; a full pool loses the phrase, which the table's test would notice. */
static struct phrase_link *add_link(struct phrase_link **list, const struct credit_phrase *phrase)
{
    struct phrase_link *last = *list;
    while (last && last->next)
        last = &table.links[last->next - table.links];
    if (table.n_links == MAX_LINKS)
        return NULL;
    struct phrase_link *link = &table.links[table.n_links++];
    link->phrase = phrase;
    if (last)
        last->next = link;
    else
        *list = link;
    return link;
}

/* ------------------------------------------------------------------ building: phrases */

static void add_classes(void)
{
    for (size_t i = 0; i < credit_n_classes && i < MAX_CLASSES; i++) {
        struct word_class class = {slice_str(credit_classes[i].name), credit_classes[i].words, 0};
        const char *list = class.words;
        for (struct slice word; known_item(&list, &word);)
            class.first |= word_class_bit(glyph_peek(word.ptr, word.ptr + word.len));
        table.classes[table.n_classes++] = class;
    }
}

static const struct word_class *find_class(struct slice name)
{
    for (size_t i = 0; i < table.n_classes; i++)
        if (slice_eq(name, table.classes[i].name))
            return &table.classes[i];
    return NULL;
}

/* The `lead` of a phrase that starts with these characters. */
static uint32_t lead_of_pattern(const char *p, const char *end)
{
    uint32_t lead = 0;
    for (int i = 0; i < 4; i++) {
        bool varies = p == end || strchr("~%<$!", *p) || (*p == ' ' && i < 3);
        uint32_t c = varies ? 0 : glyph_fold(&p, end);
        if (c == 0)
            return 0;
        lead = lead << 16 | (c & 0xFFFF);
    }
    return lead;
}

static uint32_t lead_of_text(const char *p, const char *end)
{
    uint32_t lead = 0;
    for (int i = 0; i < 4; i++)
        lead = lead << 16 | (glyph_fold(&p, end) & 0xFFFF);
    return lead;
}

static void add_line_word(const struct credit_phrase *phrase, const char *p, const char *end)
{
    struct phrase_link *link = add_link(&table.line[bucket(p, end)], phrase);
    if (link)
        link->lead = lead_of_pattern(p, end);
}

static void add_line_phrase(const struct credit_phrase *phrase)
{
    const char *p = phrase->pattern;
    if (*p != '<') {
        add_line_word(phrase, p, p + strlen(p));
        return;
    }
    const struct word_class *class = find_class(slice_make(p + 1, strcspn(p + 1, "?>")));
    const char *list = class ? class->words : "";
    for (struct slice word; known_item(&list, &word);)
        add_line_word(phrase, word.ptr, word.ptr + word.len);
}

/* ------------------------------------------------------------------ once */

static void build(void)
{
    add_sources();
    add_outlet_words();
    add_classes();
    for (size_t i = 0; i < credit_n_phrases; i++) {
        const struct credit_phrase *phrase = &credit_phrases[i];
        if (phrase->where == AT_LINE || phrase->where == AT_OPENING)
            add_line_phrase(phrase);
        else if (phrase->where == AT_HEAD)
            add_link(&table.head, phrase);
    }
}

static void ready(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, build);
}

/* ------------------------------------------------------------------ looking up */

const struct credit_source *known_source(struct slice name)
{
    ready();
    const char *end = name.ptr + name.len;
    const char *rest = skip_the(name.ptr, end);
    const struct credit_source *found = find_name(hash_words(name, true), name, true);
    if (!found && rest != name.ptr) {
        struct slice tail = slice_make(rest, (size_t)(end - rest));
        found = find_name(hash_words(tail, true), tail, true);
    }
    return found;
}

static const struct credit_source *longest_at(const char *p, const char *end, bool marks,
                                              const char **stop)
{
    const struct credit_source *found = NULL;
    const char *from = p;
    uint64_t h = 1;
    unsigned words = 0;
    for (unsigned n = 0; p < end && n < MAX_NAME && words < 8; n++) {
        uint32_t c = glyph_fold(&p, end);
        if (!glyph_is_word(c)) {
            if (c == '\n' || n == 0)
                break;
            continue;
        }
        h = hash_step(h, c);
        if (!begins_name(h))
            break;
        uint32_t next = glyph_peek(p, end);
        if (!glyph_is_cjk(c) && glyph_is_word(next) && !glyph_is_cjk(next))
            continue;
        words += !glyph_is_cjk(c);
        const struct credit_source *s = find_name(h, slice_make(from, (size_t)(p - from)), marks);
        if (s) {
            found = s;
            *stop = p;
        }
    }
    return found;
}

const struct credit_source *known_source_at(const char *p, const char *end, bool marks,
                                            const char **stop)
{
    ready();
    const struct credit_source *found = longest_at(p, end, marks, stop), *other;
    const char *rest = skip_the(p, end), *other_stop;
    if (rest == p)
        return found;
    other = longest_at(rest, end, marks, &other_stop); /* "The Hill", but "Hill newspaper" */
    if (!other || (found && *stop >= other_stop))
        return found;
    *stop = other_stop;
    return other;
}

static bool same_host(struct slice a, struct slice b)
{
    return a.len == b.len && strncasecmp(a.ptr, b.ptr, a.len) == 0;
}

bool credit_source_owns(const struct credit_source *source, struct slice host)
{
    const char *list = source->domains;
    for (struct slice domain; known_item(&list, &domain);)
        if (host.len >= domain.len &&
            same_host(slice_sub(host, host.len - domain.len, host.len), domain) &&
            (host.len == domain.len || host.ptr[host.len - domain.len - 1] == '.'))
            return true;
    return false;
}

struct slice credit_source_domain(const struct credit_source *source)
{
    return slice_make(source->domains, strcspn(source->domains, "|"));
}

const struct credit_source *known_domain(struct slice host)
{
    ready();
    while (host.len) {
        uint64_t hash = hash_name(host);
        for (size_t i = hash % WORD_SLOTS; table.domains[i].hash; i = (i + 1) % WORD_SLOTS)
            if (table.domains[i].hash == hash && same_host(table.domains[i].name, host))
                return table.domains[i].source;
        const char *dot = memchr(host.ptr, '.', host.len);
        if (!dot)
            break;
        host = slice_sub(host, (size_t)(dot - host.ptr) + 1, host.len);
    }
    return NULL;
}

const struct credit_source *known_id(const char *id)
{
    for (size_t i = 0; i < credit_n_sources; i++)
        if (strcmp(credit_sources[i].id, id) == 0)
            return &credit_sources[i];
    return NULL;
}

bool known_outlet_word(struct slice word)
{
    ready();
    uint64_t hash = hash_name(word);
    for (size_t i = hash % WORD_SLOTS; table.words[i]; i = (i + 1) % WORD_SLOTS)
        if (table.words[i] == hash)
            return true;
    return false;
}

const struct phrase_link *known_line_phrases(const char *p, const char *end, uint32_t *lead)
{
    ready();
    const struct phrase_link *list = table.line[bucket(p, end)];
    *lead = list ? lead_of_text(p, end) : 0;
    return list;
}

const struct phrase_link *known_head_phrases(void)
{
    ready();
    return table.head;
}

const struct word_class *known_class(struct slice name)
{
    ready();
    return find_class(name);
}
