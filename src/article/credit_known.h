/*
 * credit_known: the tables of credit_tables.h made fast to search.
 *
 * Built once per process by the first caller (pthread_once) and never changed afterwards, so any
 * number of threads may use it.
 */
#ifndef ARTICLE_CREDIT_KNOWN_H
#define ARTICLE_CREDIT_KNOWN_H

#include "article/credit_tables.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/* The source whose name or mark is `name`, as a whole, or NULL. */
const struct credit_source *known_source(struct slice name);

/* The same for the longest name that starts at `p` and ends at a word's end; `*stop` is set behind
   it. With `marks`, marks count too; in running text they are hard to tell from words. */
const struct credit_source *known_source_at(const char *p, const char *end, bool marks,
                                            const char **stop);

/* The source that owns host `host` or a domain above it, or NULL. */
const struct credit_source *known_domain(struct slice host);

/* The source with this id, or NULL. */
const struct credit_source *known_id(const char *id);

/* A source's first domain, and whether it owns the host. */
struct slice credit_source_domain(const struct credit_source *source);
bool credit_source_owns(const struct credit_source *source, struct slice host);

/* True for a word (any case) that makes a name look like a news outlet's. */
bool known_outlet_word(struct slice word);

/* A phrase in one of the lists below; lists are in the order of the table. */
struct phrase_link {
    const struct credit_phrase *phrase;
    const struct phrase_link *next;
    uint32_t lead; /* of a phrase AT_LINE: its third and fourth character, 16 bits each, or 0 when
                      what stands there varies */
};

/* The phrases AT_LINE and AT_OPENING that may start at `p`, of which those can be left out whose
   `lead` is neither 0 nor `*lead`. */
const struct phrase_link *known_line_phrases(const char *p, const char *end, uint32_t *lead);

/* The phrases AT_HEAD; they start with a free slot. */
const struct phrase_link *known_head_phrases(void);

/* A class of words that patterns name. */
struct word_class {
    struct slice name;
    const char *words; /* "|" between them */
    uint64_t first;    /* the bits of their first characters: most text is none of them */
};

static inline uint64_t word_class_bit(uint32_t folded)
{
    return (uint64_t)1 << folded % 64;
}

/* The class `name`, or NULL. */
const struct word_class *known_class(struct slice name);

/* Takes the next "|"-separated item off `*list`; false when it is used up. */
bool known_item(const char **list, struct slice *item);

#endif
