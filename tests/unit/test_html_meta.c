#include "article/html_article.h"
#include "article/html_day.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

static struct arena arena;
static struct article article;
static struct page_meta meta;

static void read_at(const char *url, const char *html)
{
    struct html_hints hints = {slice_str(url), SLICE("utf-8")};
    struct wcy_error err;
    article = (struct article){0};
    assert_int_equal(html_article(&arena, slice_str(html), &hints, &article, &meta, &err), 0);
}

static void read_html(const char *html)
{
    read_at("https://www.dailyplanet.example/news/bridge", html);
}

static void expect(struct slice got, const char *want)
{
    if (!slice_eq_str(got, want))
        fail_msg("got \"%.*s\", not \"%s\"", SLICE_ARG(got), want);
}

static void titles(void **state)
{
    (void)state;
    read_html("<title>Bridge reopens | Daily Planet</title><h1>Bridge reopens</h1>");
    expect(article.title, "Bridge reopens");
    read_html("<title>Bridge reopens - News - The Daily Planet</title><p>x</p>");
    expect(article.title, "Bridge reopens - News"); /* only the site's name is known to be one */
    read_html(
        "<title>Daily Planet: x</title><meta property=og:title content='Bridge &amp; tunnel'>");
    expect(article.title, "Bridge & tunnel");
    /* The logo is an h1, too. */
    read_html("<title>Bridge reopens — Daily Planet</title><h1>Daily Planet</h1><h1>Bridge <i>re"
              "opens</i></h1>");
    expect(article.title, "Bridge reopens");
    /* Reworded for search engines: what the reader sees is the headline. */
    read_html("<title>Harbour bridge open again after repairs | Planet</title>"
              "<h1>Harbour bridge opens again</h1>");
    expect(article.title, "Harbour bridge opens again");
    read_html("<title>Мост открыт — Газета</title><meta property=og:site_name content=Газета>");
    expect(article.title, "Мост открыт");
    read_html("<title>橋が再開｜新聞</title><meta property=og:site_name content=新聞>");
    expect(article.title, "橋が再開");
    read_html("<p>no title</p>");
    expect(article.title, "");
}

/* Addresses are made from headlines: they tell which of two titles is the article's. */
static void titles_by_address(void **state)
{
    (void)state;
    static const char page[] = "<title>Ferry to the islands starts in spring - Shipping</title>"
                               "<h1>All aboard!</h1>";
    read_at("https://x.example/2021/ferry-to-the-islands-starts-in-spring.html", page);
    expect(article.title, "Ferry to the islands starts in spring");
    read_at("https://x.example/2021/all-aboard-all-aboard", page);
    expect(article.title, "All aboard!");
    /* Two words are too few, and what the metadata repeat needs no address. */
    read_at("https://x.example/ferry-islands", page);
    expect(article.title, "All aboard!");
    read_at("https://x.example/ferry-to-the-islands-starts",
            "<meta property=og:title content='All aboard!'><title>Ferry to the islands starts"
            "</title><h1>All aboard!</h1>");
    expect(article.title, "All aboard!");
    /* Of several headings that resemble <title> it need not be the first. */
    read_at("https://x.example/bikes-on-the-ferry",
            "<title>The ferry in spring | X</title><h1>The ferry in summer</h1>"
            "<h1>Bikes on the ferry</h1>");
    expect(article.title, "Bikes on the ferry");
    /* Without a hint the page's own address serves; accents and apostrophes go. */
    read_at("", "<link rel=canonical href='https://x.example/cafe-dete-rouvre-ses-portes'>"
                "<title>Un café d’été rouvre ses portes</title><h1>Voici</h1>");
    expect(article.title, "Un café d’été rouvre ses portes");
    read_at("https://x.example/%D0%BC%D0%BE%D1%81%D1%82-%D0%B4%D0%BE%D0%BC-%D0%BB%D0%B5%D1%81",
            "<title>Мост, дом, лес</title><h1>Сегодня</h1>");
    expect(article.title, "Мост, дом, лес");
}

