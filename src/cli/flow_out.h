/*
 * flow_out: flows as files for other programs: CSV for spreadsheets, GraphML and DOT for graphs.
 *
 * Names come from outside: whatever they hold, a spreadsheet takes no cell for a formula, and XML
 * and DOT stay well-formed.
 */
#ifndef CLI_FLOW_OUT_H
#define CLI_FLOW_OUT_H

#include "wirecopy.h"

#include <stdbool.h>
#include <stdio.h>

/* RFC 4180 with a line of names and LF as line end. A cell that a spreadsheet would take for a
   formula gets an apostrophe before it. */
void flow_csv(FILE *out, const struct wcy_flow *const *flows, size_t n);

/* One node a site, one edge a flow; false when memory runs out. */
bool flow_graphml(FILE *out, const struct wcy_flow *const *flows, size_t n);
bool flow_dot(FILE *out, const struct wcy_flow *const *flows, size_t n);

/* Share of the copies that are word for word. */
static inline double flow_verbatim(const struct wcy_flow *f)
{
    return f->copies ? (double)f->verbatim / (double)f->copies : 0;
}

/* One name as each of them writes it. */
void flow_csv_cell(FILE *out, struct wcy_slice text);
void flow_xml_text(FILE *out, struct wcy_slice text);
void flow_dot_string(FILE *out, struct wcy_slice text);

#endif
