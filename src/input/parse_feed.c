/* One item of a feed to an article. The item is a piece of XML whose namespace prefixes are
   declared outside of it, so names are compared without their prefix; libxml2 forgives that, and
   much else, when asked to recover. */

#include "input/headers.h"
#include "input/parse.h"
#include "input/problem.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>

#define XML_OPTIONS (XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING)

enum feed_field { FEED_TITLE, FEED_LINK, FEED_ID, FEED_DATE, FEED_AUTHOR, FEED_BODY, FEED_COUNT };

/* The elements of RSS 2.0, RSS 1.0 and Atom that are read; of several the highest rank wins. */
static const struct {
    const char *name; /* with its prefix where another element has the same name without */
    enum feed_field field;
    int rank;
} elements[] = {
    {"title",       FEED_TITLE,  2},
    {"link",        FEED_LINK,   2},
    {"origLink",    FEED_LINK,   3},
    {"guid",        FEED_ID,     2},
    {"id",          FEED_ID,     2},
    {"pubDate",     FEED_DATE,   4},
    {"published",   FEED_DATE,   3},
    {"date",        FEED_DATE,   2},
    {"updated",     FEED_DATE,   1},
    {"creator",     FEED_AUTHOR, 2},
    {"author",      FEED_AUTHOR, 1},
    {"encoded",     FEED_BODY,   4},
    {"content",     FEED_BODY,   3},
    {"description", FEED_BODY,   2},
    {"summary",     FEED_BODY,   1},
};

/* What was found, in the arena. */
struct item {
    struct slice text[FEED_COUNT];
    int rank[FEED_COUNT];
    bool nomem;
};

static void keep_text(struct parse *p, struct item *item, size_t element, const char *text)
{
    enum feed_field field = elements[element].field;
    struct slice value = slice_trim(slice_str(text));
    if (value.len == 0 || item->rank[field] >= elements[element].rank)
        return;
    item->text[field] = arena_dup(p->arena, value);
    item->rank[field] = elements[element].rank;
    item->nomem |= !item->text[field].ptr;
}

static void keep_xml(struct parse *p, struct item *item, size_t element, xmlChar *text)
{
    if (text)
        keep_text(p, item, element, (const char *)text);
    xmlFree(text);
}

static bool has_attribute(xmlNode *node, const char *name, const char *value)
{
    xmlChar *have = xmlGetNoNsProp(node, (const xmlChar *)name);
    bool same = have && strcmp((const char *)have, value) == 0;
    xmlFree(have);
    return same;
}

/* <link href="..."> of Atom; those to enclosures, comments and so on are none. */
static void keep_link(struct parse *p, struct item *item, xmlNode *node, size_t element)
{
    if (!xmlHasProp(node, (const xmlChar *)"rel") || has_attribute(node, "rel", "alternate"))
        keep_xml(p, item, element, xmlGetNoNsProp(node, (const xmlChar *)"href"));
}

/* <content type="xhtml"> holds elements: they are written out again. */
static void keep_markup(struct parse *p, struct item *item, xmlNode *node, size_t element)
{
    xmlBuffer *buffer = xmlBufferCreate();
    if (buffer && xmlNodeDump(buffer, node->doc, node, 0, 0) >= 0)
        keep_text(p, item, element, (const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
}

static void read_element(struct parse *p, struct item *item, xmlNode *node)
{
    const char *name = (const char *)node->name;
    const char *colon = strrchr(name, ':');
    if (strncmp(name, "media:", 6) == 0) /* media:title is a picture's */
        return;
    name = colon ? colon + 1 : name;
    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) {
        if (strcmp(name, elements[i].name) != 0)
            continue;
        if (elements[i].field == FEED_LINK)
            keep_link(p, item, node, i);
        if (elements[i].field == FEED_BODY && has_attribute(node, "type", "xhtml"))
            keep_markup(p, item, node, i);
        else
            keep_xml(p, item, i, xmlNodeGetContent(node));
        return;
    }
}

static void read_item(struct parse *p, struct item *item, xmlDoc *document)
{
    xmlNode *root = xmlDocGetRootElement(document);
    for (xmlNode *node = root ? root->children : NULL; node; node = node->next)
        if (node->type == XML_ELEMENT_NODE)
            read_element(p, item, node);
}

static int finish_item(struct parse *p, const struct item *item)
{
    static const struct slice utf8 = SLICE("utf-8");
    struct article *a = p->article;
    struct slice body = item->text[FEED_BODY];
    a->title = item->text[FEED_TITLE];
    a->url = item->text[FEED_LINK];
    a->id = item->text[FEED_ID];
    a->published = item->text[FEED_DATE];
    a->author = item->text[FEED_AUTHOR];
    if (body.len == 0)
        return parse_skip(p, PROBLEM_NO_TEXT, "the item has no content, description or summary");
    if (memchr(body.ptr, '<', body.len)) {
        a->html = body;
        a->charset = utf8; /* libxml2 hands out UTF-8 */
    } else {
        a->text = body;
    }
    return 0;
}

int parse_feed(struct parse *p)
{
    struct slice bytes = p->record->bytes;
    struct item item = {.nomem = false};
    /* libxml2 takes sizes as int; the record limit may be set higher. */
    if (bytes.len > INT32_MAX)
        return parse_skip(p, PROBLEM_TOO_LARGE, "an item of more than 2 GB");
    struct slice charset = p->record->charset;
    bool utf8 = charset.len == 0 || headers_same(charset, "utf-8");
    if (utf8) {
        bytes = parse_utf8(p, bytes);
        if (!bytes.ptr)
            return WCY_ENOMEM;
    }
    xmlDoc *document =
        xmlReadMemory(bytes.ptr, (int)bytes.len, NULL, utf8 ? "UTF-8" : charset.ptr, XML_OPTIONS);
    if (!document)
        return parse_skip(p, PROBLEM_FEED, "not XML");
    read_item(p, &item, document);
    xmlFreeDoc(document);
    return item.nomem ? WCY_ENOMEM : finish_item(p, &item);
}
