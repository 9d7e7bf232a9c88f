#include "article/html_entity.h"
#include "article/html_lex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

static struct html_token token;

static struct html_lex lex_of(const char *page)
{
    return html_lex_make(slice_str(page));
}

static void expect_text(struct html_lex *lex, const char *text)
{
    assert_true(html_lex_next(lex, &token));
    assert_int_equal(token.kind, HTML_TEXT);
    assert_true(slice_eq_str(token.text, text));
}

static void expect_tag(struct html_lex *lex, enum html_token_kind kind, enum html_tag tag)
{
    assert_true(html_lex_next(lex, &token));
    assert_int_equal(token.kind, kind);
    assert_int_equal(token.tag, tag);
}

static void expect_attr(enum html_attr attr, const char *value)
{
    assert_true(token.attrs >> attr & 1);
    assert_true(slice_eq_str(html_attr(&token, attr), value));
}

static void expect_end(struct html_lex *lex)
{
    assert_false(html_lex_next(lex, &token));
    assert_int_equal(token.kind, HTML_END_OF_PAGE);
}

static void tags_and_text(void **state)
{
    (void)state;
    struct html_lex lex = lex_of("a<P>b</p >c<br/><unknown-thing>");
    expect_text(&lex, "a");
    expect_tag(&lex, HTML_START, HTML_P);
    expect_text(&lex, "b");
    expect_tag(&lex, HTML_END, HTML_P);
    expect_text(&lex, "c");
    expect_tag(&lex, HTML_START, HTML_BR);
    assert_true(token.self_closing);
    expect_tag(&lex, HTML_START, HTML_OTHER);
    assert_true(slice_eq_str(token.name, "unknown-thing"));
    expect_end(&lex);
}

static void every_tag_is_found_by_its_name(void **state)
{
    (void)state;
    for (int t = 1; t < HTML_TAG_COUNT; t++) {
        const char *name = html_tag_name((enum html_tag)t);
        assert_int_equal(html_tag_find(name, strlen(name)), t);
    }
    assert_int_equal(html_tag_find("BlockQuote", 10), HTML_BLOCKQUOTE);
    assert_int_equal(html_tag_find("divx", 4), HTML_OTHER);
}

static void attributes(void **state)
{
    (void)state;
    struct html_lex lex = lex_of("<div id=a CLASS = \"b c\" class=d hidden data-x='>' href='e\"f'>"
                                 "<a href=/g/h>");
    expect_tag(&lex, HTML_START, HTML_DIV);
    expect_attr(ATTR_ID, "a");
    expect_attr(ATTR_CLASS, "b c"); /* the first one counts */
    expect_attr(ATTR_HIDDEN, "");
    expect_attr(ATTR_HREF, "e\"f");
    expect_tag(&lex, HTML_START, HTML_A);
    expect_attr(ATTR_HREF, "/g/h");
    assert_false(token.attrs >> ATTR_ID & 1);
    expect_end(&lex);
}

static void angle_brackets_that_are_text(void **state)
{
    (void)state;
    struct html_lex lex = lex_of("1 < 2 <3 <<b>");
    expect_text(&lex, "1 < 2 <3 <");
    expect_tag(&lex, HTML_START, HTML_B);
    expect_end(&lex);
    lex = lex_of("<");
    expect_text(&lex, "<");
    expect_end(&lex);
}

static void comments_and_declarations(void **state)
{
    (void)state;
    struct html_lex lex =
        lex_of("<!DOCTYPE html><!-- <p> -->a<!-->b<!--->c<!-- x --!>d<?php echo 1 ?>e</3>f<!-- g");
    const char *texts[] = {"a", "b", "c", "d", "e", "f"};
    for (size_t i = 0; i < 6; i++)
        expect_text(&lex, texts[i]);
    expect_end(&lex);
}