/* Nobody's headline is a megabyte long, and no heading may be compared with one. */
static void a_title_without_end(void **state)
{
    (void)state;
    static char html[1200100];
    size_t n = (size_t)snprintf(html, sizeof html, "<title>");
    for (int i = 0; i < 150000; i++, n += 8)
        memcpy(html + n, "a | b - ", 8);
    snprintf(html + n, sizeof html - n, "</title><h1>x</h1><p>text</p>");
    read_html(html);
    assert_true(article.title.len > 0 && article.title.len <= 1000);
}

static void published(void **state)
{
    (void)state;
    static const struct {
        const char *html, *date;
    } cases[] = {
        {"<meta property=article:published_time content='2021-03-04T05:06:07+01:00'>",
         "2021-03-04T05:06:07+01:00"                                                                                                },
        {"<meta property=article:modified_time content='2022-01-01'>",                                   "2022-01-01?"              },
        {"<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"dateModified\":"
         "\"2022-01-01\",\"datePublished\":\"2021-03-04 05:06:07 +0000\"}</script>",            "2021-03-04T05:06:07+0000" },
        {"<meta name=pubdate content=20210304>",                                                         "2021-03-04"               },
        {"<meta itemprop=datePublished content='Thu, 04 Mar 2021 10:00:00 GMT'>",                        "2021-03-04"               },
        {"<h1>T</h1><time datetime=2021-03-04>today</time>",                                             "2021-03-04"               },
        {"<h1>T</h1><p>Updated: <time>March 5, 2021</time></p>",                                         "2021-03-05?"              },
        {"<h1>T</h1><p>4 March 2021 - Updated 7 May 2022</p>",                                           "2021-03-04"               },
        {"<h1>T</h1><p>Updated 7 May 2022, published 4 March 2021</p>",                                  "2021-03-04"               },
        {"<h1>T</h1><p class=date>4 March 2021</p><script type='application/ld+json'>"
         "{\"@type\":\"Article\",\"datePublished\":\"2022-05-07\"}</script>",                   "2021-03-04"               },
        {"<h1>T</h1><script>s={\"publishedAt\":\"2021-03-04T05:06:07Z\"}</script>",                      "2021-03-04"               },
        {"<ul><li><time datetime=2021-09-09>x</time></ul><h1>T</h1><p>by A</p><time "
         "datetime=2021-03-04>y</time>",                                                        "2021-03-04"               }, /* the one next to the headline */
        {"<h1>T</h1><p>Von A. B., 4. März 2021</p>",                                                    "2021-03-04"               },
        {"<html lang=en-US><h1>T</h1><p>3/4/2021</p>",                                                   "2021-03-04"               },
        {"<html lang=fr><h1>T</h1><p>Publié le 04/03/2021</p>",                                         "2021-03-04"               },
        {"<script type='application/ld+json'>{\"@type\":\"Article\",\"datePublished\":"
         "\"2021-03-04T03:05:00Z\"}</script><time datetime=2021-03-03T19:05:00-08:00>x</time>", "2021-03-03T19:05:00-08:00"},
        {"<h1>T</h1><p>2021-03-03</p><meta name=pubdate content=2021-03-04T11:00:00Z>",
         "2021-03-04T11:00:00Z"                                                                                                     },
        {"<h1>T</h1><p>2021-03-03</p><meta name=pubdate content=2021-03-04T12:00:01Z>",
         "2021-03-03"                                                                                                               },
        {"<meta name=x-published-time content=2022-05-07><meta name=x-published "
         "content=2021-03-04>",                                                                 "2021-03-04"               },
        {"<h1>T</h1><meta itemprop=datePublished content=2022-05-07><meta itemprop=dateModified "
         "content=2022-05-07>"
         "<p>a<p>b<p>c<p>d<p>e<p>f<p>g<p>Published 4 March 2021",                               "2021-03-04"               },
        {"<h1>T</h1><p>1<p>2<p>3<p>4<p>5<p>6<p>7<p>8<p>9<p>10<p>11<p>12<p>13<p>14<p>15<p>4 March "
         "2021",                                                                                "2021-03-04"               },
        {"<h1>T</h1><p>1<p>2<p>3<p>4<p>5<p>6<p>7<p>8<p>9<p>10<p>11<p>12<p>13<p>14<p>15<p>4 March "
         "2021<p>5 March 2021",                                                                 ""                         },
        {"<h1>T</h1><p>1<p>2<p>3<p>4<p>5<p>6<p>7<p>8<p>9<p>10<p>11<p>12<p>13<p>14<p>15<p>Last "
         "updated: 4 March 2021",                                                               "2021-03-04?"              },
        {"<h1>T</h1><p>Four score and 7 years ago, in 1863, it was 40 degrees.</p>",                     ""                         },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        read_html(cases[i].html);
        expect(article.published, cases[i].date);
    }
    read_html("<meta name=date content='2021-03-04 05:06:07 +0100'>");
    assert_int_equal(article.time, 1614830767);
    read_html("<meta property=article:modified_time content='2022-01-01T10:00:00Z'>");
    assert_true(article.time == WCY_NO_TIME);
    read_html("<p>no date</p>");
    assert_true(article.time == WCY_NO_TIME);
    read_at("https://example.org/2021/03/04/story.html", "<h1>T</h1>");
    expect(article.published, "2021-03-04");
    read_at("https://example.org/item/20210304-story", "<h1>T</h1>");
    expect(article.published, "2021-03-04");
    read_html("<title>News of 14 June 2017</title><h1>News of 14 June 2017</h1>"
              "<meta name=pubdate content=2021-03-04>");
    expect(article.published, "2021-03-04");
    read_html("<h1>T</h1><div><span>Ann Roe</span><span>March 4, 2021</span></div>");
    expect(article.published, "2021-03-04");
    read_html("<h1>T</h1><p>The bridge had been closed for the first time on 14 June 2017.</p>"
              "<meta name=pubdate content=2021-03-04>");
    expect(article.published, "2021-03-04");
    read_at("https://example.org/2021/march/04/story", "<h1>T</h1>");
    expect(article.published, "2021-03-04");
    read_at("https://example.org/2021/07/may-3-elections", "<h1>T</h1>");
    expect(article.published, "");
}

