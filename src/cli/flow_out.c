#include "flow_out.h"

#include "codepoint.h"
#include "number.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void put_char(FILE *out, uint32_t c)
{
    char bytes[4];
    fwrite(bytes, 1, codepoint_encode(c, bytes), out);
}

/* Control characters, which XML 1.0 cannot hold at all and no name needs; and the two code points
   that are no characters. */
static bool is_forbidden(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfffe || c == 0xffff;
}

static uint32_t next_char(struct wcy_slice text, size_t *at)
{
    uint32_t c = codepoint_next(text, at);
    return is_forbidden(c) ? CODEPOINT_REPLACEMENT : c;
}

/* Fractions with six digits, always with a point: the program never sets a numeric locale. */
static void put_fraction(FILE *out, double value)
{
    fprintf(out, "%.6g", value);
}

/* ------------------------------------------------------------------ CSV */

void flow_csv_cell(FILE *out, struct wcy_slice text)
{
    /* https://owasp.org/www-community/attacks/CSV_Injection; control characters are gone, so tab
       and carriage return cannot begin a cell. */
    bool formula = text.len > 0 && strchr("=+-@", text.ptr[0]);
    fputs(formula ? "\"'" : "\"", out);
    for (size_t at = 0; at < text.len;) {
        uint32_t c = next_char(text, &at);
        if (c == '"')
            fputc('"', out);
        put_char(out, c);
    }
    fputc('"', out);
}

static void csv_time(FILE *out, int64_t time)
{
    char text[NUMBER_MAX];
    fputc(',', out);
    if (time != WCY_NO_TIME)
        fputs(number_time(text, time), out);
}

void flow_csv(FILE *out, const struct wcy_flow *const *flows, size_t n)
{
    fputs("from,to,outside,copies,stories,verbatim,timed,median_lag_seconds,first,last\n", out);
    for (size_t i = 0; i < n; i++) {
        const struct wcy_flow *f = flows[i];
        flow_csv_cell(out, f->from);
        fputc(',', out);
        flow_csv_cell(out, f->to);
        fprintf(out, ",%d,%" PRIu64 ",%" PRIu64 ",", f->outside != 0, f->copies, f->stories);
        put_fraction(out, flow_verbatim(f));
        fprintf(out, ",%" PRIu64 ",", f->timed);
        if (f->median_lag != WCY_NO_TIME)
            fprintf(out, "%" PRId64, f->median_lag);
        csv_time(out, f->first);
        csv_time(out, f->last);
        fputc('\n', out);
    }
}

/* ------------------------------------------------------------------ nodes of a graph */

struct node {
    struct wcy_slice name;
    bool outside; /* only ever a source, and in no article */
};

struct nodes {
    struct node *items; /* by name */
    size_t count;
};

static int compare_nodes(const void *a, const void *b)
{
    const struct node *x = a, *y = b;
    size_t n = x->name.len < y->name.len ? x->name.len : y->name.len;
    int order = n ? memcmp(x->name.ptr, y->name.ptr, n) : 0;
    return order ? order : (x->name.len > y->name.len) - (x->name.len < y->name.len);
}

static bool nodes_find(struct nodes *nodes, const struct wcy_flow *const *flows, size_t n)
{
    size_t count = 0;
    nodes->items = calloc(2 * n + 1, sizeof *nodes->items);
    if (!nodes->items)
        return false;
    for (size_t i = 0; i < n; i++) {
        nodes->items[2 * i] = (struct node){flows[i]->from, flows[i]->outside != 0};
        nodes->items[2 * i + 1] = (struct node){flows[i]->to, false};
    }
    if (n)
        qsort(nodes->items, 2 * n, sizeof *nodes->items, compare_nodes);
    for (size_t i = 0; i < 2 * n; i++) {
        if (count && compare_nodes(&nodes->items[count - 1], &nodes->items[i]) == 0)
            nodes->items[count - 1].outside &= nodes->items[i].outside;
        else
            nodes->items[count++] = nodes->items[i];
    }
    nodes->count = count;
    return true;
}

static size_t node_of(const struct nodes *nodes, struct wcy_slice name)
{
    const struct node key = {name, false};
    const struct node *found = bsearch(&key, nodes->items, nodes->count, sizeof key, compare_nodes);
    return (size_t)(found - nodes->items);
}

