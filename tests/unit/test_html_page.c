#include "article/html_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static struct html_page page;

static void read_bytes(struct slice bytes)
{
    struct wcy_error err;
    assert_int_equal(html_page_read(&page, bytes, &err), 0);
}

/* Reads the page and compares its blocks, written "tag:text|tag:text". */
static void expect_blocks(const char *html, const char *blocks)
{
    struct buf got = BUF_INIT;
    read_bytes(slice_str(html));
    for (size_t i = 0; i < page.n_blocks; i++) {
        const struct html_block *b = &page.blocks[i];
        struct slice text = html_block_text(&page, b);
        assert_true(buf_printf(&got, "%s%s:%.*s", i ? "|" : "",
                               html_tag_name((enum html_tag)page.nodes[b->node].tag),
                               SLICE_ARG(text)));
    }
    assert_true(buf_append_byte(&got, '\0'));
    assert_string_equal(got.ptr, blocks);
    buf_release(&got);
}

static void blocks_and_white_space(void **state)
{
    (void)state;
    expect_blocks("<body><p>a  b\n c&nbsp;d<p>e</p> f <div>g<b>h</b> <i>i</i></div>",
                  "p:a b c d|p:e|html:f|div:gh i");
    expect_blocks("<p>a&amp;b &lt;c&gt; &bogus; d</p>", "p:a&b <c> &bogus; d");
    expect_blocks("<p>全角　空白</p>", "p:全角 空白");
    expect_blocks("", "");
    expect_blocks("<p> &nbsp; </p>", "");
}

static void breaks(void **state)
{
    (void)state;
    expect_blocks("<td>a<br>b<br><br>c<br/>\n<br/>d<br></td>", "td:a\nb|td:c|td:d");
    assert_int_equal(page.blocks[1].flags & BLOCK_AFTER_BREAK, BLOCK_AFTER_BREAK);
    expect_blocks("<pre>one\n  two\n\nthree</pre>", "pre:one\ntwo|pre:three");
}

static void implied_ends(void **state)
{
    (void)state;
    expect_blocks("<ul><li>a<li>b<ul><li>c<li>d</ul><li>e</ul>", "li:a|li:b|li:c|li:d|li:e");
    assert_int_equal(page.nodes[page.blocks[0].node].parent,
                     page.nodes[page.blocks[4].node].parent);
    expect_blocks("<table><tr><td>a<td>b<tr><td>c<table><td>d</table>e</table>f",
                  "td:a|td:b|td:c|td:d|td:e|html:f");
    expect_blocks("<dl><dt>a<dd>b<dt>c</dl><h2>d<h3>e</h3>f", "dt:a|dd:b|dt:c|h2:d|h3:e|html:f");
    expect_blocks("<p>a<div>b</div>c</p>d", "p:a|div:b|html:c|html:d");
}

static void stray_ends(void **state)
{
    (void)state;
    expect_blocks("<div>a</span></section>b</div>c</div>d", "div:ab|html:cd");
    expect_blocks("<div>a<table><tr><td>b</div>c</table>d</div>e", "div:a|td:bc|div:d|html:e");
    expect_blocks("<b>a<p>b</b>c</p>d</body>e", "html:a|p:bc|html:de");
}

static void muted(void **state)
{
    (void)state;
    expect_blocks("a<script>x</script><style>y</style><select><option>z</select><svg><text>t</text>"
                  "</svg><textarea>u</textarea><template><p>v</p></template>b",
                  "html:a|html:b");
    expect_blocks("<noscript><p>a</p></noscript>", "p:a");
    expect_blocks("<xmp><b>a</b></xmp>b", "xmp:<b>a</b>|html:b");
}

static void links_and_emphasis(void **state)
{
    (void)state;
    expect_blocks("<p><a href=x>ab</a> <b>cde</b> <a href=y><b>f</b></a></p>", "p:ab cde f");
    assert_int_equal(page.blocks[0].link_bytes, 4); /* with the blank before the second */
    assert_int_equal(page.blocks[0].links, 2);
    assert_int_equal(page.blocks[0].emph_bytes, 6);
}

