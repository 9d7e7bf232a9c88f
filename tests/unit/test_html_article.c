#include "article/html_article.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

static struct arena arena;
static struct article article;

static void read_html(const char *html)
{
    struct html_hints hints = {SLICE("https://planet.example/a"), SLICE("utf-8")};
    struct wcy_error err;
    article = (struct article){0};
    assert_int_equal(html_article(&arena, slice_str(html), &hints, &article, NULL, &err), 0);
}

static bool has(const char *text)
{
    return memmem(article.text.ptr, article.text.len, text, strlen(text)) != NULL;
}

static void expect_has(const char *text)
{
    if (!has(text))
        fail_msg("\"%s\" is not in \"%.*s\"", text, SLICE_ARG(article.text));
}

static void expect_not(const char *text)
{
    if (has(text))
        fail_msg("\"%s\" is in \"%.*s\"", text, SLICE_ARG(article.text));
}

#define PAGE(head, before, body, after)                                                            \
    "<!DOCTYPE html><html><head><title>Harbour bridge open again - Planet</title>" head            \
    "</head><body>"                                                                                \
    "<div class='cookie-banner'><p>We use cookies and similar tools to make this site work, to "   \
    "measure visits and to show you what suits you, as our policy explains.</p></div>"             \
    "<header><nav><ul><li><a href=/1>World</a><li><a href=/2>Business</a><li><a href=/3>Sport</a>" \
    "</ul></nav></header>" before "<h1>Harbour bridge open again</h1>" body after                  \
    "<div class='related-stories'><h3>More stories</h3><ul><li><a href=/4>Ferry captain retires "  \
    "after forty years at sea</a><li><a href=/5>Fish market moves to the north "                   \
    "quay</a></ul></div>"                                                                          \
    "<footer><p>&copy; 2021 Planet. All rights reserved. <a href=/6>Terms</a> <a href=/7>Privacy"  \
    "</a></p></footer></body></html>"

#define P1                                                                                         \
    "The bridge over the harbour opened to traffic again on Monday morning, two years after it "   \
    "was closed for repairs, the port authority said in a statement."
#define P2                                                                                         \
    "“We have waited a long time for this day,” said the mayor, who crossed it first, on a "   \
    "bicycle, before the lorries that had queued since midnight were let through."
#define P3                                                                                         \
    "The repairs cost 40 million, a third more than was planned, because rust had gone deeper "    \
    "into the northern pillars than divers had seen before the work began."
#define P4                                                                                         \
    "Tolls stay as they were until the end of the year, and will then be set again by the "        \
    "council, which meets in November."

static void paragraphs(void **state)
{
    (void)state;
    read_html(PAGE("", "<main><article>",
                   "<p class=byline>By Lois L. | March 4, 2021</p><div class=entry-content><p>" P1
                   "</p><p>" P2 "</p><h2>Cost</h2><p>" P3 "</p><blockquote><p>" P4
                   "</p></blockquote></div>",
                   "<div class=share-bar><a>Share</a> <a>Post</a></div></article></main>"));
    expect_has(P1 "\n\n" P2);
    expect_has("Cost\n\n" P3);
    expect_has(P4);
    expect_not("Harbour bridge open again");
    expect_not("cookies");
    expect_not("Business");
    expect_not("Ferry captain");
    expect_not("All rights reserved");
    expect_not("Share");
}

static void table_layout_and_breaks(void **state)
{
    (void)state;
    read_html(PAGE("",
                   "<table><tr><td width=140><a href=/8>Home</a><br><a href=/9>Weather</a></td>"
                   "<td><font size=2>",
                   P1 "<br><br>" P2 "<br><br>" P3 "<br><br>" P4 "<br><br>(Reuters)",
                   "</font></td></tr></table>"));
    expect_has(P1 "\n\n" P2 "\n\n" P3 "\n\n" P4);
    expect_not("Weather");
    expect_not("Fish market");
}

static void other_scripts(void **state)
{
    (void)state;
    static const char *const texts[][3] = {
        {"港の橋は月曜日の朝、二年間の修理工事を終えて再び通行できるようになったと、港湾当局が発表"
         "した。"
         "市長が自転車で最初に渡った。",                           "工事費は当初の計画を三割上回る四千万円に達した。北側の橋脚の錆が、事前の調査で潜水士が確"
         "認したより"
         "も深く進んでいたためだという。",                                                   "通行料は年末まで据え置かれ、その後は十一月に開かれる議会で改めて決められる。"                                           },
        {"أعيد فتح الجسر فوق الميناء أمام حركة المرور صباح الاثنين، بعد عامين من إغلاقه لإجراء "
         "إصلاحات، "
         "بحسب ما أعلنته هيئة الميناء في بيان.",    "وبلغت كلفة الإصلاحات أربعين مليونا، أي بزيادة الثلث عما كان مقررا، لأن الصدأ كان قد "
         "تغلغل في "
         "الأعمدة الشمالية أعمق مما رآه الغواصون.", "وتبقى رسوم العبور على حالها حتى نهاية العام، ثم يحددها المجلس من جديد في تشرين الثاني." },
        {"Мост через гавань снова открыли для движения в понедельник утром, через два года после "
         "закрытия "
         "на ремонт, сообщило управление порта.", "Ремонт обошёлся в сорок миллионов, на треть дороже плана, потому что ржавчина проникла в "
         "северные "
         "опоры глубже, чем видели водолазы.",        "Плата за проезд не изменится до конца года, а затем её заново установит совет в ноябре."},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char html[8192];
        snprintf(html, sizeof html,
                 PAGE("", "<div class=c1>", "<div><p>%s</p><p>%s</p><p>%s</p></div>", "</div>"),
                 texts[i][0], texts[i][1], texts[i][2]);
        read_html(html);
        for (int k = 0; k < 3; k++)
            expect_has(texts[i][k]);
        expect_not("cookies");
        expect_not("All rights reserved");
    }
}

