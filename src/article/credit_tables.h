/*
 * credit_tables: the two tables behind credit.c, which are the place to extend it.
 *
 * credit_sources.c names the agencies, networks and papers; credit_phrases.c names the phrases that
 * credit one. Every row of both is tested (tests/unit/test_credit_tables.c makes a sentence from
 * each row and expects the credit), so adding a row is all there is to do.
 */
#ifndef ARTICLE_CREDIT_TABLES_H
#define ARTICLE_CREDIT_TABLES_H

#include <stdbool.h>
#include <stddef.h>

/* What a source is decides where its bare name is enough to count as a credit. */
enum credit_source_type {
    SOURCE_AGENCY,      /* sells its text: its mark in a dateline or a tail is a credit */
    SOURCE_BROADCASTER, /* the same, but its bare name also stands for interviews and pictures, so
                           its mark needs brackets */
    SOURCE_NETWORK,     /* passes text on or gives its own away: PR wires, syndicates */
    SOURCE_OUTLET,      /* a paper or site: a credit needs a phrase */
    SOURCE_IGNORED      /* photo agencies, platforms, software: never the source of a text */
};

struct credit_source {
    enum credit_source_type type;
    const char *id;      /* "reuters"; credits to agencies and networks say "agency:<id>"; those to
                            outlets say the first domain */
    const char *domains; /* its sites, "|" between them; may be "" */
    const char *names;   /* as sentences name it; case, blanks, accents and "the" do not matter */
    const char *marks; /* as datelines and tails abbreviate it; case matters in ASCII; may be "" */
};

/* Whether the source's text is meant to stand on other sites. */
static inline bool credit_source_is_agency(const struct credit_source *source)
{
    return source && source->type <= SOURCE_NETWORK;
}

extern const struct credit_source credit_sources[];
extern const size_t credit_n_sources;

/* Words that make a capitalised name look like that of a news outlet, lower case. */
extern const char *const credit_outlet_words[];
extern const size_t credit_n_outlet_words;

/* How sure the name in the source slot must be for a phrase to count. */
enum credit_need {
    NEED_NAME,   /* any capitalised name: the phrase alone says enough */
    NEED_OUTLET, /* a known source, a domain, or a name with an outlet word in it */
    NEED_KNOWN,  /* a source of the table, or a domain */
    NEED_AGENCY  /* an agency or network of the table */
};

/* Where a phrase may start. */
enum credit_where {
    AT_LINE,     /* at the start of a line, bullets, dashes and brackets skipped */
    AT_LINE_CUE, /* the same, for phrases that start with common words and have a rare long one,
                    which is then searched for instead */
    AT_OPENING,  /* the same, in one of the first paragraphs: elsewhere it is an attribution */
    AT_HEAD,     /* the same, above the story; the phrase starts with a free slot */
    AT_SENTENCE, /* at the start of a line or of a sentence within it */
    AT_WORD      /* anywhere: the phrase starts with a free slot */
};

/*
 * Patterns are compared without regard to case, accents, width and the kind of quote or dash.
 *   blank     one or more blanks            ~     any number of blanks, also none
 *   %s        the source                    %t    any words (a title), at least one character
 *   %p        a person's name               %y    years, copyright marks and "by", also none
 *   %k        any words; every known agency in them is credited
 *   <name>    one of the words of class `name` (credit_classes)   <name?>  the same, or nothing
 *   $         (last) the source must end the line
 *   !         (last) the source must end a clause: punctuation, a number or the line's end follows
 * A pattern without %s and %k credits the source in `source`. A phrase AT_SENTENCE, AT_WORD or
 * AT_LINE_CUE needs a literal word (or a class of words) of at least 8 bytes, its cue: the search
 * for it skips through the text.
 */
struct credit_phrase {
    const char *kind; /* see doc/credits.md */
    const char *lang; /* ISO 639-1, for the reader only */
    enum credit_where where;
    enum credit_need need;
    double weight; /* log-odds that the text is the source's */
    const char *pattern;
    const char *source; /* id of the source that the pattern itself implies, or NULL */
};

extern const struct credit_phrase credit_phrases[];
extern const size_t credit_n_phrases;

/* A set of words that may stand for each other in a pattern. */
struct credit_class {
    const char *name;
    const char *words; /* "|" between them, longer ones first where one starts with another */
};

extern const struct credit_class credit_classes[];
extern const size_t credit_n_classes;

#endif