static void cues(void **state)
{
    (void)state;
    struct html_cue_index index = {0};
    assert_int_equal(html_cue_words(&index, (struct slice)SLICE("articleBody")),
                     CUE_BIT(ARTICLE) | CUE_BIT(BODY));
    assert_int_equal(html_cue_words(&index, (struct slice)SLICE("entry-content")),
                     CUE_BIT(ARTICLE) | CUE_BIT(BODY));
    assert_true(html_cue_words(&index, (struct slice)SLICE("mainnav")) & CUE_BIT(NAV));
    assert_true(html_cue_words(&index, (struct slice)SLICE("c-related__list")) & CUE_BIT(RELATED));
    assert_int_equal(html_cue_words(&index, (struct slice)SLICE("adjacent css-1x2y3z")), 0);
    assert_int_equal(html_cue_words(&index, (struct slice)SLICE("css-0fb1ad css-9ad x2fb")), 0);
    assert_true(html_cue_words(&index, (struct slice)SLICE("fb-2 ad")) & CUE_BIT(AD));
    expect_blocks("<p><span class=caption>a</span></p><p><span class=caption>b</span> c</p>"
                  "<p style='display : none'>d</p><custom-newsletter><p>e</p></custom-newsletter>",
                  "p:a|p:b c|p:d|p:e");
    assert_true(page.blocks[0].cues & CUE_BIT(CAPTION));
    assert_false(page.blocks[1].cues & CUE_BIT(CAPTION)); /* not around all of the text */
    assert_true(page.nodes[page.blocks[2].node].cues & CUE_BIT(HIDDEN));
    assert_true(page.nodes[page.blocks[3].node].cues & CUE_BIT(PROMO));
}

static void metadata_on_the_way(void **state)
{
    (void)state;
    expect_blocks(
        "<html lang=de><title>T &amp; U</title><meta property=og:title content=V>"
        "<link rel=canonical href=/w><script type='application/ld+json'>{}</script>"
        "<svg><title>no</title></svg><h1>X <i>y</i></h1><time datetime=2020-01-02>z</time>",
        "h1:X y|html:z");
    assert_int_equal(page.n_items, 5);
    assert_int_equal(page.n_marks, 2);
    assert_int_equal(page.marks[0].kind, MARK_HEADLINE);
    assert_int_equal(page.marks[0].to - page.marks[0].from, 4); /* "X y" and its line end */
    assert_true(slice_eq_str(page.marks[1].value, "2020-01-02"));
}

static void nodes_are_nested(void **state)
{
    (void)state;
    expect_blocks("<div><p>a</p><section><p>b</p></section></div><p>c</p>", "p:a|p:b|p:c");
    for (size_t n = 1; n < page.n_nodes; n++) {
        const struct html_node *node = &page.nodes[n], *parent = &page.nodes[node->parent];
        assert_true(node->parent < n && node->end <= parent->end);
        assert_true(node->block_from >= parent->block_from && node->block_to <= parent->block_to);
    }
    assert_int_equal(page.nodes[0].block_to, 3);
}

/* Hostile pages: `n` times the same, in time that grows with n only. */
static void repeated(const char *piece, size_t n)
{
    size_t len = strlen(piece);
    char *html = malloc(n * len);
    assert_non_null(html);
    for (size_t i = 0; i < n; i++)
        memcpy(html + i * len, piece, len);
    read_bytes(slice_make(html, n * len));
    free(html);
}

static void hostile_pages(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "<div>",    "<b>",          "<a>",       "<",          "</div>",  "<p>x",
        "<li>",     "<table><tr>",  "<td><div>", "<i></div>",  "<b></a>", "<div></b></i>",
        "<svg><b>", "<h1>",         "<option>",  "<button>",   "&",       "&#",
        "<!--",     "<script><!--", "<title>",   "<div a=1 b", "<br>x",   "<x></y>",
    };
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++)
        repeated(pieces[i], 100000);
    repeated("<section><div>", 1000000);
    assert_true(page.truncated);
}

static int forget(void **state)
{
    (void)state;
    html_page_release(&page);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_and_white_space),
        cmocka_unit_test(breaks),
        cmocka_unit_test(implied_ends),
        cmocka_unit_test(stray_ends),
        cmocka_unit_test(muted),
        cmocka_unit_test(links_and_emphasis),
        cmocka_unit_test(cues),
        cmocka_unit_test(metadata_on_the_way),
        cmocka_unit_test(nodes_are_nested),
        cmocka_unit_test(hostile_pages),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