static void lists(void **state)
{
    (void)state;
    read_html(PAGE("", "<article>",
                   "<p>" P1
                   "</p><p>What changes for those who cross the bridge every day:</p><ul><li>The "
                   "left lane is for buses until nine in the morning.<li>Bicycles use the new path "
                   "on the south side.<li>Lorries over ten tons wait for the evening.</ul><p>" P3
                   "</p><p>" P4 "</p>",
                   "</article>"));
    expect_has(
        "The left lane is for buses until nine in the morning.\nBicycles use the new path on "
        "the south side.\nLorries over");
}

static void paragraphs_that_stand_twice(void **state)
{
    (void)state;
    read_html(PAGE("", "<article>",
                   "<div class=phone><p>" P1 "</p><p>" P2 "</p><p>" P3
                   "</p></div><div class=desk><p>" P1 "</p><p>" P2 "</p><p>" P3 "</p></div>",
                   "</article>"));
    assert_int_equal(article.text.len, strlen(P1 P2 P3) + 4);
}

/* The comments of old blogs look like the article going on; only their heading tells. */
static void comments_without_a_box(void **state)
{
    (void)state;
    static const char *const marks[] = {
        PAGE("", "<div>", "<p>" P1 "<p>" P2 "<h2 id=comments>Comments</h2><p>" P3, "</div>"),
        PAGE("", "<div>", "<p>" P1 "<p>" P2 "<a name=\"comments\"></a><p>" P3, "</div>"),
        PAGE("", "<div>", "<p>" P1 "<p>" P2 "<h3 class='b comments-title'>Two</h3><p>" P3,
             "</div>"),
    };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        read_html(marks[i]);
        expect_has(P1 "\n\n" P2);
        expect_not(P3);
    }
    read_html(PAGE("", "<div>", "<p>" P1 "<p>" P2 "<h2 id=comments-on-the-bridge>Voices</h2><p>" P3,
                   "</div>"));
    expect_has(P3);
}

/* An anchor without an address is a place, not a link, even when nobody closes it. */
static void places_to_jump_to(void **state)
{
    (void)state;
    read_html(PAGE("", "<a name=top /><div>", "<p>" P1 "<p>" P2 "<p>" P3, "</div>"));
    expect_has(P1 "\n\n" P2 "\n\n" P3);
}

static void no_article(void **state)
{
    (void)state;
    static const char *const pages[] = {
        "",
        " ",
        "<html></html>",
        "<a href=/>Home</a>",
        "<script>var x = 1;</script>",
        "<ul><li><a href=/1>One</a><li><a href=/2>Two</a><li><a href=/3>Three</a></ul>",
    };
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        read_html(pages[i]);
        assert_int_equal(article.text.len, 0);
    }
}

struct told {
    size_t blocks, kept, bytes;
};

static void tell(void *context, const struct html_verdict *verdict)
{
    struct told *told = context;
    told->blocks++;
    told->kept += verdict->kept;
    told->bytes += verdict->kept ? verdict->text.len : 0;
    assert_non_null(verdict->reason);
    assert_true(verdict->score >= 0 && verdict->score <= 1);
}

static void explanation(void **state)
{
    (void)state;
    struct html_hints hints = {
        {NULL, 0},
        {NULL, 0}
    };
    struct told told = {0};
    struct wcy_error err;
    const char *html =
        PAGE("", "<article>", "<p>" P1 "</p><p>" P2 "</p><p>" P3 "</p>", "</article>");
    article = (struct article){0};
    assert_int_equal(
        html_explain(&arena, slice_str(html), &hints, &article, NULL, tell, &told, &err), 0);
    assert_true(told.blocks > 8);
    assert_int_equal(told.kept, 3);
    assert_int_equal(told.bytes + 4, article.text.len);
}

static void charset_and_bad_bytes(void **state)
{
    (void)state;
    static const char html[] = "<meta charset=iso-8859-1><title>Caf\xE9</title><p>x</p>";
    struct html_hints hints = {
        {NULL, 0},
        {NULL, 0}
    };
    struct page_meta meta;
    struct wcy_error err;
    assert_int_equal(
        html_article(&arena, slice_make(html, sizeof html - 1), &hints, &article, &meta, &err), 0);
    assert_true(slice_eq_str(article.title, "Café"));
    assert_string_equal(meta.charset, "windows-1252");
    assert_int_equal(meta.bad_bytes, 0);
}

/* The whole path on hostile input, in time and memory that grow with its size only. */
static void hostile_pages(void **state)
{
    (void)state;
    static const char *const pieces[] = {"<div>x", "<p class=a>x.</p>", "<a href=b>", "<",
                                         "<br>x ", "<time>1</time>",    "<h1>x</h1>"};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        size_t len = strlen(pieces[i]), n = 200000;
        char *html = malloc(n * len + 1);
        assert_non_null(html);
        for (size_t k = 0; k < n; k++)
            memcpy(html + k * len, pieces[i], len);
        html[n * len] = '\0';
        read_html(html);
        free(html);
        arena_reset(&arena);
    }
}

static int forget(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paragraphs),
        cmocka_unit_test(table_layout_and_breaks),
        cmocka_unit_test(other_scripts),
        cmocka_unit_test(lists),
        cmocka_unit_test(paragraphs_that_stand_twice),
        cmocka_unit_test(comments_without_a_box),
        cmocka_unit_test(places_to_jump_to),
        cmocka_unit_test(no_article),
        cmocka_unit_test(explanation),
        cmocka_unit_test(charset_and_bad_bytes),
        cmocka_unit_test(hostile_pages),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