/* ------------------------------------------------------------------ GraphML */

void flow_xml_text(FILE *out, struct wcy_slice text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c = next_char(text, &at);
        if (c == '&')
            fputs("&amp;", out);
        else if (c == '<')
            fputs("&lt;", out);
        else if (c == '>')
            fputs("&gt;", out);
        else if (c == '"')
            fputs("&quot;", out);
        else
            put_char(out, c);
    }
}

static void graphml_edge(FILE *out, const struct nodes *nodes, const struct wcy_flow *f)
{
    fprintf(out, "    <edge source=\"n%zu\" target=\"n%zu\">\n", node_of(nodes, f->from),
            node_of(nodes, f->to));
    fprintf(out, "      <data key=\"copies\">%" PRIu64 "</data>\n", f->copies);
    fprintf(out, "      <data key=\"stories\">%" PRIu64 "</data>\n", f->stories);
    fputs("      <data key=\"verbatim\">", out);
    put_fraction(out, flow_verbatim(f));
    fputs("</data>\n", out);
    if (f->median_lag != WCY_NO_TIME)
        fprintf(out, "      <data key=\"median_lag\">%" PRId64 "</data>\n", f->median_lag);
    fputs("    </edge>\n", out);
}

bool flow_graphml(FILE *out, const struct wcy_flow *const *flows, size_t n)
{
    struct nodes nodes;
    if (!nodes_find(&nodes, flows, n))
        return false;
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
          "  <key id=\"label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>\n"
          "  <key id=\"outside\" for=\"node\" attr.name=\"outside\" attr.type=\"boolean\"/>\n"
          "  <key id=\"copies\" for=\"edge\" attr.name=\"copies\" attr.type=\"long\"/>\n"
          "  <key id=\"stories\" for=\"edge\" attr.name=\"stories\" attr.type=\"long\"/>\n"
          "  <key id=\"verbatim\" for=\"edge\" attr.name=\"verbatim\" attr.type=\"double\"/>\n"
          "  <key id=\"median_lag\" for=\"edge\" attr.name=\"median_lag\" attr.type=\"long\"/>\n"
          "  <graph id=\"flows\" edgedefault=\"directed\">\n",
          out);
    for (size_t i = 0; i < nodes.count; i++) {
        fprintf(out, "    <node id=\"n%zu\"><data key=\"label\">", i);
        flow_xml_text(out, nodes.items[i].name);
        fprintf(out, "</data><data key=\"outside\">%s</data></node>\n",
                nodes.items[i].outside ? "true" : "false");
    }
    for (size_t i = 0; i < n; i++)
        graphml_edge(out, &nodes, flows[i]);
    fputs("  </graph>\n</graphml>\n", out);
    free(nodes.items);
    return true;
}

/* ------------------------------------------------------------------ DOT */

void flow_dot_string(FILE *out, struct wcy_slice text)
{
    fputc('"', out);
    for (size_t at = 0; at < text.len;) {
        uint32_t c = next_char(text, &at);
        if (c == '"' || c == '\\')
            fputc('\\', out);
        put_char(out, c);
    }
    fputc('"', out);
}

bool flow_dot(FILE *out, const struct wcy_flow *const *flows, size_t n)
{
    struct nodes nodes;
    uint64_t most = 1;
    if (!nodes_find(&nodes, flows, n))
        return false;
    for (size_t i = 0; i < n; i++)
        most = flows[i]->copies > most ? flows[i]->copies : most;
    fputs("digraph flows {\n    rankdir=LR;\n    node [shape=box, fontname=\"sans-serif\"];\n",
          out);
    for (size_t i = 0; i < nodes.count; i++) {
        fprintf(out, "    n%zu [label=", i);
        flow_dot_string(out, nodes.items[i].name);
        fputs(nodes.items[i].outside ? ", style=dashed];\n" : "];\n", out);
    }
    for (size_t i = 0; i < n; i++)
        fprintf(out, "    n%zu -> n%zu [label=\"%" PRIu64 "\", penwidth=%.2f];\n",
                node_of(&nodes, flows[i]->from), node_of(&nodes, flows[i]->to), flows[i]->copies,
                1 + 5 * (double)flows[i]->copies / (double)most);
    fputs("}\n", out);
    free(nodes.items);
    return true;
}