static void days_in_many_languages(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "4 March 2021",       "March 4th, 2021",  "4 mars 2021",    "4. března 2021",
        "4 de março de 2021", "4 marzo 2021",     "4 мая 2021",     "4 Мая 2021",
        "4 mayıs 2021",       "2021年3月4日",     "2021년 3월 4일", "4 مارس 2021",
        "4 maaliskuuta 2021", "2021. március 4.", "4 ΜΑΡ 2021",     "4 Μαρτίου 2021",
        "4 Şubat 2021",       "4. srpnja 2021.",  "4. srpna 2021",  "4 lipca 2021",
        "4. lipnja 2021.",    "4 tháng 7, 2021",  "4 มี.ค. 2564",    "4 มกราคม 2564",
        "4 जून 2021",          "4 जनवरी 2021",     "4 जुलाई 2021",    "४ मई २०२१",
        "٤ أبريل ٢٠٢١",       "4 avril 2021",     "4 Mac 2021",     "4 Ogos 2021",
        "4 červenec 2021",    "4 юни 2021 г.",    "4 јун 2021",     "2021 m. sausio 4",
        "4. jaanuar 2021",    "4 במרץ 2021",      "4 août 2021",    "4 de xuño 2021",
    };
    static const int months[] = {3, 3, 3, 3, 3, 3, 5, 5, 5, 3, 3, 3, 3, 3, 3, 3, 2, 7, 8, 7,
                                 6, 7, 3, 1, 6, 1, 7, 5, 4, 4, 3, 8, 7, 6, 6, 1, 1, 3, 8, 0};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct html_day day = {0};
        bool found = html_day_find(slice_str(texts[i]), false, &day);
        if (found != (months[i] > 0) || day.month != months[i])
            fail_msg("%s: %d-%d-%d", texts[i], day.year, day.month, day.day);
    }
    struct html_day day;
    assert_true(html_day_find(slice_str("۱۴ تیر ۱۳۹۹"), false, &day));
    assert_int_equal(day.year * 10000 + day.month * 100 + day.day, 20200704);
    assert_true(html_day_find(slice_str("1400/01/01"), false, &day));
    assert_int_equal(day.year * 10000 + day.month * 100 + day.day, 20210321);
    assert_true(html_day_find(slice_str("30 اسفند 1399"), false, &day));
    assert_int_equal(day.year * 10000 + day.month * 100 + day.day, 20210320);
    assert_true(html_day_find(slice_str("1 مهر 1365"), false, &day));
    assert_int_equal(day.year * 10000 + day.month * 100 + day.day, 19860923);
    assert_false(html_day_find(slice_str("31 اسفند 1399"), false, &day));
    assert_false(html_day_find(slice_str("29 February 2021"), false, &day));
    assert_false(html_day_find(slice_str("31 February 2021"), false, &day));
    assert_false(html_day_find(slice_str("page 12 of 2021"), false, &day));
}

