/*
 * json_table: tables within a page's documents, {"fields":[names],"rows":[[values]]}.
 */
#ifndef REPORT_JSON_TABLE_H
#define REPORT_JSON_TABLE_H

#include "base/json_write.h"

/* The start of a table: "key":{"fields":[...],"rows":[ ; end it with json_table_end. */
void json_table_begin(struct json *j, const char *key, const char *const *fields);
void json_table_end(struct json *j);

#endif