static void raw_content(void **state)
{
    (void)state;
    struct html_lex lex = lex_of("<script>if (a</b/) \"</scripty\"</SCRIPT >x<style>p{}</style>"
                                 "<title>a & <b></title><script>open");
    expect_tag(&lex, HTML_START, HTML_SCRIPT);
    assert_true(slice_eq_str(token.text, "if (a</b/) \"</scripty\""));
    expect_text(&lex, "x");
    expect_tag(&lex, HTML_START, HTML_STYLE);
    expect_tag(&lex, HTML_START, HTML_TITLE);
    assert_true(slice_eq_str(token.text, "a & <b>"));
    expect_tag(&lex, HTML_START, HTML_SCRIPT);
    assert_true(slice_eq_str(token.text, "open"));
    expect_end(&lex);
}

static void scripts_in_comments_in_scripts(void **state)
{
    (void)state;
    struct html_lex lex = lex_of("<script><!-- write('<script>x</script>') --></script>y");
    expect_tag(&lex, HTML_START, HTML_SCRIPT);
    expect_text(&lex, "y");
    expect_end(&lex);
}

/* Pages end anywhere; nothing behind the end may be read. */
static void every_prefix_of_a_page(void **state)
{
    (void)state;
    static const char page[] =
        "<!-- c --><div class=\"a\" id='b' x=y>t&amp;<script>s</script></div>";
    for (size_t n = 0; n < sizeof page; n++) {
        char *copy = malloc(n + 1); /* its own allocation, for the address sanitizer */
        memcpy(copy, page, n);
        struct html_lex lex = html_lex_make(slice_make(copy, n));
        while (html_lex_next(&lex, &token))
            assert_true(lex.at <= lex.end);
        free(copy);
    }
}

static void expect_entity(const char *text, bool attribute, size_t used, const char *decoded)
{
    char out[HTML_ENTITY_MAX];
    size_t len = 0;
    assert_int_equal(html_entity_decode(slice_str(text), attribute, out, &len), used);
    if (used) {
        assert_int_equal(len, strlen(decoded));
        assert_memory_equal(out, decoded, len);
    }
}

static void references(void **state)
{
    (void)state;
    expect_entity("&amp;x", false, 5, "&");
    expect_entity("&eacute;", false, 8, "é");
    expect_entity("&eacutex", false, 7, "é"); /* a legacy name needs no ';' */
    expect_entity("&notit;", false, 4, "¬");
    expect_entity("&hellip;", false, 8, "…");
    expect_entity("&hellip ", false, 0, "");
    expect_entity("&copy=1", true, 0, "");
    expect_entity("&copy;", true, 6, "©");
    expect_entity("&#8217;", false, 7, "’");
    expect_entity("&#x2019;", false, 8, "’");
    expect_entity("&#146;", false, 6, "’"); /* windows-1252, as browsers read it */
    expect_entity("&#0;", false, 4, "\xEF\xBF\xBD");
    expect_entity("&#99999999999;", false, 14, "\xEF\xBF\xBD");
    expect_entity("&#xD800;", false, 8, "\xEF\xBF\xBD");
    expect_entity("&#;", false, 0, "");
    expect_entity("&nGt;", false, 5, "≫⃒");
    expect_entity("&CounterClockwiseContourIntegral;", false, 33, "∳");
    expect_entity("AT&T", false, 0, "");
}

static void cleaning(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct slice text =
        html_text_clean(&arena, slice_str("  a &amp;\n\t b&nbsp;&nbsp;c\xC2\xA0 "), false);
    assert_true(slice_eq_str(text, "a & b c"));
    text = html_text_clean(&arena, slice_str("&nGt;&nGt;&nGt;&nGt;&nGt;&nGt;&nGt;&nGt;"), false);
    assert_int_equal(text.len, 48);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_and_text),
        cmocka_unit_test(every_tag_is_found_by_its_name),
        cmocka_unit_test(attributes),
        cmocka_unit_test(angle_brackets_that_are_text),
        cmocka_unit_test(comments_and_declarations),
        cmocka_unit_test(raw_content),
        cmocka_unit_test(scripts_in_comments_in_scripts),
        cmocka_unit_test(every_prefix_of_a_page),
        cmocka_unit_test(references),
        cmocka_unit_test(cleaning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
