/*
 * Every row of the two credit tables, made into a sentence: a row that is never found is no row.
 */
#include "article/credit.h"
#include "article/credit_known.h"
#include "article/credit_name.h"
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char before[] = "The council of Riverton voted on Monday to close the old bridge to "
                             "lorries while engineers look at its piers.\n\n";
static const char behind[] = "\n\nWeather\n\nSports\n";

/* The kind of the credit to `source` in `text`, or NULL. */
static const char *kind_of(struct arena *arena, struct slice text, struct slice source)
{
    struct credit *credits;
    size_t n;
    assert_int_equal(credits_find(arena, text, slice_str("example.net"), &credits, &n, NULL), 0);
    for (size_t i = 0; i < n; i++)
        if (slice_eq(credits[i].source, source))
            return credits[i].kind.ptr;
    return NULL;
}

static bool has_source(struct arena *arena, const struct buf *text,
                       const struct credit_source *source)
{
    struct slice label = credit_source_label(source, arena);
    if (kind_of(arena, buf_slice(text), label))
        return true;
    print_message("no credit to %.*s in: %.*s\n", SLICE_ARG(label), SLICE_ARG(buf_slice(text)));
    return false;
}

static void test_source_names(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    size_t failed = 0;
    for (size_t i = 0; i < credit_n_sources; i++) {
        const struct credit_source *source = &credit_sources[i];
        const char *list = source->names;
        for (struct slice name; known_item(&list, &name);) {
            struct buf text = BUF_INIT;
            buf_printf(&text, "%sSource: %.*s\n", before, SLICE_ARG(name));
            if (source->type == SOURCE_IGNORED)
                failed +=
                    kind_of(&arena, buf_slice(&text), credit_source_label(source, &arena)) != NULL;
            else
                failed += !has_source(&arena, &text, source);
            buf_release(&text);
        }
    }
    arena_release(&arena);
    assert_int_equal(failed, 0);
}

static void test_source_marks(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    size_t failed = 0;
    for (size_t i = 0; i < credit_n_sources; i++) {
        const struct credit_source *source = &credit_sources[i];
        if (!credit_source_is_agency(source))
            continue;
        const char *list = source->marks;
        for (struct slice mark; known_item(&list, &mark);) {
            struct buf text = BUF_INIT;
            buf_printf(&text, "SPRINGFIELD, Jan. 3 (%.*s) - %s", SLICE_ARG(mark), before);
            failed += !has_source(&arena, &text, source);
            buf_clear(&text);
            buf_printf(&text, "%s(%.*s)\n", before, SLICE_ARG(mark));
            failed += !has_source(&arena, &text, source);
            buf_release(&text);
        }
    }
    arena_release(&arena);
    assert_int_equal(failed, 0);
}

static void test_source_domains(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    size_t failed = 0;
    for (size_t i = 0; i < credit_n_sources; i++) {
        const struct credit_source *source = &credit_sources[i];
        const char *list = source->domains;
        for (struct slice domain; known_item(&list, &domain);) {
            struct buf text = BUF_INIT;
            buf_printf(&text, "%sSource: https://www.%.*s/news/1.html\n", before,
                       SLICE_ARG(domain));
            if (source->type == SOURCE_IGNORED)
                failed += kind_of(&arena, buf_slice(&text), domain) != NULL;
            else
                failed += !has_source(&arena, &text, source);
            buf_release(&text);
        }
    }
    arena_release(&arena);
    assert_int_equal(failed, 0);
}

static void test_sources_are_distinct(void **state)
{
    (void)state;
    for (size_t i = 0; i < credit_n_sources; i++)
        for (size_t k = i + 1; k < credit_n_sources; k++)
            assert_string_not_equal(credit_sources[i].id, credit_sources[k].id);
}

/* ------------------------------------------------------------------ phrases */

/* Appends the pattern as a sentence, with alternative `choice` of its class number `which` and the
   first of all others. False when there is no such alternative. */
static bool make_sentence(struct buf *out, const struct credit_phrase *phrase, const char *source,
                          unsigned which, unsigned choice)
{
    unsigned class_number = 0;
    bool exists = which == 0 && choice == 0;
    for (const char *p = phrase->pattern; *p; p++) {
        if (*p == '%') {
            const char *slot = *++p == 's' ? source
                               : *p == 'p' ? "Maria Chen"
                               : *p == 'y' ? "2024 "
                               : *p == 'k' ? "Reuters and Maria Chen"
                                           : "October vote on bridge";
            buf_append_slice(out, slice_str(slot));
        } else if (*p == '<') {
            size_t len = strcspn(p + 1, "?>");
            const struct word_class *class = known_class(slice_make(p + 1, len));
            assert_non_null(class);
            const char *list = class->words;
            struct slice word = {NULL, 0};
            unsigned want = ++class_number == which ? choice : 0;
            for (unsigned i = 0; i <= want; i++)
                if (!known_item(&list, &word))
                    return false;
            exists = exists || class_number == which;
            buf_append_slice(out, word);
            p += strcspn(p, ">");
        } else if (!strchr("~$!", *p)) {
            buf_append_byte(out, *p);
        }
    }
    if (out->ptr[0] >= 'a' && out->ptr[0] <= 'z')
        out->ptr[0] = (char)(out->ptr[0] - 0x20);
    return exists;
}

static bool sentence_counts(struct arena *arena, const struct credit_phrase *phrase,
                            const struct buf *sentence, struct slice source)
{
    struct buf text = BUF_INIT;
    struct slice s = buf_slice(sentence);
    buf_printf(&text, "%s%.*s%s", before, SLICE_ARG(s), behind);
    bool ok = kind_of(arena, buf_slice(&text), source) != NULL;
    buf_clear(&text);
    if (ok && phrase->where == AT_SENTENCE && !strpbrk(phrase->pattern, "$")) {
        buf_printf(&text, "The vote was close. %.*s.%s", SLICE_ARG(s), behind);
        ok = kind_of(arena, buf_slice(&text), source) != NULL;
    }
    if (!ok)
        print_message("%s: not found: %.*s\n", phrase->pattern, SLICE_ARG(s));
    buf_release(&text);
    return ok;
}

static bool row_counts(struct arena *arena, const struct credit_phrase *phrase)
{
    bool agency = phrase->source || strstr(phrase->pattern, "%k") || phrase->need == NEED_AGENCY ||
                  phrase->need == NEED_KNOWN;
    struct slice label = slice_str(agency ? "agency:reuters" : "The Riverton Courier");
    if (phrase->source)
        label = credit_source_label(known_id(phrase->source), arena);
    bool ok = true;
    for (unsigned which = 0; which < 8; which++)
        for (unsigned choice = which ? 1 : 0;; choice++) {
            struct buf sentence = BUF_INIT;
            bool exists = make_sentence(&sentence, phrase,
                                        agency ? "Reuters" : "The Riverton Courier", which, choice);
            if (exists)
                ok = sentence_counts(arena, phrase, &sentence, label) && ok;
            buf_release(&sentence);
            arena_reset(arena);
            if (phrase->source)
                label = credit_source_label(known_id(phrase->source), arena);
            if (!exists || which == 0)
                break;
        }
    return ok;
}

static void test_phrases(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    size_t failed = 0;
    for (size_t i = 0; i < credit_n_phrases; i++)
        failed += !row_counts(&arena, &credit_phrases[i]);
    arena_release(&arena);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_source_names),   cmocka_unit_test(test_source_marks),
        cmocka_unit_test(test_source_domains), cmocka_unit_test(test_sources_are_distinct),
        cmocka_unit_test(test_phrases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