static void authors_and_language(void **state)
{
    (void)state;
    read_html(
        "<html lang=pt-BR><h1>T</h1><p class=byline>By <a rel=author href=/a>Lois L.</a></p>");
    expect(article.author, "Lois L.");
    expect(article.lang, "pt");
    read_html("<meta name=author content='https://example.org/lois'><meta property=og:locale "
              "content=de_AT><div class='article-author'>Von Lois L.</div>");
    expect(article.author, "Lois L.");
    expect(article.lang, "de");
    read_html(
        "<script type='application/ld+json'>{\"@type\":\"Article\",\"author\":[{\"name\":\"A\"},"
        "{\"@id\":\"#b\"},\"C\"]}</script><script type='application/ld+json'>{\"@id\":\"#b\","
        "\"@type\":\"Person\",\"name\":\"B\"}</script>");
    expect(article.author, "A, B, C");
}

static void provenance(void **state)
{
    (void)state;
    read_html(
        "<link rel=canonical href='https://wire.example.net/story'>"
        "<meta property=og:url content='https://dailyplanet.example/news/bridge'>"
        "<meta name=syndication-source content='https://wire.example.net/'>"
        "<meta name=original-source content='https://first.example.com/a'>"
        "<script type='application/ld+json'>{\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"W\"},"
        "{\"@type\":\"NewsArticle\",\"headline\":\"H\",\"isBasedOn\":{\"@id\":\"https://b.example/"
        "\"},"
        "\"author\":{\"@type\":\"NewsMediaOrganization\",\"name\":\"Wire\"},\"copyrightHolder\":"
        "{\"name\":\"Holder\"},\"sourceOrganization\":\"Source\",\"articleSection\":[\"City\"],"
        "\"articleBody\":\"One &amp; \\u201ctwo\\u201d\"}]}</script>");
    expect(meta.canonical, "https://wire.example.net/story");
    expect(meta.foreign_url, "https://wire.example.net/story");
    expect(meta.syndication_source, "https://wire.example.net/");
    expect(meta.original_source, "https://first.example.com/a");
    expect(meta.is_based_on, "https://b.example/");
    expect(meta.author_organization, "Wire");
    expect(meta.copyright_holder, "Holder");
    expect(meta.source_organization, "Source");
    expect(meta.section, "City");
    expect(meta.article_body, "One &amp; “two”");
    expect(article.url, "https://www.dailyplanet.example/news/bridge");
    read_html("<link rel=canonical href='https://dailyplanet.example/news/bridge'>");
    expect(meta.foreign_url, "");
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
        cmocka_unit_test(titles),
        cmocka_unit_test(titles_by_address),
        cmocka_unit_test(a_title_without_end),
        cmocka_unit_test(published),
        cmocka_unit_test(days_in_many_languages),
        cmocka_unit_test(authors_and_language),
        cmocka_unit_test(provenance),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
