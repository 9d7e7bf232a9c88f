/*
 * html_tag: the elements of HTML that extraction treats in a way of their own.
 *
 * Every element has flags that say how the tree builder and the lexer handle it. Unknown elements
 * are inline, as in a browser.
 */
#ifndef ARTICLE_HTML_TAG_H
#define ARTICLE_HTML_TAG_H

#include <stddef.h>
#include <stdint.h>

enum html_tag_flags {
    TAG_BLOCK = 1 << 0,    /* starts and ends a block of text */
    TAG_VOID = 1 << 1,     /* has no content and no end tag */
    TAG_RAW = 1 << 2,      /* content is text up to its end tag, without markup */
    TAG_CLOSES_P = 1 << 3, /* its start tag ends an open paragraph */
    TAG_SCOPE = 1 << 4,    /* end tags inside it do not close elements outside it */
    TAG_MUTE = 1 << 5,     /* its text is never shown as running text */
    TAG_EMPH = 1 << 6,     /* bold or italic */
    TAG_HEADING = 1 << 7
};

/* X(symbol, name, flags), sorted by length of name, then by how common they are. */
#define HTML_TAGS(X)                                                                               \
    X(A, "a", 0)                                                                                   \
    X(P, "p", TAG_BLOCK | TAG_CLOSES_P)                                                            \
    X(B, "b", TAG_EMPH)                                                                            \
    X(I, "i", TAG_EMPH)                                                                            \
    X(U, "u", TAG_EMPH)                                                                            \
    X(S, "s", 0)                                                                                   \
    X(Q, "q", 0)                                                                                   \
    X(LI, "li", TAG_BLOCK | TAG_CLOSES_P)                                                          \
    X(BR, "br", TAG_VOID)                                                                          \
    X(H1, "h1", TAG_BLOCK | TAG_CLOSES_P | TAG_HEADING)                                            \
    X(H2, "h2", TAG_BLOCK | TAG_CLOSES_P | TAG_HEADING)                                            \
    X(H3, "h3", TAG_BLOCK | TAG_CLOSES_P | TAG_HEADING)                                            \
    X(H4, "h4", TAG_BLOCK | TAG_CLOSES_P | TAG_HEADING)                                            \
    X(H5, "h5", TAG_BLOCK | TAG_CLOSES_P | TAG_HEADING)                                            \
    X(H6, "h6", TAG_BLOCK | TAG_CLOSES_P | TAG_HEADING)                                            \
    X(UL, "ul", TAG_BLOCK | TAG_CLOSES_P)                                                          \
    X(OL, "ol", TAG_BLOCK | TAG_CLOSES_P)                                                          \
    X(TD, "td", TAG_BLOCK | TAG_SCOPE)                                                             \
    X(TR, "tr", TAG_BLOCK)                                                                         \
    X(TH, "th", TAG_BLOCK | TAG_SCOPE)                                                             \
    X(DL, "dl", TAG_BLOCK | TAG_CLOSES_P)                                                          \
    X(DT, "dt", TAG_BLOCK | TAG_CLOSES_P)                                                          \
    X(DD, "dd", TAG_BLOCK | TAG_CLOSES_P)                                                          \
    X(HR, "hr", TAG_BLOCK | TAG_VOID | TAG_CLOSES_P)                                               \
    X(EM, "em", TAG_EMPH)                                                                          \
    X(RP, "rp", TAG_MUTE)                                                                          \
    X(RT, "rt", TAG_MUTE)                                                                          \
    X(DIV, "div", TAG_BLOCK | TAG_CLOSES_P)                                                        \
    X(IMG, "img", TAG_VOID)                                                                        \
    X(NAV, "nav", TAG_BLOCK | TAG_CLOSES_P)                                                        \
    X(SVG, "svg", TAG_MUTE | TAG_SCOPE)                                                            \
    X(PRE, "pre", TAG_BLOCK | TAG_CLOSES_P)                                                        \
    X(COL, "col", TAG_VOID)                                                                        \
    X(WBR, "wbr", TAG_VOID)                                                                        \
    X(XMP, "xmp", TAG_RAW | TAG_BLOCK | TAG_CLOSES_P)                                              \
    X(SPAN, "span", 0)                                                                             \
    X(META, "meta", TAG_VOID)                                                                      \
    X(LINK, "link", TAG_VOID)                                                                      \
    X(TIME, "time", 0)                                                                             \
    X(BODY, "body", TAG_BLOCK)                                                                     \
    X(HEAD, "head", 0)                                                                             \
    X(HTML, "html", TAG_BLOCK | TAG_SCOPE)                                                         \
    X(FORM, "form", TAG_BLOCK | TAG_CLOSES_P)                                                      \
    X(MAIN, "main", TAG_BLOCK | TAG_CLOSES_P)                                                      \
    X(FONT, "font", 0)                                                                             \
    X(CITE, "cite", 0)                                                                             \
    X(CODE, "code", 0)                                                                             \
    X(AREA, "area", TAG_VOID)                                                                      \
    X(BASE, "base", TAG_VOID)                                                                      \
    X(MATH, "math", TAG_MUTE | TAG_SCOPE)                                                          \
    X(MENU, "menu", TAG_BLOCK | TAG_CLOSES_P)                                                      \
    X(TABLE, "table", TAG_BLOCK | TAG_CLOSES_P | TAG_SCOPE)                                        \
    X(TBODY, "tbody", TAG_BLOCK)                                                                   \
    X(THEAD, "thead", TAG_BLOCK)                                                                   \
    X(TFOOT, "tfoot", TAG_BLOCK)                                                                   \
    X(ASIDE, "aside", TAG_BLOCK | TAG_CLOSES_P)                                                    \
    X(STYLE, "style", TAG_RAW | TAG_MUTE)                                                          \
    X(TITLE, "title", TAG_RAW | TAG_MUTE)                                                          \
    X(SMALL, "small", 0)                                                                           \
    X(INPUT, "input", TAG_VOID)                                                                    \
    X(LABEL, "label", 0)                                                                           \
    X(EMBED, "embed", TAG_VOID)                                                                    \
    X(PARAM, "param", TAG_VOID)                                                                    \
    X(TRACK, "track", TAG_VOID)                                                                    \
    X(FRAME, "frame", TAG_VOID)                                                                    \
    X(VIDEO, "video", TAG_BLOCK)                                                                   \
    X(AUDIO, "audio", TAG_BLOCK)                                                                   \
    X(IMAGE, "image", TAG_VOID)                                                                    \
    X(SCRIPT, "script", TAG_RAW | TAG_MUTE)                                                        \
    X(STRONG, "strong", TAG_EMPH)                                                                  \
    X(BUTTON, "button", TAG_BLOCK)                                                                 \
    X(FIGURE, "figure", TAG_BLOCK | TAG_CLOSES_P)                                                  \
    X(FOOTER, "footer", TAG_BLOCK | TAG_CLOSES_P)                                                  \
    X(HEADER, "header", TAG_BLOCK | TAG_CLOSES_P)                                                  \
    X(IFRAME, "iframe", TAG_RAW | TAG_MUTE)                                                        \
    X(SOURCE, "source", TAG_VOID)                                                                  \
    X(OPTION, "option", TAG_MUTE)                                                                  \
    X(SELECT, "select", TAG_MUTE)                                                                  \
    X(OBJECT, "object", TAG_BLOCK | TAG_SCOPE)                                                     \
    X(CENTER, "center", TAG_BLOCK | TAG_CLOSES_P)                                                  \
    X(DIALOG, "dialog", TAG_BLOCK | TAG_CLOSES_P)                                                  \
    X(HGROUP, "hgroup", TAG_BLOCK | TAG_CLOSES_P)                                                  \
    X(LEGEND, "legend", TAG_BLOCK)                                                                 \
    X(ARTICLE, "article", TAG_BLOCK | TAG_CLOSES_P)                                                \
    X(SECTION, "section", TAG_BLOCK | TAG_CLOSES_P)                                                \
    X(ADDRESS, "address", TAG_BLOCK | TAG_CLOSES_P)                                                \
    X(SUMMARY, "summary", TAG_BLOCK | TAG_CLOSES_P)                                                \
    X(DETAILS, "details", TAG_BLOCK | TAG_CLOSES_P)                                                \
    X(CAPTION, "caption", TAG_BLOCK | TAG_SCOPE)                                                   \
    X(NOEMBED, "noembed", TAG_RAW | TAG_MUTE)                                                      \
    X(NOSCRIPT, "noscript", TAG_BLOCK)                                                             \
    X(TEXTAREA, "textarea", TAG_RAW | TAG_MUTE)                                                    \
    X(TEMPLATE, "template", TAG_BLOCK | TAG_MUTE | TAG_SCOPE)                                      \
    X(FIELDSET, "fieldset", TAG_BLOCK | TAG_CLOSES_P)                                              \
    X(DATALIST, "datalist", TAG_MUTE)                                                              \
    X(FRAMESET, "frameset", TAG_BLOCK)                                                             \
    X(NOFRAMES, "noframes", TAG_RAW | TAG_MUTE)                                                    \
    X(COLGROUP, "colgroup", TAG_MUTE)                                                              \
    X(PLAINTEXT, "plaintext", TAG_RAW | TAG_BLOCK)                                                 \
    X(BLOCKQUOTE, "blockquote", TAG_BLOCK | TAG_CLOSES_P)                                          \
    X(FIGCAPTION, "figcaption", TAG_BLOCK | TAG_CLOSES_P)

enum html_tag {
    HTML_OTHER = 0,
#define X(symbol, name, flags) HTML_##symbol,
    HTML_TAGS(X)
#undef X
        HTML_TAG_COUNT
};

/* The tag with this name, in any case; HTML_OTHER when it has no entry above. */
enum html_tag html_tag_find(const char *name, size_t len);

/* Flags of the tag, of enum html_tag_flags. */
unsigned html_tag_flags(enum html_tag tag);

/* Its name in lower case; "?" for HTML_OTHER. Static. */
const char *html_tag_name(enum html_tag tag);

#endif
